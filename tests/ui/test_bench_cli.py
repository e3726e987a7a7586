"""`wenjin bench`: a run file on success, one line on a fault, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.ui.test_cli import one_line_error, wenjin


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    passages, queries = tmp_path / "p.jsonl", tmp_path / "q.jsonl"
    rows = [{"id": "p1", "title": "大橋", "text": "大橋於1998年通車。"}, {"id": "p2", "text": "圖書館星期一休館。"}]
    passages.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), encoding="utf-8")
    queries.write_text('{"id": "q1", "text": "图书馆几时休馆？"}\n{"id": "q2", "text": "when did the bridge open"}\n', encoding="utf-8")
    return passages, queries


def bench(passages: Path, queries: Path, run: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return wenjin("bench", "--passages", passages, "--queries", queries, "--run", run, *more)


def test_a_run_file_is_written_and_standard_output_stays_empty(files: tuple[Path, Path], tmp_path: Path) -> None:
    result = bench(*files, tmp_path / "out.trec", "--k", "1")
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    assert "2 queries" in result.stderr
    lines = [line.split() for line in (tmp_path / "out.trec").read_text(encoding="utf-8").splitlines()]
    assert [line[:4] for line in lines] == [["q1", "Q0", "p2", "1"], ["q2", "Q0", "p1", "1"]]


def test_a_bad_line_is_one_line_with_file_and_number(files: tuple[Path, Path], tmp_path: Path) -> None:
    files[1].write_text("not json\n", encoding="utf-8")
    one_line_error(bench(*files, tmp_path / "out.trec"), "q.jsonl:1", "expected")
    assert not (tmp_path / "out.trec").exists()


def test_a_folder_that_is_not_there_is_said_before_any_work(files: tuple[Path, Path], tmp_path: Path) -> None:
    one_line_error(bench(*files, tmp_path / "no" / "out.trec"), "mkdir -p")


def test_k_below_one_is_wrong_usage(files: tuple[Path, Path], tmp_path: Path) -> None:
    assert bench(*files, tmp_path / "out.trec", "--k", "0").returncode == 2
