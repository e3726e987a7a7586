"""A file on disk to passages of verbatim text: .txt, .md and, page by page, .pdf."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pdfplumber
from charset_normalizer import from_bytes

from ingest.chunks import split_sections
from rag.errors import DocumentError
from rag.text import HAN, pack, script_of
from rag.types import Passage, Source

SUFFIXES = (".txt", ".md", ".pdf")
MAX_BYTES = 100_000_000


def find_files(paths: list[Path]) -> list[Path]:
    """The readable files named or lying in named folders, sorted; hidden files and other kinds are left out.

    Raises:
        DocumentError: a path that does not exist or a named file of another kind.
    """
    files = list[Path]()
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES)
            files += sorted(p for p in inside if not any(part.startswith(".") for part in p.relative_to(path).parts))
        elif not path.exists():
            raise DocumentError(f"{path} does not exist; name a file or folder")
        elif path.suffix.lower() not in SUFFIXES:
            raise DocumentError(f"{path} is a {path.suffix or 'file without suffix'}; readable are {', '.join(SUFFIXES)}")
        else:
            files.append(path)
    return list({file.resolve(): file for file in reversed(files)}.values())[::-1]


def read_text(path: Path) -> str:
    """The text of a file in any common encoding.

    Raises:
        DocumentError: too large, empty, or not text.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise DocumentError(f"{path} has {size:,} bytes, more than {MAX_BYTES:,}; split it")
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(raw).best()
        if best is None:
            raise DocumentError(f"{path} is not text in any encoding known; save it as UTF-8") from None
        text = str(best)
    if "\0" in text:
        raise DocumentError(f"{path} holds binary data, not text")
    if not text.strip():
        raise DocumentError(f"{path} is empty")
    return text


def read_pdf(path: Path) -> list[str]:
    """The text of each page.

    Raises:
        DocumentError: not a PDF, damaged, locked, or without any text.
    """
    try:
        with path.open("rb") as file, pdfplumber.open(file) as pdf:
            pages = [page.extract_text() or "" for page in pdf.pages]
    except Exception as error:  # pdfminer raises whatever a damaged file makes it stumble on
        raise DocumentError(f"{path} cannot be read as PDF ({error.__class__.__name__}); open and save it anew") from None
    if not any(p.strip() for p in pages):
        raise DocumentError(f"{path} has no text layer on its {len(pages)} page(s)")
    return pages


def text_lang(text: str) -> str:
    """ "en" when fewer than one letter in five is Han; else "zh-Hans" when most characters that tell are Simplified."""
    han = HAN.findall(text)
    letters = sum(c.isalpha() for c in text)
    if letters == 0 or len(han) < letters / 5:
        return "en"
    return script_of(text)


def source_id(path: Path) -> str:
    """A short id from the file's name and folder, so that the same name in two folders stays two sources."""
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "file"
    return f"{stem[:40]}-{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:6]}"


def load_file(path: Path, chunk_chars: int) -> list[Passage]:
    """A document's passages, verbatim, in reading order.

    Raises:
        DocumentError: it cannot be read; the message says why.
    """
    pages = read_pdf(path) if path.suffix.lower() == ".pdf" else None
    title = path.stem
    source = Source(source_id(path), {"zh-Hant": title, "en": title}, {"zh-Hant": "", "en": ""}, "undated", digest=False)
    passages = list[Passage]()
    for number, text in enumerate(pages if pages is not None else [read_text(path)], 1):
        for section in split_sections(text):
            for piece in pack(section.text, chunk_chars):
                lang = text_lang(piece)
                heading = " › ".join(section.headings[-2:]) or title
                section_id = f"s{len(passages) + 1}"
                passages.append(
                    Passage(
                        f"{source.id}/{section_id}",
                        source,
                        section_id,
                        {lang: heading},
                        {lang: piece},
                        {lang: f"p. {number}" if pages is not None else heading},
                        "undated",
                        page=number if pages is not None else None,
                        digest=False,
                    )
                )
    return passages
