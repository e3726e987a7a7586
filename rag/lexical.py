"""BM25 (Robertson & Zaragoza 2009) over token lists, by bm25s, memory-mapped from disk."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Iterable, Sequence
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
    def build(cls, documents: Iterable[Iterable[str]], k1: float, b: float) -> LexicalIndex:
        """Index token lists; an empty list is a document nothing matches."""
        builder = LexicalBuilder()
        for tokens in documents:
            builder.add(tokens)
        return builder.build(k1, b)

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

    def postings(self, token: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Numbers of the documents that hold the token, and its BM25 in each."""
        index = self._vocabulary.get(token)
        if index is None:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        a, b = self._starts[index], self._starts[index + 1]
        return np.asarray(self._documents[a:b], np.int64), np.asarray(self._values[a:b], np.float32)

    @property
    def vocabulary(self) -> list[str]:
        """Every token of the index."""
        return list(self._vocabulary)

    def idf(self, token: str) -> float:
        """ln(1 + (n - df + 0.5) / (df + 0.5)); an unknown token has df 0."""
        index = self._vocabulary.get(token)
        df = 0 if index is None else int(self._starts[index + 1] - self._starts[index])
        return float(np.log(1 + (self.size - df + 0.5) / (df + 0.5)))


class LexicalBuilder:
    """Takes documents one by one and keeps four bytes a token of each, so that no token list outlives its document."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}
        self._coded: list[array[int]] = []

    def add(self, tokens: Iterable[str]) -> None:
        """The next document; without tokens it is one that nothing matches."""
        ids = self._ids
        self._coded.append(array("i", [ids.setdefault(t, len(ids)) for t in tokens]))

    def build(self, k1: float, b: float) -> LexicalIndex:
        """The index over the documents added so far."""
        if not self._ids:  # the mean length must not be 0
            self._coded = [array("i", [self._ids.setdefault("", 0)]) for _ in self._coded]
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it sets itself to DEBUG when imported
        retriever = bm25s.BM25(k1=k1, b=b, method="lucene")
        retriever.index((self._coded, self._ids), show_progress=False, create_empty_token=True)
        return LexicalIndex(retriever)
