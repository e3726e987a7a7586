"""The optional second reading: a cross-encoder that sees question and passage together, named by WENJIN_RERANKER."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.errors import SettingsError


class PassageJudge(Protocol):
    """What the order needs of a judge."""

    def opinions(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """How well each text answers the question, (texts,) in [0, 1], higher is better."""
        ...


class CrossEncoderJudge:
    """Any sentence-transformers cross-encoder name or folder with one output; torch is imported only here, since it takes seconds."""

    def __init__(self, name: str) -> None:
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder

        try:
            self._model = CrossEncoder(name, device="cpu", trust_remote_code=False)
        except (OSError, ValueError, RuntimeError, SafetensorError) as error:
            raise SettingsError(
                f"WENJIN_RERANKER={name!r} cannot be loaded ({error.__class__.__name__}); give a cross-encoder's folder on this machine,"
                " or unset it to do without"
            ) from None
        kinds = getattr(self._model.config, "architectures", None) or []
        if not any("SequenceClassification" in kind or "CausalLM" in kind for kind in kinds):
            # Such a folder loads too, with a head of random numbers.
            raise SettingsError(
                f"WENJIN_RERANKER={name!r} is no cross-encoder ({', '.join(kinds) or 'of no named kind'}); give a cross-encoder's folder,"
                " or unset it to do without"
            )
        if self._model.num_labels != 1:
            raise SettingsError(
                f"WENJIN_RERANKER={name!r} has {self._model.num_labels} outputs; a reranker has one: give another folder, or unset it to do without"
            )

    def opinions(self, question: str, texts: Sequence[str]) -> NDArray[np.float32]:
        """The model's scores through a logistic, (texts,)."""
        if not texts:
            return np.zeros(0, np.float32)
        raw = np.asarray(self._model.predict([(question, t) for t in texts], activation_fn=_identity, show_progress_bar=False), np.float64)
        return np.asarray(1 / (1 + np.exp(-raw)), np.float32)


def _identity(logits: object) -> object:
    return logits


def load_judge(name: str) -> PassageJudge | None:
    """The judge of that name; None for an empty one.

    Raises:
        SettingsError: it cannot be loaded.
    """
    return CrossEncoderJudge(name) if name else None
