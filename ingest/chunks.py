"""Text to sections and chunks: headings part sections, chunks end at sentence ends and never cross a section."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
