"""Is the evidence good enough to answer? A confidence in [0, 1] from two features of the best hits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.settings import Settings
from rag.types import Hit, Retrieval

LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    Attributes:
        words: idf share of the question's content words that the passage holds, in [0, 1].
        near: the same, near words counting by their similarity, in [0, 1].
        cosine: the best entry's cosine, in [0, 1].
        confidence: all through a logistic with the settings' weights, in [0, 1].
    """

    words: float
    near: float
    cosine: float
    confidence: float


def weigh(hit: Hit, settings: Settings) -> Evidence:
    """The evidence of one hit."""
    words, near, cosine = hit.stages["words"], hit.stages["near"], hit.stages["dense"]
    x = settings.gate_bias + settings.gate_words * words + settings.gate_near * near + settings.gate_cosine * cosine
    return Evidence(words, near, cosine, 1 / (1 + math.exp(-x)))


def best_evidence(retrieval: Retrieval, settings: Settings) -> Evidence:
    """The strongest evidence among the first hits; all zero without hits."""
    weighed = [weigh(hit, settings) for hit in retrieval.kept[:LOOKED_AT]]
    return max(weighed, key=lambda e: e.confidence, default=Evidence(0.0, 0.0, 0.0, 0.0))
