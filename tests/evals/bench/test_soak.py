"""The soak's questions differ, repeat exactly from run to run, and memory is looked at when it should be."""

from __future__ import annotations

import itertools

import pytest

from evals.bench import soak
from evals.bench.soak import FOLLOW_UP, table, varied, watched


def test_hardly_a_question_is_asked_twice_and_every_eighth_is_a_follow_up() -> None:
    asked = list(itertools.islice(varied(["How long is the 2 year visa?", "高才通續簽要甚麼？"]), 800))
    assert len({question for question, _ in asked}) > 500
    assert sum(bool(turns) for _, turns in asked) == 800 // FOLLOW_UP
    assert asked == list(itertools.islice(varied(["How long is the 2 year visa?", "高才通續簽要甚麼？"]), 800))


def test_memory_is_looked_at_before_every_so_many_and_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "WARM", 3)
    monkeypatch.setattr(soak, "EVERY", 4)
    seen, memory = list[str](), iter(range(100, 200))
    looks = watched(lambda question, _: seen.append(question), ["one", "two"], 8, lambda: float(next(memory)))
    assert [(look.asked, look.resident) for look in looks] == [(0, 100.0), (4, 101.0), (8, 102.0)]
    assert len(seen) == 11
    assert "| 8 | 102 |" in table(looks)
