"""How well the reader does on PDFs whose truth is known: python -m ingest.pdf.measure FOLDER.

Beside NAME.pdf lie NAME.truth.txt (the body in reading order) and NAME.facts.json (strings to find, their order, tables, furniture).
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from ingest.document import Document, Kind
from ingest.limits import Limits
from ingest.pdf.pages import open_pdf
from ingest.pdf.read import read_pdf
from ingest.pdf.text import squeeze

_BULLETS = re.compile("[•·◆➤✓▶|]")


def cer(text: str, truth: str) -> float:
    """Levenshtein distance over the truth's length, after NFKC, without white space and bullets."""
    a, b = _BULLETS.sub("", squeeze(text)), _BULLETS.sub("", squeeze(truth))
    return Levenshtein.distance(a, b) / max(1, len(b))


def main(folder: Path) -> None:
    """Print one line of figures for each PDF."""
    sys.stdout.write(
        "file | CER plain | CER | found | order | joined | cells right | false cells | furniture in blocks | pull quote | s/page\n"
    )
    for path in sorted(folder.glob("*.pdf")):
        truth = path.with_suffix(".truth.txt")
        if not truth.exists():
            continue
        facts = json.loads(path.with_suffix(".facts.json").read_text(encoding="utf-8")) if path.with_suffix(".facts.json").exists() else {}
        started = time.perf_counter()
        document = read_pdf(path)
        seconds = (time.perf_counter() - started) / len(document.pages)
        with open_pdf(path, "", Limits()) as pdf:
            plain = "\n".join(page.extract_text() or "" for page in pdf.pages)
        figures = scores(document, facts)
        expected = truth.read_text(encoding="utf-8")
        sys.stdout.write(
            f"{path.name} | {cer(plain, expected):.3f} | {cer(whole_text(document), expected):.3f} | {' | '.join(figures)} | {seconds:.2f}\n"
        )


def whole_text(document: Document) -> str:
    """All blocks in order, a line each."""
    return "\n".join(" ".join(c for row in b.rows for c in row) if b.kind is Kind.TABLE else b.text for b in document.blocks)


def scores(document: Document, facts: dict[str, Any]) -> list[str]:
    """Found, order, joined, cells right, false cells, furniture and pull-quote counts as printed."""
    text = squeeze(whole_text(document))
    must, order = facts.get("must_contain", []), facts.get("order", [])
    joined = facts.get("joined", []) + facts.get("joined_across_pages", [])
    single = [squeeze(b.text) for b in document.blocks]
    right, total, false = _cells(document, facts.get("tables", []))
    return [
        f"{sum(squeeze(m) in text for m in must)}/{len(must)}",
        f"{_in_order(text, [squeeze(o) for o in order])}/{len(order)}",
        f"{sum(any(squeeze(j) in s for s in single) for j in joined)}/{len(joined)}",
        f"{right}/{total}",
        str(false),
        str(sum(_is_furniture(s, [squeeze(f) for f in facts.get("furniture", [])]) for s in single)),
        str(text.count(squeeze(facts["pull_quote"]))) if "pull_quote" in facts else "-",
    ]


def _in_order(text: str, anchors: list[str]) -> int:
    """How many anchors come after the one before them."""
    at, good = -1, 0
    for anchor in anchors:
        place = text.find(anchor, at + 1)
        if place >= 0:
            good, at = good + 1, place
    return good


def _cells(document: Document, tables: list[list[list[str]]]) -> tuple[int, int, int]:
    """Cells of the truth that stand in the same row and column of the table like it, cells in all, and cells of tables too many."""
    found = [b.rows for b in document.blocks if b.kind is Kind.TABLE]
    right, used = 0, set[int]()
    for table in tables:
        hits = [_same(table, rows) if i not in used else -1 for i, rows in enumerate(found)]
        best = max(range(len(hits)), key=hits.__getitem__, default=None)
        if best is not None and hits[best] > 0:
            right += hits[best]
            used.add(best)
    false = sum(len(row) for i, rows in enumerate(found) if i not in used for row in rows)
    return right, sum(len(row) for table in tables for row in table), false


def _same(table: list[list[str]], rows: tuple[tuple[str, ...], ...]) -> int:
    return sum(squeeze(a) == squeeze(b) for x, y in zip(table, rows, strict=False) for a, b in zip(x, y, strict=False))


def _is_furniture(block: str, patterns: list[str]) -> bool:
    masked = re.sub(r"\d+", "N", block)
    return any(masked == re.sub(r"\d+", "N", p) for p in patterns)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
