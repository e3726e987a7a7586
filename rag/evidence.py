"""Is the evidence good enough to answer? A confidence in [0, 1] from a few named features of the best hits."""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.index import Index
from rag.settings import Settings
from rag.types import Hit, Passage, Query, Retrieval

LOOKED_AT = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    Attributes:
        coverage: share of the question's content words, weighted by idf, that the passage holds, in [0, 1].
        cosine: the best entry's cosine, in [-1, 1].
        confidence: both through a logistic, in [0, 1].
    """

    coverage: float
    cosine: float
    confidence: float


def passage_text(passage: Passage) -> str:
    """All that is known of a passage, its questions included."""
    parts = [f"{passage.headings[lang]} {text}" for lang, text in passage.texts.items()]
    return "\n".join([*parts, *passage.questions])


def weigh(index: Index, query: Query, hit: Hit, settings: Settings) -> Evidence:
    """The evidence of one hit for the question."""
    words = index.segmenter.content_words(query.standalone)
    words = [w for w in words if not any(w in o and w != o for o in words)] + [f"@{t}" for t in query.terms]
    held = set(index.tokens(passage_text(hit.passage)))
    idf = {w: index.bag.idf(w) for w in words}
    total = sum(idf.values()) or 1.0
    coverage = sum(v for w, v in idf.items() if w in held) / total
    cosine = hit.stages["dense"]
    x = settings.gate_bias + settings.gate_coverage * coverage + settings.gate_cosine * cosine
    return Evidence(coverage, cosine, 1 / (1 + math.exp(-x)))


def best_evidence(index: Index, query: Query, retrieval: Retrieval, settings: Settings) -> Evidence:
    """The strongest evidence among the first hits; all zero without hits."""
    weighed = [weigh(index, query, hit, settings) for hit in retrieval.kept[:LOOKED_AT]]
    return max(weighed, key=lambda e: e.confidence, default=Evidence(0.0, 0.0, 0.0))
