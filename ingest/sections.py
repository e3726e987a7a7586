"""Document to sections: a heading path and the blocks under it; of a slide deck each page is a section."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.document import Block, Document, Kind

DECK_SHARE = 0.6  # of the pages wider than high, above which a file is a slide deck; annexes of a report stay below


@dataclass(frozen=True, slots=True)
class Section:
    """A heading path, outermost first, and the blocks under it in reading order; headings are not among them."""

    headings: tuple[str, ...]
    blocks: tuple[Block, ...]


def is_deck(document: Document) -> bool:
    """Whether the file is a slide deck: two or more pages, most of them wider than high."""
    wide = sum(page.width > page.height for page in document.pages)
    return len(document.pages) > 1 and wide >= DECK_SHARE * len(document.pages)


def split_document(document: Document) -> list[Section]:
    """The document's sections, in reading order; every block is in exactly one section or in the heading path of one.

    A heading that nothing stands under is kept as text, so that it can be found.
    """
    splitter = _Splitter(is_deck(document))
    for block in document.blocks:
        splitter.add(block)
    splitter.close()
    splitter.flush_bare()
    return splitter.sections


class _Splitter:
    def __init__(self, deck: bool) -> None:
        self.deck = deck
        self.sections = list[Section]()
        self._path = list[Block]()  # headings in force
        self._body = list[Block]()
        self._bare = list[Block]()  # headings that nothing stood under, waiting to be kept as one section
        self._used = True  # whether the last heading of the path has something under it
        self._page: int | None = None

    def add(self, block: Block) -> None:
        if self.deck and block.page is not None and block.page != self._page:
            self.close()
            self.flush_bare()
            self._path, self._page = [], block.page
        if block.kind is not Kind.HEADING:
            if not self._body:
                self.flush_bare()
            self._body.append(block)
            self._used = True
            return
        deeper = not self._path or block.level > self._path[-1].level
        self.close(leaf=not deeper)
        while self._path and self._path[-1].level >= block.level:
            self._path.pop()
        self._path.append(block)
        self._used = False

    def close(self, leaf: bool = True) -> None:
        """End the section at hand; `leaf`: the last heading of the path gets nothing under it any more."""
        if self._body:
            self.sections.append(Section(tuple(h.text for h in self._path), tuple(self._body)))
            self._body = []
        elif leaf and not self._used and self._path:
            self._bare.append(replace(self._path[-1], kind=Kind.TEXT, level=0))
            self._bare_path = tuple(h.text for h in self._path[:-1])
        if leaf:
            self._used = True

    def flush_bare(self) -> None:
        if self._bare:
            self.sections.append(Section(self._bare_path, tuple(self._bare)))
            self._bare = []
