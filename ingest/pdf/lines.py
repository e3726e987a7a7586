"""Glyphs to pieces of printed lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingest.pdf.text import is_mark, is_wide, raised
from ingest.pdf.types import Glyph, Piece, Rect, Word

SAME_LINE_EM = 0.4  # vertical middles nearer than this belong to one line: mixed fonts differ by up to 0.3, tight leading is 1.0
SAME_CLASS = 0.7  # glyphs of a line are this alike in size; smaller ones are marks, put in afterwards
NEW_PIECE_EM = 0.9  # a wider gap is a column's or a table's, a narrower one a space in a justified line
WRITTEN_SPACE_EM = 1.25  # unless the file writes a space there: an ideographic space is 1 em
SPACE_EM = 0.22  # spaces are 0.25 em and more, kerning below 0.1
HAN_SPACE_EM = 0.6  # justified Han text opens gaps up to about 0.4 em
BREAK_EM = 0.45  # a gap so wide may be a narrow gutter's even where it is no space
MARK_GAP_EM = 4.0  # a list mark belongs to the text up to this far behind it
MARK_GLYPHS = 24  # a smaller run of at most so many glyphs is put into the larger line it touches
RAISED_EM = 0.12  # a small digit whose middle is so much above the line's is a note's number

Run = list[Glyph]


def pieces_of(glyphs: Sequence[Glyph]) -> list[Piece]:
    """Pieces of lines from a page's glyphs, in no order: vertical clusters first, then left to right, cut at wide gaps."""
    runs = list[Run]()
    for row in _rows(glyphs):
        runs += _with_marks(_tracked(_cut(row)))
    return [_piece(run) for run in _put_in_small(runs) if run]


def _rows(glyphs: Iterable[Glyph]) -> list[Run]:
    """Glyphs of like size whose vertical middles lie together, each row sorted from left to right."""
    rows = list[Run]()
    for glyph in sorted(glyphs, key=lambda g: g.middle):
        for row in reversed(rows[-12:]):
            first = row[0]
            small, large = sorted((glyph.size, first.size))
            if glyph.middle - first.middle <= SAME_LINE_EM * small and small >= SAME_CLASS * large:
                row.append(glyph)
                break
        else:
            rows.append([glyph])
    return [sorted(row, key=lambda g: g.x0) for row in rows]


def _cut(row: Run) -> list[Run]:
    runs = [[row[0]]]
    for before, glyph in pairwise(row):
        most = WRITTEN_SPACE_EM if glyph.spaced else NEW_PIECE_EM
        if glyph.x0 - max(g.x1 for g in runs[-1][-3:]) > most * max(before.size, glyph.size):
            runs.append([])
        runs[-1].append(glyph)
    return runs


def _tracked(runs: list[Run]) -> list[Run]:
    """A line of single Han characters set wide apart at even distances is one piece."""
    if len(runs) < 3 or any(len(run) != 1 or not is_wide(run[0].text[0]) for run in runs):
        return runs
    gaps = [b[0].x0 - a[0].x1 for a, b in pairwise(runs)]
    if max(gaps) - min(gaps) > 0.2 * runs[0][0].size or max(gaps) > 3 * runs[0][0].size:
        return runs
    return [[run[0] for run in runs]]


def _with_marks(runs: list[Run]) -> list[Run]:
    """A bullet or number goes with the text behind it; a figure before a figure is a table's."""
    out = list[Run]()
    for run in runs:
        mark = "".join(g.text for g in out[-1]) if out else ""
        if (
            mark
            and is_mark(mark)
            and not (mark[0].isdigit() and run[0].text.isdigit())
            and run[0].x0 - out[-1][-1].x1 <= MARK_GAP_EM * run[0].size
        ):
            out[-1] = out[-1] + [replace(run[0], spaced=True), *run[1:]]
        else:
            out.append(run)
    return out


