"""Composition is judged by what the reader gets, so that the scoring of sentences can change."""

from pathlib import Path

import pytest
from rich.console import Console

from rag.answer import Engine, ask, open_engine, search_only
from rag.compose import MAX_BACKING, WIDE_KINDS, choose, cite, in_order
from rag.dates import dates_in
from rag.sentence_rank import Candidate, Features
from rag.settings import Settings
from rag.text import fold, length, sentences, to_simplified
from rag.types import Answer, Citation, Hit, Query, Sentence
from rag.write import write_generation
from tests.cases import cases
from tests.fakes import make_passage
from tests.rag.conftest import document

QUESTIONS = [
    "高才通批咗幾多人？",
    "can my wife work?",
    "海港中心喺邊度？",
    "高才续签要啥材料",
    "優才同高才通嘅申請人數比較",
    "what documents to renew TTPS",
]


# Lengths so near to one another that each is reached by the small corpus.
TIGHT = {"max_answer_chars": 45, "max_unsure_chars": 75, "max_list_chars": 100}

WIDE = {"max_answer_chars": 1_000, "max_unsure_chars": 1_000, "max_list_chars": 1_000, "same_passage_gap": 100.0, "new_passage_gap": 100.0}


def allowed(query: Query, settings: Settings) -> float:
    """The most an answer may have, Chinese characters."""
    wide = query.parts or len(query.schemes) > 1 or WIDE_KINDS & set(query.kinds)
    return settings.max_list_chars if wide else settings.max_unsure_chars


def hit(name: str, text: str, lang: str = "zh-Hant") -> Hit:
    return Hit(make_passage(name, texts={lang: text}), 1.0)


def backed(lead: str, *others: str, lang: str = "zh-Hant") -> tuple[Sentence, tuple[Citation, ...]]:
    """The first sentence of `lead` cited among passages with these texts: what is said, and the citations."""
    hits = (hit("lead", lead, lang), *(hit(str(i), text, lang) for i, text in enumerate(others)))
    start, end = sentences(lead)[0]
    candidate = Candidate(hits[0], lang, start, end, 1.0, Features(*[1.0] * 9), {}, frozenset(), dates_in(fold(lead)))
    (said,), citations = cite([candidate], Query("q", "q", lang, ()), hits)
    return said, citations


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
def test_an_answer_is_no_longer_than_the_settings_say_but_for_the_best_sentence_of_each_side(engine: Engine, question: str) -> None:
    for settings in (engine.settings, engine.settings.model_copy(update=TIGHT)):
        found = search_only(engine, question)
        chosen = choose(engine.index, found.query, found.retrieval, settings)
        asked = max(len(found.query.parts), len(found.query.schemes), 1)
        assert chosen
        assert len(chosen) <= asked or sum(length(c.text) for c in chosen) <= allowed(found.query, settings)


@pytest.mark.parametrize("question", ["高才通批咗幾多人？", "優才配額暫停幾耐"])
def test_an_answer_is_shorter_where_the_best_sentence_stands_out(engine: Engine, question: str) -> None:
    found = search_only(engine, question)
    sizes = []
    for gap in (0.0, 100.0):
        settings = engine.settings.model_copy(update={**TIGHT, "clear_gap": gap})
        sizes.append(sum(length(c.text) for c in choose(engine.index, found.query, found.retrieval, settings)))
    assert sizes[0] <= TIGHT["max_answer_chars"] < sizes[1] <= TIGHT["max_unsure_chars"]


def test_a_sentence_that_scores_far_less_than_the_best_is_left_out(engine: Engine) -> None:
    found = search_only(engine, "高才通批咗幾多人？")
    narrow = engine.settings.model_copy(update={"same_passage_gap": 0.0, "new_passage_gap": 0.0})
    assert len(choose(engine.index, found.query, found.retrieval, narrow)) == 1
    other = engine.settings.model_copy(update={"new_passage_gap": 0.0})
    assert len({c.hit.passage.id for c in choose(engine.index, found.query, found.retrieval, other)}) == 1


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_sentence_is_said_twice(engine: Engine, question: str) -> None:
    found = search_only(engine, question)
    said = [c.text for c in choose(engine.index, found.query, found.retrieval, engine.settings.model_copy(update=WIDE))]
    assert len(said) > 2
    assert len(set(said)) == len(said)


def test_a_sentence_that_another_document_repeats_is_said_once_and_cites_both(engine: Engine, tmp_path: Path) -> None:
    settings = engine.settings.model_copy(update={"index": tmp_path})
    again = document(
        "again", "zh-Hant", "高才通審批", "截至2024年5月底，「高端人才通行證計劃」（高才通）共收到25萬宗申請，當中85,424宗獲批准。"
    )
    write_generation(settings, [*engine.index.passages, again], "", Console(quiet=True))
    twice = open_engine(settings.model_copy(update=WIDE))
    answer = ask(twice, "到2024年5月高才通批咗幾多宗？")
    told = [s for s in answer.sentences if "85,424" in s.text]
    assert len(told) == 1
    cited = {c.passage.section: c for c in answer.citations if c.n in told[0].citations}
    assert cited.keys() == {"again", "ttps-approved"}
    assert all("85,424" in c.quote for c in cited.values())


