"""The desk where documents are handed in: one job at a time, in the background, while the old index goes on answering."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.apart import OnFile, Ran, ingest_apart, is_being_written
from ingest.ledger import FileRecord, read_ledger
from ingest.worker import Reader
from rag.errors import BrokenIndexError
from rag.log import logger
from rag.service import Service
from rag.settings import Settings
from ui.document_import import Row, already_there, checked, indexed_row, refused_rows, stopped_rows
from ui.upload_files import (
    Arrival,
    documents_folder,
    hold_back,
    place,
    quarantine,
    settle,
    sweep_quarantine,
    undo,
)

Run = Callable[[Settings, Sequence[Path], OnFile], Ran]
# What can stop a job, each a word `fault_<name>`; any other class of error is "failed".
FAULTS = {"BrokenIndexError": "index", "IndexWriteError": "write", "CorpusError": "corpus", "DocumentError": "nothing"}


@dataclass(frozen=True, slots=True)
class Job:
    """How far a job is, or how it ended.

    Attributes:
        kind: "add", "remove" or "again".
        phase: "checking" (in quarantine), "indexing", "done".
        name: the file being checked, the `file`-th of `files`; it is at `page` of `pages`, both 0 for a file without pages.
        done, of: files indexed so far.
        rows: what became of each file, complete at the end.
        fault: what stopped it, a value of FAULTS, "busy" or "failed"; "" when nothing did.
        started: clock of this process, seconds; `seconds` is how long it took.
    """

    kind: str
    phase: str = "checking"
    name: str = ""
    file: int = 0
    files: int = 0
    page: int = 0
    pages: int = 0
    done: int = 0
    of: int = 0
    rows: tuple[Row, ...] = ()
    fault: str = ""
    started: float = 0.0
    seconds: float = 0.0

    @property
    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.phase != "done"


class Desk:
    """Takes documents in, one job at a time. `job` is the last one, running or ended; None before the first."""

    def __init__(self, service: Service, run: Run = ingest_apart, open_reader: Callable[[], Reader] = Reader) -> None:
        self.job: Job | None = None
        self._service, self._run, self._open_reader = service, run, open_reader
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        sweep_quarantine(service.settings)

    @property
    def settings(self) -> Settings:
        """In force for every job."""
        return self._service.settings

    def add(self, files: Sequence[Path]) -> str:
        """Take the files over and start to index them; "" when the job was started, else why not: "busy" or "elsewhere"."""
        return self._begin("add", lambda: self._add(files))

    def remove(self, path: str) -> str:
        """Start to take a document that was added here out of the index and off the disk; as `add`, or "gone" when it is none."""
        if not self.removable(path):
            return "gone"
        return self._begin("remove", lambda: self._remove(Path(path)))

    def again(self) -> str:
        """Start to bring the index up to date with the corpus and the documents added here; as `add`."""
        return self._begin("again", self._again)

    def removable(self, path: str) -> bool:
        """Whether a path is that of a document which was added here."""
        file = Path(path)
        return file.parent == documents_folder(self.settings) and file.is_file() and not file.is_symlink()

    def wait(self, timeout_s: float) -> None:
        """Until the job has ended, or the time is up."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _begin(self, kind: str, work: Callable[[], tuple[list[Row], str]]) -> str:
        with self._lock:
            if self.job is not None and self.job.running:
                return "busy"
            if is_being_written(self.settings.index):
                return "elsewhere"
            self.job = Job(kind, started=time.monotonic())
            self._thread = threading.Thread(target=self._work, args=(work,), name="wenjin-documents", daemon=True)
            self._thread.start()
        return ""

    def _work(self, work: Callable[[], tuple[list[Row], str]]) -> None:
        try:
            rows, fault = work()
        except Exception:
            logger.exception("a job of the documents page failed")
            rows, fault = [], "failed"
        assert self.job is not None
        self._say(phase="done", rows=tuple(rows), fault=fault, seconds=time.monotonic() - self.job.started)

    def _say(self, **changes: object) -> None:
        assert self.job is not None
        self.job = replace(self.job, **changes)  # type: ignore[arg-type]

    def _add(self, files: Sequence[Path]) -> tuple[list[Row], str]:
        arrivals, refusals = quarantine(files, self.settings)
        rows = refused_rows(refusals)
        self._say(files=len(arrivals), rows=tuple(rows))
        try:
            good = list[Arrival]()
            with self._open_reader() as reader:
                for number, arrival in enumerate(arrivals, 1):
                    row = self._check(arrival, number, reader)
                    if row is None:
                        good.append(arrival)
                    else:
                        rows.append(row)
            indexed, fault = self._index(good) if good else ([], "")
        finally:
            settle(arrivals)
        return rows + indexed, fault

    def _check(self, arrival: Arrival, number: int, reader: Reader) -> Row | None:
        self._say(name=arrival.name, file=number, page=0, pages=0)
        twin = already_there(arrival, documents_folder(self.settings) / arrival.name, list(self._records().values()))
        return twin or checked(arrival, reader, lambda page, pages: self._say(page=page, pages=pages))

    def _index(self, good: Sequence[Arrival]) -> tuple[list[Row], str]:
        folder = documents_folder(self.settings)
        placed = place(good, folder)
        try:
            ran = self._ingest([folder])
        except BaseException:
            undo(placed)
            raise
        if ran.fault:
            undo(placed)
            return (stopped_rows(placed, ran), "") if ran.fault == "DocumentError" else ([], FAULTS.get(ran.fault, "failed"))
        records = self._records()
        rows = [indexed_row(one, ran, records) for one in placed]
        back = [one for one, row in zip(placed, rows, strict=True) if row.outcome in ("skipped", "same")]
        undo(back)
        if any(one.before for one in back):  # what they replaced has left the index with this run
            self._ingest([folder])
        return rows, ""

    def _remove(self, file: Path) -> tuple[list[Row], str]:
        held = hold_back(file, self.settings)
        ran = self._ingest([file.parent])
        if ran.fault:
            undo([held])
        settle([held.arrival])
        return ([], FAULTS.get(ran.fault, "failed")) if ran.fault else ([Row(file.name, "removed")], "")

    def _again(self) -> tuple[list[Row], str]:
        folder = documents_folder(self.settings)
        here = any(folder.iterdir()) or any(Path(path).is_relative_to(folder) for path in self._records())
        ran = self._ingest([self.settings.corpus, *([folder] if here else [])])
        return [], FAULTS.get(ran.fault, "failed") if ran.fault else ""

    def _ingest(self, paths: Sequence[Path]) -> Ran:
        self._say(phase="indexing", name="", page=0, pages=0)
        ran = self._run(self.settings, paths, lambda done, of: self._say(done=done, of=of))
        if ran.written:
            self._service.refresh()
        return ran

    def _records(self) -> dict[str, FileRecord]:
        try:
            return {record.path: record for record in read_ledger(self.settings.index)}
        except BrokenIndexError:
            return {}  # the run itself will say so
