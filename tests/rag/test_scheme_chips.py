"""The same question about another scheme."""

from dataclasses import replace

import pytest
from rich.console import Console

from rag.answer import Engine, ask, open_engine
from rag.scheme_chips import Chip, example_note, other_schemes, scheme_label
from rag.settings import Settings
from rag.write import write_generation
from tests.fakes import make_passage


@pytest.fixture(scope="module")
def two(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The small corpus with a passage on the renewal papers of another scheme."""
    settings: Settings = engine.settings.model_copy(update={"index": tmp_path_factory.mktemp("two")})
    texts = {
        "zh-Hant": "「優秀人才入境計劃」（優才）續簽要交旅行證件、身份證和住址證明等文件。",
        "en": "Renewal under the Quality Migrant Admission Scheme (QMAS) needs documents: a travel document, an identity card and proof of address.",
    }
    headings = {"zh-Hant": "優才續簽要交的文件", "en": "QMAS renewal documents"}
    other = make_passage("qmas-papers", texts=texts, headings=headings, schemes=("qmas",), topics=("renewal", "papers"))
    write_generation(settings, [*engine.index.passages, other], "", Console(quiet=True))
    return open_engine(settings)


def test_a_question_without_a_scheme_offers_the_other_that_holds_the_topic(two: Engine) -> None:
    answer = ask(two, "續簽要咩文件?")
    assert answer.citations[0].passage.schemes == ("ttps",)
    assert example_note(answer) == "以高才通為例。"
    assert other_schemes(two, answer) == (Chip("優才", "優才：續簽要咩文件?"),)
    assert ask(two, "優才：續簽要咩文件?").citations[0].passage.section == "qmas-papers"


def test_a_question_with_a_scheme_swaps_its_name(two: Engine) -> None:
    answer = ask(two, "高才通续签要什么文件？")
    assert example_note(answer) == ""
    assert other_schemes(two, answer) == (Chip("优才", "优才续签要什么文件？"),)


def test_english_chips_carry_english_names(two: Engine) -> None:
    answer = ask(two, "What documents do I need to renew?")
    assert example_note(answer) == "Taking TTPS as the example."
    assert other_schemes(two, answer) == (Chip("QMAS", "QMAS: What documents do I need to renew?"),)


@pytest.mark.parametrize(
    "question", ["高才通批咗幾多人？", "海港中心喺邊區？", "高才通同優才續簽要咩文件？", "高才通C類續簽要咩文件？", "火星上有幾多隻恐龍？"]
)
def test_no_chips_where_no_scheme_can_be_swapped(two: Engine, question: str) -> None:
    assert other_schemes(two, ask(two, question)) == ()


def test_a_scheme_whose_topic_the_corpus_does_not_hold_is_not_offered(engine: Engine) -> None:
    assert other_schemes(engine, ask(engine, "續簽要咩文件?")) == ()


def test_a_refusal_is_no_example(two: Engine) -> None:
    answer = ask(two, "續簽要咩文件?")
    assert example_note(replace(answer, sentences=(), citations=())) == ""


def test_labels_are_short_names() -> None:
    assert (scheme_label("asmtp", "zh-Hant"), scheme_label("asmtp", "zh-Hans"), scheme_label("asmtp", "en")) == ("專才", "专才", "ASMTP")
