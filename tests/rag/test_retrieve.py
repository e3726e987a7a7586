import numpy as np
import pytest

from rag.answer import Engine
from rag.index import query_vector
from rag.query import understand
from rag.retrieve import best_entry_scores, dense_candidates, exact_dense, retrieve
from rag.settings import Settings
from rag.types import Retrieval
from tests.cases import cases


def find(engine: Engine, question: str, settings: Settings | None = None) -> Retrieval:
    query = understand(engine.index, engine.settings, question, [])
    return retrieve(engine.index, query, settings or engine.settings)


@pytest.mark.parametrize(("question", "section"), cases("found"))
def test_the_passage_that_answers_comes_first_in_every_language(engine: Engine, question: str, section: str) -> None:
    assert find(engine, question).kept[0].passage.section == section


@pytest.mark.parametrize("question", ["高才通批咗幾多人？", "can my wife work?", "zzzz qqqq", "火星恐龍"])
def test_hits_come_best_first_and_never_twice(engine: Engine, question: str) -> None:
    found = find(engine, question)
    hits = (*found.kept, *found.rejected)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_no_more_than_the_settings_say_is_kept_or_looked_at(engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"kept": 2, "candidates": 4})
    found = find(engine, "高才通批咗幾多人？", settings)
    assert len(found.kept) == 2
    assert len(found.rejected) <= 2


def test_every_hit_shows_its_score_by_stage_and_every_stage_its_time(engine: Engine) -> None:
    found = find(engine, "can my wife work?")
    assert {"bm25_bag", "bm25_entry", "dense", "words", "near"} <= set(found.kept[0].stages)
    assert {"encode", "lexical", "dense", "rerank"} <= set(found.seconds)
    assert min(found.seconds.values()) >= 0


def test_a_passage_about_the_scheme_named_beats_one_about_another(engine: Engine) -> None:
    order = [hit.passage.schemes for hit in find(engine, "優才 定 限額 批准 申請").kept]
    assert order[0] == ("qmas",)


def test_the_year_asked_about_decides_between_two_dates(engine: Engine) -> None:
    assert find(engine, "2023年高才通批出多少宗").kept[0].passage.section == "ttps-approved-2023"
    assert find(engine, "2024年高才通批出多少宗").kept[0].passage.section == "ttps-approved"


def test_a_passage_scores_as_its_best_lexical_entry(engine: Engine) -> None:
    index = engine.index
    tokens = tuple(index.tokens("can my wife work"))
    scores, entries = best_entry_scores(index, tokens), index.entry.scores(tokens)
    owners = index.entries.passage[index.entries.lexical]
    assert scores.shape == (len(index.passages),)
    assert scores.tolist() == [entries[owners == number].max() for number in range(len(index.passages))]


def test_a_question_without_known_words_has_no_dense_candidate(engine: Engine) -> None:
    assert dense_candidates(engine.index, np.zeros(engine.index.encoder.dimensions, np.float32), 10) == []


def test_the_nearest_entries_passage_leads_the_dense_candidates(engine: Engine) -> None:
    vector = query_vector(engine.index, "can my wife work here")
    found = dense_candidates(engine.index, vector, 1_000_000)
    assert engine.index.passages[found[0]].section == "dependants-work"
    assert sorted(found) == list(range(len(engine.index.passages)))


def test_exact_dense_is_the_best_cosine_of_each_passage(engine: Engine) -> None:
    index = engine.index
    vector = query_vector(index, "優才配額")
    numbers = np.arange(len(index.passages))
    cosines = index.vectors.astype(np.float32) @ vector
    expected = [cosines[index.entries.passage == number].max() for number in numbers]
    assert exact_dense(index, vector, numbers) == pytest.approx(expected, abs=1e-5)
