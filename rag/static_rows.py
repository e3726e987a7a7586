"""The static encoder's rows: four bits a number on disk, text to unit vector in memory.

On disk (`rows.npz`, `vocabulary.txt`, `config.json`): row r of token t is `scale[t] * code[t]`, with integer codes -7..7 packed
two to a byte, low nibble first, and scale = 2.7 standard deviations of the row / 7 (clipping found best in evals/LOG.md).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.encoder_name import static_fingerprint, unreadable
from rag.errors import SettingsError
from rag.text import Segmenter

CLIP_SIGMA = 2.7
Vectors = NDArray[np.float32]


def quantise(rows: Vectors) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Rows (n, d even) to packed codes (n, d / 2) and scales (n,)."""
    scale = (CLIP_SIGMA * rows.std(axis=1) / 7 + 1e-9).astype(np.float16)
    codes = np.clip(np.round(rows / np.maximum(scale, 1e-7).astype(np.float32)[:, None]), -7, 7).astype(np.int8)
    nibbles = (codes + 8).astype(np.uint8)
    return nibbles[:, 0::2] | (nibbles[:, 1::2] << 4), scale


def unpack(packed: NDArray[np.uint8], scale: NDArray[np.float16]) -> Vectors:
    """Packed codes and scales back to rows (n, d)."""
    codes = np.empty((packed.shape[0], packed.shape[1] * 2), np.float32)
    codes[:, 0::2] = packed & 15
    codes[:, 1::2] = packed >> 4
    return np.asarray((codes - 8) * scale.astype(np.float32)[:, None], np.float32)


def save_rows(folder: Path, vocabulary: Sequence[str], rows: Vectors, provenance: dict[str, object]) -> None:
    """Write a model folder; `provenance` (data, seed, commit) goes into config.json."""
    folder.mkdir(parents=True, exist_ok=True)
    packed, scale = quantise(rows)
    np.savez_compressed(folder / "rows.npz", packed=packed, scale=scale)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    config = {"format": "wenjin-static-1", "dimensions": int(rows.shape[1]), "tokens": len(vocabulary), **provenance}
    (folder / "config.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


class StaticRows:
    """Text → unit vector: the normalised sum of the rows of its known tokens; a text without any is the zero vector."""

    def __init__(self, vocabulary: Sequence[str], rows: Vectors, segmenter: Segmenter, fingerprint: str) -> None:
        self.index = {token: i for i, token in enumerate(vocabulary)}
        self.rows, self.segmenter, self.fingerprint = rows, segmenter, fingerprint

    @classmethod
    def load(cls, folder: Path, segmenter: Segmenter) -> StaticRows:
        """Read a model folder.

        Raises:
            SettingsError: the folder is not a static encoder's.
        """
        try:
            with (folder / "rows.npz").open("rb") as file, np.load(file) as arrays:
                rows = unpack(arrays["packed"], arrays["scale"])
            vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines()
        except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise unreadable(folder, error) from None
        if len(vocabulary) != len(rows):
            raise SettingsError(f"{folder}: vocabulary.txt has {len(vocabulary)} tokens but rows.npz {len(rows)} rows; restore the folder")
        return cls(vocabulary, rows, segmenter, static_fingerprint(folder))

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self.rows.shape[1])

    def token_ids(self, text: str) -> list[int]:
        """Ids of the text's known tokens, repeats kept."""
        return [self.index[t] for t in self.segmenter.encoder_tokens(text) if t in self.index]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dimensions)."""
        out = np.zeros((len(texts), self.dimensions), np.float32)
        for i, text in enumerate(texts):
            ids = self.token_ids(text)
            if ids:
                out[i] = self.rows[ids].sum(axis=0)
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), np.float32)
