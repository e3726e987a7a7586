"""A query in another language than the passages: each word becomes a group of words that translate it.

Members of a group come from the word table and, weaker, from the encoder's aligned rows; a group scores as its best member,
since a sum would reward passages that repeat one idea in many words. Settings were chosen on XQuAD's even articles.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from evals.passage_index import PassageIndex, language
from evals.word_table import Translations, read_word_table
from rag.static_rows import StaticRows, Vectors
from rag.text import is_han

TABLE_WORDS = 16  # translations looked at for one word
STRENGTH_POWER = 0.25  # flattens the table's probabilities: a rare translation is still one
NEAR_WORDS = 4
NEAR_MIN_COSINE = 0.25
NEAR_WEIGHT = 0.7  # of the nearest aligned word, against 1 for the likeliest translation
COSINE_WEIGHT = 2.0  # of the window's cosine, against 1 for the best passage's group sum
FOREIGN_SHARE = 0.2  # a query is foreign when fewer of the passages than this are in its language

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Words of one language that the passages hold, with their unit vectors, (words, dimensions)."""

    words: list[str]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Crossing:
    """What translates words into those of an index. `seen` remembers groups by word."""

    index: PassageIndex
    table: Translations
    vocabulary: frozenset[str]
    chinese: Aligned
    english: Aligned
    seen: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    @classmethod
    def build(cls, index: PassageIndex) -> Crossing:
        """A crossing into an index; aligned words only where the encoder has rows of its own."""
        vocabulary = [w for w in index.bm25.vocabulary if w and w[0] not in "#@"]
        chinese = _aligned([w for w in vocabulary if is_han(w)], index)
        english = _aligned([w for w in vocabulary if not is_han(w)], index)
        return cls(index, read_word_table(), frozenset(vocabulary), chinese, english)

    def group(self, word: str) -> list[tuple[str, float]]:
        """Words of the passages that stand for a query word with their weight in (0, 1]; the word itself is one."""
        if word not in self.seen:
            self.seen[word] = self._group(word)
        return self.seen[word]

    def _group(self, word: str) -> list[tuple[str, float]]:
        found = [(w, s) for w, s in self.table.get(word, []) if w in self.vocabulary][:TABLE_WORDS]
        members = {w: (s / found[0][1]) ** STRENGTH_POWER for w, s in found}
        near = self._near(word)
        for other, cosine in near:
            members[other] = max(members.get(other, 0.0), NEAR_WEIGHT * cosine / near[0][1])
        return list(({word: 1.0} | members).items())

    def _near(self, word: str) -> list[tuple[str, float]]:
        encoder, side = self.index.encoder, self.english if is_han(word) else self.chinese
        if not side.words or not isinstance(encoder, StaticRows) or word not in encoder.index:
            return []
        row = encoder.rows[encoder.index[word]]
        cosines = side.vectors @ (row / max(float(np.linalg.norm(row)), 1e-9))
        order = np.argsort(-cosines)[:NEAR_WORDS]
        return [(side.words[i], float(cosines[i])) for i in order if cosines[i] >= NEAR_MIN_COSINE]

    def scores(self, query: str) -> Scores:
        """The sum over the query's words of the best member's weighted BM25, (passages,)."""
        total = np.zeros(len(self.index.passages), np.float32)
        for word in self.index.segmenter.content_words(query):
            best = np.zeros_like(total)
            for member, weight in self.group(word):
                np.maximum(best, weight * self.index.bm25.scores([member]), out=best)
            total += best
        return total


def _aligned(words: list[str], index: PassageIndex) -> Aligned:
    encoder = index.encoder
    if not isinstance(encoder, StaticRows):
        return Aligned([], np.zeros((0, encoder.dimensions), np.float32))
    known = [w for w in words if w in encoder.index]
    rows = encoder.rows[np.array([encoder.index[w] for w in known], np.int64)]
    return Aligned(known, np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32))


def is_foreign(index: PassageIndex, query: str) -> bool:
    """Whether hardly any passage is written in the query's language; False for a query without letters."""
    own = language(query)
    counted = index.languages["zh"] + index.languages["en"]
    return own != "" and index.languages[own] < FOREIGN_SHARE * counted
