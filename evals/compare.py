"""Two runs side by side: paired differences with significance, cases won and lost."""

from __future__ import annotations

from dataclasses import dataclass

from evals.cases import CaseError
from evals.figures import FIGURES, values
from evals.run import Run
from evals.stats import Difference, difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """B against A over the cases both have; differences by figure, and the cases whose `right` changed."""

    figures: dict[str, Difference]
    won: tuple[str, ...]
    lost: tuple[str, ...]
    shared: int


def compare(a: Run, b: Run) -> Comparison:
    """Compare over the cases that both runs scored; their order does not matter.

    Raises:
        CaseError: the runs share no case.
    """
    shared = {c.id for c in a.cases} & {c.id for c in b.cases}
    if not shared:
        raise CaseError(f"{a.folder} and {b.folder} share no case; compare runs of the same set")
    figures = {}
    for name in FIGURES:
        first, second = values(a, name), values(b, name)
        ids = sorted(first.keys() & second.keys())
        found = difference([first[i] for i in ids], [second[i] for i in ids])
        if found is not None:
            figures[name] = found
    right_a, right_b = values(a, "right"), values(b, "right")
    changed = sorted(right_a.keys() & right_b.keys())
    won = tuple(i for i in changed if right_b[i] > right_a[i])
    lost = tuple(i for i in changed if right_b[i] < right_a[i])
    return Comparison(figures, won, lost, len(shared))
