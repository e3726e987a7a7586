"""What a question takes over from the ones before it, beyond what tests/rag/test_query.py shows through `understand`."""

from dataclasses import replace

import pytest

from rag.answer import Engine
from rag.followup import leans, standalone
from rag.index import Index
from rag.lexicon import Lexicon, Term


@pytest.fixture(scope="module")
def index(engine: Engine) -> Index:
    """The small corpus with places abroad and a scheme of one of them."""
    names = [("ttps", "scheme", "高才通", "ttps"), ("ford-pass", "scheme", "渡河證", ""), ("river-pass", "scheme", "順流證", "")]
    names += [("north", "place", "北岸", ""), ("south", "place", "南岸", "")]
    terms = [
        Term.model_validate({"id": i, "kind": kind, "zh-Hant": name, "zh-Hans": name, "en": i, "scheme": scheme})
        for i, kind, name, scheme in names
    ]
    return replace(engine.index, lexicon=Lexicon(terms))


@pytest.mark.parametrize(
    "question",
    [
        "轉個話題，渡口喺邊？",
        "換一題：渡口喺邊？",
        "唔講呢個喇，渡口喺邊？",
        "换个问题：渡口喺邊？",
        "另外想問，渡口喺邊？",
    ],
)
def test_words_that_change_the_subject_are_left_out_and_nothing_is_taken_over(index: Index, question: str) -> None:
    assert standalone(index, question, ["高才通批咗幾多人？"]) == "渡口喺邊？"


@pytest.mark.parametrize(
    ("question", "left"),
    [("Leave that. Where is the ford?", "Where is the ford?"), ("ok forget fees. where is the ford?", "where is the ford?")],
)
def test_so_are_the_english_ones(index: Index, question: str, left: str) -> None:
    assert standalone(index, question, ["How many people came under the ford pass?"]) == left


def test_a_change_of_subject_that_says_nothing_else_stays_whole(index: Index) -> None:
    assert standalone(index, "轉個話題，", ["高才通批咗幾多人？"]) == "轉個話題，"


def test_a_pronoun_without_a_name_before_it_takes_the_whole_question_over(index: Index) -> None:
    question, last = "What sort of ferrymen usually provide it?", "What is a rowing lesson?"
    assert standalone(index, question, [last]) == f"{last} {question}"


def test_others_is_no_pronoun(index: Index) -> None:
    question = "河上其他船家早上幾點鐘開船？"
    assert standalone(index, question, ["渡口的燈何時亮？"]) == question


def test_a_schemes_category_goes_with_it(index: Index) -> None:
    assert standalone(index, "順流證呢？", ["高才通A類首次批幾多年？"]) == "順流證首次批幾多年？"


def test_with_a_place_goes_the_scheme_of_the_old_one(index: Index) -> None:
    assert standalone(index, "咁南岸呢？", ["北岸的渡河證是哪年推出的？"]) == "南岸的是哪年推出的？"


def test_a_scheme_asked_about_likewise_keeps_the_question_before(index: Index) -> None:
    question = "咁渡河證過河登記嗰個，係咪同一個日數？"
    assert standalone(index, question, ["高才通最早幾耐之前可以交表？"]) == f"渡河證最早幾耐之前可以交表？ {question}"


@pytest.mark.parametrize(("question", "leaning"), [("咁優才呢？", True), ("What about fees?", True), ("渡口喺邊？", False)])
def test_openings_that_lean_are_seen(question: str, leaning: bool) -> None:
    assert leans(question) is leaning
