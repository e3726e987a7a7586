"""Near words and translations: for a word of a question, the words of the index that mean about the same.

Near words come from the encoder's own rows, in whatever language; translations from the word table and, weaker, from the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.encoders import Encoder
from rag.static_rows import StaticRows
from rag.text import is_han
from rag.word_table import read_word_table

MIN_SIMILARITY = 0.45
MAX_NEAR = 12
MAX_WORDS = 60_000
MAX_SEEN = 20_000
# Chosen on XQuAD's even articles.
TABLE_WORDS = 16  # translations looked at for one word
STRENGTH_POWER = 0.25  # flattens the table's probabilities: a rare translation is still one
ALIGNED_WORDS = 4  # words of the other language looked at by their rows
ALIGNED_MIN_COSINE = 0.25
ALIGNED_WEIGHT = 0.7  # of the nearest aligned word, against 1 for the likeliest translation

Weighted = list[tuple[str, float]]


class _HasRows(Protocol):
    index: dict[str, int]
    rows: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """What stands for a word in an index.

    Attributes:
        words: words of the index that the encoder has a row for; none for an encoder without rows of its own.
        vectors: their unit vectors, (words, dimensions).
        han: which of them are Chinese, (words,).
        vocabulary: every word of the index.
        seen, crossed: past look-ups.
    """

    words: tuple[str, ...]
    vectors: NDArray[np.float32]
    han: NDArray[np.bool_]
    vocabulary: frozenset[str]
    encoder: _HasRows | None
    seen: dict[str, Weighted] = field(default_factory=dict, compare=False)
    crossed: dict[str, Weighted] = field(default_factory=dict, compare=False)

    @classmethod
    def build(cls, vocabulary: list[str], encoder: Encoder) -> Thesaurus:
        """Words of two or more characters that the encoder knows get a vector; bigrams and term tokens are left out."""
        real = [w for w in vocabulary if w and w[0] not in "#@"]
        if not isinstance(encoder, StaticRows):
            return cls((), np.zeros((0, encoder.dimensions), np.float32), np.zeros(0, np.bool_), frozenset(real), None)
        words = [w for w in real if len(w) > 1 and w in encoder.index][:MAX_WORDS]
        rows = encoder.rows[[encoder.index[w] for w in words]] if words else np.zeros((0, encoder.dimensions), np.float32)
        vectors = np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), np.float32)
        return cls(tuple(words), vectors, np.array([is_han(w) for w in words], np.bool_), frozenset(real), encoder)

    def near(self, word: str) -> Weighted:
        """Words of the index with their cosine, at least 0.45, nearest first, twelve at most; without the word itself."""
        if word not in self.seen:
            self.look_up([word])
        return self.seen[word]

    def look_up(self, words: Iterable[str]) -> None:
        """Find the near words of several at once: one pass over the vectors, which are far larger than a processor's cache."""
        new = [word for word in dict.fromkeys(words) if word not in self.seen]
        known = [word for word in new if self.encoder is not None and word in self.encoder.index and self.words]
        for word in new:
            _remember(self.seen, word, [])
        if not known or self.encoder is None:
            return
        rows = self.encoder.rows[[self.encoder.index[word] for word in known]]
        cosines = self.vectors @ (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).T
        for column, word in enumerate(known):
            order = _first(cosines[:, column], MAX_NEAR + 1)
            found = [(self.words[i], float(cosines[i, column])) for i in order]
            _remember(self.seen, word, [(w, c) for w, c in found if c >= MIN_SIMILARITY and w != word])

    def translations(self, word: str) -> Weighted:
        """Words of the index in the other language, Chinese or English, with their weight in (0, 1], the likeliest 1."""
        if word not in self.crossed:
            _remember(self.crossed, word, self._translate(word))
        return self.crossed[word]

    def _translate(self, word: str) -> Weighted:
        if not word[:1].isalpha():
            return []  # a figure is the same in both languages; the table pairs 2023 with names of its news
        found = [(w, s) for w, s in read_word_table().get(word, []) if w in self.vocabulary and w[0].isalpha()][:TABLE_WORDS]
        members = {w: (s / found[0][1]) ** STRENGTH_POWER for w, s in found}
        cosines = self._cosines(word)
        if len(cosines):
            cosines = np.where(self.han == is_han(word), -1.0, cosines)
            order = [i for i in _first(cosines, ALIGNED_WORDS) if cosines[i] >= ALIGNED_MIN_COSINE]
            for i in order:
                weight = ALIGNED_WEIGHT * float(cosines[i] / cosines[order[0]])
                members[self.words[i]] = max(members.get(self.words[i], 0.0), weight)
        return sorted(members.items(), key=lambda member: -member[1])

    def _cosines(self, word: str) -> NDArray[np.float32]:
        """With each of `words`; empty for a word without a row."""
        if self.encoder is None or word not in self.encoder.index:
            return np.zeros(0, np.float32)
        row = self.encoder.rows[self.encoder.index[word]]
        return np.asarray(self.vectors @ (row / max(float(np.linalg.norm(row)), 1e-9)), np.float32)


def _first(values: NDArray[np.float32], k: int) -> list[int]:
    """Numbers of the k greatest values, greatest first."""
    top = np.argpartition(-values, k - 1)[:k] if len(values) > k else np.arange(len(values))
    order: list[int] = top[np.argsort(-values[top], kind="stable")].tolist()
    return order


def _remember(known: dict[str, Weighted], word: str, found: Weighted) -> None:
    if len(known) >= MAX_SEEN:
        known.clear()
    known[word] = found
