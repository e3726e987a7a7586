"""Vectors of entries on disk, and those of the generation in use, to be taken over by the digest of their text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.checksums import whole_parts
from rag.errors import BrokenIndexError
from rag.generation import carried_manifest
from rag.static_rows import Vectors

# All of ours that decides which tokens, and so which vector, a text has.
_CODE = ("text.py", "words.py", "static_rows.py", "data/cantonese.tsv")


def text_digest(text: str) -> int:
    """64 bits of BLAKE2b; among a million texts two meet by chance once in some 40 million indexes."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def prepared_with(encoder: str, words: Sequence[str]) -> str:
    """A digest of all that a text's vector depends on but the text: encoder, segmenter's dictionary, our code, the libraries.

    Args:
        encoder: its fingerprint.
        words: added to the segmenter's dictionary.
    """
    digest = hashlib.sha256("\0".join([encoder, version("jieba"), version("OpenCC"), *words]).encode())
    for name in _CODE:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class KnownVectors:
    """Vectors by the digest of their text: `vectors[order[i]]` belongs to `digests[i]`, which ascend."""

    digests: NDArray[np.uint64]
    order: NDArray[np.int64]
    vectors: NDArray[np.float16]

    def rows(self, wanted: Sequence[int]) -> NDArray[np.int64]:
        """The row of `vectors` for each digest, -1 where it is not known, (len(wanted),)."""
        keys = np.array(wanted, np.uint64)
        if not self.digests.size:
            return np.full(len(keys), -1, np.int64)
        at = np.minimum(np.searchsorted(self.digests, keys), len(self.digests) - 1)
        return np.where(self.digests[at] == keys, self.order[at], -1)


def known_vectors(index: Path, prepared: str) -> KnownVectors:
    """The vectors of the generation in use; none when there is no sound one or it was prepared otherwise."""
    none = KnownVectors(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros((0, 0), np.float16))
    try:
        folder, manifest = carried_manifest(index)
        if manifest.prepared != prepared or not whole_parts(folder, manifest, ("digests.npy", "vectors.npy")):
            return none
        digests: NDArray[np.uint64] = np.load(folder / "digests.npy")
        vectors: NDArray[np.float16] = np.load(folder / "vectors.npy", mmap_mode="r")
    except (BrokenIndexError, OSError, ValueError):
        return none
    if len(digests) != len(vectors):
        return none
    order = np.argsort(digests, kind="stable")
    return KnownVectors(digests[order], order, vectors)


class VectorFile:
    """Writes vectors.npy and digests.npy block by block, so that memory holds one block only."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        self._folder, self._dimensions = folder, dimensions
        self._raw = folder / "vectors.raw"
        self._digests = list[int]()

    @property
    def count(self) -> int:
        """Vectors written so far."""
        return len(self._digests)

    def add(self, vectors: Vectors, digests: Sequence[int]) -> None:
        """The next vectors, (n, dimensions), rounded to float16, and the digests of their texts."""
        with self._raw.open("ab") as file:
            file.write(np.ascontiguousarray(vectors, np.float16).tobytes())
        self._digests += digests

    def finish(self) -> int:
        """Put the files in their final form; returns the number of vectors."""
        shape = (self.count, self._dimensions)
        raw = np.memmap(self._raw, np.float16, "r", shape=shape) if self.count else np.zeros(shape, np.float16)
        np.save(self._folder / "vectors.npy", raw)
        np.save(self._folder / "digests.npy", np.array(self._digests, np.uint64))
        del raw
        self._raw.unlink(missing_ok=True)
        return self.count
