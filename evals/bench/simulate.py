"""An open index made larger than it is, by taking all it holds several times: what a search costs at a size nobody has indexed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.index import EntryTable, Index
from rag.lexical import LexicalIndex


class RepeatedWords(LexicalIndex):
    """A lexical index whose documents follow one another `times` times: postings are as long, scores the same."""

    def __init__(self, one: LexicalIndex, times: int) -> None:
        self._one, self._times = one, times
        self.size = one.size * times

    def _repeated(self, documents: NDArray[np.int64]) -> NDArray[np.int64]:
        return (np.arange(self._times, dtype=np.int64)[:, None] * self._one.size + documents).ravel()

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """As the index it repeats, with postings `times` as long."""
        out = np.zeros(self.size, np.float32)
        for token in dict.fromkeys(tokens):
            documents, values = self.postings(token)
            out[documents] += values
        return out

    def documents(self, token: str) -> NDArray[np.int64]:
        """As the index it repeats."""
        return self._repeated(self._one.documents(token))

    def postings(self, token: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """As the index it repeats."""
        documents, values = self._one.postings(token)
        return self._repeated(documents), np.tile(values, self._times)

    @property
    def vocabulary(self) -> list[str]:
        """As the index it repeats."""
        return self._one.vocabulary

    def idf(self, token: str) -> float:
        """As the index it repeats: shares do not change."""
        return self._one.idf(token)


class RepeatedRows:
    """Stored vectors `times` times, without the memory; blocks of rows must not cross a repetition."""

    def __init__(self, rows: NDArray[np.float16]) -> None:
        self._rows = rows

    def __getitem__(self, block: slice) -> NDArray[np.float16]:
        start = block.start % len(self._rows)
        return self._rows[start : start + block.stop - block.start]


def enlarged(index: Index, times: int) -> Index:
    """The index with every passage, entry and posting `times` times. Chroma's graph stays as it is."""
    one, entries, size = index.entries, len(index.vectors), len(index.passages)
    shifts = np.arange(times, dtype=np.int64)[:, None]
    table = EntryTable(
        (shifts * size + one.passage).ravel().astype(np.int32),
        np.append((shifts * entries + one.starts[:-1]).ravel(), entries * times),
        (shifts * entries + one.lexical).ravel(),
    )
    rows: Any = RepeatedRows(index.vectors)
    return replace(
        index,
        passages=index.passages * times,
        spoken=np.tile(index.spoken, (times, 1)),
        entries=table,
        vectors=rows,
        bag=RepeatedWords(index.bag, times),
        entry=RepeatedWords(index.entry, times),
        heading=RepeatedWords(index.heading, times),
    )
