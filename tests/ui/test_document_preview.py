"""A document from inside: its sections, its passages in parts, all of it as text."""

from __future__ import annotations

from ingest.held import HeldDocument, HeldSource
from ingest.ledger import FileRecord
from tests.fakes import make_passage, make_source
from ui.document_preview import CORPUS, OWN, SHOWN_PASSAGES, Inside, choices, inside, last_start, preview_html, quality_words
from ui.words import Words

EN = Words("en")
SOURCE = HeldSource(make_source(), (make_passage("one"), make_passage("two")))
PIER = make_source("pier-1", title={"zh-Hant": "Pier", "en": "Pier"})


def own(count: int = 1, **more: object) -> HeldDocument:
    record = FileRecord(path="/up/p.pdf", file="p.pdf", digest="d", size=1, mtime_ns=1, source="pier-1")
    passages = [make_passage(f"s{n}", id=f"pier-1/s{n}", digest=False, source=PIER, about=f"Pier › {n // 2}", **more) for n in range(count)]
    return HeldDocument(record, tuple(passages))


def test_documents_added_come_first_and_skipped_ones_not_at_all() -> None:
    skipped = HeldDocument(FileRecord(path="/x", file="x.pdf", digest="x", size=1, mtime_ns=1, skipped="it is empty"))
    assert choices([SOURCE], [own(), skipped], EN) == [("Pier (p.pdf)", f"{OWN}pier-1"), ("Handbook", f"{CORPUS}harbour")]


def test_a_choice_finds_its_passages_and_one_that_is_gone_finds_none() -> None:
    found = inside(f"{CORPUS}harbour", [SOURCE], [own()], EN)
    assert found is not None
    assert [p.section for p in found.passages] == ["one", "two"]
    assert inside(f"{OWN}harbour", [SOURCE], [own()], EN) is None
    assert inside(None, [SOURCE], [own()], EN) is None
    assert "Choose a document" in preview_html(None, 0, EN)


def test_passages_of_one_heading_are_one_section_and_long_documents_come_in_parts() -> None:
    held = own(SHOWN_PASSAGES + 3)
    found = Inside("Pier", held.passages)
    html = preview_html(found, 0, EN)
    assert html.count("<details") == SHOWN_PASSAGES / 2
    assert f"1 to {SHOWN_PASSAGES}" in html
    assert last_start(found) == SHOWN_PASSAGES
    assert f"Passage {SHOWN_PASSAGES + 3}" in preview_html(found, last_start(found), EN)
    assert last_start(Inside("Pier", held.passages[:SHOWN_PASSAGES])) == 0


def test_headings_and_texts_are_text() -> None:
    evil = "<script>x</script>\n\n| <b>a</b> |\n|---|\n| <img src=x onerror=y> |"
    passage = make_passage(digest=False, source=PIER, texts={"en": evil}, headings={"en": evil})
    html = preview_html(Inside(evil, (passage,)), 0, EN)
    assert not any(tag in html for tag in ("<script", "<img", "<b>"))


def test_doubts_about_a_text_are_told_in_the_readers_language() -> None:
    passage = make_passage(ocr=True, repaired=True, quality="2 characters lost; text layer damaged: odd letters")
    assert quality_words(passage, Words("zh-Hans")) == ["由图像辨认", "文字经修复", "部分字元读不到", "文字有损"]
    assert quality_words(make_passage(), EN) == []
