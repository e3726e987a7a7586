"""`ask`: the straight line from question to cited answer."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from rag.cite import supported_only
from rag.compose import choose, cite
from rag.cross_encoder import PassageJudge, load_judge
from rag.decline import declined_category, elsewhere
from rag.evidence import Evidence, best_evidence
from rag.index import Index, open_index
from rag.log import logger
from rag.messages import date_text, message
from rag.query import understand
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.types import Answer, Citation, Query, Retrieval, Status


@dataclass(frozen=True, slots=True)
class Engine:
    """An open index with the settings in force, and the optional cross-encoder: all that a question needs."""

    index: Index
    settings: Settings
    judge: PassageJudge | None = None


def open_engine(settings: Settings) -> Engine:
    """Open the index once, for any number of questions.

    Raises:
        BrokenIndexError: see `open_index`.
        SettingsError: an encoder or a cross-encoder cannot be loaded.
    """
    return Engine(open_index(settings), settings, load_judge(settings.reranker))


@dataclass(frozen=True, slots=True)
class Found:
    """What a question finds, before anything is said."""

    query: Query
    retrieval: Retrieval
    evidence: Evidence


def search_only(engine: Engine, question: str, history: Sequence[str] = (), lang: str = "auto") -> Found:
    """Understand and retrieve, without composing; raises as `ask`."""
    query = understand(engine.index, engine.settings, question, list(history), lang)
    retrieval = retrieve(engine.index, query, engine.settings, engine.judge)
    return Found(query, retrieval, best_evidence(retrieval, query, engine.settings))


def dates_note(citations: tuple[Citation, ...], lang: str) -> str:
    """As of when: one date a citation, equal dates together; "" without citations."""
    numbers: dict[str, list[int]] = {}
    for citation in citations:
        numbers.setdefault(citation.passage.as_of, []).append(citation.n)
    if not numbers:
        return ""
    comma = "; " if lang == "en" else "；"
    dates = comma.join(f"{date_text(d, lang)} " + "".join(f"[{n}]" for n in ns) for d, ns in numbers.items())
    return message("dates", lang, dates=dates)


def ask(engine: Engine, question: str, history: Sequence[str] = (), lang: str = "auto") -> Answer:
    """Answer one question.

    Args:
        history: earlier questions of the conversation, oldest first.
        lang: "auto", "zh-Hant", "zh-Hans" or "en".

    Raises:
        QuestionError: an empty or over-long question, or an unknown language.
    """
    index, settings = engine.index, engine.settings
    clock = time.perf_counter()
    found = search_only(engine, question, history, lang)
    query, retrieval = found.query, found.retrieval
    weighed = time.perf_counter()
    seconds = {"search": weighed - clock, **retrieval.seconds}
    confidence = found.evidence.confidence
    category = declined_category(query, confidence) or ("elsewhere" if elsewhere(query, retrieval.kept, confidence) else None)
    if category:
        return Answer(query, Status.DECLINED, (), (), retrieval, message(f"declined_{category}", query.lang), seconds, confidence)
    if confidence < settings.min_confidence:
        return Answer(query, Status.NO_EVIDENCE, (), (), retrieval, message("no_evidence", query.lang), seconds, confidence)
    sentences, citations = cite(choose(index, query, retrieval, settings), query, retrieval.kept)
    composed = time.perf_counter()
    kept, dropped = supported_only(sentences, citations, query.lang)
    for sentence in dropped:
        logger.warning("dropped a sentence whose figures are not in its passage: %s", sentence.text)
    used = {n for s in kept for n in s.citations}
    citations = tuple(c for c in citations if c.n in used)
    seconds |= {"compose": composed - weighed, "check": time.perf_counter() - composed}
    if not kept:
        return Answer(query, Status.NO_EVIDENCE, (), (), retrieval, message("no_evidence", query.lang), seconds, confidence)
    return Answer(query, Status.ANSWERED, kept, citations, retrieval, dates_note(citations, query.lang), seconds, confidence)
