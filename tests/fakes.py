"""Small real stand-ins: an encoder without a model, a clock that ticks, a passage, a PDF."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import numpy as np

from ingest.document import Block, Document
from ingest.limits import Limits
from ingest.read import OnPage, read_file
from rag.errors import DocumentError
from rag.static_rows import Vectors
from rag.text import fold
from rag.types import Passage, Source

DIMENSIONS = 64


class FakeEncoder:
    """Hashes words and Han characters into 64 buckets; texts that share words are near, an empty text is the zero vector."""

    def __init__(self, fingerprint: str = "fake:1") -> None:
        self.fingerprint = fingerprint

    @property
    def dimensions(self) -> int:
        return DIMENSIONS

    def encode(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), DIMENSIONS), np.float32)
        for row, text in zip(out, texts, strict=True):
            for word in re.findall(r"[a-z]+|\d+|[\u4e00-\u9fff]", fold(text)):
                row[zlib.crc32(word.encode()) % DIMENSIONS] += 1
        return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9), np.float32)


class TickingClock(datetime):
    """A datetime whose every `now` is a second later, so that runs in one test never share a time stamp."""

    ticks = 0

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "TickingClock":
        TickingClock.ticks += 1
        return cls(2026, 1, 1, tzinfo=tz) + timedelta(seconds=TickingClock.ticks)


class StoppedClock(datetime):
    """A datetime that always reads the same second."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "StoppedClock":
        return cls(2026, 1, 1, tzinfo=tz)


def make_source(name: str = "harbour", **changes: Any) -> Source:
    values: dict[str, Any] = {
        "id": name,
        "title": {"zh-Hant": "手冊", "en": "Handbook"},
        "publisher": {"zh-Hant": "測試社", "en": "Test Press"},
        "published": "2024-06",
    }
    return Source(**values | changes)


def make_passage(section: str = "one", **changes: Any) -> Passage:
    """A bilingual passage; `texts` given alone sets headings and places for its languages."""
    texts = changes.pop("texts", {"zh-Hant": "截至2024年5月，共批准25萬宗。", "en": "By May 2024, 250,000 were approved."})
    values: dict[str, Any] = {
        "id": f"harbour/{section}",
        "source": make_source(),
        "section": section,
        "headings": dict.fromkeys(texts, "heading"),
        "texts": texts,
        "where": dict.fromkeys(texts, "ch. 1"),
        "as_of": "2024-05",
    }
    return Passage(**values | changes)


def make_pdf(pages: list[list[str]]) -> bytes:
    """A PDF 1.4 file with the ASCII lines of each page; an empty page has no text layer."""
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, lines in enumerate(pages):
        body = "BT /F1 12 Tf 20 250 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        font = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 300] {font} /Contents {5 + 2 * i} 0 R >>")
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
    out, offsets = "%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "0000000000 65535 f \n" + "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"xref\n0 {size}\n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end).encode("ascii")


class ReaderHere:
    """Reads files in the test's own process, which saves starting one."""

    def read(self, path: Path, password: str = "", on_page: OnPage | None = None) -> Document:
        return read_file(path, Limits(), password, on_page)

    def ocr_page(self, path: Path, page: int, password: str = "", lang: str = "") -> tuple[Block, ...]:
        raise DocumentError(f"{path}: page {page} is a scan and needs OCR: no tesseract in tests")

    def close(self) -> None:
        """Nothing to end."""


class Writer:
    """A language model that says what it is given, piece by piece, and raises what is an exception; keeps what it was asked."""

    def __init__(self, pieces: Sequence[str | Exception]) -> None:
        self.pieces = tuple(pieces)
        self.asked: list[tuple[str, str]] = []
        self.closed = False

    def stream(self, system: str, user: str) -> Iterator[str]:
        self.asked.append((system, user))
        try:
            for piece in self.pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        finally:
            self.closed = True
