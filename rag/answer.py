"""`ask`: the straight line from question to cited answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.chat import ChatWriter, open_chat_model
from rag.cite import supported_only
from rag.compose import choose, cite
from rag.cross_encoder import PassageJudge, load_judge
from rag.dates import clash, dates_in
from rag.decline import declined_category, elsewhere
from rag.evidence import Evidence, best_evidence
from rag.index import Index, open_index
from rag.log import logger
from rag.mask import masked_line
from rag.messages import date_text, message
from rag.model_answer import Draft, drafts
from rag.query import understand
from rag.retrieve import retrieve
from rag.settings import Settings
from rag.text import fold
from rag.types import Answer, Citation, Query, Retrieval, Sentence, Status
from rag.verdict import verdict


@dataclass(frozen=True, slots=True)
class Engine:
    """An open index with the settings in force, the optional cross-encoder and language model: all that a question needs."""

    index: Index
    settings: Settings
    judge: PassageJudge | None = None
    chat: ChatWriter | None = None


def open_engine(settings: Settings) -> Engine:
    """Open the index once, for any number of questions.

    Raises:
        BrokenIndexError: see `open_index`.
        SettingsError: an encoder, a cross-encoder or a language model cannot be loaded.
    """
    return Engine(open_index(settings), settings, load_judge(settings.reranker), open_chat_model(settings))


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


def of_other_dates(query: Query, said: tuple[Sentence, ...], citations: tuple[Citation, ...]) -> bool:
    """Whether a count as at some date is asked for and every sentence is of another one.

    Prices, periods and other rules are left out: they hold from their date on, and a sentence on a change tells both values.
    """
    if not query.dates or "number" not in query.kinds or {"money", "duration"} & set(query.kinds):
        return False
    passages = {c.n: c.passage for c in citations}
    return all(clash(query.dates, dates_in(fold(s.text)) or dates_in(fold(passages[s.citations[0]].as_of))) for s in said)


def ask(engine: Engine, question: str, history: Sequence[str] = (), lang: str = "auto") -> Answer:
    """Answer one question.

    Args:
        history: earlier questions of the conversation, oldest first.
        lang: "auto", "zh-Hant", "zh-Hans" or "en".

    Raises:
        QuestionError: an empty or over-long question, or an unknown language.
    """
    *_, answer = ask_stream(engine, question, history, lang)
    return answer


def ask_stream(engine: Engine, question: str, history: Sequence[str] = (), lang: str = "auto") -> Iterator[Answer]:
    """The answer as it grows, and last the whole of it; each one replaces the one before. Arguments and faults as `ask`.

    Only a language model writes piece by piece: each answer has one checked sentence more. Without one there is one answer. The model is
    asked only where the evidence is good enough for the extractive answer, which is shown when the model fails.
    """
    plain = extractive_answer(engine, question, history, lang)
    if engine.chat is None or plain.status is not Status.ANSWERED:
        yield plain
        return
    clock = time.perf_counter()
    turns = [masked_line(turn) for turn in history if turn.strip()]
    earlier = turns[max(0, len(turns) - engine.settings.max_history) :]
    for draft in drafts(engine.chat, plain, earlier, engine.index.lexicon, engine.settings.chat_max_chars):
        yield _with_draft(plain, draft, time.perf_counter() - clock)


def _with_draft(plain: Answer, draft: Draft, seconds: float) -> Answer:
    """The extractive answer with the model's sentences in place of its own, or with the reason why not."""
    lang, times = plain.query.lang, plain.seconds | {"chat": seconds}
    if draft.fault:
        return replace(plain, note=f"{plain.note}\n{message(draft.fault, lang)}".strip(), seconds=times)
    note = plain.note.replace(dates_note(plain.citations, lang), dates_note(draft.citations, lang)) if draft.finished else ""
    return replace(plain, sentences=draft.sentences, citations=draft.citations, note=note, seconds=times, verdict="")


def extractive_answer(engine: Engine, question: str, history: Sequence[str] = (), lang: str = "auto") -> Answer:
    """The answer in the passages' own sentences; arguments and faults as `ask`."""
    index, settings = engine.index, engine.settings
    clock = time.perf_counter()
    found = search_only(engine, question, history, lang)
    query, retrieval = found.query, found.retrieval
    weighed = time.perf_counter()
    seconds = {"search": weighed - clock, **retrieval.seconds}
    confidence = found.evidence.confidence
    category = declined_category(query, confidence, retrieval.kept) or (
        "elsewhere" if elsewhere(query, retrieval.kept, confidence) else None
    )
    if category:
        return Answer(query, Status.DECLINED, (), (), retrieval, message(f"declined_{category}", query.lang), seconds, confidence)
    if confidence < settings.min_confidence:
        return Answer(query, Status.NO_EVIDENCE, (), (), retrieval, message("no_evidence", query.lang), seconds, confidence)
    chosen = choose(index, query, retrieval, settings)
    sentences, citations = cite(chosen, query, retrieval.kept)
    composed = time.perf_counter()
    kept, dropped = supported_only(sentences, citations, index.lexicon)
    for sentence in dropped:
        logger.warning("dropped a sentence that its passages do not hold: %s", sentence.text)
    used = {n for s in kept for n in s.citations}
    citations = tuple(c for c in citations if c.n in used)
    seconds |= {"compose": composed - weighed, "check": time.perf_counter() - composed}
    if not kept:
        return Answer(query, Status.NO_EVIDENCE, (), (), retrieval, message("no_evidence", query.lang), seconds, confidence)
    short = verdict(index, query, chosen) if kept[0] is sentences[0] else ""
    status = Status.PARTIAL if of_other_dates(query, kept, citations) else Status.ANSWERED
    return Answer(query, status, kept, citations, retrieval, _note(query, citations, status), seconds, confidence, short)


def _note(query: Query, citations: tuple[Citation, ...], status: Status) -> str:
    """As of when; first that the time asked about is another one, where it is."""
    dates = dates_note(citations, query.lang)
    if status is not Status.PARTIAL:
        return dates
    comma = ", " if query.lang == "en" else "、"
    asked = comma.join(date_text(d.iso, query.lang) for d in query.dates)
    return f"{message('other_dates', query.lang, dates=asked)}\n{dates}"
