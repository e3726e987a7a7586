"""Ways to break the line, one part at a time, by `unittest.mock.patch` on the function that does it; evals/mutations.py asks whether the gate notices."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import rag.answer
import rag.compose
import rag.query
import rag.retrieve
import rag.text
from rag.answer import Engine
from rag.cite import supported_only as check
from rag.compose import choose as chosen
from rag.compose import cite as numbered
from rag.evidence import best_evidence
from rag.index import Index, query_vector
from rag.lexical import LexicalIndex
from rag.query import understand as understood
from rag.rerank import score as ranked
from rag.sentence_rank import Candidate
from rag.settings import Settings
from rag.text import sentences
from rag.types import Answer, Citation, Hit, Query, Retrieval, Sentence

Break = Callable[[Engine], ExitStack]
Cited = tuple[tuple[Sentence, ...], tuple[Citation, ...]]
_NEXT_DIGIT = str.maketrans("0123456789", "1234567890")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One part of the line broken: what is wrong, and the patches that make it so while their stack is open."""

    name: str
    broken: Break


def _patched(**changes: object) -> ExitStack:
    """Patches of rag.answer, which looks every stage up by name."""
    stack = ExitStack()
    for name, value in changes.items():
        stack.enter_context(patch.object(rag.answer, name, value))
    return stack


def _one(target: object, name: str, value: object) -> ExitStack:
    stack = ExitStack()
    stack.enter_context(patch.object(target, name, value))
    return stack


def _forget() -> None:
    """Empty every cache of rag's functions."""
    for name, module in list(sys.modules.items()):
        if name.startswith("rag."):
            for function in list(vars(module).values()):
                getattr(function, "cache_clear", lambda: None)()


def unfolded(_: Engine) -> ExitStack:
    """Questions are searched as typed: `fold` does nothing anywhere in rag, over an index of folded text.

    What was remembered with the one `fold` is forgotten before the other is in force.
    """
    stack, real = ExitStack(), rag.text.fold
    _forget()
    stack.callback(_forget)
    for name, module in list(sys.modules.items()):
        if name.startswith("rag.") and getattr(module, "fold", None) is real:
            stack.enter_context(patch.object(module, "fold", lambda text: text))
    return stack


def off_by_one(_: Engine) -> ExitStack:
    """Sentences carry the number after the one of their passage when they reach the check."""

    def cite(*arguments: Any) -> Cited:
        said, citations = numbered(*arguments)
        return tuple(replace(s, citations=tuple(n + 1 for n in s.citations)) for s in said), citations

    return _patched(cite=cite)


def off_by_one_shown(_: Engine) -> ExitStack:
    """The check sees the right numbers, the text shows the ones after them."""

    def text(answer: Answer) -> str:
        gap = " " if answer.query.lang == "en" else ""
        body = gap.join(s.text + "".join(f"[{n + 1}]" for n in s.citations) for s in answer.sentences)
        return "\n".join(part for part in (body, answer.note) if part)

    return _one(Answer, "text", property(text))


def wrong_passage(engine: Engine) -> ExitStack:
    """Every citation leaves the line with another passage of the corpus, quote included."""
    passages = engine.index.passages

    def moved(citation: Citation) -> Citation:
        start = engine.index.positions[citation.passage.id] + len(passages) // 2
        around = (passages[(start + step) % len(passages)] for step in range(len(passages)))
        other = next(p for p in around if citation.lang in p.texts)
        quote = other.texts[citation.lang][:80]
        return replace(citation, passage=other, quote=quote, start=0, end=len(quote))

    def answer(*arguments: Any) -> Answer:
        made = Answer(*arguments)
        return replace(made, citations=tuple(moved(c) for c in made.citations))

    return _patched(Answer=answer)


def refuse_always(_: Engine) -> ExitStack:
    """No evidence is ever good enough."""
    return _patched(best_evidence=lambda *a: replace(best_evidence(*a), confidence=0.0))


def refuse_never(_: Engine) -> ExitStack:
    """Every evidence is good enough, and no question is declined."""
    return _patched(
        best_evidence=lambda *a: replace(best_evidence(*a), confidence=1.0), declined_category=lambda *_: None, elsewhere=lambda *_: False
    )


