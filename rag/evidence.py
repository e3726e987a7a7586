"""Is the evidence good enough to answer? A confidence in [0, 1] from few features of the best hits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.sentence_rank import fits
from rag.settings import Settings
from rag.types import Hit, Query, Retrieval

LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    Attributes:
        words: idf share of the question's content words that the passage holds, in [0, 1].
        near: the same, near words counting by their similarity, in [0, 1].
        cosine: the best entry's cosine, in [0, 1].
        typed: share of the kinds of answer asked for (a sum, a date, a telephone …) that its text can give; 1 when none is.
        year: share of the years asked about that it holds; 1 when none is.
        confidence: all through a logistic with the settings' weights, in [0, 1].
    """

    words: float
    near: float
    cosine: float
    typed: float
    year: float
    confidence: float


def weigh(hit: Hit, query: Query, settings: Settings) -> Evidence:
    """The evidence of one hit."""
    typed = fits(" ".join(hit.passage.texts.values()), query.kinds)
    year = hit.stages["year"] if query.years else 1.0
    words, near, cosine = hit.stages["words"], hit.stages["near"], hit.stages["dense"]
    x = settings.gate_bias + settings.gate_words * words + settings.gate_near * near + settings.gate_cosine * cosine
    x += settings.gate_typed * typed + settings.gate_year * year
    return Evidence(words, near, cosine, typed, year, 1 / (1 + math.exp(-x)))


def best_evidence(retrieval: Retrieval, query: Query, settings: Settings) -> Evidence:
    """The strongest evidence among the first hits; all zero without hits."""
    weighed = [weigh(hit, query, settings) for hit in retrieval.kept[:LOOKED_AT]]
    return max(weighed, key=lambda e: e.confidence, default=Evidence(0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
