"""What ingestion makes of one file, as JSON values (docs/contract.md): pages, repairs, warnings, sections, chunks."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from ingest.chunks import chunk_section
from ingest.document import Document, Page
from ingest.document_passages import Named, document_passages
from ingest.files import find_files
from ingest.ledger import FileRecord
from ingest.metadata import Abouts
from ingest.plan import other_kind
from ingest.reading import FileReader, How
from ingest.sections import split_document
from ingest.word_ends import word_ends_of
from rag.errors import DocumentError
from rag.settings import Settings


class _Silent:
    def page(self, file: str, page: int, pages: int) -> None:
        """Says nothing."""

    def done(self, record: FileRecord) -> None:
        """Says nothing."""


def inspect(path: Path, settings: Settings, password: str = "") -> list[dict[str, Any]]:
    """One object for each file: the one named, or all in the folder named; a file of a folder that cannot be read has an `error`.

    Raises:
        DocumentError: the file named cannot be read.
    """
    root = path.absolute() if path.is_dir() else path.absolute().parent
    abouts, out = Abouts(), list[dict[str, Any]]()
    with FileReader(How(settings.chunk_chars, word_ends_of(settings), password), _Silent()) as reader:
        for found in find_files([path]):
            if found.reason and other_kind(found):
                continue
            file = found.path.absolute().relative_to(root).as_posix()
            try:
                if found.reason:
                    raise DocumentError(found.reason)
                named = Named(found.path, file, abouts.of(found.path.absolute(), root))
                out.append(_object(reader.document(named), named, reader.how))
            except DocumentError as error:
                if path.is_file():
                    raise
                out.append({"file": file, "error": error.line})
    return out


def _object(document: Document, named: Named, how: How) -> dict[str, Any]:
    sections = split_document(document)
    chunks = [chunk_section(section, how.chunk_chars, how.word_ends) for section in sections]
    passages = document_passages(document, named, [c for found in chunks for c in found])
    chars = Counter[int | None]()
    for block in document.blocks:
        chars[block.page] += len(block.text)
    source = passages[0].source if passages else None
    return {
        "file": named.file,
        "title": source.title["zh-Hant"] if source else document.title,
        "publisher": source.publisher["zh-Hant"] if source else document.publisher,
        "date": source.published if source else document.date,
        "pages": [_page(page, chars[page.number]) for page in document.pages],
        "repairs": [{"rule": r.rule, "page": r.page, "before": r.before, "after": r.after} for r in document.repairs],
        "warnings": list(document.warnings),
        "sections": [
            {"headings": list(s.headings), "page": s.blocks[0].page, "chunks": len(found)}
            for s, found in zip(sections, chunks, strict=True)
        ],
        "chunks": [
            {
                "headings": list(chunk.headings),
                "kind": str(chunk.kind),
                "lang": next(iter(passage.texts)),
                "text": chunk.text,
                "page": chunk.page,
                "printed_page": passage.printed_page,
                "boxes": len(chunk.boxes),
                "ocr": chunk.ocr,
                "repaired": passage.repaired,
                "quality": passage.quality,
            }
            for chunk, passage in zip((c for found in chunks for c in found), passages, strict=True)
        ],
    }


def _page(page: Page, chars: int) -> dict[str, Any]:
    return {
        "number": page.number,
        "printed": page.printed,
        "width": round(page.width, 1),
        "height": round(page.height, 1),
        "health": str(page.health),
        "reason": page.reason,
        "ocr": page.ocr,
        "chars": chars,
    }
