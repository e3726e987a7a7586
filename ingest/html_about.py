"""What a web page says about itself: title, publisher, date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_WORDED = re.compile(r"(\d{1,2})\s+([A-Za-z]{3})[a-z]*\.?,?\s+(\d{4})|([A-Za-z]{3})[a-z]*\.?\s+(\d{1,2}),?\s+(\d{4})")
_TITLE_KEYS = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_PUBLISHER_KEYS = ("dc.publisher", "dcterms.publisher", "citation_publisher", "publisher", "og:site_name", "application-name")
_DATE_KEYS = (
    "article:published_time", "citation_publication_date", "citation_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "date", "pubdate", "publishdate", "article:modified_time", "dc.date.modified", "dcterms.modified", "last-modified", "revised", "lastmodified",
)  # fmt: skip
_PARTS = re.compile(r"\s+[|–—-]\s+|\s*[|｜]\s*")
_JSON_CHARS = 500_000
_JSON_NODES = 2_000


@dataclass(frozen=True, slots=True)
class About:
    """Title, publisher and date (YYYY-MM-DD where one can be read, else as stated); "" where the page does not say."""

    title: str
    publisher: str
    date: str


def iso_date(text: str) -> str:
    """The first date of a text as YYYY-MM-DD; the text itself, cut at 40 characters, when none can be read in it."""
    if (found := _DATE.search(text)) and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        return f"{int(found[1]):04}-{int(found[2]):02}-{int(found[3]):02}"
    if found := _WORDED.search(text):
        day, month, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        if month.lower() in _MONTHS and 1 <= int(day) <= 31:
            return f"{year}-{_MONTHS.index(month.lower()) + 1:02}-{int(day):02}"
    return " ".join(text.split())[:40]


def read_about(root: html.HtmlElement) -> About:
    """Title, publisher and date from JSON-LD, meta elements, `<time>` and `<title>`, in this order."""
    metas = dict[str, str]()
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or meta.get("itemprop") or meta.get("http-equiv") or "").lower()
        content = " ".join((meta.get("content") or "").split())
        if key and content:
            metas.setdefault(key, content)
    items = list(_linked_data(root))
    publisher = _first(_name(item.get("publisher")) for item in items) or _first(metas.get(key) for key in _PUBLISHER_KEYS)
    title = _first(_string(item.get("headline")) for item in items) or _first(metas.get(key) for key in _TITLE_KEYS)
    shown = " ".join(next((e.text_content() for e in root.iter("title")), "").split())
    date = (
        _first(_string(item.get("datePublished")) for item in items)
        or _first(metas.get(key) for key in _DATE_KEYS)
        or _first(_string(item.get("dateModified")) for item in items)
        or _first(time.get("datetime") or time.text_content() for time in root.iter("time"))
    )
    return About(title or _own_part(shown, publisher), publisher, iso_date(date) if date else "")


def _first(values: Iterator[str | None]) -> str:
    return next((v.strip() for v in values if v and v.strip()), "")


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    return _string(value.get("name")) if isinstance(value, dict) else _string(value)


def _own_part(title: str, publisher: str) -> str:
    """A page's title without its site's name: "Fees | Immigration Department" → "Fees" when the department published it."""
    parts = [part for part in _PARTS.split(title) if part.strip()]
    own = [part for part in parts if part.casefold() != publisher.casefold()]
    return title if len(own) == len(parts) or not own else own[0].strip()


def _linked_data(root: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD, outer ones first; broken or oversized data counts as none."""
    for script in root.iter("script"):
        text = script.text or ""
        if "ld+json" not in script.get("type", "") or len(text) > _JSON_CHARS:
            continue
        try:
            nodes = [json.loads(text)]
        except (ValueError, RecursionError):
            continue
        for _ in range(_JSON_NODES):
            if not nodes:
                break
            node = nodes.pop(0)
            if isinstance(node, dict):
                yield node
                nodes += [v for k, v in node.items() if k in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")]
            elif isinstance(node, list):
                nodes += node[:50]
