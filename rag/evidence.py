"""Is the evidence good enough to answer? A confidence in [0, 1] from few features of the best hits.

Two logistics must both agree: one knows questions about the corpus's matters that it does not answer, its weights are settings; the
other everyday questions about something else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from rag.alike import UNTOLD
from rag.settings import Settings
from rag.types import Hit, Query, Retrieval

LOOKED_AT = 3
# Mean margin and gap of the answerable development cases.
USUAL_LEAD = (0.63, 1.42)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer.

    Attributes:
        words: idf share of the question's content words that the passage holds, in [0, 1].
        near: the same, near words counting by their similarity, in [0, 1].
        cosine: the best entry's cosine, in [0, 1].
        year: share of the years asked about that it holds; 1 when none is.
        margin: score of the first hit over the second.
        gap: score of the first hit over the mean of the sixth to the fifteenth.
        size: content words of the question, in tens; a long question is never covered as well as a short one.
        missing: glossary terms of the question that the nearest list question does not name.
        alike: share of the kinds of answer wanted that it and the nearest list question have in common, in [0, 1].
        strange: log odds by its words alone that it is a question the corpus does not answer.
        far: how far the question's words that it does not hold are from what the corpus is about, 0 or above.
        confidence: the lower of the two logistics, in [0, 1].
    """

    words: float
    near: float
    cosine: float
    year: float
    margin: float
    gap: float
    size: float
    missing: float
    alike: float
    strange: float
    far: float
    confidence: float


NAMES = ("words", "near", "cosine", "year", "margin", "gap", "size", "missing", "alike", "strange")
# Of the second logistic, by `python -m evals.fit_gate SET … --far DATA`.
FAR_BIAS = -7.45
FAR = {"words": 0.94, "near": 1.46, "cosine": 3.02, "gap": 1.59, "alike": 2.07, "size": 5.31, "far": -2.44}


def weigh(hit: Hit, query: Query, lead: tuple[float, float], settings: Settings) -> Evidence:
    """The evidence of one hit; `lead` is the margin and the gap of the first one."""
    values = (
        hit.stages["words"],
        hit.stages["near"],
        hit.stages["dense"],
        hit.stages["year"] if query.years else 1.0,
        *lead,
        query.size / 10,
        hit.stages.get("missing", 0.0),
        hit.stages.get("alike", UNTOLD),
        query.strange,
    )
    told = dict(zip(NAMES, values, strict=True)) | {"far": hit.stages.get("far", 0.0)}
    near = settings.gate_bias + sum(getattr(settings, f"gate_{name}") * told[name] for name in NAMES)
    far = FAR_BIAS + sum(weight * told[name] for name, weight in FAR.items())
    return Evidence(**told, confidence=1 / (1 + math.exp(-min(near, far))))


def lead_of(retrieval: Retrieval) -> tuple[float, float]:
    """Margin and gap of the first hit; what answerable questions have on average where too few passages were found to compare."""
    scores = [h.score for h in (*retrieval.kept, *retrieval.rejected)]
    others = scores[5:15]
    if not others:
        return USUAL_LEAD
    return scores[0] - scores[1], scores[0] - sum(others) / len(others)


def best_evidence(retrieval: Retrieval, query: Query, settings: Settings) -> Evidence:
    """The strongest evidence among the first hits; all zero without hits."""
    lead = lead_of(retrieval)
    weighed = [weigh(hit, query, lead, settings) for hit in retrieval.kept[:LOOKED_AT]]
    return max(weighed, key=lambda e: e.confidence, default=Evidence(*[0.0] * (len(NAMES) + 2)))
