from ingest.document import Block, Document, Health, Kind, Page
from ingest.pdf.merge import pages_needing_ocr, with_ocr


def document() -> Document:
    pages = tuple(Page(n, "", 600, 800, h) for n, h in ((1, Health.OK), (2, Health.SCAN), (3, Health.DAMAGED), (4, Health.SHORT)))
    return Document("a.pdf", "", "", "", pages, (Block(Kind.TEXT, "一", page=1), Block(Kind.TEXT, "四", page=4)))


def test_scans_and_damaged_pages_need_ocr_until_they_have_it() -> None:
    assert pages_needing_ocr(document()) == [2, 3]
    assert pages_needing_ocr(with_ocr(document(), 2, [])) == [3]


def test_what_ocr_read_stands_in_its_pages_place_and_is_marked() -> None:
    merged = with_ocr(document(), 3, [Block(Kind.TEXT, "三")])
    assert [(b.text, b.page, b.ocr) for b in merged.blocks] == [("一", 1, False), ("三", 3, True), ("四", 4, False)]
    assert merged.pages[2].ocr
    assert merged.pages[2].health is Health.DAMAGED


def test_reading_a_page_again_replaces_what_was_read_before() -> None:
    twice = with_ocr(with_ocr(document(), 2, [Block(Kind.TEXT, "二")]), 2, [Block(Kind.TEXT, "貳")])
    assert [b.text for b in twice.blocks] == ["一", "貳", "四"]
