"""Text to sections and chunks: headings part sections, chunks end at sentence ends and never cross a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.text import sentences

_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$")


@dataclass(frozen=True, slots=True)
class TextSection:
    """A heading path and the text under it, as printed."""

    headings: tuple[str, ...]
    text: str


def split_sections(text: str) -> list[TextSection]:
    """Sections of Markdown-like text; text before the first heading has an empty path, sections without text are dropped."""
    sections = list[TextSection]()
    path = list[tuple[int, str]]()
    body = list[str]()

    def close() -> None:
        joined = "\n".join(body).strip()
        if joined:
            sections.append(TextSection(tuple(title for _, title in path), joined))
        body.clear()

    for line in text.splitlines():
        match = _HEADING.match(line)
        if match:
            close()
            level = len(line) - len(line.lstrip("#"))
            while path and path[-1][0] >= level:
                path.pop()
            path.append((level, match[1].strip()))
        else:
            body.append(line)
    close()
    return sections


def pack(text: str, max_chars: int) -> list[str]:
    """Whole sentences packed into pieces of at most `max_chars`; a longer sentence is cut at that length.

    A table row counts as a sentence, since a line break ends one.
    """
    pieces = list[str]()
    start, end = -1, -1
    for a, b in sentences(text):
        if start >= 0 and b - start > max_chars:
            pieces.append(text[start:end])
            start = -1
        if b - a > max_chars:
            pieces += [text[i : min(i + max_chars, b)] for i in range(a, b, max_chars)]
            continue
        start = a if start < 0 else start
        end = b
    if start >= 0:
        pieces.append(text[start:end])
    return pieces
