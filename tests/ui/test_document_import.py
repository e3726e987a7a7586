"""One row a file, by what the ledger and the run say of it."""

from __future__ import annotations

from pathlib import Path

from ingest.apart import Ran
from ingest.ledger import FileRecord
from ui.document_import import OUTCOMES, indexed_row, refused_rows
from ui.upload_files import Arrival, Placed, Refusal
from ui.words import strings

TARGET = Path("/up/a.pdf")


def placed(before: Path | None = None) -> Placed:
    return Placed(Arrival("a.pdf", Path("/q/a.pdf")), TARGET, before)


def record(**more: object) -> FileRecord:
    return FileRecord(path=str(TARGET), file="a.pdf", digest="d", size=1, mtime_ns=1, **more)  # type: ignore[arg-type]


def test_what_was_read_is_added_or_replaces_and_what_was_not_is_unchanged() -> None:
    records = {str(TARGET): record(source="a", chunks=("1", "2"))}
    ran = Ran(read=((str(TARGET), 2),))
    assert [indexed_row(p, ran, records).outcome for p in (placed(), placed(Path("/q/old")))] == ["added", "replaced"]
    row = indexed_row(placed(), Ran(), records)
    assert (row.outcome, row.passages) == ("unchanged", 2)


def test_a_file_that_indexing_skips_says_why() -> None:
    line = f"{TARGET} holds no text: page 1 is a scan and could not be read: it is blurred"
    assert indexed_row(placed(), Ran(), {str(TARGET): record(skipped=line)}).reason == "ocr"
    assert indexed_row(placed(), Ran(skipped=((str(TARGET), f"{TARGET} is empty"),)), {}).reason == "empty"


def test_a_file_with_the_bytes_of_another_names_it() -> None:
    other = FileRecord(path="/up/b.pdf", file="b.pdf", digest="d", size=1, mtime_ns=1, source="b", chunks=("1",))
    row = indexed_row(placed(), Ran(), {str(TARGET): record(same_as="/up/b.pdf"), "/up/b.pdf": other})
    assert (row.outcome, row.other, row.passages) == ("same", "b.pdf", 1)


def test_refusals_are_rows_and_every_outcome_has_its_word() -> None:
    assert refused_rows([Refusal("a.exe", "kind")])[0].reason == "kind"
    assert all(f"documents.outcome_{outcome}" in strings() for outcome in OUTCOMES)
