"""The blocks of a piece of HTML: headings, paragraphs, list items and tables in reading order, without what is not shown.

lxml alone: python-docx brings it anyway, its parser is iterative and loads nothing from elsewhere; trafilatura drops merged cells and,
on short pages, text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from ingest.document import Block, Kind
from ingest.grid import Cell, table
from ingest.lines import join_all, table_block

_DROPPED = frozenset(
    "script style noscript template svg math canvas iframe frame object embed applet audio video map nav aside dialog button input select "
    "textarea datalist option head rp rt menu progress meter".split()
)
_DROPPED_ROLES = frozenset("navigation banner contentinfo search dialog alertdialog menu menubar complementary tablist toolbar".split())
_PAGE_FRAME = frozenset(("header", "footer"))  # of the page; inside an article they are its own
_CONTENT = frozenset(("article", "main", "section"))
_SURROUNDINGS = re.compile(
    r"(?:(?:site|page|main|global|top|left|right|side|sub|local|mobile|foot)[-_]?)?(?:cookies?|consent|gdpr|breadcrumbs?|crumbs|skip|share|sharing|"
    r"social|side-?bar|navbar|nav|navigation|menu|pagination|pager|advert|ads?|advertisement|popup|modal|newsletter|subscribe|header|footer|"
    r"masthead|sr-only|visually-hidden|back-?to-?top|toolbar)(?:$|[-_]).*|(?!with|has|no|is|page|layout).*[-_](?:nav|menu|side-?bar|breadcrumbs?|cookies?)",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.IGNORECASE)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BREAKS = frozenset(
    "p div section article main header footer blockquote pre ul ol li dl dt dd figure figcaption address details summary table caption "
    "tr td th thead tbody tfoot hr form fieldset legend body center h1 h2 h3 h4 h5 h6".split()
)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MENU_LINKS = 4  # a list of at least so many links …
_MENU_SHARE = 0.85  # … that make up so much of its text, …
_MENU_CHARS = 16  # … each no longer than this on average, is a menu
_CELL_CHARS = 1_500  # a longer cell holds a page, not a datum: the table is for layout


@dataclass(slots=True)
class _Walk:
    """State of one pass over a page: blocks so far, the text not yet closed, and the lists open around it."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)
    marker: str = ""
    heading: int = 0
    pre: int = 0

    def close(self) -> None:
        """End the paragraph under way."""
        raw = "".join(self.text)
        self.text.clear()
        # Twice a line break is a paragraph's end that the author did not mark up; one is a space.
        parts = [p for p in raw.split("\n") if p.strip()] if self.pre else re.split(r"\v\s*\v", raw)
        for part in parts:
            text = join_all(part.replace("\v", "\n").split("\n")) if not self.pre else part.strip()
            text = re.sub(r"[ \t\xa0]+", " ", text).strip()
            if text:
                kind = Kind.HEADING if self.heading else Kind.LIST if self.lists else Kind.TEXT
                self.blocks.append(Block(kind, self.marker + text, level=self.heading))
                self.marker = ""


def fragment_blocks(text: str) -> list[Block]:
    """Blocks of a piece of HTML, such as stands in a Markdown file; everything in it is content."""
    root = parse(text)
    return [] if root is None else blocks_under(root)


def parse(text: str, cut: list[str] | None = None) -> html.HtmlElement | None:
    """The root element; None when there is none. What the parser had to leave out is said in `cut`."""
    # huge_tree: 2,048 elements in one another instead of 256; page builders reach the lower limit.
    # Through bytes: lxml refuses a str that names an encoding. Control characters end libxml2's parsing.
    clean = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]", " ", text)
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if cut is not None and any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        cut.append("elements are nested too deep; what follows the deepest was left out")
    return root


def tag_of(element: html.HtmlElement) -> str:
    """The element's name without a namespace, in small letters; "" for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def text_of(element: html.HtmlElement) -> str:
    """All text inside an element, shown or not."""
    return "".join(element.itertext())


def _skipped(element: html.HtmlElement, root: html.HtmlElement, whole: int) -> bool:
    """Whether an element and all in it belong to the page's surroundings or are not shown."""
    tag = tag_of(element)
    if element is root or tag in ("html", "body", "main", "article"):
        return False
    if not tag or tag in _DROPPED or element.get("role", "") in _DROPPED_ROLES:
        return True
    if "hidden" in element.attrib or element.get("aria-hidden") == "true" or _INVISIBLE.search(element.get("style", "")):
        return True
    if tag in _PAGE_FRAME and not any(tag_of(a) in _CONTENT for a in element.iterancestors()):
        return True
    names = f"{element.get('id', '')} {element.get('class', '')}".split()
    if tag not in _HEADINGS and any(_SURROUNDINGS.fullmatch(name) for name in names):
        # A wrapper may carry such a name and hold the page.
        holds_page = next(element.iterdescendants("h1", "main", "article"), None) is not None and not _is_frame(element, names)
        return not holds_page and len(text_of(element).strip()) < 0.5 * whole
    return tag in ("ul", "ol") and _is_menu(element)


def _is_frame(element: html.HtmlElement, names: list[str]) -> bool:
    """Whether it is the page's head or foot by name; a site's name is often its only h1."""
    inside = next(element.iterdescendants("main", "article"), None) is not None
    return not inside and any(
        re.fullmatch(r"(?:site|page|global|top)?[-_]?(?:header|footer|masthead|banner)", name, re.IGNORECASE) for name in names
    )


