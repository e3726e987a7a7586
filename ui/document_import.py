"""What becomes of each file that is added: read by the limited worker while in quarantine, then indexed, then told as one row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.apart import Ran
from ingest.document import Document
from ingest.ledger import FileRecord, file_digest
from ingest.read import OnPage
from ingest.scanned import unread
from rag.errors import DocumentError
from ui.document_reasons import reason_kind, reason_of, without_paths
from ui.upload_files import Arrival, Placed, Refusal

OUTCOMES = ("added", "replaced", "unchanged", "same", "skipped", "removed")


class ReadsFiles(Protocol):
    """What reads a file in a process of its own, such as `ingest.worker.Reader`."""

    def read(self, path: Path, password: str = "", on_page: OnPage | None = None) -> Document:
        """The document a file holds."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one file.

    Attributes:
        outcome: one of OUTCOMES.
        passages: how many of it are in the index now.
        reason: why it was skipped, a kind of `ui.document_reasons` or of `Refusal`; `detail` is ingestion's own line.
        other: the document with the same content that is already there.
    """

    name: str
    outcome: str
    passages: int = 0
    reason: str = ""
    detail: str = ""
    other: str = ""


def refused_rows(refusals: Sequence[Refusal]) -> list[Row]:
    """A row for each file that was over a limit."""
    return [Row(r.name, "skipped", reason=r.reason) for r in refusals]


def checked(arrival: Arrival, reader: ReadsFiles, on_page: Callable[[int, int], None]) -> Row | None:
    """Read a file in quarantine through the limited worker; why it is not taken, None when it is."""
    try:
        document = reader.read(arrival.path, on_page=on_page)
    except DocumentError as error:
        return skipped(arrival.name, error.line, arrival.path)
    if not document.blocks and not unread(document):
        return Row(arrival.name, "skipped", reason="no_text")
    return None


def skipped(name: str, line: str, path: Path) -> Row:
    """The row of a file that ingestion gave a line about."""
    return Row(name, "skipped", reason=reason_kind(line), detail=without_paths(line, path, name))


def already_there(arrival: Arrival, target: Path, records: Sequence[FileRecord]) -> Row | None:
    """The row of a file whose bytes are indexed, under its own name or another; None when they are not."""
    digest = file_digest(arrival.path)
    twins = [r for r in records if r.digest == digest and r.source]
    own = next((r for r in twins if r.path == str(target)), None)
    if own is not None:
        return Row(arrival.name, "unchanged", len(own.chunks))
    return Row(arrival.name, "same", len(twins[0].chunks), other=twins[0].file) if twins else None


def indexed_row(placed: Placed, ran: Ran, records: Mapping[str, FileRecord]) -> Row:
    """What a run that went through made of one file."""
    name, path = placed.arrival.name, str(placed.target)
    record = records.get(path)
    if record is None or record.skipped:
        line = record.skipped if record else dict(ran.skipped).get(path, "")
        return skipped(name, line, placed.target)
    if record.same_as:
        other = records.get(record.same_as)
        return Row(name, "same", len(other.chunks) if other else 0, other=other.file if other else "")
    if path not in dict(ran.read):
        return Row(name, "unchanged", len(record.chunks))
    return Row(name, "replaced" if placed.before else "added", len(record.chunks))


def stopped_rows(placed: Sequence[Placed], ran: Ran) -> list[Row]:
    """The rows when a run ended with nothing to index: the fault's line joins the reasons of the files."""
    targets = tuple(one.target for one in placed)
    return [skipped(p.arrival.name, reason_of(ran.line, p.target, tuple(t for t in targets if t != p.target)), p.target) for p in placed]
