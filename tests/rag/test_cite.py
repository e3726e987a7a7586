import pytest

from rag.cite import supported_only, unsupported
from rag.types import Citation, Sentence
from tests.fakes import make_passage

PASSAGE = make_passage(
    texts={"zh-Hant": "截至2024年5月，共批准25萬宗，佔54%。", "en": "By May 2024, 250,000 (54%) were approved."},
    headings={"zh-Hant": "第7章", "en": "Chapter 7"},
)
FIRST = Citation(1, PASSAGE, "zh-Hant", "", 0, 0)
SECOND = Citation(2, make_passage("two", texts={"zh-Hant": "共有9名職員。"}), "zh-Hant", "", 0, 0)


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("共批准25萬宗。", "zh-Hant"),
        ("共批准25万宗。", "zh-Hans"),
        ("共批准250,000宗。", "zh-Hant"),
        ("250 000 were approved by May 2024.", "en"),
        ("第7章講述批准宗數。", "zh-Hant"),
        ("No figure at all.", "en"),
    ],
)
def test_a_sentence_stands_when_its_figures_are_in_the_passage(text: str, lang: str) -> None:
    sentence = Sentence(text, (1,))
    assert unsupported(sentence, {1: FIRST}, lang) == set()
    assert supported_only((sentence,), (FIRST,), lang) == ((sentence,), ())


@pytest.mark.parametrize(
    ("text", "lang", "missing"),
    [
        ("共批准26萬宗。", "zh-Hant", {"260000"}),
        ("截至2023年5月，共批准25萬宗。", "zh-Hans", {"2023"}),
        ("In June 2024, 54% were approved.", "en", {"6"}),
        ("Approved: 250.", "en", {"250"}),
    ],
)
def test_a_sentence_with_a_figure_from_elsewhere_is_dropped(text: str, lang: str, missing: set[str]) -> None:
    sentence = Sentence(text, (1,))
    assert unsupported(sentence, {1: FIRST}, lang) == missing
    assert supported_only((sentence,), (FIRST,), lang) == ((), (sentence,))


def test_figures_may_come_from_any_passage_the_sentence_cites() -> None:
    sentence = Sentence("25萬宗申請由9名職員處理。", (1, 2))
    assert supported_only((sentence,), (FIRST, SECOND), "zh-Hant")[0] == (sentence,)
    assert supported_only((Sentence(sentence.text, (1,)),), (FIRST, SECOND), "zh-Hant")[0] == ()


@pytest.mark.parametrize("numbers", [(), (3,), (1, 3)])
def test_a_sentence_without_a_known_citation_is_dropped(numbers: tuple[int, ...]) -> None:
    sentence = Sentence("沒有數字的一句。", numbers)
    assert supported_only((sentence,), (FIRST, SECOND), "zh-Hant") == ((), (sentence,))


def test_the_others_stay_in_order_when_one_is_dropped() -> None:
    good, bad, last = Sentence("佔54%。", (1,)), Sentence("佔55%。", (1,)), Sentence("共9名。", (2,))
    assert supported_only((good, bad, last), (FIRST, SECOND), "zh-Hant") == ((good, last), (bad,))