def _is_menu(element: html.HtmlElement) -> bool:
    links = [" ".join(text_of(a).split()) for a in element.iter("a")]
    chars = sum(len(t) for t in links)
    text = len(" ".join(text_of(element).split()))
    if len(links) < _MENU_LINKS or chars < _MENU_SHARE * text - len(links):
        return False
    return chars / len(links) <= _MENU_CHARS and not any(t.endswith(("。", ".", "；")) for t in links)


def blocks_under(root: html.HtmlElement) -> list[Block]:
    """All blocks under an element, in order. Iterative: pages nest deeper than Python's stack."""
    walk, whole = _Walk(), len(text_of(root).strip())
    events = etree.iterwalk(root, events=("start", "end"))
    passed = set[html.HtmlElement]()
    for event, element in events:
        tag = tag_of(element)
        if event == "start":
            if _skipped(element, root, whole) or _taken(walk, element, tag):
                if tag in _BREAKS:
                    walk.close()
                passed.add(element)
                events.skip_subtree()
            else:
                _open(walk, element, tag)
                walk.text.append(_flat(element.text, walk))
        else:
            if tag in _BREAKS and element not in passed:
                _shut(walk, tag)
            if element is not root:
                walk.text.append(_flat(element.tail, walk))
    walk.close()
    return walk.blocks


def _taken(walk: _Walk, element: html.HtmlElement, tag: str) -> bool:
    """Whether the element was read as a whole: a table, or a raised mark."""
    if tag == "sup":
        return _superscript(walk, element)
    blocks = _table(element) if tag == "table" else []
    if blocks:
        walk.close()
        walk.blocks += blocks
    return bool(blocks)


def _flat(text: str | None, walk: _Walk) -> str:
    if not text:
        return ""
    return text if walk.pre else re.sub(r"[ \t]*\n[ \t]*", "\n", text)


def _open(walk: _Walk, element: html.HtmlElement, tag: str) -> None:
    if tag == "br":
        walk.text.append("\n" if walk.pre else "\v")
    if tag not in _BREAKS:
        return
    walk.close()
    if tag in _HEADINGS:
        walk.heading = _HEADINGS[tag]
    elif tag == "pre":
        walk.pre += 1
    elif tag == "ul":
        walk.lists.append(None)
    elif tag == "ol":
        walk.lists.append(_integer(element.get("start"), 1))
    elif tag == "li" and walk.lists and (number := walk.lists[-1]) is not None:
        number = _integer(element.get("value"), number)
        walk.lists[-1] = number + 1
        walk.marker = f"{number}. "


def _shut(walk: _Walk, tag: str) -> None:
    walk.close()
    if tag in _HEADINGS:
        walk.heading = 0
    elif tag == "pre":
        walk.pre -= 1
    elif tag in ("ul", "ol") and walk.lists:
        walk.lists.pop()
    elif tag == "li":
        walk.marker = ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


def _superscript(walk: _Walk, element: html.HtmlElement) -> bool:
    """Set a raised mark apart, so that a note's number never runs into a figure: 2024¹ must not read 20241. True when done here."""
    mark = text_of(element).strip().strip("[]()（）")
    if not re.fullmatch(r"\d{1,3}|[*†‡a-z]", mark):
        return False
    before = "".join(walk.text).rstrip()[-1:]
    unit = before.isascii() and before.isalpha() and mark.isdigit() and len(mark) == 1
    walk.text.append(mark.translate(_SUPERSCRIPT) if unit else f"[{mark}]")
    return True


def _table(element: html.HtmlElement) -> list[Block]:
    """The caption and the table with merged cells in place; nothing for one that is there for layout and is read as text instead."""
    if element.get("role") in ("presentation", "none") or next(element.iterdescendants("table"), None) is not None:
        return []
    rows = list[list[Cell]]()
    for row in element.iterdescendants("tr"):
        cells = [c for c in row if tag_of(c) in ("td", "th")]
        texts = [_cell_text(c) for c in cells]
        if any(len(t) > _CELL_CHARS for t in texts):
            return []
        rows.append([Cell(t, _integer(c.get("colspan"), 1), _integer(c.get("rowspan"), 1)) for t, c in zip(texts, cells, strict=True)])
    title, filled = table(rows)
    block = table_block(filled)
    if block is None:
        return []
    caption = next((_cell_text(c) for c in element.iterdescendants("caption")), "")
    return [*(Block(Kind.TEXT, text) for text in (caption, title) if text), block]


def _cell_text(cell: html.HtmlElement) -> str:
    walk = _Walk()
    events = etree.iterwalk(cell, events=("start", "end"))
    for event, element in events:
        tag = tag_of(element)
        if event == "start":
            if element is not cell and (tag in _DROPPED or "hidden" in element.attrib or (tag == "sup" and _superscript(walk, element))):
                events.skip_subtree()
                continue
            walk.text.append("\n" if tag == "br" or tag in _BREAKS else "")
            walk.text.append(element.text or "")
        elif element is not cell:
            walk.text.append(element.tail or "")
    return join_all([" ".join(line.split()) for line in "".join(walk.text).split("\n")])
