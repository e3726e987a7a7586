"""A saved web page to a document: what a reader of the page came for, without what surrounds it on every page of its site."""

from __future__ import annotations

import re
from pathlib import Path

from lxml import html

from ingest.document import Block, Document, Kind
from ingest.html_about import read_about
from ingest.html_blocks import blocks_under, parse, tag_of, text_of
from ingest.limits import Limits
from ingest.mend import mend_blocks
from ingest.raw import lost_warning, read_bytes, read_text
from rag.errors import DocumentError

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,30})|<\?xml[^>]{0,80}encoding=["']([\w.:-]{2,30})""", re.IGNORECASE
)
_CHARSET_BYTES = 4_096


def load_html(path: Path, limits: Limits) -> Document:
    """A .html or .htm file. Nothing is fetched and nothing rendered.

    Dropped: navigation, banners, cookie notices, the page's header and footer, forms' controls, scripts, styles, hidden elements.
    Title, publisher and date come from JSON-LD, meta elements and `<time>`.

    Raises:
        DocumentError: not text, over a limit, or without text.
    """
    raw = read_bytes(path, limits)
    claim = _CHARSET.search(raw[:_CHARSET_BYTES])
    named = (claim[1] or claim[2]).decode("ascii", "ignore") if claim else ""
    found = read_text(path, raw, limits, named)
    cut = list[str]()
    root = parse(found.text, cut)
    if root is None:
        raise DocumentError(f"{path} holds no HTML; open it in a browser and save it anew")
    about = read_about(root)
    blocks, repairs, warnings = mend_blocks(_page_blocks(root))
    if not blocks:
        raise DocumentError(f"{path} shows no text (scripts may draw it); open it in a browser and save the page as PDF")
    title = about.title or next((b.text for b in blocks if b.kind is Kind.HEADING), "")
    return Document(path.name, title, about.publisher, about.date, (), blocks, repairs, (*lost_warning(found), *cut, *warnings))


def _page_blocks(root: html.HtmlElement) -> list[Block]:
    """Blocks of the page's content; of the whole page when its marked content holds hardly anything."""
    body = next((e for e in root.iter("body")), root)
    whole = len(text_of(body).strip())
    mains = [e for e in body.iter() if tag_of(e) == "main" or e.get("role") == "main"]
    articles = list(body.iter("article"))
    for choice in (mains, articles if len(articles) == 1 else []):
        if choice and len(text_of(choice[0]).strip()) > 0.2 * whole:
            return blocks_under(choice[0])
    return blocks_under(body)
