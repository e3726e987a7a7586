"""Text to vectors: the shipped static encoder or any sentence-transformers model, behind LangChain's `Embeddings`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from langchain_core.embeddings import Embeddings

from rag.encoder_name import encoder_fingerprint, static_folder
from rag.errors import SettingsError
from rag.static_rows import StaticRows, Vectors
from rag.text import Segmenter


class Encoder(Protocol):
    """What the index needs of an encoder. `fingerprint` names model and version; vectors of two fingerprints never mix."""

    fingerprint: str

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dimensions), float32."""
        ...


class SentenceTransformersEncoder:
    """Any sentence-transformers name or folder; torch is imported only here, since it takes seconds."""

    def __init__(self, name: str) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            self._model = SentenceTransformer(name, device="cpu", trust_remote_code=False)
        except (OSError, ValueError) as error:
            raise SettingsError(
                f"WENJIN_ENCODER={name!r} cannot be loaded ({error.__class__.__name__}); give a sentence-transformers folder on"
                " this machine, or unset it to use the shipped encoder"
            ) from None
        self.fingerprint = encoder_fingerprint(name)

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (len(texts), dimensions)."""
        vectors = self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


class EncoderEmbeddings(Embeddings):
    """An encoder as LangChain's `Embeddings`, for the vector store and for other LangChain parts."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """One unit vector a text."""
        vectors: list[list[float]] = self.encoder.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text."""
        return self.embed_documents([text])[0]


def load_encoder(name: str, segmenter: Segmenter) -> Encoder:
    """The encoder of that name: `wenjin-static`, a static encoder's folder, or a sentence-transformers name or folder.

    Raises:
        SettingsError: it cannot be loaded.
    """
    folder = static_folder(name)
    return SentenceTransformersEncoder(name) if folder is None else StaticRows.load(folder, segmenter)
