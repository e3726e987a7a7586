"""Text printed as glyph numbers: which Adobe collection the numbers belong to, and what they say.

An extractor that finds no Unicode value for a glyph may print the glyph's number (CID) as if it were a code point, or as "(cid:603)".
The tables from CID to Unicode are pdfminer's. A collection is believed only when its reading is far likelier than readings of the same
numbers moved by a constant, which look like common Han characters just as well, and than any reading by another collection: so random
damage is left alone.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pdfminer.cmapdb import CMapDB

from ingest.repair.signs import CID, foreign_words, is_han
from ingest.repair.words import WordModel

COLLECTIONS = ("CNS1", "GB1", "Japan1", "Korea1")
# Where Adobe names a box-drawing stroke, Big5 fonts print the full-width slash (Big5 A241 and A242).
_PREFERRED = {"╱": "／", "╲": "＼"}
# Readings of the same numbers, moved by so much, that the true reading has to beat.
SHIFTS = (1, -1, 7, -11, 50, -40, 300)
WINDOW = 6  # characters of context on either side of a damaged one
MAX_WINDOWS = 400  # distinct contexts looked at, spread over the document
MIN_DISTINCT = 4  # damaged code points
# Nats per damaged place by which the true reading beats every other: about 6 over a Chinese chapter, 1.5 over Korean, whose words are
# not in the model. Chance is worth about 4 nats over the root of the number of places: three times that is asked of short texts.
MIN_GAIN = 1.0
MIN_GAIN_ROOT = 12.0


@dataclass(frozen=True, slots=True)
class Proof:
    """The collection a document's glyph numbers belong to; `gain` is in nats per damaged place over the best other reading."""

    collection: str
    gain: float


@functools.cache
def table(collection: str) -> Mapping[int, str]:
    """CID to character of an Adobe collection, one of COLLECTIONS."""
    read = CMapDB.get_unicode_map(f"Adobe-{collection}").cid2unichr
    return {cid: _PREFERRED.get(char, char) for cid, char in read.items() if char.strip()}


def coded(char: str) -> bool:
    """Whether a character may be a glyph number: a code point no Chinese, Japanese or English page needs."""
    code = ord(char)
    return 0x80 <= code < 0xA0 or 0x100 <= code < 0x2000 or 0x3400 <= code < 0x4DC0


def coded_places(line: str) -> list[int]:
    """Offsets of a line's glyph numbers printed as code points; whole foreign words are left out."""
    places = [i for i, c in enumerate(line) if coded(c)]
    if not places:
        return []
    words = foreign_words(line)
    return [i for i in places if i not in words]


def named_places(line: str) -> list[tuple[int, int, int]]:
    """Start, end and number of each (cid:N) of a line."""
    return [(m.start(), m.end(), int(m[1])) for m in CID.finditer(line)]


def windows(lines: Sequence[str], named: bool) -> list[str]:
    """Distinct contexts of glyph numbers, each a string whose numbers are (cid:N); either those printed as such or the code points."""
    found = dict[str, None]()
    for line in lines:
        spans = named_places(line) if named else [(i, i + 1, ord(line[i])) for i in coded_places(line)]
        for group in _grouped(spans):
            pieces, at = list[str](), max(0, group[0][0] - WINDOW)
            for start, end, number in group:
                pieces += [line[at:start], f"(cid:{number})"]
                at = end
            found["".join([*pieces, line[at : at + WINDOW]]).strip()] = None
    every = max(1, len(found) // MAX_WINDOWS)
    return list(found)[::every][:MAX_WINDOWS]


def _grouped(spans: list[tuple[int, int, int]]) -> list[list[tuple[int, int, int]]]:
    groups = list[list[tuple[int, int, int]]]()
    for span in spans:
        if groups and span[0] - groups[-1][-1][1] <= WINDOW:
            groups[-1].append(span)
        else:
            groups.append([span])
    return groups


def prove(contexts: Sequence[str], model: WordModel) -> Proof | None:
    """The collection whose reading of the contexts beats every other, moved readings of all collections included, by the margin; else None."""
    numbers = [int(m[1]) for context in contexts for m in CID.finditer(context)]
    if len(set(numbers)) < MIN_DISTINCT:
        return None
    joined = "\n".join(contexts)
    scores = {(collection, shift): _score(joined, reader(collection, shift), model) for collection in COLLECTIONS for shift in (0, *SHIFTS)}
    best = max(COLLECTIONS, key=lambda collection: scores[collection, 0])
    gain = (scores[best, 0] - max(score for key, score in scores.items() if key != (best, 0))) / len(numbers)
    return Proof(best, gain) if gain >= max(MIN_GAIN, MIN_GAIN_ROOT / math.sqrt(len(numbers))) else None


def _score(contexts: str, read: Callable[[int], str | None], model: WordModel) -> float:
    filled = CID.sub(lambda m: read(int(m[1])) or "\ue000", contexts)
    return sum(model.score(line) for line in filled.split("\n"))


def reader(collection: str, shift: int = 0) -> Callable[[int], str | None]:
    """A function from CID to character, the CID moved by `shift` first."""
    characters = table(collection)
    return lambda cid: characters.get(cid + shift)


def share_coded(line: str) -> float:
    """Share of a line's Chinese characters that are printed as glyph numbers, in [0, 1]."""
    numbers = len(coded_places(line)) + len(named_places(line))
    return numbers / max(1, numbers + sum(map(is_han, line)))
