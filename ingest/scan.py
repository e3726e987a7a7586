"""A picture of a page made ready for reading: noise off, straightened, ruling lines taken out and kept as the frames of tables.

All pictures are grey, 0 black to 255 white; lengths in pixels unless a name says otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter, ImageOps
from scipy import ndimage

Mask = npt.NDArray[np.bool_]

_MAX_TURN = 3.0  # degrees; feeders turn a sheet by less, and more would be a page laid on its side
_TURN_STEP = 0.2
_RULE_INCHES = 0.6  # a longer straight stroke is a rule: 一 in a heading of 40 pt is shorter
_SPECK_GREY = 80  # so much a speck differs from what surrounds it
_SPECK_SHARE = 0.002  # of the bare paper; grain of a standard deviation of 25 gives 0.0002, one speck in a hundred pixels 0.005
_PAPER_GREY = 25  # around bare paper it is at most so much darker than most of the page
_BLUR_POINTS = 0.3  # measured on five made-up scans: 0.25 to 0.36 alike, character errors a third below the median's
_WALL_SHARE = 0.5  # of a cell's side that must be ruled for a wall


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the picture."""

    x0: int
    top: int
    x1: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A ruled table: its area and its cells as (area, columns covered, rows covered), row by row."""

    area: Area
    rows: tuple[tuple[tuple[Area, int, int], ...], ...]


@dataclass(frozen=True, slots=True)
class Scan:
    """A page ready for reading.

    Attributes:
        image: grey, straight, without ruling lines.
        ink: where it is dark.
        dpi: dots an inch.
        turned: degrees it was turned anticlockwise to be straight.
        frames: ruled tables, from the top.
        rules: top and length of each long horizontal rule outside tables.
    """

    image: Image.Image
    ink: Mask
    dpi: float
    turned: float
    frames: tuple[Frame, ...]
    rules: tuple[tuple[int, int], ...]


def ink_of(image: Image.Image) -> Mask:
    """Where the picture is dark, by the threshold that parts its greys best (Otsu 1979)."""
    counts = np.asarray(image.histogram()[:256], float)
    levels = np.arange(256)
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * levels)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    threshold = int(np.nanargmax(np.where(np.isfinite(between), between, -1.0)))
    # A blank page has only paper to part.
    dark: Mask = np.asarray(image) <= min(threshold, 190)
    return dark


def prepare(image: Image.Image, dpi: float, noisy: bool) -> Scan:
    """Clean and straighten a page's picture and take out its rules; `noisy` for scans, not for pages a computer drew."""
    grey = image.convert("L")
    if noisy:
        grey = ImageOps.autocontrast(_quiet(grey, dpi), cutoff=2)
    angle = _skew(grey) if noisy else 0.0
    if angle:
        grey = grey.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    ink = ink_of(grey)
    length = round(_RULE_INCHES * dpi)
    flat, upright = _runs(ink, length, 1), _runs(ink, length, 0)
    frames = _frames(flat, upright, dpi)
    near = ndimage.binary_dilation(flat | upright, np.ones((3, 3), bool), iterations=max(1, round(dpi / 150)))
    clean = np.asarray(grey).copy()
    clean[near] = 255
    return Scan(Image.fromarray(clean), ink & ~near, dpi, angle, frames, _loose_rules(flat, frames))


def _quiet(grey: Image.Image, dpi: float) -> Image.Image:
    """Without the camera's grain, by a soft blur; without black and white specks by the median, which costs thin strokes a little."""
    median = grey.filter(ImageFilter.MedianFilter(3))
    raw, calm = np.asarray(grey).astype(int), np.asarray(median).astype(int)
    around = ndimage.uniform_filter(calm.astype(float), 9)
    paper = around > np.percentile(calm, 60) - _PAPER_GREY
    specks = (np.abs(raw - calm) > _SPECK_GREY) & paper
    if specks.sum() > _SPECK_SHARE * max(1, paper.sum()):
        return median
    return grey.filter(ImageFilter.GaussianBlur(_BLUR_POINTS * dpi / 72))


