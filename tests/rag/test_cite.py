import pytest

from rag.cite import evidence_of, faults, supported_only, unsupported
from rag.lexicon import Lexicon, Term
from rag.types import Citation, Sentence
from tests.cases import cases
from tests.fakes import make_passage

PASSAGE = make_passage(
    texts={"zh-Hant": "截至2024年5月，共批准25萬宗，佔54%。", "en": "By May 2024, 250,000 (54%) were approved."},
    headings={"zh-Hant": "第7章", "en": "Chapter 7"},
)
FIRST = Citation(1, PASSAGE, "zh-Hant", "", 0, 0)
SECOND = Citation(2, make_passage("two", texts={"zh-Hant": "共有9名職員。"}), "zh-Hant", "", 0, 0)


def term(name: str, kind: str, zh: str, en: str, *others: str) -> Term:
    return Term.model_validate({"id": name, "kind": kind, "zh-Hant": zh, "zh-Hans": zh, "en": en, "colloquial": list(others)})


NAMES = Lexicon(
    [
        term("pier", "scheme", "碼頭計劃", "Pier Scheme", "碼頭通"),
        term("boat", "scheme", "小艇計劃", "Boat Scheme", "小艇通"),
        term("marine", "body", "海事處", "Marine Department", "船政署"),
        term("fire", "body", "消防處", "Fire Services Department"),
        term("north", "place", "北灣", "North Bay"),
        term("south", "place", "南灣", "South Bay"),
    ]
)
# What the sentences of cases/check.json are held against, each language by itself.
PIER = {
    "zh-Hant": "海事處2024年3月5日公布，碼頭計劃A類的泊位費是每月HK$2,500，B類是1,200港元。碼頭計劃的許可證有效期為三年，船主須在到期前四星期續領。"
    "截至2024年9月底，小艇計劃收到68 098宗申請，其中九成獲批。《海事年報》指，北灣的泊位由25萬個增至30萬個。半年內不得轉讓許可證。",
    "en": "On 5 March 2024 the Marine Department announced a berth fee of HK$2,500 a month for Category A of the Pier Scheme and HK$1,200 for Category B."
    " A Pier Scheme permit is valid for three years, and owners must renew it four weeks before it expires. By the end of September 2024 the Boat"
    " Scheme had received 68,098 applications, of which 90% were approved. The Marine Annual says berths in North Bay rose from 250,000 to 300,000."
    " Permits may not be transferred within half a year.",
}


def said_by(text: str, *langs: str) -> list[str]:
    texts = {lang: PIER[lang] for lang in langs}
    return faults(text, evidence_of([make_passage("pier", texts=texts, as_of="2024-09")], NAMES), NAMES)


@pytest.mark.parametrize(("text", "langs"), cases("check_true"))
def test_what_the_passage_says_stands_in_any_script_and_form(text: str, langs: list[str]) -> None:
    assert said_by(text, *langs) == []


@pytest.mark.parametrize(("text", "langs"), cases("check_false"))
def test_what_the_passage_does_not_say_is_found(text: str, langs: list[str]) -> None:
    assert said_by(text, *langs) != []


@pytest.mark.parametrize(
    "text",
    [
        "共批准25萬宗。",
        "共批准25万宗。",
        "共批准250,000宗。",
        "250 000 were approved by May 2024.",
        "第7章：共批准25萬宗。",
        "They were approved.",
    ],
)
def test_a_sentence_stands_when_its_figures_are_in_the_passage(text: str) -> None:
    sentence = Sentence(text, (1,))
    assert unsupported(sentence, {1: FIRST}) == []
    assert supported_only((sentence,), (FIRST,)) == ((sentence,), ())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("共批准26萬宗。", ["26万"]),
        ("截至2023年5月，共批准25萬宗。", ["2023年5月"]),
        ("In July 2024, 54% were approved.", ["july 2024"]),
        ("Approved: 250.", ["250"]),
    ],
)
def test_a_sentence_with_a_figure_from_elsewhere_is_dropped(text: str, missing: list[str]) -> None:
    sentence = Sentence(text, (1,))
    assert unsupported(sentence, {1: FIRST}) == missing
    assert supported_only((sentence,), (FIRST,)) == ((), (sentence,))


def test_the_date_of_a_passage_and_of_its_source_may_be_said() -> None:
    assert unsupported(Sentence("據2024年6月出版的手冊，截至2024年5月批准25萬宗。", (1,)), {1: FIRST}) == []


def test_figures_may_come_from_any_passage_the_sentence_cites() -> None:
    sentence = Sentence("25萬宗批准，由9名職員處理。", (1, 2))
    assert supported_only((sentence,), (FIRST, SECOND))[0] == (sentence,)
    assert supported_only((Sentence(sentence.text, (1,)),), (FIRST, SECOND))[0] == ()


def test_part_of_a_sentence_is_no_quotation() -> None:
    passage = make_passage(texts={"zh-Hant": "申請人不可轉讓許可證，續領時須在香港。"})
    citation = Citation(1, passage, "zh-Hant", "", 0, 0)
    assert supported_only((Sentence("申请人不可转让许可证，续领时须在香港。", (1,)),), (citation,))[0]
    assert supported_only((Sentence("申請人可轉讓許可證。", (1,)),), (citation,))[0] == ()


@pytest.mark.parametrize("numbers", [(), (3,), (1, 3)])
def test_a_sentence_without_a_known_citation_is_dropped(numbers: tuple[int, ...]) -> None:
    sentence = Sentence("批准的一句。", numbers)
    assert supported_only((sentence,), (FIRST, SECOND)) == ((), (sentence,))


def test_the_others_stay_in_order_when_one_is_dropped() -> None:
    good, bad, last = Sentence("佔54%。", (1,)), Sentence("佔55%。", (1,)), Sentence("共9名。", (2,))
    assert supported_only((good, bad, last), (FIRST, SECOND)) == ((good, last), (bad,))


def test_a_sentence_without_the_name_of_its_document_is_the_passages_own() -> None:
    passage = make_passage(
        "p", texts={"zh-Hant": "據《河報》表格4，渡口在清晨開放。", "en": "The River Bulletin says that no ferry crosses at six."}
    )
    citation = Citation(1, passage, "zh-Hant", passage.texts["zh-Hant"], 0, 1)
    own = Sentence("渡口在清晨開放。", (1,)), Sentence("No ferry crosses at six.", (1,))
    assert supported_only(own, (citation,)) == (own, ())
