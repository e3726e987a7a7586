"""Where a page's picture has text: columns in reading order, each to be read by itself. Tesseract reads straight across narrow gutters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from ingest.scan import Area, Frame, Scan

_JOIN_POINTS = 9.0  # gaps up to this are inside a line; gutters are wider
_JOIN_SHARE = 1.0  # … or this share of the line's height, in large print
_LEAST_POINTS = 3.0  # lower specks are noise
_WIDE_SHARE = 0.62  # of the text's width: a wider piece is a title or a table and says nothing about columns
_GUTTER_COVER = 0.12  # of the fullest place: so much may cross a gutter
_GUTTER_POINTS = 6.0
_GUTTER_PIECES = 4  # lines that must end left of a gutter and begin right of it
_PAD_POINTS = 3.0


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page to read: a stretch of one column, or a ruled table."""

    area: Area
    frame: Frame | None = None


def regions(scan: Scan) -> list[Region]:
    """Columns and tables in reading order: full-width pieces part bands, in a band one column comes after the other."""
    scale = scan.dpi / 72
    pieces = _pieces(scan, scale)
    frames = [Region(frame.area, frame) for frame in scan.frames]
    gutters = _gutters(pieces, scan, scale)
    waiting = sorted([Region(p) for p in pieces] + frames, key=lambda r: r.area.top)
    keyed, band = list[tuple[tuple[int, int], Region]](), 0
    for region in waiting:
        wide = any(region.area.x0 < x - 4 * scale and region.area.x1 > x + 4 * scale for x in gutters)
        if wide != (band % 2 == 1):
            band += 1  # odd bands hold what is full-width
        column = 0 if wide else sum((region.area.x0 + region.area.x1) / 2 > x for x in gutters)
        keyed.append(((band, column), region))
    keyed.sort(key=lambda pair: (pair[0], pair[1].area.top))
    return _joined(keyed, scan, scale)


def _pieces(scan: Scan, scale: float) -> list[Area]:
    """Boxes around stretches of lines outside tables."""
    ink = scan.ink.copy()
    for frame in scan.frames:
        ink[frame.area.top : frame.area.bottom, frame.area.x0 : frame.area.x1] = False
    # Sheet edges leave dark margins that would count as text all along the page.
    edge = round(scan.dpi / 10)
    for strip in (np.s_[:edge], np.s_[-edge:], np.s_[:, :edge], np.s_[:, -edge:]):
        ink[strip] = False
    closed = ndimage.binary_closing(ink, np.ones((1, max(3, round(_JOIN_POINTS * scale))), bool))
    closed = ndimage.maximum_filter1d(closed.astype(np.uint8), max(2, round(scale)), axis=0)
    labels, _ = ndimage.label(closed)
    boxes = (Area(w[1].start, w[0].start, w[1].stop, w[0].stop) for w in ndimage.find_objects(labels))
    return _near([b for b in boxes if b.bottom - b.top >= _LEAST_POINTS * scale and b.x1 - b.x0 >= _LEAST_POINTS * scale])


def _near(boxes: list[Area]) -> list[Area]:
    """Boxes that stand on one line and closer than it is high, as one: large print has larger gaps inside a line."""
    out = list[Area]()
    for box in sorted(boxes, key=lambda b: b.x0):
        for i, other in enumerate(out):
            low = min(box.bottom - box.top, other.bottom - other.top)
            shared = min(box.bottom, other.bottom) - max(box.top, other.top)
            if shared > 0.5 * low and box.x0 - other.x1 < _JOIN_SHARE * max(box.bottom - box.top, other.bottom - other.top):
                out[i] = Area(min(box.x0, other.x0), min(box.top, other.top), max(box.x1, other.x1), max(box.bottom, other.bottom))
                break
        else:
            out.append(box)
    return out


def _gutters(pieces: list[Area], scan: Scan, scale: float) -> list[float]:
    """Middles of the white stripes between columns, from left to right."""
    lines = [p for p in pieces if p.bottom - p.top >= 5 * scale]
    if len(lines) < 2 * _GUTTER_PIECES:
        return []
    left, right = min(p.x0 for p in lines), max(p.x1 for p in lines)
    narrow = [p for p in lines if p.x1 - p.x0 <= _WIDE_SHARE * (right - left)]
    cover = np.zeros(scan.image.width + 1)
    for p in narrow:
        cover[p.x0 : p.x1] += 1
    low = cover <= _GUTTER_COVER * cover.max()
    edges = np.flatnonzero(np.diff(np.concatenate(([False], low, [False])).astype(int)))
    found = list[float]()
    for x0, x1 in zip(edges[::2], edges[1::2], strict=True):
        before = sum(p.x1 <= x0 + 4 * scale and p.x1 - p.x0 > 20 * scale for p in narrow)
        after = sum(p.x0 >= x1 - 4 * scale and p.x1 - p.x0 > 20 * scale for p in narrow)
        if left < x0 and x1 < right and x1 - x0 >= _GUTTER_POINTS * scale and min(before, after) >= _GUTTER_PIECES:
            found.append((x0 + x1) / 2)
    return found


def _joined(parts: list[tuple[tuple[int, int], Region]], scan: Scan, scale: float) -> list[Region]:
    """Pieces that follow one another in one column of one band as one region with a margin."""
    out = list[tuple[tuple[int, int], Region]]()
    pad = round(_PAD_POINTS * scale)
    for key, part in parts:
        if out and part.frame is None and out[-1][0] == key and out[-1][1].frame is None:
            a, b = out[-1][1].area, part.area
            out[-1] = (key, Region(Area(min(a.x0, b.x0), min(a.top, b.top), max(a.x1, b.x1), max(a.bottom, b.bottom))))
        else:
            out.append((key, part))
    w, h = scan.image.size
    grown = [
        r
        if r.frame
        else Region(Area(max(0, r.area.x0 - pad), max(0, r.area.top - pad), min(w, r.area.x1 + pad), min(h, r.area.bottom + pad)))
        for _, r in out
    ]
    return [r for r in grown if r.frame or r.area.bottom - r.area.top >= (5 + 2 * _PAD_POINTS) * scale]
