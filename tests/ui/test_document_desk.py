"""The desk takes documents in one job at a time: what becomes of each file, and nothing changed by a job that fails."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from filelock import FileLock

from ingest.apart import OnFile, Ran
from rag.answer import Engine
from rag.service import Service
from rag.settings import Settings
from tests.fakes import make_pdf
from tests.ui.documents import ReaderOfTests, Reopened, ingest_here, sent
from ui.document_desk import Desk, Job
from ui.upload_files import documents_folder

pytestmark = pytest.mark.usefixtures("read_here", "ticking_clock")
WAIT_S = 60.0


@pytest.fixture
def service(engine: Engine, index_copy: Settings, tmp_path: Path) -> Service:
    return Service(index_copy.model_copy(update={"uploads": tmp_path / "up", "allow_uploads": True}), Reopened(engine))


@pytest.fixture
def desk(service: Service) -> Desk:
    return Desk(service, ingest_here, ReaderOfTests)  # type: ignore[arg-type]


def done(desk: Desk, refused: str) -> Job:
    assert refused == ""
    desk.wait(WAIT_S)
    assert desk.job is not None
    assert not desk.job.running
    return desk.job


def outcomes(job: Job) -> dict[str, str]:
    return {row.name: row.reason or row.outcome for row in job.rows}


def kept(service: Service) -> list[str]:
    return sorted(p.name for p in documents_folder(service.settings).iterdir())


def test_a_document_is_added_found_replaced_and_removed(desk: Desk, service: Service, tmp_path: Path) -> None:
    before = service.engine
    job = done(desk, desk.add([sent(tmp_path / "1", "pier.md", "# Pier\n\nThe pier has 12 lamps.\n")]))
    assert (outcomes(job), job.fault, job.rows[0].passages) == ({"pier.md": "added"}, "", 1)
    assert any("12 lamps" in text for p in service.engine.index.passages for text in p.texts.values())
    assert service.engine is not before

    assert outcomes(done(desk, desk.add([sent(tmp_path / "2", "pier.md", "# Pier\n\nThe pier has 13 lamps.\n")]))) == {
        "pier.md": "replaced"
    }
    same = [
        sent(tmp_path / "3", "pier.md", "# Pier\n\nThe pier has 13 lamps.\n"),
        sent(tmp_path / "4", "twin.md", "# Pier\n\nThe pier has 13 lamps.\n"),
    ]
    assert outcomes(done(desk, desk.add(same))) == {"pier.md": "unchanged", "twin.md": "same"}
    assert kept(service) == ["pier.md"]

    assert outcomes(done(desk, desk.remove(str(documents_folder(service.settings) / "pier.md")))) == {"pier.md": "removed"}
    assert kept(service) == []
    assert all(p.digest for p in service.engine.index.passages)
    assert len(service.engine.index.passages) == len(before.index.passages)


def test_bad_files_are_told_one_by_one_and_leave_nothing_behind(desk: Desk, service: Service, tmp_path: Path) -> None:
    files = [
        sent(tmp_path, "empty.txt", ""),
        sent(tmp_path, "cut.pdf", "%PDF-1.4 cut"),
        sent(tmp_path, "blank.pdf", make_pdf([[]])),
        sent(tmp_path, "run.exe", "MZ"),
        sent(tmp_path, "good.md", "# Good\n\nThe quay has 7 benches.\n"),
    ]
    job = done(desk, desk.add(files))
    assert outcomes(job) == {"run.exe": "kind", "empty.txt": "empty", "cut.pdf": "damaged", "blank.pdf": "no_text", "good.md": "added"}
    assert kept(service) == ["good.md"]
    assert [p for p in (service.settings.uploads / "quarantine").rglob("*") if p.is_file()] == []
    assert not any(str(tmp_path) in row.detail for row in job.rows)


def test_a_run_that_fails_puts_everything_back(service: Service, tmp_path: Path) -> None:
    old = sent(documents_folder(service.settings), "a.md", "# Old\n\nOld text.\n")

    def full_disk(settings: Settings, paths: Sequence[Path], on_file: OnFile) -> Ran:
        return Ran(fault="IndexWriteError", line="cannot write the index at /srv (No space left on device)")

    desk = Desk(service, full_disk, ReaderOfTests)  # type: ignore[arg-type]
    assert done(desk, desk.add([sent(tmp_path, "a.md", "# New\n\nNew text.\n"), sent(tmp_path, "b.md", "# B\n\nMore.\n")])).fault == "write"
    assert (kept(service), old.read_text()) == (["a.md"], "# Old\n\nOld text.\n")
    assert done(desk, desk.remove(str(old))).fault == "write"
    assert old.exists()


def test_a_run_that_breaks_is_a_fault_in_words(service: Service, tmp_path: Path) -> None:
    def breaks(settings: Settings, paths: Sequence[Path], on_file: OnFile) -> Ran:
        raise RuntimeError("no memory")

    desk = Desk(service, breaks, ReaderOfTests)  # type: ignore[arg-type]
    assert done(desk, desk.add([sent(tmp_path, "a.md", "# A\n\nText.\n")])).fault == "failed"
    assert kept(service) == []


def test_what_nothing_could_be_read_of_when_indexing_is_told_by_file(service: Service, tmp_path: Path) -> None:
    def no_text(settings: Settings, paths: Sequence[Path], on_file: OnFile) -> Ran:
        a, b = (paths[0] / name for name in ("a.pdf", "b.pdf"))
        reason = "holds no text: page 1 is a scan and could not be read: no text was seen on its picture"
        return Ran(fault="DocumentError", line=f"nothing could be indexed: {a} {reason}; {b} {reason}")

    desk = Desk(service, no_text, ReaderOfTests)  # type: ignore[arg-type]
    job = done(desk, desk.add([sent(tmp_path, name, make_pdf([[text]])) for name, text in (("a.pdf", "One"), ("b.pdf", "Two"))]))
    assert (outcomes(job), job.fault, kept(service)) == ({"a.pdf": "ocr", "b.pdf": "ocr"}, "", [])


def test_one_job_at_a_time(service: Service, tmp_path: Path) -> None:
    going = threading.Event()

    def waits(settings: Settings, paths: Sequence[Path], on_file: OnFile) -> Ran:
        going.wait(WAIT_S)
        return Ran()

    desk = Desk(service, waits, ReaderOfTests)  # type: ignore[arg-type]
    assert desk.again() == ""
    late = sent(tmp_path, "a.md", "# A")
    assert desk.add([late]) == "busy"
    assert late.exists()
    going.set()
    desk.wait(WAIT_S)
    with FileLock(service.settings.index / ".lock"):
        assert desk.again() == "elsewhere"
    assert done(desk, desk.again()).fault == ""


@pytest.mark.parametrize("path", ["/etc/passwd", "", "documents/../../index/CURRENT", "none.md"])
def test_only_documents_added_here_can_be_removed(desk: Desk, service: Service, path: str) -> None:
    assert desk.remove(path) == "gone"
    assert desk.remove(str(documents_folder(service.settings) / path)) == "gone"
    assert desk.job is None


def test_checking_all_again_takes_up_a_file_that_changed(desk: Desk, service: Service, tmp_path: Path) -> None:
    done(desk, desk.add([sent(tmp_path, "pier.md", "# Pier\n\nThe pier has 12 lamps.\n")]))
    (documents_folder(service.settings) / "pier.md").write_text("# Pier\n\nThe pier has 14 lamps.\n", encoding="utf-8")
    assert done(desk, desk.again()).fault == ""
    assert any("14 lamps" in text for p in service.engine.index.passages for text in p.texts.values())
