"""Files to passages, several at a time: each worker keeps a process that reads, and one file's fault is that file's alone."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from ingest.chunks import WordEnds
from ingest.document import Block, Document
from ingest.document_passages import Named, chunk_digest, document_chunks, document_passages
from ingest.ledger import FileRecord
from ingest.plan import Task
from ingest.scanned import with_scans
from ingest.worker import Reader
from rag.errors import DocumentError
from rag.types import Passage


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file's record after reading, and its passages; none when it was skipped."""

    record: FileRecord
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How files are read: the longest chunk in characters, where words end, the password of locked PDFs, how many at a time."""

    chunk_chars: int
    word_ends: WordEnds
    password: str = ""
    jobs: int = 1


class Watcher(Protocol):
    """Is told how far reading is; called from several threads."""

    def page(self, file: str, page: int, pages: int) -> None:
        """A page of a file is about to be read; both numbers from 1."""
        ...

    def done(self, record: FileRecord) -> None:
        """A file has been read or skipped."""
        ...


class _Readers:
    """One reader a thread, all closed at the end."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._all = list[Reader]()

    def get(self) -> Reader:
        if not hasattr(self._own, "reader"):
            self._own.reader = Reader()
            self._all.append(self._own.reader)
        reader: Reader = self._own.reader
        return reader

    def close(self) -> None:
        for reader in self._all:
            reader.close()


class FileReader:
    """Reads files and their scanned pages, `how.jobs` at a time each; use it as a context manager.

    Scanned pages have workers of their own, so that those of one long scan are read at the same time.
    """

    def __init__(self, how: How, watcher: Watcher) -> None:
        self.how, self.watcher = how, watcher
        self._readers = _Readers()
        self._files = ThreadPoolExecutor(max_workers=max(1, how.jobs))
        self._pages = ThreadPoolExecutor(max_workers=max(1, how.jobs))

    def __enter__(self) -> FileReader:
        return self

    def __exit__(self, *_: object) -> None:
        for pool in (self._files, self._pages):
            pool.shutdown(wait=False, cancel_futures=True)
        self._readers.close()
        for pool in (self._files, self._pages):
            pool.shutdown()

    def read_all(self, tasks: Sequence[Task]) -> Iterator[ReadFile]:
        """Every file, in the order of the tasks."""
        return self._files.map(self._watched, tasks)

    def document(self, named: Named) -> Document:
        """One file as read, its scanned pages too.

        Raises:
            DocumentError: it cannot be read.
        """
        report = partial(self.watcher.page, named.file)
        document = self._readers.get().read(named.path, self.how.password, report)

        def read_pages(numbers: Sequence[int]) -> dict[int, tuple[Block, ...] | DocumentError]:
            found = dict[int, tuple[Block, ...] | DocumentError]()
            for number, blocks in zip(numbers, self._pages.map(partial(self._scan, named.path), numbers), strict=True):
                found[number] = blocks
                report(number, len(document.pages))
            return found

        return with_scans(document, read_pages)

    def _scan(self, path: Path, number: int) -> tuple[Block, ...] | DocumentError:
        try:
            return self._readers.get().ocr_page(path, number, self.how.password)
        except DocumentError as error:
            return error

    def _watched(self, task: Task) -> ReadFile:
        result = self._read(task)
        self.watcher.done(result.record)
        return result

    def _read(self, task: Task) -> ReadFile:
        named = task.named
        try:
            document = self.document(named)
        except DocumentError as error:
            return skipped(task.record, error.line)
        chunks = document_chunks(document, self.how.chunk_chars, self.how.word_ends)
        if not chunks:
            return skipped(task.record, f"{named.path} holds no text: {'; '.join(document.warnings) or 'nothing is written on it'}")
        return with_passages(task, document, document_passages(document, named, chunks))


def skipped(record: FileRecord, reason: str) -> ReadFile:
    """A file nothing is indexed of."""
    return ReadFile(_blank(record).model_copy(update={"skipped": reason}), ())


def _blank(record: FileRecord) -> FileRecord:
    """The file's state without what reading it gave earlier."""
    state = ("path", "file", "digest", "size", "mtime_ns", "about", "reader")
    return FileRecord(**{name: getattr(record, name) for name in state})


def with_passages(task: Task, document: Document, passages: Sequence[Passage]) -> ReadFile:
    """A file's passages and what its record says of them."""
    found = {
        "source": passages[0].source.id,
        "chunks": tuple(chunk_digest(p) for p in passages),
        "pages": len(document.pages),
        "health": dict(Counter(str(page.health) for page in document.pages)),
        "ocr": sum(p.ocr for p in passages),
        "repaired": sum(p.repaired for p in passages),
        "repairs": len(document.repairs),
        "warnings": document.warnings,
    }
    return ReadFile(_blank(task.record).model_copy(update=found), tuple(passages))
