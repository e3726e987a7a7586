"""Headline figures of a scored run, with 95% intervals, over all cases or a slice of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from statistics import quantiles

from evals.cases import Case
from evals.run import Run
from evals.score import Score
from evals.stats import Interval, interval

Pick = Callable[[Case, Score], float | None]


def _answerable(pick: Callable[[Score], float | bool | None]) -> Pick:
    return lambda c, s: (None if (value := pick(s)) is None else float(value)) if c.answerable else None


FIGURES: dict[str, Pick] = {
    "right": lambda c, s: float(s.right),
    "right_answerable": _answerable(lambda s: s.right),
    "complete": _answerable(lambda s: s.complete),
    "supported": _answerable(lambda s: s.supported),
    "marked": _answerable(lambda s: s.marked),
    "in_language": _answerable(lambda s: s.in_language),
    "right_follow_up": lambda c, s: float(s.right) if c.kind == "follow-up" else None,
    "citation_precision": _answerable(lambda s: s.citation_precision),
    "unanswerable_refused": lambda c, s: None if c.answerable else float(s.refused),
    "answerable_refused": _answerable(lambda s: s.refused),
    "stale": lambda c, s: float(s.stale) if c.must_not else None,
    "found_at_1": _answerable(lambda s: s.found_at == 1),
    "found_at_5": _answerable(lambda s: s.found_at is not None and s.found_at <= 5),
    "recall_5": _answerable(lambda s: s.recall_5),
    "rr_10": _answerable(lambda s: s.rr_10),
    "ndcg_10": _answerable(lambda s: s.ndcg_10),
    "length": _answerable(lambda s: None if s.refused else s.length),
}
LOWER_IS_BETTER = frozenset({"answerable_refused", "stale", "length"})
SLICES: dict[str, Callable[[Case], Iterable[str]]] = {
    "language": lambda c: [c.lang],
    "audience": lambda c: [c.audience],
    "kind": lambda c: [c.kind],
    "source": lambda c: sorted({e.source for e in c.evidence}) or ["(none)"],
}


def values(run: Run, name: str) -> dict[str, float]:
    """One figure's value for each case it applies to, by case id; cases that could not be scored are left out."""
    pick = FIGURES[name]
    found = ((c.id, pick(c, s)) for c, s in zip(run.cases, run.scores, strict=True) if not s.unscored)
    return {case: value for case, value in found if value is not None}


def headline(run: Run) -> dict[str, Interval]:
    """Every figure that applies, with its interval."""
    found = {name: interval(list(values(run, name).values())) for name in FIGURES}
    return {name: value for name, value in found.items() if value is not None}


def sliced(run: Run, names: Iterable[str]) -> dict[str, dict[str, dict[str, Interval]]]:
    """slice → value → figure → interval."""
    wanted = list(names)
    out: dict[str, dict[str, dict[str, Interval]]] = {}
    for slice_name, keys in SLICES.items():
        members: dict[str, set[str]] = {}
        for case in run.cases:
            for key in keys(case):
                members.setdefault(key, set()).add(case.id)
        out[slice_name] = {}
        for key in sorted(members):
            by_figure = {n: interval([v for case, v in values(run, n).items() if case in members[key]]) for n in wanted}
            out[slice_name][key] = {n: v for n, v in by_figure.items() if v is not None}
    return out


def latency(run: Run) -> dict[str, float]:
    """p50 and p95 of the time of a question, milliseconds; empty for fewer than two cases."""
    times = [s.latency_ms for s in run.scores if not s.unscored]
    if len(times) < 2:
        return {}
    cuts = quantiles(times, n=20, method="inclusive")
    return {"p50_ms": cuts[9], "p95_ms": cuts[18]}


def risk_coverage(run: Run) -> list[tuple[float, float, float]]:
    """(threshold, coverage, risk) as the confidence needed to answer rises.

    Coverage is the share of cases answered; risk the share of those answered that were not right (El-Yaniv & Wiener 2010). Cases the
    system refused count as not right where an answer is forced, so the curve ends at what it really did.
    """
    scored = [(s.confidence, s.right and not s.refused) for s in run.scores if s.confidence is not None and not s.unscored]
    scored.sort(key=lambda pair: -pair[0])
    curve, wrong = list[tuple[float, float, float]](), 0
    for n, (confidence, right) in enumerate(scored, 1):
        wrong += not right
        if n == len(scored) or scored[n][0] != confidence:  # equal confidences are answered together
            curve.append((confidence, n / len(scored), wrong / n))
    return curve
