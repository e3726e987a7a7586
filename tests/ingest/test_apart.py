"""A run of `ingest` in a process of its own: what it did comes back, and no fault of it does harm."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from filelock import FileLock

from ingest.apart import Ran, ingest_apart, is_being_written
from rag.generation import current_generation
from rag.settings import ROOT, Settings


def test_what_was_read_and_skipped_comes_back_and_the_new_generation_is_in_use(index_copy: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "pier.md").write_text("# Pier\n\nThe pier opened in May 2023.\n", encoding="utf-8")
    (folder / "bad.pdf").write_text("%PDF-1.4 nothing", encoding="utf-8")
    before, heard = current_generation(index_copy.index), list[tuple[int, int]]()
    ran = ingest_apart(index_copy, [folder], lambda done, of: heard.append((done, of)))
    assert (ran.fault, ran.written, ran.read) == ("", True, ((str(folder / "pier.md"), 1),))
    assert [path for path, _ in ran.skipped] == [str(folder / "bad.pdf")]
    assert sorted(heard) == [(1, 2), (2, 2)]
    assert current_generation(index_copy.index) != before


def test_a_lock_held_by_another_run_is_seen_and_stops_the_run(index_copy: Settings) -> None:
    assert not is_being_written(index_copy.index)
    with FileLock(index_copy.index / ".lock"):
        assert is_being_written(index_copy.index)
        ran = ingest_apart(index_copy, [index_copy.corpus], lambda done, of: None)
    assert (ran.fault, ran.written) == ("BrokenIndexError", False)
    assert "another ingest" in ran.line


def test_without_an_index_nobody_writes_it(tmp_path: Path) -> None:
    assert not is_being_written(tmp_path / "none")


def test_a_process_that_ends_early_is_a_fault_like_any_other(index_copy: Settings, tmp_path: Path) -> None:
    broken = index_copy.model_copy(update={"port": 0})
    ran = ingest_apart(broken, [tmp_path], lambda done, of: None)
    assert (ran.fault, ran.written) == ("Ended", False)


def test_the_process_ends_with_the_one_that_started_it(index_copy: Settings) -> None:
    child = subprocess.Popen([sys.executable, "-m", "ingest.apart_child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert child.stdin is not None
    assert child.stdout is not None
    with child, FileLock(index_copy.index / ".lock"):
        child.stdin.write(json.dumps({"settings": index_copy.model_dump(mode="json"), "paths": []}).encode() + b"\n")
        child.stdin.close()
        assert child.wait(timeout=20) == 1
        assert not child.stdout.read()


def test_a_message_of_the_process_that_is_none_changes_nothing() -> None:
    from ingest.apart import _heard

    before = Ran(line="x")
    assert all(_heard(line, before, lambda done, of: None) is before for line in (b"Hello\n", b"[1]\n", b'{"read": 1}\n'))
