"""The list of documents as HTML: nothing of a document is ever markup, and every state is told in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.held import HeldDocument, HeldSource
from ingest.ledger import FileRecord
from ingest.page_states import PageState
from rag.settings import Settings
from tests.fakes import make_passage, make_source
from ui.documents_view import SHOWN_DOCUMENTS, STRIP_PAGES, add_html, health_html, intro_html, list_html, runs
from ui.words import PAGE_LANGS, Words

EVIL = "<script>x</script><img src=x onerror=y>"
HERE = Path("/up/documents")
EN = Words("en")


def document(name: str = "a.pdf", folder: Path = HERE, **more: object) -> HeldDocument:
    record = FileRecord(path=str(folder / name), file=name, digest=name, size=1, mtime_ns=1, **more)  # type: ignore[arg-type]
    return HeldDocument(record)


def test_names_titles_and_warnings_are_text() -> None:
    source = make_source(title={"zh-Hant": EVIL, "en": EVIL}, publisher={"zh-Hant": EVIL, "en": EVIL}, published="2024-01")
    held = document(f"{EVIL}.md", warnings=(EVIL,))
    held = HeldDocument(held.record, (make_passage(digest=False, source=source),), (PageState.OK,), "")
    html = list_html(
        [HeldSource(source, (make_passage(),))], [held, document(skipped=EVIL), HeldDocument(held.record, same_as=EVIL)], HERE, EN
    )
    assert "<script" not in html
    assert "<img" not in html
    assert html.count("&lt;script&gt;") >= 5


def test_the_page_closed_says_so_and_how_the_operator_opens_it() -> None:
    assert "WENJIN_ALLOW_UPLOADS=true" in intro_html(Settings(), EN)
    assert "WENJIN_ALLOW_UPLOADS" not in intro_html(Settings(allow_uploads=True), EN)


def test_the_limits_in_force_are_told() -> None:
    html = add_html(Settings(upload_max_files=7, upload_max_mb=33), EN)
    assert "7 at once" in html
    assert "33 MB" in html


def test_pages_are_told_in_words_with_the_numbers_of_those_that_are_not_good() -> None:
    pages = (PageState.OK, PageState.OCR, PageState.OCR, PageState.DAMAGED, PageState.EMPTY)
    html = health_html(pages, EN)
    assert "5 pages: 1 read well, 2 read from pictures, 1 damaged text, 1 without text" in html
    assert "read from pictures: p. 2–3" in html
    assert html.count("<i class=") == 5
    assert "<details" not in health_html((PageState.OK,), EN)
    assert "<i class=" not in health_html((PageState.OK,) * (STRIP_PAGES + 1), EN)


@pytest.mark.parametrize(("numbers", "text"), [([], ""), ([4], "4"), ([1, 2, 3, 7], "1–3, 7"), ([1, 3, 5], "1, 3, 5")])
def test_runs_are_joined(numbers: list[int], text: str) -> None:
    assert runs(numbers) == text


def test_a_long_list_says_how_many_are_left() -> None:
    html = list_html([], [document(f"{n}.pdf") for n in range(SHOWN_DOCUMENTS + 3)], HERE, EN)
    assert "3 more are not listed" in html


def test_who_added_a_document_is_told_and_an_empty_list_says_so() -> None:
    assert "added here" in list_html([], [document()], HERE, EN)
    assert "added by the operator" in list_html([], [document(folder=Path("/data"))], HERE, EN)
    assert "No documents have been added yet" in list_html([], [], HERE, EN)


def test_what_could_not_be_read_says_why_in_the_readers_language() -> None:
    html = list_html([], [document(skipped="/data/a.pdf is locked with a password; give it with --password")], HERE, Words("zh-Hans"))
    assert "档案有密码" in html
    assert "/data" not in html
    assert "--password" not in html


@pytest.mark.parametrize("lang", PAGE_LANGS)
def test_every_state_has_its_words(lang: str) -> None:
    assert len({Words(lang)[f"documents.state_{state}"] for state in PageState}) == len(PageState)
