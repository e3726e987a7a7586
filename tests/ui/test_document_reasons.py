"""Ingestion's own lines are told apart, and shown without a folder of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.read import read_file
from rag.errors import DocumentError
from tests.ingest import hostile
from tests.ui.documents import sent
from ui.document_reasons import KINDS, reason_kind, reason_of, without_paths
from ui.words import strings


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"", "empty"),
        ("a.pdf", b"", "kind"),
        ("a.pdf", b"%PDF-1.4 nothing", "damaged"),
        ("a.pdf", b"GIF89a", "kind"),
        ("a.pdf", hostile.many_pages(), "complex"),
        ("a.docx", b"PK\x03\x04 cut", "damaged"),
        ("a.html", b"<html><script>1</script></html>", "no_text"),
    ],
)
def test_what_ingestion_says_of_a_bad_file_has_a_kind(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = sent(tmp_path, name, data)
    with pytest.raises(DocumentError) as raised:
        read_file(path, Limits())
    assert reason_kind(raised.value.line) == kind
    assert str(tmp_path) not in without_paths(raised.value.line, path, name)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("a.pdf is locked with a password; give it with --password", "locked"),
        ("a.pdf: page 1 needs OCR: tesseract is not installed", "ocr"),
        ("a.pdf holds no text: page 1 is a scan and could not be read: no text was seen on its picture", "ocr"),
        ("a.pdf: file too complex (the time for it is over); print it to a new PDF or split it", "complex"),
        ("something else altogether", "other"),
    ],
)
def test_other_lines_have_their_kind(line: str, kind: str) -> None:
    assert reason_kind(line) == kind


def test_every_kind_has_its_words() -> None:
    assert all(f"documents.reason_{kind}" in strings() for kind in (*KINDS, "big", "many", "full", "gone"))


def test_neither_folders_nor_classes_nor_options_are_shown() -> None:
    line = "nothing could be indexed: /srv/up/a.pdf is locked (OSError) in /srv/other/b.txt; give it with --password"
    assert without_paths(line, Path("/srv/up/a.pdf"), "a.pdf") == "a.pdf is locked in b.txt"


def test_of_a_joined_line_each_file_gets_its_own_part() -> None:
    a, b = Path("/up/a.pdf"), Path("/up/b.pdf")
    line = f"nothing could be indexed: {a} is empty; {b} is damaged; save it anew"
    assert (reason_of(line, a, (b,)), reason_of(line, b, (a,))) == (f"{a} is empty", f"{b} is damaged; save it anew")
    assert reason_of("the disk is full", a, (b,)) == "the disk is full"
