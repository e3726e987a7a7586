"""One file of any kind to a document, in this process; `ingest.worker` does the same in a process that may fail."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from ingest.document import Document
from ingest.limits import Limits
from rag.errors import DocumentError

OnPage = Callable[[int, int], None]


def read_file(path: Path, limits: Limits, password: str = "", on_page: OnPage | None = None) -> Document:
    """The document a file holds, by its suffix. Loaders are imported when first needed: a run over text files needs no PDF library.

    Args:
        path: the file.
        limits: what is taken of it.
        password: of a locked PDF.
        on_page: called with (page, pages) before each page of a PDF is read.

    Raises:
        DocumentError: it cannot be read; the message says why.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise DocumentError(f"{path} is not a file; name a file or folder")
    except OSError as error:
        raise DocumentError(f"{path} cannot be opened ({error.strerror}); check its name and permissions") from None
    match path.suffix.lower():
        case ".pdf":
            from ingest.pdf.read import read_pdf

            return read_pdf(path, password, limits, on_page)
        case ".docx":
            from ingest.load_docx import load_docx

            return load_docx(path, limits)
        case ".html" | ".htm":
            from ingest.load_html import load_html

            return load_html(path, limits)
        case ".md" | ".markdown":
            from ingest.load_text import load_markdown

            return load_markdown(path, limits)
        case ".txt":
            from ingest.load_text import load_text

            return load_text(path, limits)
        case suffix:
            raise DocumentError(f"{path} is a {suffix or 'file without suffix'}; save it as .pdf, .docx, .html, .md or .txt")
