"""Verdicts: said where the sentence plainly gives them, and left unsaid for everything that could turn them."""

from dataclasses import replace

import pytest

from evals.yesno import read_yesno
from rag.answer import Engine, ask
from rag.dates import dates_in
from rag.query import understand
from rag.sentence_rank import Candidate, Features
from rag.text import fold
from rag.types import Answer, Hit, Retrieval, Sentence, Status
from rag.verdict import Form, asked_form, verdict
from tests.conftest import REPOSITORY
from tests.fakes import make_passage

NEAR = Features(hit=1.0, top=1.0, words=1.0, near=1.0, cosine=1.0, fits=0.0, year=0.0, asked=1.0, asked_near=1.0)


def said(engine: Engine, question: str, *sentences: str, schemes: tuple[str, ...] = ("ttps",), near: float = 1.0) -> str:
    """The verdict on a question that these sentences answer."""
    query = understand(engine.index, engine.settings, question, [])
    lang = "en" if query.lang == "en" else "zh-Hant"
    chosen = []
    for text in sentences:
        named = frozenset(m.term.scheme for m in engine.index.lexicon.mentions(fold(text)) if m.term.scheme)
        hit = Hit(make_passage(texts={lang: text}, schemes=schemes), 1.0)
        chosen.append(Candidate(hit, lang, 0, len(text), 1.0, replace(NEAR, near=near), {}, named, dates_in(fold(text))))
    return verdict(engine.index, query, chosen)


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("高才通受養人可唔可以返工？", Form.CAN),
        ("高才通受养人能工作吗？", Form.CAN),
        ("喺酒店續簽得唔得？", Form.CAN),
        ("使唔使先有工作？", Form.NEED),
        ("需要先有工作吗", Form.NEED),
        ("優才有冇配額？", Form.HAVE),
        ("can my wife work?", Form.CAN),
        ("Do I need a job offer?", Form.NEED),
        ("must I be in Hong Kong?", Form.NEED),
        ("Is there a quota?", Form.HAVE),
        ("Is the course free?", Form.IS),
    ],
)
def test_the_form_of_a_yes_no_question_is_read(question: str, form: Form) -> None:
    asked = asked_form(question)
    assert asked is not None
    assert asked.form is form


@pytest.mark.parametrize(
    "question",
    [
        "續簽要咩文件？",
        "幾時可以續簽？",
        "how many can apply?",
        "冇學位可以申請嗎？",
        "Can I renew without a job?",
        "isn't there a quota?",
        "係咪所有人都可以申請？",
        "申請人和家屬要交的文件一樣嗎？",
        "「青見」現在叫甚麼？",
    ],
)
def test_any_other_question_or_a_negated_one_has_no_form(question: str) -> None:
    assert asked_form(question) is None


@pytest.mark.parametrize(
    ("question", "sentence", "expected"),
    [
        ("高才通受養人可唔可以返工？", "高才通的受養人可以在香港工作。", "可以。"),
        ("高才通受养人可以上班吗？", "高才通的受養人可以在香港工作。", "可以。"),
        ("can TTPS dependants work?", "Dependants under TTPS may work in Hong Kong.", "Yes."),
        ("高才通可唔可以申請兩地補貼？", "高才通的申請人不可申請兩地補貼。", "不可以。"),
        ("申請高才通要先有工作嗎？", "申請高才通毋須事先獲聘。", "毋須。"),
        ("申请高才通要先有工作吗？", "申請高才通毋須事先獲聘。", "毋须。"),
        ("高才通使唔使先有工作？", "高才通的申請人事前須獲聘。", "需要。"),
        ("高才通有沒有配額？", "高才通不設配額。", "沒有。"),
        ("高才通有冇配額？", "高才通設有配額，先到先得。", "有。"),
        ("Is there a quota for TTPS?", "TTPS has no quota.", "No."),
        ("高才通要先有工作嗎？", "高才通的申請人是否要事先獲聘，視乎申請時間。", "視乎情況。"),
        ("高才通續簽要收費嗎？", "高才通續簽費用全免。", "毋須。"),
    ],
)
def test_a_plain_sentence_gives_the_verdict(engine: Engine, question: str, sentence: str, expected: str) -> None:
    assert said(engine, question, sentence) == expected


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("高才通受養人可唔可以創業？", "高才通的受養人可以在香港工作。"),  # another predicate
        ("優才受養人可唔可以返工？", "高才通的受養人可以在香港工作。"),  # another scheme
        ("高才通申請人可唔可以返工？", "高才通的受養人可以在香港工作。"),  # other people
        ("高才通受養人可唔可以返工？", "高才通的受養人只要獲批便可以在香港工作。"),  # a condition
        ("高才通受養人可唔可以返工？", "在2024年之前，高才通的受養人可以在香港工作。"),  # another time
        ("高才通受養人可唔可以返工？", "陳教授認為高才通的受養人可以在香港工作。"),  # a view
        ("高才通受養人可唔可以返工？", "高才通的受養人只可以在香港工作。"),  # a limit
        ("高才通有冇配額？", "高才通C類設有配額。"),  # a narrower group
        ("高才通有冇20歲的受養人可以返工？", "高才通的受養人可以在香港工作。"),  # a figure
        ("高才通受養人可唔可以返工？", "高才通的受養人可以在香港工作，但不可以受僱於自己的公司。"),  # both
    ],
)
def test_what_could_turn_it_leaves_it_unsaid(engine: Engine, question: str, sentence: str) -> None:
    assert said(engine, question, sentence) == ""


def test_sentences_of_one_answer_that_differ_give_none(engine: Engine) -> None:
    assert said(engine, "高才通有冇配額？", "高才通設有配額。", "高才通不設配額。") == ""
    assert said(engine, "高才通有冇配額？", "高才通設有配額。", "高才通設配額，先到先得。") == "有。"


def test_no_sentence_no_verdict(engine: Engine) -> None:
    assert said(engine, "高才通有冇配額？") == ""


def test_the_verdict_stands_before_the_answer_on_its_own_line_without_a_marker(engine: Engine) -> None:
    answer = ask(engine, "高才通受養人可唔可以返工？")
    assert answer.verdict in ("", "可以。", "毋須。")
    shown = Answer(answer.query, Status.ANSWERED, (Sentence("句子。", (1,)),), (), Retrieval((), ()), "日期。", verdict="可以。")
    assert shown.text == "可以。\n句子。[1]\n日期。"
    assert replace(shown, verdict="").text == "句子。[1]\n日期。"


def test_the_cases_are_many_and_in_three_languages() -> None:
    rows = read_yesno(REPOSITORY / "tests" / "cases" / "yesno.json")
    assert len({row["question"] for row in rows}) == len(rows) >= 150
    assert {row["truth"] for row in rows} == {"yes", "no", "depends", "open"}
