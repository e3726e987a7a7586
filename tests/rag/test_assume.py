"""The scheme taken for want of one: only where a question needs it and is about nothing else."""

import pytest

from rag.answer import Engine, ask, search_only
from rag.assume import assumed_scheme, with_scheme
from rag.query import understand


@pytest.mark.parametrize(
    "question", ["續簽要咩文件?", "续签要什么文件？", "what documents do I need to renew?", "老婆可以返工嗎？", "can my wife work?"]
)
def test_a_question_that_needs_a_scheme_and_names_none_gets_the_commonest(engine: Engine, question: str) -> None:
    query = understand(engine.index, engine.settings, question, [])
    assert query.assumed == "ttps"
    assert query.schemes == ("ttps",)
    assert query.asked == question
    assert query.standalone.endswith(question)


@pytest.mark.parametrize(
    "question",
    [
        "優才續簽要咩文件?",  # names one
        "海港中心續簽要咩文件，邊個地區交？",  # about something else
        "高才通批咗幾多人？",
        "一共有多少配偶跟着過嚟工作？",  # counts
        "有冇配額?",  # the small corpus holds no quota of the commonest scheme
        "今日天氣點？",
    ],
)
def test_any_other_question_is_left_alone(engine: Engine, question: str) -> None:
    assert assumed_scheme(engine.index, question) == ""
    assert understand(engine.index, engine.settings, question, []).assumed == ""


def test_a_scheme_of_the_conversation_comes_before_the_commonest(engine: Engine) -> None:
    query = understand(engine.index, engine.settings, "續簽要咩文件?", ["優才有冇配額？"])
    assert query.assumed == ""


def test_a_conversation_about_somebody_is_not_taken_for_one_about_a_scheme(engine: Engine) -> None:
    assert understand(engine.index, engine.settings, "她老公做什么工作？", ["海港中心的Candy是哪里人？"]).assumed == ""


def test_the_answer_is_found_with_the_scheme(engine: Engine) -> None:
    assert search_only(engine, "can my wife work?").retrieval.kept[0].passage.section == "dependants-work"
    assert ask(engine, "續簽要咩文件?").citations[0].passage.section == "renewal-papers"


def test_the_scheme_stands_before_the_question_in_its_language() -> None:
    assert with_scheme("費用幾多？", "qmas", "zh-Hant") == "優才：費用幾多？"
    assert with_scheme("费用多少？", "qmas", "zh-Hans") == "优才：费用多少？"
    assert with_scheme("how much?", "qmas", "en") == "QMAS: how much?"
