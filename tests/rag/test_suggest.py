"""What to ask next: questions the corpus answers, in the asker's language, none asked before, never a listed one."""

from dataclasses import replace

import pytest

from rag.answer import Engine, ask, search_only
from rag.followup import question_lang
from rag.suggest import SURE, scheme_of, suggestions
from rag.topics import topic_of
from rag.types import Status

ASKED = ["高才通批咗幾多人？", "高才通到底通过了多少人？", "how many people got TTPS so far?"]


@pytest.mark.parametrize("question", ASKED)
def test_suggestions_come_in_the_askers_language_and_script(engine: Engine, question: str) -> None:
    answer = ask(engine, question)
    found = suggestions(engine, answer)
    assert found
    assert {question_lang(s) for s in found} <= {answer.query.lang, "zh-Hant"} if answer.query.lang != "en" else {"en"}
    assert all("續" not in s for s in found) or answer.query.lang == "zh-Hant"


@pytest.mark.parametrize("question", ASKED)
def test_each_is_answered_well_by_a_passage_not_cited_yet(engine: Engine, question: str) -> None:
    answer = ask(engine, question)
    cited = {c.passage.id for c in answer.citations}
    firsts = []
    for suggestion in suggestions(engine, answer):
        found = search_only(engine, suggestion)
        assert found.evidence.confidence >= SURE
        firsts.append(found.retrieval.kept[0].passage.id)
    assert not cited & set(firsts)
    assert len(set(firsts)) == len(firsts)


def test_no_question_of_the_corpus_lists_is_shown(engine: Engine) -> None:
    listed = {q for p in engine.index.passages for q in p.questions}
    assert listed
    for question in ASKED:
        assert not listed & set(suggestions(engine, ask(engine, question)))


def test_topics_asked_about_before_are_left_out(engine: Engine) -> None:
    answer = ask(engine, ASKED[0])
    before = suggestions(engine, answer)
    topics = {topic_of(s).key for s in before}  # type: ignore[union-attr]
    assert "documents" in topics
    after = suggestions(engine, answer, ["高才通續簽要咩文件？"])
    assert "documents" not in {topic_of(s).key for s in after}  # type: ignore[union-attr]


def test_nothing_is_suggested_after_a_refusal(engine: Engine) -> None:
    answer = ask(engine, "火星上有幾多隻恐龍？")
    assert answer.status is Status.NO_EVIDENCE
    assert suggestions(engine, answer) == ()


def test_an_added_document_suggests_headings_alone(mixed: Engine) -> None:
    answer = ask(mixed, "圖書館逾期歸還要罰款嗎？")
    assert not answer.citations[0].passage.digest
    found = suggestions(mixed, answer)
    assert not any(topic_of(s) for s in found)  # the topics of the digest are not found well from here
    assert not any("圖書館" in s for s in found)  # nor its only section, which has been read


def test_the_scheme_of_an_answer_is_the_one_asked_about_or_cited(engine: Engine) -> None:
    answer = ask(engine, "優才有冇配額？")
    assert scheme_of(answer) == "qmas"
    assert scheme_of(replace(answer, query=replace(answer.query, schemes=("ttps", "qmas")))) == ""
    assert scheme_of(replace(answer, query=replace(answer.query, schemes=()))) == "qmas"
