import os
from pathlib import Path

import pytest

from ingest.ledger import FileRecord, read_ledger, reader_fingerprint, write_ledger
from ingest.plan import Plan, Task, make_plan
from rag.checksums import sealed
from rag.errors import BrokenIndexError, DocumentError
from rag.settings import Settings

READER = "reader:1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("a.md", "one"), ("sub/b.txt", "two"), ("c.png", "x"), (".hidden.md", "x"), ("sources.toml", "")):
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "docs"


def read(task: Task) -> FileRecord:
    return task.record.model_copy(update={"source": f"id-of-{task.record.file}", "chunks": ("1",)})


def files(plan: Plan) -> list[str]:
    return [task.record.file for task in plan.tasks]


def ledger(folder: Path) -> list[FileRecord]:
    return [read(task) for task in make_plan([folder], [], READER).tasks]


def test_everything_is_new_at_first_and_named_from_the_folder_given(folder: Path) -> None:
    plan = make_plan([folder], [], READER)
    assert files(plan) == ["a.md", "sub/b.txt"]
    assert plan.notes == ("left out, not being documents: 1 .png",)
    assert plan.skipped == ()
    assert files(make_plan([folder / "sub" / "b.txt"], [], READER)) == ["b.txt"]


def test_nothing_is_to_be_read_when_nothing_changed(folder: Path) -> None:
    before = ledger(folder)
    plan = make_plan([folder], before, READER)
    assert (plan.tasks, plan.gone, plan.twins) == ((), (), ())
    assert list(plan.unchanged) == before == list(plan.kept)


def test_another_time_with_the_same_bytes_is_no_change_but_noted(folder: Path) -> None:
    before = ledger(folder)
    os.utime(folder / "a.md", ns=(5, 5))
    plan = make_plan([folder], before, READER)
    assert plan.tasks == ()
    assert {r.file: r.mtime_ns for r in plan.unchanged}["a.md"] == 5


def test_bytes_reader_and_what_is_said_are_changes(folder: Path) -> None:
    before = ledger(folder)
    assert files(make_plan([folder], before, "reader:2")) == ["a.md", "sub/b.txt"]
    (folder / "a.md").write_text("eno", encoding="utf-8")
    (folder / "sources.toml").write_text('["sub/b.txt"]\ntitle = "B"\n', encoding="utf-8")
    assert files(make_plan([folder], before, READER)) == ["a.md", "sub/b.txt"]


def test_only_files_of_a_named_folder_can_be_gone(folder: Path) -> None:
    before = ledger(folder)
    (folder / "a.md").unlink()
    (folder / "sub" / "b.txt").unlink()
    plan = make_plan([folder / "sub"], before, READER)
    assert [r.file for r in plan.gone] == ["sub/b.txt"]
    assert [r.file for r in plan.others] == ["a.md"]


def test_a_skipped_file_is_tried_again_only_when_it_changed_or_a_password_came(folder: Path) -> None:
    before = [r.model_copy(update={"source": "", "skipped": "locked"}) for r in ledger(folder)]
    assert make_plan([folder], before, READER).tasks == ()
    assert len(make_plan([folder], before, READER, retry_skipped=True).tasks) == 2


def test_the_first_of_two_equal_files_stands_for_both(folder: Path) -> None:
    (folder / "d.md").write_text("one", encoding="utf-8")
    plan = make_plan([folder], [], READER)
    assert files(plan) == ["a.md", "sub/b.txt"]
    assert [(r.file, r.same_as) for r in plan.twins] == [("d.md", str(folder / "a.md"))]
    assert {r.path: r for r in plan.twins}[str(folder / "d.md")].source == ""


def test_a_file_in_the_index_stands_for_a_new_one_of_another_folder(folder: Path, tmp_path: Path) -> None:
    before = ledger(folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "copy.md").write_text("one", encoding="utf-8")
    plan = make_plan([tmp_path / "other"], before, READER)
    assert plan.tasks == ()
    assert [r.same_as for r in plan.twins] == [str(folder / "a.md")]


def test_a_fault_in_sources_toml_stops_the_run(folder: Path) -> None:
    (folder / "sources.toml").write_text('["a.md"]\nname = "x"\n', encoding="utf-8")
    with pytest.raises(DocumentError, match=r"sources\.toml: .*unknown key 'name'"):
        make_plan([folder], [], READER)


def test_the_ledger_comes_back_as_written(index_copy: Settings, folder: Path) -> None:
    records = [
        *ledger(folder),
        FileRecord(path="/x/資料.pdf", file="資料.pdf", digest="d", size=1, mtime_ns=2, health={"scan": 3}, skipped="no"),
    ]
    (generation,) = index_copy.index.glob("gen-*")
    (generation / "files.jsonl").write_text(sealed(write_ledger(records)), encoding="utf-8")
    assert read_ledger(index_copy.index) == records


def test_a_damaged_ledger_is_a_damaged_index(index_copy: Settings) -> None:
    (generation,) = index_copy.index.glob("gen-*")
    (generation / "files.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(BrokenIndexError, match="wenjin ingest --reset"):
        read_ledger(index_copy.index)


def test_the_reader_is_another_with_another_chunk_size(scratch: Settings) -> None:
    assert reader_fingerprint(scratch) == reader_fingerprint(scratch)
    assert reader_fingerprint(scratch) != reader_fingerprint(scratch.model_copy(update={"chunk_chars": scratch.chunk_chars + 1}))
