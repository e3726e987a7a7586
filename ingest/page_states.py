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
    unread = dict(_unread(warnings))
    begun, run_on = dict[int, PageState](), dict[int, PageState]()
    for passage in passages:
        state = _of(passage)
        for number in {passage.page or 0, *(box[0] for box in passage.boxes)}:
            # How a passage was read is known of the page it begins on; a page that it only runs on to may be better than that.
            found = begun if number == passage.page else run_on
            found[number] = max(state, found.get(number, PageState.OK), key=_RANK.__getitem__)
    return tuple(unread.get(n) or begun.get(n) or run_on.get(n, PageState.EMPTY) for n in range(1, pages + 1))


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
