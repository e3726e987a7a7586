"""Composition is judged by what the reader gets, so that the scoring of sentences can change."""

import pytest

from rag.answer import Engine, ask
from rag.text import to_simplified
from rag.types import Answer

QUESTIONS = [
    "高才通批咗幾多人？",
    "can my wife work?",
    "海港中心喺邊度？",
    "高才续签要啥材料",
    "優才同高才通嘅申請人數比較",
    "what documents to renew TTPS",
]


def answered(engine: Engine, question: str) -> Answer:
    answer = ask(engine, question)
    assert answer.sentences
    return answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_the_passages_own_in_the_readers_script(engine: Engine, question: str) -> None:
    answer = answered(engine, question)
    by_number = {c.n: c for c in answer.citations}
    for sentence in answer.sentences:
        cited = [by_number[n] for n in sentence.citations]
        texts = [c.passage.texts[c.lang] for c in cited]
        assert any(sentence.text in (text, to_simplified(text)) or sentence.text in text + to_simplified(text) for text in texts)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_quote_lies_where_the_citation_says(engine: Engine, question: str) -> None:
    for citation in answered(engine, question).citations:
        assert citation.quote
        assert citation.passage.texts[citation.lang][citation.start : citation.end] == citation.quote


@pytest.mark.parametrize("question", QUESTIONS)
def test_citations_count_from_one_in_order_of_use(engine: Engine, question: str) -> None:
    answer = answered(engine, question)
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    used = list(dict.fromkeys(n for s in answer.sentences for n in s.citations))
    assert used == [c.n for c in answer.citations]
    assert len({c.passage.id for c in answer.citations}) == len(answer.citations)


@pytest.mark.parametrize("question", QUESTIONS)
def test_an_answer_is_short(engine: Engine, question: str) -> None:
    answer = answered(engine, question)
    assert len(answer.sentences) <= engine.settings.max_list_sentences
    if not {"list", "comparison"} & set(answer.query.kinds) and len(answer.query.schemes) < 2:
        assert len(answer.sentences) <= engine.settings.max_sentences


def test_table_rows_are_no_sentences_of_an_answer(engine: Engine) -> None:
    answer = answered(engine, "沙田海港中心有幾多職員？")
    assert "9名職員" in answer.text
    assert "|" not in answer.text


def test_a_comparison_shows_both_sides(engine: Engine) -> None:
    schemes = {s for c in answered(engine, "優才同高才通嘅申請人數比較").citations for s in c.passage.schemes}
    assert {"qmas", "ttps"} <= schemes


def test_the_passage_that_answers_leads(engine: Engine) -> None:
    assert answered(engine, "can my wife work?").citations[0].passage.section == "dependants-work"


def test_only_the_language_of_the_answer_is_quoted(engine: Engine) -> None:
    assert {c.lang for c in answered(engine, "can my wife work?").citations} == {"en"}
    assert {c.lang for c in answered(engine, "高才续签要啥材料").citations} == {"zh-Hant"}
