"""A query in another language than the passages: each word becomes a group of words that translate it.

A group scores as its best member, since a sum would reward passages that repeat one idea in many words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evals.passage_index import PassageIndex, language
from rag.thesaurus import Thesaurus

COSINE_WEIGHT = 2.0  # of the window's cosine, against 1 for the best passage's group sum
FOREIGN_SHARE = 0.2  # a query is foreign when fewer of the passages than this are in its language

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Crossing:
    """What translates words into those of an index."""

    index: PassageIndex
    thesaurus: Thesaurus

    @classmethod
    def build(cls, index: PassageIndex) -> Crossing:
        """A crossing into an index."""
        return cls(index, Thesaurus.build(index.bm25.vocabulary, index.encoder))

    def scores(self, query: str) -> Scores:
        """The sum over the query's words of the best member's weighted BM25, (passages,)."""
        total = np.zeros(len(self.index.passages), np.float32)
        for word in self.index.segmenter.content_words(query):
            best = self.index.bm25.scores([word])
            for member, weight in self.thesaurus.translations(word):
                found, values = self.index.bm25.postings(member)
                best[found] = np.maximum(best[found], weight * values)
            total += best
        return total


def is_foreign(index: PassageIndex, query: str) -> bool:
    """Whether hardly any passage is written in the query's language; False for a query without letters."""
    own = language(query)
    counted = index.languages["zh"] + index.languages["en"]
    return own != "" and index.languages[own] < FOREIGN_SHARE * counted
