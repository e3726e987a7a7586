"""Which sentences answer the list questions most like the one asked: a passage's questions are tied to its sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.index import Index
from rag.types import Passage

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pointed:
    """The best list question that points to each sentence of a passage; each (sentences,), 0 where none does.

    Attributes:
        cosine: of the question asked and the list question, at least 0.
        near: idf share of the asked question's content words that the list question holds, near words by their similarity.
    """

    cosine: Scores
    near: Scores


def question_cover(index: Index, shares: dict[str, float]) -> Scores:
    """How much of the question asked each lexical entry holds, near words counting by their similarity, (lexical entries,) in [0, 1].

    Args:
        shares: content words of the question asked with their shares of its idf.
    """
    total = np.zeros(index.entry.size, np.float32)
    for token, share in shares.items():
        best = np.zeros_like(total)
        for other, similarity in index.thesaurus.near(token):
            documents = index.entry.documents(other)
            best[documents] = np.maximum(best[documents], similarity)
        best[index.entry.documents(token)] = 1.0
        total += share * best
    return total


def pointed(index: Index, passage: Passage, sentences: int, vector: Scores, covered: Scores) -> Pointed | None:
    """What the passage's question list says of its sentences; None when its questions are tied to none.

    Args:
        sentences: how many prose sentences the passage has.
        vector: of the question asked, of length 1.
        covered: see `question_cover`.
    """
    if not passage.answering:
        return None
    last = int(index.entries.starts[index.positions[passage.id] + 1])
    numbers = np.arange(last - len(passage.questions), last)
    cosines = np.maximum(index.vectors[numbers].astype(np.float32) @ vector, 0)
    near = covered[np.searchsorted(index.entries.lexical, numbers)]
    out = Pointed(np.zeros(sentences, np.float32), np.zeros(sentences, np.float32))
    for answers, cosine, share in zip(passage.answering, cosines, near, strict=True):
        for number in answers:
            if number <= sentences:
                out.cosine[number - 1] = max(out.cosine[number - 1], cosine)
                out.near[number - 1] = max(out.near[number - 1], share)
    return out