def stale_first(_: Engine) -> ExitStack:
    """The answer, and each part of it, is made of the oldest passages kept."""

    def oldest(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        date = min((h.passage.as_of for h in hits), default="")
        return tuple(h for h in hits if h.passage.as_of == date)

    def choose(index: Index, query: Query, retrieval: Retrieval, settings: Settings) -> list[Candidate]:
        left = replace(retrieval, kept=oldest(retrieval.kept), parts=tuple(oldest(hits) for hits in retrieval.parts))
        return chosen(index, query, left, settings)

    return _patched(choose=choose)


def no_bm25(_: Engine) -> ExitStack:
    """BM25 finds nothing, in sections and in entries."""
    return _one(LexicalIndex, "scores", lambda self, _: np.zeros(self.size, np.float32))


def no_vectors(_: Engine) -> ExitStack:
    """Every question has the zero vector."""
    return _one(rag.retrieve, "query_vector", lambda *a: np.zeros_like(query_vector(*a)))


def inverted_rerank(_: Engine) -> ExitStack:
    """The order of the candidates is turned round."""

    def score(*arguments: Any) -> NDArray[np.float32]:
        total = ranked(*arguments)
        return np.asarray(total.max(initial=0.0) + total.min(initial=0.0) - total, np.float32)

    return _one(rag.retrieve, "score", score)


def no_history(_: Engine) -> ExitStack:
    """Every question is taken as the first of its conversation."""
    return _one(rag.query, "standalone", lambda index, question, history: question)


def no_dates(_: Engine) -> ExitStack:
    """No question names a date."""
    return _one(rag.query, "dates_in", lambda _: ())


def no_parts(_: Engine) -> ExitStack:
    """Every question asks one thing about one thing."""
    return _one(rag.query, "parts_of", lambda *_: ())


def unrelated_backing(_: Engine) -> ExitStack:
    """Every sentence also carries the number of the last other passage kept, whatever it says."""

    def backed_by(candidate: Candidate, kept: tuple[Hit, ...]) -> list[tuple[Hit, tuple[int, int]]]:
        others = [h for h in kept if h.passage.id != candidate.hit.passage.id and candidate.lang in h.passage.texts]
        return [(h, sentences(h.passage.texts[candidate.lang])[0]) for h in others[-1:]]

    return _one(rag.compose, "_backed_by", backed_by)


def wrong_language(_: Engine) -> ExitStack:
    """English is answered in Chinese and Chinese in English."""

    def understand(*arguments: Any) -> Any:
        query = understood(*arguments)
        return replace(query, lang="zh-Hant" if query.lang == "en" else "en")

    return _patched(understand=understand)


def wrong_script(_: Engine) -> ExitStack:
    """Traditional is answered in Simplified and Simplified in Traditional."""
    other = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant", "en": "en"}

    def understand(*arguments: Any) -> Any:
        query = understood(*arguments)
        return replace(query, lang=other[query.lang])

    return _patched(understand=understand)


def altered_figures(_: Engine) -> ExitStack:
    """After the check every digit of the answer is one higher."""

    def supported_only(*arguments: Any) -> Any:
        kept, dropped = check(*arguments)
        return tuple(replace(s, text=s.text.translate(_NEXT_DIGIT)) for s in kept), dropped

    return _patched(supported_only=supported_only)


MUTATIONS = (
    Mutation("script folding does nothing", unfolded),
    Mutation("citation numbers off by one, before the check", off_by_one),
    Mutation("citation numbers off by one, as shown", off_by_one_shown),
    Mutation("citations of other passages", wrong_passage),
    Mutation("always refuses", refuse_always),
    Mutation("never refuses", refuse_never),
    Mutation("oldest value first", stale_first),
    Mutation("BM25 off", no_bm25),
    Mutation("vectors off", no_vectors),
    Mutation("reranking inverted", inverted_rerank),
    Mutation("earlier questions dropped", no_history),
    Mutation("dates ignored", no_dates),
    Mutation("parts ignored", no_parts),
    Mutation("backing citation of an unrelated passage", unrelated_backing),
    Mutation("answer in the other language", wrong_language),
    Mutation("answer in the other script", wrong_script),
    Mutation("figures altered after the check", altered_figures),
)
