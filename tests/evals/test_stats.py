import numpy as np
import pytest
from scipy.stats import binom

from evals.stats import Interval, difference, interval

SAMPLES = 1_000
SIZE = 200


def found(values: list[float]) -> Interval:
    made = interval(values)
    assert made is not None
    return made


@pytest.mark.parametrize(
    ("hits", "size", "low", "high"),
    [  # by hand: (k + z²/2)/(n + z²) ± z/(n + z²)·√(k(n-k)/n + z²/4), z = 1.959964
        (8, 10, 0.490162, 0.943318),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
        (1, 1, 0.206549, 1.0),
    ],
)
def test_a_share_has_the_wilson_interval(hits: int, size: int, low: float, high: float) -> None:
    made = found([1.0] * hits + [0.0] * (size - hits))
    assert (made.mean, made.n) == (hits / size, size)
    assert (made.low, made.high) == pytest.approx((low, high), abs=1e-6)


def test_no_value_has_no_interval() -> None:
    assert interval([]) is None
    assert difference([], []) is None


def test_equal_values_have_no_width() -> None:
    assert found([0.25] * 7) == Interval(0.25, 0.25, 0.25, 7)


def test_an_interval_holds_its_mean_and_repeats() -> None:
    values = [0.0, 0.5, 1.0, 0.5, 3.0]
    made = found(values)
    assert made.mean == pytest.approx(1.0)
    assert made.low < made.mean < made.high
    assert made == found(values)
    assert made.low >= min(values)
    assert made.high <= max(values)


def covers(share: float) -> dict[int, bool]:
    """Whether the interval of k hits among SIZE holds the true share, by k."""
    made = {k: found([1.0] * k + [0.0] * (SIZE - k)) for k in range(SIZE + 1)}
    return {k: v.low <= share <= v.high for k, v in made.items()}


# Exact coverage by the binomial distribution, n = 200: .9440, .9585, .9672.
@pytest.mark.parametrize(("share", "exact"), [(0.5, 0.9440), (0.8, 0.9585), (0.95, 0.9672)])
def test_the_95_interval_of_a_share_covers_93_to_97_percent(share: float, exact: float) -> None:
    held = covers(share)
    drawn = np.random.default_rng(7).binomial(SIZE, share, size=5 * SAMPLES)
    assert 0.93 <= np.mean([held[int(k)] for k in drawn]) <= 0.97
    assert sum(binom.pmf(k, SIZE, share) for k in range(SIZE + 1) if held[k]) == pytest.approx(exact, abs=1e-4)


def test_the_95_interval_of_a_skewed_value_covers_93_to_97_percent() -> None:
    """Exponential values, as lengths and times are skewed; .944 of 1,000 samples."""
    drawn = np.random.default_rng(0).exponential(100.0, size=(SAMPLES, SIZE))
    held = [(made := interval(list(row), seed=i)) is not None and made.low <= 100.0 <= made.high for i, row in enumerate(drawn)]
    assert 0.93 <= np.mean(held) <= 0.97


def paired(lost: int, won: int, size: int = 400) -> tuple[list[float], list[float]]:
    same = size - lost - won
    return [1.0] * lost + [0.0] * won + [1.0] * same, [0.0] * lost + [1.0] * won + [1.0] * same


@pytest.mark.parametrize(
    ("lost", "won", "p"),
    [  # exact McNemar by hand: twice the binomial tail of the smaller count at one half
        (5, 0, 2 / 2**5),
        (6, 0, 2 / 2**6),
        (20, 0, 2 / 2**20),
        (0, 6, 2 / 2**6),
        (3, 1, 2 * (1 + 4) / 2**4),
        (4, 4, 1.0),
        (0, 0, 1.0),
    ],
)
def test_p_of_paired_shares_is_exact_mcnemar(lost: int, won: int, p: float) -> None:
    made = difference(*paired(lost, won))
    assert made is not None
    assert (made.lost, made.won, made.n) == (lost, won, 400)
    assert made.mean == pytest.approx((won - lost) / 400)
    assert made.p == pytest.approx(p)
    assert made.low <= made.mean <= made.high
    assert made.significant is (p < 0.05)


def test_p_of_other_paired_values_is_that_of_all_sign_flips() -> None:
    """Eight pairs, each 0.1 better: of 2⁸ flips two are as extreme, p = .0078."""
    made = difference([0.5] * 8, [0.6] * 8)
    assert made is not None
    assert made.p == pytest.approx(2 / 2**8, abs=0.006)


def test_equal_pairs_have_p_1() -> None:
    made = difference([0.2, 0.7, 0.4], [0.2, 0.7, 0.4])
    assert made is not None
    assert (made.mean, made.p, made.won, made.lost) == (0.0, 1.0, 0, 0)


def test_five_in_a_hundred_equal_systems_are_called_different() -> None:
    rng = np.random.default_rng(3)
    drawn = rng.normal(size=(400, 2, 60))
    called = [(made := difference(list(a), list(b), seed=i)) is not None and made.significant for i, (a, b) in enumerate(drawn)]
    assert 0.03 <= np.mean(called) <= 0.07


def test_mcnemar_is_never_too_eager() -> None:
    drawn = np.random.default_rng(3).random((2, 400, 60)) < 0.8
    called = [(made := difference(list(a), list(b))) is not None and made.significant for a, b in zip(*drawn.astype(float), strict=True)]
    assert np.mean(called) <= 0.05


def test_pairs_of_unequal_number_are_refused() -> None:
    with pytest.raises(ValueError, match="2 and 1"):
        difference([1.0, 0.0], [1.0])
