"""BM25 (Robertson & Zaragoza 2009) over token lists, by bm25s, memory-mapped from disk."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray


class LexicalIndex:
    """Scores every document for a query; higher is better, 0 for no shared token."""

    def __init__(self, retriever: bm25s.BM25) -> None:
        self._retriever = retriever
        self._vocabulary: dict[str, int] = retriever.vocab_dict
        scores = retriever.scores
        self._starts = np.asarray(scores["indptr"])
        self._documents = scores["indices"]
        self._values = scores["data"]
        self.size = int(scores["num_docs"])

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]], k1: float, b: float) -> LexicalIndex:
        """Index token lists; an empty list is a document nothing matches."""
        ids: dict[str, int] = {}
        coded = [[ids.setdefault(t, len(ids)) for t in tokens] for tokens in documents]
        if not ids:  # the mean length must not be 0
            coded = [[ids.setdefault("", 0)] for _ in coded]
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG when imported
        retriever = bm25s.BM25(k1=k1, b=b, method="lucene")
        retriever.index((coded, ids), show_progress=False, create_empty_token=True)
        return cls(retriever)

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self._retriever.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """Read an index, memory-mapped."""
        return cls(bm25s.BM25.load(str(folder), mmap=True))

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """BM25 of each document, (size,); a repeated query token counts once."""
        out = np.zeros(self.size, np.float32)
        for token in dict.fromkeys(tokens):
            index = self._vocabulary.get(token)
            if index is not None:
                a, b = self._starts[index], self._starts[index + 1]
                out[self._documents[a:b]] += self._values[a:b]
        return out

    def documents(self, token: str) -> NDArray[np.int64]:
        """Numbers of the documents that hold the token."""
        index = self._vocabulary.get(token)
        if index is None:
            return np.zeros(0, np.int64)
        return np.asarray(self._documents[self._starts[index] : self._starts[index + 1]], np.int64)

    @property
    def vocabulary(self) -> list[str]:
        """Every token of the index."""
        return list(self._vocabulary)

    def idf(self, token: str) -> float:
        """ln(1 + (n - df + 0.5) / (df + 0.5)); an unknown token has df 0."""
        index = self._vocabulary.get(token)
        df = 0 if index is None else int(self._starts[index + 1] - self._starts[index])
        return float(np.log(1 + (self.size - df + 0.5) / (df + 0.5)))
