import pytest

from rag.answer import Engine, ask
from rag.query import understand
from rag.spelling import corrected
from tests.cases import cases


@pytest.mark.parametrize(("typed", "meant"), cases("misspelt"))
def test_typing_errors_are_put_right(engine: Engine, typed: str, meant: str) -> None:
    assert corrected(engine.index, typed) == meant


@pytest.mark.parametrize(("typed", "meant"), cases("misspelt"))
def test_what_was_put_right_stays(engine: Engine, typed: str, meant: str) -> None:
    assert corrected(engine.index, meant) == meant


@pytest.mark.parametrize("question", [row[0] for row in cases("spelt_right")])
def test_what_is_no_typing_error_stays_as_typed(engine: Engine, question: str) -> None:
    assert corrected(engine.index, question) == question


def test_the_rest_of_the_question_keeps_its_script_width_and_case(engine: Engine) -> None:
    assert corrected(engine.index, "Ｈｏｗ　about 高材通续簽 and QMSA?") == "Ｈｏｗ　about 高才通续簽 and QMAS?"


def test_every_error_of_a_question_is_put_right(engine: Engine) -> None:
    assert corrected(engine.index, "優菜同專菜嘅 qouta") == "優才同專才嘅 quota"


def test_the_question_as_typed_is_kept_beside_the_one_searched_for(engine: Engine) -> None:
    query = understand(engine.index, engine.settings, "高材通批咗幾多人？", [])
    assert (query.asked, query.standalone, query.schemes) == ("高材通批咗幾多人？", "高才通批咗幾多人？", ("ttps",))


@pytest.mark.parametrize("question", ["優材嘅限額暫停幾耐？", "for how long is the qmsa qouta suspended?"])
def test_a_misspelt_question_finds_what_it_means(engine: Engine, question: str) -> None:
    assert ask(engine, question).citations[0].passage.section == "qmas-quota"
