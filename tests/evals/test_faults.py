"""Bringing faults about: what is fast enough to run each time, and that harm is told as harm."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from evals.faults import __main__ as faults
from evals.faults.world import Ended, SkippedError, World, mounted


def test_a_command_is_run_over_the_worlds_own_index(tmp_path: Path) -> None:
    world = World(tmp_path)
    ended = world.run("status")
    assert (ended.code, ended.clean) == (1, True)
    assert f"no index at {world.index}" in ended.line
    assert world.generation() == ""


def test_a_traceback_is_no_clean_end() -> None:
    assert not Ended(1, "ValueError: x", "Traceback (most recent call last):\nValueError: x").clean
    assert Ended(1, "wenjin: no index", "wenjin: no index").clean


def test_what_this_machine_cannot_do_is_skipped_and_not_called_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evals.faults.world.os.geteuid", lambda: 1000)
    with pytest.raises(SkippedError, match="needs root"), mounted(tmp_path / "x", "-t", "tmpfs", "tmpfs"):
        pass


@pytest.mark.parametrize(
    ("outcome", "code", "said"), [("", 0, "as it should be"), ("it broke", 1, "HARM: it broke"), (None, 0, "not tried")]
)
def test_harm_is_told_and_ends_with_1(
    outcome: str | None, code: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fault(_: World) -> str:
        if outcome is None:
            raise SkippedError("no room")
        return outcome

    monkeypatch.setattr(faults, "FAULTS", {"x": fault})
    monkeypatch.setattr(sys, "argv", ["faults"])
    assert faults.main() == code
    assert said in capsys.readouterr().out
