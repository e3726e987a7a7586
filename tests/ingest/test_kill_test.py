from pathlib import Path

import pytest

from ingest.kill_test import answered, stage, write_round
from rag.settings import Settings


@pytest.mark.parametrize(
    ("left", "current", "wanted"),
    [
        ([], "gen-1", "before writing"),
        (["gen-2/entries.jsonl"], "gen-1", "while writing"),
        (["gen-2/manifest.json"], "gen-1", "whole, not switched"),
        (["gen-2/manifest.json"], "gen-2", "after the switch"),
    ],
)
def test_how_far_a_killed_run_came_is_told_by_what_it_left(left: list[str], current: str, wanted: str, scratch: Settings) -> None:
    for name in ["gen-0/manifest.json", "gen-1/manifest.json", *left]:
        (scratch.index / name).parent.mkdir(parents=True, exist_ok=True)
        (scratch.index / name).write_text("{}", encoding="utf-8")
    (scratch.index / "CURRENT").write_text(current, encoding="utf-8")
    assert stage(scratch, scratch.index / "gen-1") == wanted


@pytest.mark.usefixtures("read_here")
def test_an_index_must_state_the_round_it_stands_for(scratch: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    from ingest.build import ingest

    assert answered(scratch, {7}).startswith("no index at")
    monkeypatch.setattr("ingest.kill_test.DOCUMENTS", 2)
    write_round(tmp_path / "docs", 7)
    ingest(scratch, [tmp_path / "docs"], False, Console(quiet=True))
    assert answered(scratch, {7}) == "ok"
    assert "1007" in answered(scratch, {8})
