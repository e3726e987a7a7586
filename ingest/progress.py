"""How far reading is, on the error stream: bars with the time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ingest.ledger import FileRecord

LINES = 20  # plain lines for a whole run, besides one for each file that is skipped


class ReadingProgress:
    """A `Watcher` that shows files and, of those being read, pages; use it as a context manager."""

    def __init__(self, console: Console, files: int) -> None:
        self._console, self._files, self._done = console, files, 0
        self._lock = threading.Lock()
        self._pages = dict[str, TaskID]()
        self._bars: Progress | None = None
        if console.is_terminal and not console.quiet:
            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeRemainingColumn())
            self._bars = Progress(*columns, console=console)
            self._all = self._bars.add_task("files", total=files)

    def __enter__(self) -> ReadingProgress:
        if self._bars is not None:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bars is not None:
            self._bars.stop()

    def page(self, file: str, page: int, pages: int) -> None:
        """A page of a file is about to be read."""
        if self._bars is None or pages < 2:
            return
        with self._lock:
            if file not in self._pages:
                self._pages[file] = self._bars.add_task(file[-40:], total=pages)
            self._bars.update(self._pages[file], completed=page - 1)

    def done(self, record: FileRecord) -> None:
        """A file has been read or skipped."""
        with self._lock:
            self._done += 1
            if self._bars is not None:
                if record.file in self._pages:
                    self._bars.remove_task(self._pages.pop(record.file))
                self._bars.update(self._all, completed=self._done)
            elif record.skipped or self._files <= LINES or self._done % (self._files // LINES) == 0 or self._done == self._files:
                outcome = f"skipped: {record.skipped}" if record.skipped else f"{len(record.chunks)} passages"
                self._console.print(f"[{self._done}/{self._files}] {record.file}: {outcome}", markup=False, highlight=False)
