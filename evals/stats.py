"""Intervals and significance: bootstrap, exact McNemar, sign-flip permutation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

RESAMPLES = 2_000


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95% interval, and the number of values; all NaN-free, low ≤ mean ≤ high."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Difference:
    """B minus A over the same cases: mean with its 95% interval, two-sided p, and how many cases each won."""

    mean: float
    low: float
    high: float
    p: float
    won: int
    lost: int
    n: int

    @property
    def significant(self) -> bool:
        """Whether p is below 0.05."""
        return self.p < 0.05


def _resampled_means(values: NDArray[np.float64], seed: int) -> NDArray[np.float64]:
    rng = np.random.default_rng(seed)
    return np.asarray(values[rng.integers(len(values), size=(RESAMPLES, len(values)))].mean(axis=1))


def interval(values: Sequence[float], seed: int = 0) -> Interval | None:
    """Mean with a 95% interval; None without values.

    A share (values 0 and 1 only) gets the Wilson score interval (Wilson 1927), which keeps its coverage near 0 and 1; other
    values the percentile bootstrap (Efron 1979) with 2,000 resamples.
    """
    array = np.asarray(values, np.float64)
    if not len(array):
        return None
    mean = float(array.mean())
    if np.isin(array, (0.0, 1.0)).all():
        found = binomtest(int(array.sum()), len(array)).proportion_ci(0.95, method="wilson")
        return Interval(mean, float(found.low), float(found.high), len(array))
    low, high = np.quantile(_resampled_means(array, seed), (0.025, 0.975))
    return Interval(mean, float(min(low, mean)), float(max(high, mean)), len(array))


def difference(a: Sequence[float], b: Sequence[float], seed: int = 0) -> Difference | None:
    """Paired difference b - a; None without pairs.

    p is exact McNemar (1947) for shares, and a sign-flip permutation test (Fisher 1935) with 2,000 draws otherwise.

    Raises:
        ValueError: the two are not equally long.
    """
    first, second = np.asarray(a, np.float64), np.asarray(b, np.float64)
    if len(first) != len(second):
        raise ValueError(f"paired values differ in length: {len(first)} and {len(second)}")
    if not len(first):
        return None
    delta = second - first
    won, lost = int((delta > 0).sum()), int((delta < 0).sum())
    low, high = np.quantile(_resampled_means(delta, seed), (0.025, 0.975))
    if np.isin(first, (0.0, 1.0)).all() and np.isin(second, (0.0, 1.0)).all():
        p = float(binomtest(won, won + lost).pvalue) if won + lost else 1.0
    else:
        signs = np.random.default_rng(seed).choice((-1.0, 1.0), size=(RESAMPLES, len(delta)))
        p = float(((np.abs((signs * delta).mean(axis=1)) >= abs(delta.mean()) - 1e-12).sum() + 1) / (RESAMPLES + 1))
    return Difference(float(delta.mean()), float(low), float(high), p, won, lost, len(delta))
