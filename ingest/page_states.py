"""How well each page of an indexed document was read, from what the index holds of it: no file is opened."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from rag.types import Passage

_UNREAD = re.compile(r"pages? ([\d, -]+) (?:is|are) (a scan|damaged)")  # as `ingest.scanned` words it


class PageState(StrEnum):
    """What a reader of the page's passages should know, from best to worst."""

    OK = "ok"
    REPAIRED = "repaired"  # its text layer was damaged and is mended
    OCR = "ocr"  # read from its picture
    DAMAGED = "damaged"  # its text does not say all that the page shows
    UNREAD = "unread"  # a picture of text that could not be read
    EMPTY = "empty"  # nothing to read on it


def page_states(pages: int, passages: Iterable[Passage], warnings: Sequence[str] = ()) -> tuple[PageState, ...]:
    """The state of each page, first page first; none for a file without pages.

    Args:
        pages: how many the file has.
        passages: all of the document's.
        warnings: of its ledger record; they name the pages that gave no text.
    """
    states = dict(_unread(warnings))
    seen = dict[int, PageState]()
    for passage in passages:
        state = _of(passage)
        for number in {passage.page, *(box[0] for box in passage.boxes)} - {None}:
            assert number is not None
            # A passage that runs on to the next page tells less about that page than one that begins there.
            if number == passage.page or number not in seen:
                seen[number] = max(state, seen[number], key=_RANK.get) if number in seen else state  # type: ignore[arg-type]
    return tuple(states.get(n) or seen.get(n, PageState.EMPTY) for n in range(1, pages + 1))


_RANK = {state: rank for rank, state in enumerate(PageState)}


def _of(passage: Passage) -> PageState:
    if "damaged" in passage.quality or "lost" in passage.quality:
        return PageState.DAMAGED
    if passage.ocr:
        return PageState.OCR
    return PageState.REPAIRED if passage.repaired else PageState.OK


def _unread(warnings: Sequence[str]) -> Iterable[tuple[int, PageState]]:
    for warning in warnings:
        found = _UNREAD.match(warning)
        if found:
            state = PageState.UNREAD if found[2] == "a scan" else PageState.DAMAGED
            for run in found[1].split(","):
                first, _, last = run.strip().partition("-")
                yield from ((n, state) for n in range(int(first), int(last or first) + 1))
