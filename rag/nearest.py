"""The entries nearest to a vector: behind one method, so that Chroma in this process, a Chroma server and exact search can stand for each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.static_rows import Vectors

BLOCK = 65_536  # rows put into float32 at once: 64 MB at 256 dimensions


class NearestEntries(Protocol):
    """What retrieval needs of a store of vectors."""

    def nearest(self, vector: Vectors, k: int, tokens: Sequence[str] = ()) -> NDArray[np.int64]:
        """Numbers of the k entries of the greatest cosine with a unit vector, (dimensions,), greatest first.

        Args:
            tokens: of the question's text, for a store that searches for words too.
        """
        ...


class ExactSearch:
    """Every stored vector held against the question's: nothing is missed, and time grows with the entries.

    Args:
        vectors: unit vectors, (entries, dimensions), in memory or mapped from disk.
    """

    def __init__(self, vectors: NDArray[np.float16]) -> None:
        self._vectors = vectors

    def __len__(self) -> int:
        return len(self._vectors)

    def cosines(self, vector: Vectors) -> NDArray[np.float32]:
        """The cosine of every entry in [-1, 1], (entries,)."""
        out = np.empty(len(self._vectors), np.float32)
        for start in range(0, len(out), BLOCK):
            out[start : start + BLOCK] = np.asarray(self._vectors[start : start + BLOCK], np.float32) @ vector
        return out

    def nearest(self, vector: Vectors, k: int, tokens: Sequence[str] = ()) -> NDArray[np.int64]:
        """See `NearestEntries`; entries of equal cosine in the order of their numbers."""
        cosines = self.cosines(vector)
        # The order of all is a hundred times slower than the partition at a million entries.
        first = np.argpartition(-cosines, k - 1)[:k] if k < len(cosines) else np.arange(len(cosines))
        return np.asarray(first[np.lexsort((first, -cosines[first]))], np.int64)