def _skew(grey: Image.Image) -> float:
    """Degrees to turn the page anticlockwise so that its lines are level: rows of ink are then most uneven."""
    small = grey.resize((max(1, grey.width // 3), max(1, grey.height // 3)))
    small = Image.fromarray(np.where(ink_of(small), 0, 255).astype(np.uint8))

    def unevenness(angle: float) -> float:
        rows = (np.asarray(small.rotate(angle, fillcolor=255)) < 128).sum(axis=1, dtype=float)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    coarse = max(np.arange(-_MAX_TURN, _MAX_TURN + 0.01, _TURN_STEP), key=lambda a: (unevenness(float(a)), -abs(a)))
    best = max(coarse + np.arange(-_TURN_STEP, _TURN_STEP + 0.01, 0.05), key=lambda a: (unevenness(float(a)), -abs(a)))
    return round(float(best), 2)


def _runs(ink: Mask, length: int, axis: int) -> Mask:
    """Ink in straight runs of at least `length` along an axis, thin across it. Small gaps, as scanning leaves, are bridged."""
    filled = ndimage.maximum_filter1d(ink.astype(np.uint8), 3, axis=1 - axis)
    opened = ndimage.maximum_filter1d(ndimage.minimum_filter1d(filled, length, axis=axis), length, axis=axis)
    thick = ndimage.maximum_filter1d(
        ndimage.minimum_filter1d(opened, max(5, length // 8), axis=1 - axis), max(5, length // 8), axis=1 - axis
    )
    thin: Mask = (opened > 0) & ~(thick > 0)
    return thin


def _clusters(at: npt.NDArray[np.intp], gap: int) -> list[int]:
    """Middles of runs of positions closer than `gap`."""
    if not len(at):
        return []
    parts = np.split(at, np.nonzero(np.diff(at) > gap)[0] + 1)
    return [int(part.mean()) for part in parts]


def _frames(flat: Mask, upright: Mask, dpi: float) -> tuple[Frame, ...]:
    """Ruled tables: rules that touch, with at least two rows and two columns between them."""
    slack = max(2, round(dpi / 50))
    joined = ndimage.binary_dilation(flat | upright, np.ones((3, 3), bool), iterations=slack // 2)
    labels, count = ndimage.label(joined)
    found = list[Frame]()
    for index, where in enumerate(ndimage.find_objects(labels), 1):
        inside = labels[where] == index
        level, standing = flat[where] & inside, upright[where] & inside
        height, width = level.shape
        ys = _clusters(np.nonzero(level.sum(axis=1) > 0.15 * width)[0], slack * 2)
        xs = _clusters(np.nonzero(standing.sum(axis=0) > 0.15 * height)[0], slack * 2)
        if len(ys) >= 3 and len(xs) >= 3:
            rows = _cells(level, standing, xs, ys, (where[1].start, where[0].start), slack)
            area = Area(where[1].start, where[0].start, where[1].stop, where[0].stop)
            found.append(Frame(area, rows))
    assert count >= len(found)
    return tuple(sorted(found, key=lambda frame: frame.area.top))


def _cells(
    level: Mask, standing: Mask, xs: list[int], ys: list[int], origin: tuple[int, int], slack: int
) -> tuple[tuple[tuple[Area, int, int], ...], ...]:
    """Cells between the rules, row by row; where no wall parts two, they are one that covers both."""

    def wall_right(r: int, c: int) -> bool:
        strip = standing[ys[r] + slack : max(ys[r] + slack + 1, ys[r + 1] - slack), max(0, xs[c + 1] - slack) : xs[c + 1] + slack + 1]
        return bool(strip.any(axis=1).mean() >= _WALL_SHARE)

    def wall_below(r: int, c: int) -> bool:
        strip = level[max(0, ys[r + 1] - slack) : ys[r + 1] + slack + 1, xs[c] + slack : max(xs[c] + slack + 1, xs[c + 1] - slack)]
        return bool(strip.any(axis=0).mean() >= _WALL_SHARE)

    taken, rows = set[tuple[int, int]](), list[tuple[tuple[Area, int, int], ...]]()
    for r in range(len(ys) - 1):
        row = list[tuple[Area, int, int]]()
        for c in range(len(xs) - 1):
            if (r, c) in taken:
                continue
            across = 1
            while c + across < len(xs) - 1 and (r, c + across) not in taken and not wall_right(r, c + across - 1):
                across += 1
            down = 1
            while r + down < len(ys) - 1 and not any(wall_below(r + down - 1, c + k) for k in range(across)):
                down += 1
            taken |= {(r + i, c + k) for i in range(down) for k in range(across)}
            x, y = origin
            row.append((Area(x + xs[c], y + ys[r], x + xs[c + across], y + ys[r + down]), across, down))
        rows.append(tuple(row))
    return tuple(rows)


def _loose_rules(flat: Mask, frames: tuple[Frame, ...]) -> tuple[tuple[int, int], ...]:
    labels, _ = ndimage.label(ndimage.binary_dilation(flat, np.ones((3, 3), bool)))
    out = list[tuple[int, int]]()
    for where in ndimage.find_objects(labels):
        middle = (where[0].start + where[0].stop) // 2
        if not any(f.area.top - 5 <= middle <= f.area.bottom + 5 for f in frames):
            out.append((middle, where[1].stop - where[1].start))
    return tuple(out)


def turn_back(x: float, y: float, scan: Scan) -> tuple[float, float]:
    """A point of the straightened picture on the picture as it was."""
    angle = math.radians(scan.turned)
    cx, cy = scan.image.width / 2, scan.image.height / 2
    dx, dy = x - cx, y - cy
    return cx + dx * math.cos(angle) - dy * math.sin(angle), cy + dx * math.sin(angle) + dy * math.cos(angle)
