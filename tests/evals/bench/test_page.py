"""What the page's measurement asks, and when it is content."""

from __future__ import annotations

import pytest

import evals.bench.page as bench
from evals.cases import read_cases


def test_first_questions_are_spread_over_the_set() -> None:
    asked = bench.questions(40)
    assert len(asked) == len(set(asked)) == 40
    kinds = {case.kind for case in read_cases(bench.QUESTIONS) if case.question in asked}
    assert len(kinds) > 5


@pytest.mark.parametrize(("slowest", "code"), [(250.0, 0), (900.0, 1)])
def test_a_p95_above_its_target_is_told_by_the_exit_code(
    slowest: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    times = {"first answer": ([100.0] * 9 + [slowest] * 4, 300.0)}
    monkeypatch.setattr(bench, "measure", lambda url, count: times)
    assert bench.main(["--url", "http://127.0.0.1:1"]) == code
    assert "first answer" in capsys.readouterr().out


def test_percentiles_are_in_the_unit_given() -> None:
    assert bench.percentiles([10.0, 20.0, 30.0]) == (20.0, 29.0)
