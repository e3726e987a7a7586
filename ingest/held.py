"""Which documents and corpus sources an index holds, each with its passages and the state of its pages. Opens no file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.ledger import FileRecord
from ingest.page_states import PageState, page_states
from rag.types import Passage, Source


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source of the shipped corpus and its passages, in their order."""

    source: Source
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document somebody added, as its ledger record tells.

    Attributes:
        passages: its own, in reading order; none when it was skipped or another file with the same bytes stands for it.
        pages: the state of each of its pages; none for a file without pages.
        same_as: name of the file that stands for it, "" when it has its own passages.
    """

    record: FileRecord
    passages: tuple[Passage, ...] = ()
    pages: tuple[PageState, ...] = ()
    same_as: str = ""

    @property
    def title(self) -> str:
        """What the document calls itself; its file's name when nothing could be read."""
        return self.passages[0].source.title["zh-Hant"] if self.passages else self.record.file


def held_sources(passages: Iterable[Passage]) -> list[HeldSource]:
    """The sources of the shipped corpus, in the order of the index."""
    grouped = dict[str, list[Passage]]()
    for passage in passages:
        if passage.digest:
            grouped.setdefault(passage.source.id, []).append(passage)
    return [HeldSource(found[0].source, tuple(found)) for found in grouped.values()]


def held_documents(records: Sequence[FileRecord], passages: Iterable[Passage]) -> list[HeldDocument]:
    """Every document of the ledger, by name."""
    grouped = dict[str, list[Passage]]()
    for passage in passages:
        if not passage.digest:
            grouped.setdefault(passage.source.id, []).append(passage)
    names = {record.path: record.file for record in records}
    found = list[HeldDocument]()
    for record in records:
        own = tuple(grouped.get(record.source, ())) if record.source else ()
        pages = page_states(record.pages, own, record.warnings)
        found.append(HeldDocument(record, own, pages, names.get(record.same_as, record.same_as)))
    return sorted(found, key=lambda d: (d.record.file.casefold(), d.record.path))
