from collections.abc import Sequence

from ingest.document import Block, Document, Health
from ingest.scanned import unread, with_scans
from rag.errors import DocumentError
from tests.ingest.documents import document, page, text


def half_scanned() -> Document:
    pages = (page(1), page(2, health=Health.SCAN), page(3), page(4, health=Health.DAMAGED), page(5, health=Health.SHORT))
    return document(text("one", page=1), text("three", page=3), pages=pages)


def test_scans_and_damaged_pages_are_to_be_read() -> None:
    assert unread(half_scanned()) == [2, 4]


def test_blocks_of_scans_go_in_their_place() -> None:
    def read(numbers: Sequence[int]) -> dict[int, tuple[Block, ...] | DocumentError]:
        return {n: (text(f"scan {n}", page=n, ocr=True),) for n in numbers}

    found = with_scans(half_scanned(), read)
    assert [b.text for b in found.blocks] == ["one", "scan 2", "three", "scan 4"]
    assert [p.number for p in found.pages if p.ocr] == [2, 4]
    assert found.warnings == ()
    assert unread(found) == []


def test_a_page_that_cannot_be_read_is_named_with_the_reason_once() -> None:
    pages = tuple(page(n, health=Health.SCAN) for n in (1, 2, 3, 5))
    error = DocumentError("x.pdf: page 1 is a scan and needs OCR: install it")
    found = with_scans(document(pages=pages), lambda numbers: dict.fromkeys(numbers, error))
    assert found.warnings == ("pages 1-3, 5 are a scan and could not be read: install it",)
    assert not any(p.ocr for p in found.pages)
    empty = with_scans(document(pages=pages[:1]), lambda numbers: dict.fromkeys(numbers, ()))
    assert empty.warnings == ("page 1 is a scan and could not be read: no text was seen on its picture",)


def test_a_document_without_such_pages_asks_for_nothing() -> None:
    plain = document(text("one", page=1), pages=(page(1),))
    assert with_scans(plain, lambda _: {}[0]) is plain
