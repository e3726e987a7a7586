"""How like the nearest list question is to the one asked."""

from __future__ import annotations

from dataclasses import replace

from rag.alike import UNTOLD, with_likeness
from rag.answer import Engine
from rag.coverage import content_shares
from rag.index import query_vector
from rag.query import understand
from rag.types import Hit, Passage


def likeness(engine: Engine, question: str, passage: Passage) -> dict[str, float]:
    query = understand(engine.index, engine.settings, question, [])
    shares, vector = content_shares(engine.index, question), query_vector(engine.index, question)
    (hit,) = with_likeness(engine.index, query, (Hit(passage, 1.0, {"bm25_bag": 2.0}),), shares, vector)
    assert hit.stages["bm25_bag"] == 2.0
    return hit.stages


def test_a_list_question_is_wholly_like_itself(engine: Engine) -> None:
    passage = next(p for p in engine.index.passages if p.questions)
    found = likeness(engine, passage.questions[0], passage)
    assert found["missing"] == 0.0
    assert found["alike"] in (1.0, UNTOLD)


def test_a_scheme_the_list_does_not_name_is_missing(engine: Engine) -> None:
    index = engine.index
    passage = next(p for p in index.passages if p.questions and "cies" not in p.schemes)
    plain, named = likeness(engine, passage.questions[0], passage), likeness(engine, f"{passage.questions[0]} CIES", passage)
    assert named["missing"] == plain["missing"] + (1.0 if list(index.lexicon.mentions("cies")) else 0.0)


def test_without_a_list_the_text_itself_tells_what_is_named(engine: Engine) -> None:
    passage = replace(next(p for p in engine.index.passages if p.schemes), questions=(), answering=())
    found = likeness(engine, passage.headings["zh-Hant"], passage)
    assert found["alike"] == UNTOLD
    assert found["missing"] == 0.0
