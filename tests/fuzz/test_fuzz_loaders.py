"""Broken files: every one gives a document or a reason, in bounded time. PDF is read by the limited worker, as in service."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document_passages import document_chunks
from ingest.limits import Limits
from ingest.read import read_file
from ingest.worker import Reader
from rag.errors import DocumentError
from rag.text import Segmenter
from tests.fakes import make_pdf
from tests.fuzz.texts import odd_texts
from tests.ingest import hostile

LIMITS = Limits(seconds_base=5.0, seconds_cap=10.0)
SLOWEST_S = 3.0  # of processor time; a text of some kilobytes takes milliseconds
MARKUP = (
    "<p>", "</p>", "<table>", "<tr>", "<td colspan=3 rowspan=99>", "<td colspan=100000000>", "<th>", "<ul><li>", "<ol start=-5>", "<h1>", "<h6>", "<a href='javascript:x'>", "<!--", "-->",
    "<script>", "<style>", "<![CDATA[", "&#0;", "&#xD800;", "&amp;", "&nosuch;", "<meta charset=big5>", "<meta charset=utf-7>", "<title>", "<svg>", "<template>", "<br>", "<pre>",
    "# ", "## ", "---\n", "| a | b |\n|---|---|\n| 1 | 2 |\n", "> ", "- ", "1. ", "```\n", "~~~\n", "[x](y)", "![", "**", "\n\n", "    ", "\\", "[^1]: ", "<div align=center>", "\ufeff",
)  # fmt: skip
PIECES = st.lists(st.one_of(st.sampled_from(MARKUP), odd_texts(3)), max_size=25).map("".join)
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "big5", "big5hkscs", "gb18030", "gbk", "latin-1", "utf-32", "cp1252", "shift_jis")
SOUND = {
    ".pdf": (make_pdf([["The harbour park opened in May.", "It has 25 berths."], [], ["Fees: 600 dollars."]]), hostile.plain(), hostile.looping_form()),
    ".docx": (
        hostile.docx("<w:p><w:r><w:t>One sentence.</w:t></w:r></w:p>"),
        hostile.docx("<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p><w:r><w:t>高才通</w:t></w:r></w:p>"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes put in the place of others; `at` and `length` are shares of the file, so that they fit any."""

    at: float
    length: float
    data: bytes

    def applied(self, raw: bytes) -> bytes:
        start = int(self.at * len(raw))
        return raw[:start] + self.data + raw[start + int(self.length * len(raw)) :]


EDITS = st.lists(
    st.builds(
        Edit,
        st.floats(0, 1),
        st.one_of(st.just(0.0), st.floats(0, 0.05), st.floats(0, 1)),
        st.one_of(st.binary(max_size=8), st.sampled_from([b"<<", b">>", b"endstream", b"/Length -1", b"999999999 0 R", b"[[[[[[", b"(" * 40, b"/Filter/FlateDecode", b"\x00" * 30, b"xref\n0 99999999\n"])),
    ),
    max_size=5,
)  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(LIMITS) as opened:
        yield opened


def read_here(path: Path, data: bytes, segmenter: Segmenter) -> None:
    """A document whose text is whole characters and can be chunked, or one line that names the file; never long."""
    path.write_bytes(data)
    started = time.process_time()
    try:
        document = read_file(path, LIMITS)
    except DocumentError as error:
        assert path.name in error.line
    else:
        for block in document.blocks:
            block.text.encode("utf-8")
        document_chunks(document, 500, segmenter.word_ends)
    assert time.process_time() - started < SLOWEST_S


@given(PIECES, st.sampled_from([".txt", ".md", ".html"]), st.sampled_from(ENCODINGS), EDITS)
def test_any_text_in_any_encoding_is_read_or_refused(
    tmp_path: Path, segmenter: Segmenter, text: str, suffix: str, encoding: str, edits: list[Edit]
) -> None:
    data = text.encode(encoding, "replace")
    for edit in edits:
        data = edit.applied(data)
    read_here(tmp_path / f"a{suffix}", data, segmenter)


@given(st.binary(max_size=400), st.sampled_from([".txt", ".md", ".html", ".docx"]))
def test_any_bytes_are_read_or_refused(tmp_path: Path, segmenter: Segmenter, data: bytes, suffix: str) -> None:
    read_here(tmp_path / f"a{suffix}", data, segmenter)


@given(st.sampled_from(SOUND[".docx"]), EDITS)
def test_a_broken_word_file_is_read_or_refused(tmp_path: Path, segmenter: Segmenter, raw: bytes, edits: list[Edit]) -> None:
    for edit in edits:
        raw = edit.applied(raw)
    read_here(tmp_path / "a.docx", raw, segmenter)


@given(PIECES.map(lambda text: "".join(c for c in text if c not in "<>&" and c.isprintable())))
def test_any_words_in_a_word_file_are_read(tmp_path: Path, segmenter: Segmenter, text: str) -> None:
    read_here(tmp_path / "a.docx", hostile.docx(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"), segmenter)


@settings(max_examples=max(20, settings().max_examples // 4))
@given(st.sampled_from(SOUND[".pdf"]), EDITS)
def test_a_broken_pdf_is_read_or_refused_by_the_worker(
    tmp_path: Path, segmenter: Segmenter, reader: Reader, raw: bytes, edits: list[Edit]
) -> None:
    for edit in edits:
        raw = edit.applied(raw)
    path = tmp_path / "a.pdf"
    path.write_bytes(raw)
    started = time.monotonic()
    try:
        document = reader.read(path)
    except DocumentError as error:
        assert path.name in error.line
    else:
        document_chunks(document, 500, segmenter.word_ends)
    assert time.monotonic() - started < LIMITS.seconds_cap + 2
