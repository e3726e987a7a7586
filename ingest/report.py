"""What a run of `ingest` is told, and what it reports."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.expand import Chat
from ingest.ledger import FileRecord
from rag.generation import Manifest


@dataclass(frozen=True, slots=True)
class Options:
    """How a run reads: files at a time (0: one a core), the password of locked PDFs, and what writes question lists, if anything."""

    jobs: int = 0
    password: str = ""
    chat: Chat | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did.

    Attributes:
        read: files and corpus sources read, with their number of passages.
        skipped: files that cannot be read, with the reason.
        records: of the files read or skipped in this run, with what was found in them.
        unchanged: number of files that were as before.
        twins: (file, the file with the same bytes that stands for it).
        removed: files that left the index.
        notes: lines for the user.
        written: whether a new generation was made.
    """

    read: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, str], ...]
    manifest: Manifest
    seconds: float
    records: tuple[FileRecord, ...] = ()
    unchanged: int = 0
    twins: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    written: bool = True
