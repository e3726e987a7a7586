"""How like a hit's nearest list question is to the one asked: does it ask the same kind of thing, of the same things?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.index import Index
from rag.pointed import question_cover
from rag.query import kinds_of
from rag.text import fold
from rag.types import Hit, Query

UNTOLD = 0.5  # agreement of kinds where a question or a passage tells none


def with_likeness(
    index: Index, query: Query, hits: tuple[Hit, ...], shares: dict[str, float], vector: NDArray[np.float32]
) -> tuple[Hit, ...]:
    """The hits with two stages more, `missing` and `alike`, for the evidence gate.

    `missing` is the number of glossary terms of the question that neither the nearest list question nor, where the passage has no
    list, its text names; `alike` the share of the kinds of answer wanted that both questions have in common, in [0, 1].

    Args:
        shares: content words of the question with their shares of its idf.
        vector: of the question, of length 1.
    """
    covered = question_cover(index, shares)
    return tuple(replace(hit, stages=hit.stages | _likeness(index, query, hit, covered, vector)) for hit in hits)


def _likeness(index: Index, query: Query, hit: Hit, covered: NDArray[np.float32], vector: NDArray[np.float32]) -> dict[str, float]:
    passage = hit.passage
    if not passage.questions:
        held = {m.term.id for text in passage.texts.values() for m in index.lexicon.mentions(fold(text))}
        return {"missing": float(len(set(query.terms) - held)), "alike": UNTOLD}
    last = int(index.entries.starts[index.positions[passage.id] + 1])
    numbers = np.arange(last - len(passage.questions), last)
    cosines = index.vectors[numbers].astype(np.float32) @ vector
    nearest = int(np.argmax(cosines + covered[np.searchsorted(index.entries.lexical, numbers)]))
    folded = fold(passage.questions[nearest])
    held = {m.term.id for m in index.lexicon.mentions(folded)}
    asked, told = set(query.kinds), set(kinds_of(folded))
    return {
        "missing": float(len(set(query.terms) - held)),
        "alike": len(asked & told) / len(asked | told) if asked or told else UNTOLD,
    }
