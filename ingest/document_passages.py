"""A document's chunks as passages: with where they stand, whose they are, and what is doubtful about them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.chunks import Chunk, WordEnds, chunk_section
from ingest.document import Document, Health, Page
from ingest.metadata import About, Shown, shown
from ingest.sections import split_document
from rag.text import HAN, script_of
from rag.types import Passage, Source

_LOST = re.compile("\ufffd|\\(cid:\\d+\\)")
_LONG_REPAIR = 4  # characters: a longer repaired text is looked for itself, a shorter one marks its whole page


@dataclass(frozen=True, slots=True)
class Named:
    """A file to be indexed: where it lies, its name relative to the folder named, and what is said about it."""

    path: Path
    file: str
    about: About


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


def document_chunks(document: Document, max_chars: int, word_ends: WordEnds) -> list[Chunk]:
    """Every chunk of a document in reading order."""
    return [chunk for section in split_document(document) for chunk in chunk_section(section, max_chars, word_ends)]


def chunk_digest(passage: Passage) -> str:
    """Of what is embedded and shown of a document's passage; the same for the same text under the same headings."""
    text = "\0".join([passage.about, *passage.headings.values(), *passage.texts.values()])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def document_passages(document: Document, named: Named, chunks: Sequence[Chunk]) -> list[Passage]:
    """The chunks of a document as passages, verbatim; ids number them in reading order."""
    facts = shown(named.about, document, named.path.stem)
    source = Source(source_id(named.path), facts.title, facts.publisher, facts.date, facts.url, digest=False)
    pages = {page.number: page for page in document.pages}
    repaired = _Repaired(document)
    return [
        _passage(chunk, (source, f"s{number}"), named.file, facts, (pages.get(chunk.page or 0), repaired))
        for number, chunk in enumerate(chunks, 1)
    ]


def _passage(chunk: Chunk, ids: tuple[Source, str], file: str, facts: Shown, state: tuple[Page | None, _Repaired]) -> Passage:
    source, section = ids
    page, repaired = state
    lang = text_lang(chunk.text)
    title = facts.title["en" if lang == "en" else "zh-Hant"]
    heading = " › ".join(chunk.headings[-2:]) or title
    mended = repaired.touches(chunk)
    return Passage(
        f"{source.id}/{section}",
        source,
        section,
        {lang: heading},
        {lang: chunk.text},
        {lang: _where(chunk.page, page.printed if page else "") or heading},
        facts.date,
        page=chunk.page,
        digest=False,
        about=" › ".join(dict.fromkeys([title, *chunk.headings])),
        file=file,
        printed_page=page.printed if page else "",
        boxes=tuple((b.page, *(round(x, 1) for x in (b.x0, b.top, b.x1, b.bottom))) for b in chunk.boxes),  # type: ignore[misc]
        line_starts=chunk.line_starts,
        ocr=chunk.ocr,
        repaired=mended,
        quality=_quality(chunk, page, mended),
    )


def _where(page: int | None, printed: str) -> str:
    if page is None:
        return ""
    return f"p. {printed} (PDF p. {page})" if printed and printed != str(page) else f"p. {page}"


def _quality(chunk: Chunk, page: Page | None, repaired: bool) -> str:
    """What a reader of the passage should know, "" when it says what the page shows."""
    lost = len(_LOST.findall(chunk.text))
    notes = [
        "read from a picture" if chunk.ocr else "",
        "text layer repaired" if repaired else "",
        f"{lost} character{'s' * (lost != 1)} lost" if lost else "",
        f"text layer damaged: {page.reason}" if page and page.health is Health.DAMAGED and not chunk.ocr and not repaired else "",
    ]
    return "; ".join(note for note in notes if note)


class _Repaired:
    """Which chunks hold repaired text: those with the repaired text itself, or, where that is short, those of its page."""

    def __init__(self, document: Document) -> None:
        self._texts = dict[int | None, list[str]]()
        self._pages = set[int | None]()
        for repair in document.repairs:
            after = repair.after.strip()
            if len(after) >= _LONG_REPAIR:
                self._texts.setdefault(repair.page, []).append(after)
            elif repair.page is not None:
                self._pages.add(repair.page)
            elif after:
                self._texts.setdefault(None, []).append(after)

    def touches(self, chunk: Chunk) -> bool:
        pages = {None, chunk.page, *(box.page for box in chunk.boxes)}
        return bool(pages & self._pages) or any(text in chunk.text for page in pages for text in self._texts.get(page, ()))