@pytest.mark.parametrize(("question", "asked", "other"), cases("past_dates"))
def test_a_question_about_a_date_gets_that_dates_values_and_no_others(engine: Engine, question: str, asked: str, other: str) -> None:
    text = answered(engine, question).text
    assert asked in text
    assert other not in text
    found = search_only(engine, question)
    wide = "".join(c.text for c in choose(engine.index, found.query, found.retrieval, engine.settings.model_copy(update=WIDE)))
    assert asked in wide
    assert other not in wide


def test_a_question_without_a_date_may_get_the_values_of_several(engine: Engine) -> None:
    found = search_only(engine, "高才通批咗幾多宗？")
    wide = "".join(c.text for c in choose(engine.index, found.query, found.retrieval, engine.settings.model_copy(update=WIDE)))
    assert "85,424" in wide
    assert "49,737" in wide


def test_a_date_that_no_sentence_is_of_leaves_the_others(engine: Engine) -> None:
    assert "僱傭合約" in answered(engine, "2023年獲批嘅高才通，續簽要交咩文件？").text


@pytest.mark.parametrize(("question", "told"), cases("answered_parts"))
def test_each_part_and_each_side_of_a_question_is_answered(engine: Engine, question: str, told: list[str]) -> None:
    answer = answered(engine, question)
    assert len(answer.query.parts) == len(told)
    assert [words for words in told if words not in answer.text] == []


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


@pytest.mark.parametrize(("lang", "lead", "other", "backs"), cases("backing"))
def test_a_sentence_is_backed_by_passages_that_say_the_same_only(lang: str, lead: str, other: str, backs: str) -> None:
    said, citations = backed(lead, other, lang=lang)
    assert [c.quote for c in citations[1:]] == ([backs] if backs else [])
    assert said.citations == tuple(range(1, len(citations) + 1))
    for citation in citations:
        assert citation.passage.texts[lang][citation.start : citation.end] == citation.quote


def test_the_passage_a_sentence_is_from_does_not_back_it() -> None:
    text = "海港中心有15名職員。海港中心共有15名職員。"
    assert backed(text)[0].citations == (1,)


def test_no_more_passages_back_a_sentence_than_the_limit() -> None:
    said, citations = backed("海港中心有15名職員。", *["海港中心有職員15名。"] * (MAX_BACKING + 2))
    assert len(said.citations) == len(citations) == 4 == MAX_BACKING + 1


def test_a_backing_passage_without_the_language_of_the_sentence_is_left_out() -> None:
    lead, other = hit("lead", "海港中心有15名職員。"), hit("other", "The Harbour Centre has 15 staff.", "en")
    candidate = Candidate(lead, "zh-Hant", 0, 11, 1.0, Features(*[1.0] * 9), {}, frozenset(), ())
    (said,), _ = cite([candidate], Query("q", "q", "zh-Hant", ()), (lead, other))
    assert said.citations == (1,)


def test_a_document_is_named_once_and_the_quote_stays_whole():
    text = "據《河報》表格4，渡口在清晨六點開放。據《河報》表格4，渡船由十名船夫划。"
    held = hit("ferry", text)
    spans = sentences(text)
    candidates = [Candidate(held, "zh-Hant", a, b, 1.0, Features(*[1.0] * 9), {}, frozenset(), ()) for a, b in spans]
    said, citations = cite(candidates, Query("渡口", "渡口", "zh-Hant", ()))
    assert [s.text for s in said] == ["據《河報》表格4，渡口在清晨六點開放。", "渡船由十名船夫划。"]
    assert citations[0].quote == text[slice(*spans[0])]


def test_a_best_sentence_that_goes_on_from_another_stands_after_it() -> None:
    text = "渡船局指渡口在清晨開放。渡船局又指渡口要收費。"
    held = hit("ferry", text)
    first, second = sentences(text)

    def candidate(span: tuple[int, int]) -> Candidate:
        return Candidate(held, "zh-Hant", *span, 1.0, Features(*[1.0] * 9), {}, frozenset(), ())

    assert [c.start for c in in_order([candidate(second), candidate(first)])] == [first[0], second[0]]
    plain = hit("plain", "渡口在清晨開放。渡口要收費。")
    spans = [
        Candidate(plain, "zh-Hant", a, b, 1.0, Features(*[1.0] * 9), {}, frozenset(), ())
        for a, b in sentences("渡口在清晨開放。渡口要收費。")
    ]
    assert in_order(spans[::-1]) == spans[::-1]
