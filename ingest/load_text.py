"""A plain text or Markdown file to a document."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.document import Block, Document, Kind, Repair
from ingest.html_blocks import fragment_blocks
from ingest.limits import Limits
from ingest.lines import join_all, table_block, to_blocks
from ingest.mend import mend_text
from ingest.raw import lost_warning, read_bytes, read_text

_FRONT = re.compile(r"\A(?:---|\+\+\+)[ \t]*\n(.*?)\n(?:---|\+\+\+|\.\.\.)[ \t]*\n", re.DOTALL)
_KEY = re.compile(r"^(title|date|publisher|author)[ \t]*[:=][ \t]*(.+?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_MAX_NESTING = 60  # block quotes and lists in one another; a person's have five
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def load_text(path: Path, limits: Limits) -> Document:
    """A .txt file: encoding found by its text, lines joined to paragraphs, headings by number and standing.

    The title is the first line when it stands alone above everything else; a plain text states no publisher and no date.

    Raises:
        DocumentError: not text, empty, or over a limit.
    """
    text, repairs, warnings = _repaired(path, limits)
    blocks = to_blocks(text)
    titled = len(blocks) > 1 and blocks[0].kind is Kind.HEADING
    return Document(path.name, blocks[0].text if titled else "", "", "", (), tuple(blocks), repairs, warnings)


def load_markdown(path: Path, limits: Limits) -> Document:
    """A Markdown file: CommonMark and pipe tables; title, date and publisher from front matter, the title else from the first heading.

    Raw HTML gives its text; nothing of it is rendered and its scripts, styles and comments are dropped.

    Raises:
        DocumentError: not text, empty, or over a limit.
    """
    text, repairs, warnings = _repaired(path, limits)
    front = _FRONT.match(text)
    about = {key.lower(): value.strip("\"'") for key, value in _KEY.findall(front[1])} if front else {}
    blocks = markdown_blocks(text[front.end() :] if front else text)
    first = blocks[0].text if blocks and blocks[0].kind is Kind.HEADING else ""
    return Document(
        path.name, about.get("title", first), about.get("publisher", ""), about.get("date", ""), (), tuple(blocks), repairs, warnings
    )


def _repaired(path: Path, limits: Limits) -> tuple[str, tuple[Repair, ...], tuple[str, ...]]:
    found = read_text(path, read_bytes(path, limits), limits)
    text, repairs, warnings = mend_text(found.text)
    return text, repairs, (*lost_warning(found), *warnings)


def markdown_blocks(text: str) -> list[Block]:
    """Blocks of a Markdown text in reading order; ordered list items keep their number, bullets are dropped."""
    tokens = MarkdownIt("commonmark", {"html": True, "maxNesting": _MAX_NESTING}).enable("table").parse(text)
    if any(token.level >= _MAX_NESTING - 1 for token in tokens):
        # The parser drops what is nested deeper, so such a text is taken as it stands.
        return to_blocks(text)
    blocks, i = list[Block](), 0
    lists = list[int | None]()  # open lists: the next number of an ordered one, None for bullets
    marker = ""
    while i < len(tokens):
        token = tokens[i]
        match token.type:
            case "ordered_list_open":
                lists.append(int(token.attrs.get("start", 1)))
            case "bullet_list_open":
                lists.append(None)
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                number = lists[-1]
                marker = "" if number is None else f"{number}. "
                lists[-1] = None if number is None else number + 1
            case "heading_open":
                blocks += _block(Kind.HEADING, _inline(tokens[i + 1]), int(token.tag[1:]))
            case "paragraph_open":
                blocks += _block(Kind.LIST if lists else Kind.TEXT, marker + _inline(tokens[i + 1]))
                marker = ""
            case "fence" | "code_block":
                blocks += [Block(Kind.TEXT, line.strip()) for line in token.content.splitlines() if line.strip()]
            case "html_block":
                blocks += fragment_blocks(token.content)
            case "table_open":
                end = next(j for j in range(i, len(tokens)) if tokens[j].type == "table_close")
                table = table_block(_rows(tokens[i:end]))
                blocks += [table] if table else []
                i = end
        i += 1
    return blocks


def _block(kind: Kind, text: str, level: int = 0) -> list[Block]:
    return [Block(kind, text, level=level)] if text.strip() else []


def _rows(tokens: list[Token]) -> list[list[str]]:
    rows = list[list[str]]()
    for before, token in itertools.pairwise(tokens):
        if before.type == "tr_open":
            rows.append([])
        if before.type in ("th_open", "td_open"):
            rows[-1].append(_inline(token))
    return rows


def _inline(token: Token) -> str:
    """Text of an inline token: marks and tags off, a picture's description kept, its lines joined."""
    parts = list[str]()
    for child in token.children or []:
        match child.type:
            case "text" | "code_inline" | "text_special":
                parts.append(child.content)
            case "softbreak" | "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(child.content)
            case "html_inline" if _BREAK.fullmatch(child.content):
                parts.append("\n")
    return join_all("".join(parts).split("\n"))
