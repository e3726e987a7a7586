"""The shipped encoder as a sentence-transformers model, for use beside that library's own tools.

sentence-transformers refuses a custom module named in modules.json without `trust_remote_code`; a model built from modules
needs no such flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule

from rag.static_rows import StaticRows, save_rows
from rag.text import Segmenter


class StaticRowsModule(InputModule):
    """Tokenises with OpenCC and jieba and sums the rows; the vectors equal `StaticRows.encode`."""

    modalities: ClassVar[list[str]] = ["text"]  # type: ignore[assignment]

    def __init__(self, rows: StaticRows) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.static = rows

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Token ids of each text; a prompt goes in front of it."""
        texts = [f"{prompt or ''}{text}" for text in inputs]
        return {"token_ids": [self.static.token_ids(t) for t in texts], "texts": texts}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `sentence_embedding`, (batch, dimensions)."""
        features["sentence_embedding"] = torch.from_numpy(self.static.encode(features["texts"]))
        return features

    def get_embedding_dimension(self) -> int:
        """Numbers in a vector."""
        return self.static.dimensions

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write the rows as a static encoder's folder."""
        vocabulary = sorted(self.static.index, key=self.static.index.__getitem__)
        save_rows(Path(output_path), vocabulary, self.static.rows, {"notice": "NOTICE"})

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **_: Any) -> StaticRowsModule:  # type: ignore[override]
        """Read a static encoder's folder."""
        return cls(StaticRows.load(Path(model_name_or_path) / subfolder, Segmenter()))


def as_sentence_transformer(folder: Path) -> SentenceTransformer:
    """A static encoder's folder as a `SentenceTransformer`, with nothing fetched and no remote code trusted."""
    return SentenceTransformer(modules=[StaticRowsModule.load(str(folder))], device="cpu")
