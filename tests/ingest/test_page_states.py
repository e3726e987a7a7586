"""The state of each page, told from the passages and the warnings that the index keeps."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import Block, Document, Health
from ingest.page_states import PageState, page_states
from ingest.scanned import with_scans
from rag.errors import DocumentError
from tests.fakes import make_passage
from tests.ingest.documents import document, page, text

OK, REPAIRED, OCR, DAMAGED, UNREAD, EMPTY = PageState


def test_a_page_is_as_its_worst_passage_and_empty_without_any() -> None:
    passages = [
        make_passage("a", page=1),
        make_passage("b", page=2, repaired=True),
        make_passage("c", page=3, ocr=True),
        make_passage("d", page=4),
        make_passage("e", page=4, quality="3 characters lost"),
    ]
    assert page_states(5, passages) == (OK, REPAIRED, OCR, DAMAGED, EMPTY)


def test_a_passage_that_runs_on_speaks_for_a_page_only_where_none_begins() -> None:
    runs_on = make_passage("a", page=1, repaired=True, boxes=((1, 0.0, 0.0, 9.0, 9.0), (2, 0.0, 0.0, 9.0, 9.0), (3, 0.0, 0.0, 9.0, 9.0)))
    assert page_states(3, [runs_on, make_passage("b", page=3)]) == (REPAIRED, REPAIRED, OK)


def test_pages_that_gave_no_text_are_named_as_ingestion_words_it() -> None:
    def none_read(numbers: Sequence[int]) -> dict[int, tuple[Block, ...] | DocumentError]:
        return {n: DocumentError(f"a.pdf: page {n} needs OCR: install tesseract") for n in numbers}

    scans = tuple(page(n, health=Health.SCAN) for n in (1, 2, 4))
    found: Document = with_scans(
        document(text("x", page=3), pages=(*scans[:2], page(3), scans[2], page(5, health=Health.DAMAGED))), none_read
    )
    assert len(found.warnings) == 2
    states = page_states(5, [make_passage("a", page=3), make_passage("b", page=5)], found.warnings)
    assert states == (UNREAD, UNREAD, OK, UNREAD, DAMAGED)


def test_a_file_without_pages_has_no_states() -> None:
    assert page_states(0, [make_passage("a")]) == ()