def _put_in_small(runs: list[Run]) -> list[Run]:
    """Small runs, such as raised note numbers, put into the larger line they touch."""
    boxes = [_bounds(run) for run in runs]
    sizes = [_size(run) for run in runs]
    largest = max(sizes, default=0.0)
    hosts = sorted(range(len(runs)), key=lambda i: boxes[i].top)
    gone = set[int]()
    for i, run in enumerate(runs):
        if len(run) > MARK_GLYPHS or sizes[i] >= SAME_CLASS * largest:
            continue
        for j in hosts:
            if boxes[j].top > boxes[i].bottom:
                break
            if j not in gone and j != i and sizes[i] < SAME_CLASS * sizes[j] and _touches(boxes[i], boxes[j], sizes[j]):
                runs[j] = sorted(runs[j] + run, key=lambda g: (g.x0 + g.x1) / 2)
                gone.add(i)
                break
    return [run for i, run in enumerate(runs) if i not in gone]


def _touches(small: Rect, host: Rect, em: float) -> bool:
    beside = host.x0 - 0.5 * em <= small.x1 and small.x0 <= host.x1 + 0.5 * em
    return (
        beside
        and abs(small.middle - host.middle) <= 0.5 * em
        and host.top - 0.3 * em <= small.top
        and small.bottom <= host.bottom + 0.3 * em
    )


def _bounds(run: Run) -> Rect:
    return Rect(min(g.x0 for g in run), min(g.top for g in run), max(g.x1 for g in run), max(g.bottom for g in run))


def _size(run: Run) -> float:
    return Counter(round(g.size, 1) for g in run).most_common(1)[0][0]


def _piece(run: Run) -> Piece:
    size = _size(run)
    run = _with_note_numbers(run, size)
    box = _bounds(run)
    gaps = [b.x0 - a.x1 for a, b in pairwise(run)]
    usual = max(0.0, median(gaps)) if len(gaps) >= 3 else 0.0
    words, first, space = list[Word](), 0, False
    for i in range(1, len(run) + 1):
        if i < len(run) and run[i].x0 - run[i - 1].x1 <= BREAK_EM * run[i].size and not _space(run[i - 1], run[i], usual):
            continue
        part = run[first:i]
        words.append(Word("".join(g.text for g in part), part[0].x0, max(g.x1 for g in part), space, part[0].size, part[0].bold))
        first, space = i, i < len(run) and _space(run[i - 1], run[i], usual)
    font = Counter(g.font for g in run).most_common(1)[0][0]
    bold = sum(g.bold for g in run) > 0.6 * len(run)
    return Piece(box.x0, box.top, box.x1, box.bottom, tuple(words), size, font, bold)


def _with_note_numbers(run: Run, size: float) -> Run:
    """The glyphs with small, raised figures of up to three digits as superscripts; small words beside large ones stay as they are."""
    usual = median(g.middle for g in run if g.size >= 0.9 * size)
    out, start = list(run), 0
    for i in range(1, len(run) + 1):
        if i < len(run) and (run[i].size < 0.9 * size) == (run[start].size < 0.9 * size):
            continue
        part = run[start:i]
        figure = "".join(g.text for g in part)
        if part[0].size < 0.9 * size and len(figure) <= 3 and figure.isdigit() and usual - part[0].middle > RAISED_EM * size:
            out[start:i] = [replace(g, text=raised(g.text)) for g in part]
        start = i
    return out


def _space(before: Glyph, after: Glyph, usual: float) -> bool:
    """Whether a space parts two neighbours. `usual` is the line's median gap: evenly tracked letters have no spaces between them."""
    gap, em = after.x0 - before.x1, min(before.size, after.size)
    if after.spaced and gap > 0.05 * em + usual / 2:
        return True
    wide = is_wide(before.text[-1:]) and is_wide(after.text[:1])
    return gap - usual > (HAN_SPACE_EM if wide else SPACE_EM) * em
