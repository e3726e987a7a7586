"""Near words: for a word of a question, the words of the index that mean about the same, by the encoder's own rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.encoders import Encoder
from rag.static_rows import StaticRows

MIN_SIMILARITY = 0.45
MAX_NEAR = 12
MAX_WORDS = 60_000
MAX_SEEN = 20_000


class _HasRows(Protocol):
    index: dict[str, int]
    rows: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Unit vectors of the index's words, (words, dimensions); empty for an encoder without rows of its own. `seen` remembers past look-ups."""

    words: tuple[str, ...]
    vectors: NDArray[np.float32]
    encoder: _HasRows | None
    seen: dict[str, list[tuple[str, float]]] = field(default_factory=dict, compare=False)

    @classmethod
    def build(cls, vocabulary: list[str], encoder: Encoder) -> Thesaurus:
        """Words of two or more characters that the encoder knows; bigrams and term tokens are left out."""
        if not isinstance(encoder, StaticRows):
            return cls((), np.zeros((0, encoder.dimensions), np.float32), None)
        words = [w for w in vocabulary if len(w) > 1 and w[0] not in "#@" and w in encoder.index][:MAX_WORDS]
        rows = encoder.rows[[encoder.index[w] for w in words]] if words else np.zeros((0, encoder.dimensions), np.float32)
        return cls(tuple(words), rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), encoder)

    def near(self, word: str) -> list[tuple[str, float]]:
        """Words of the index with their cosine, at least 0.45, nearest first, twelve at most; without the word itself."""
        if self.encoder is None or word not in self.encoder.index or not self.words:
            return []
        if word not in self.seen:
            if len(self.seen) >= MAX_SEEN:
                self.seen.clear()
            self.seen[word] = self._search(word)
        return self.seen[word]

    def _search(self, word: str) -> list[tuple[str, float]]:
        assert self.encoder is not None
        row = self.encoder.rows[self.encoder.index[word]]
        cosines = self.vectors @ (row / max(float(np.linalg.norm(row)), 1e-9))
        order = np.argsort(-cosines)[: MAX_NEAR + 1]
        return [(self.words[i], float(cosines[i])) for i in order if cosines[i] >= MIN_SIMILARITY and self.words[i] != word]
