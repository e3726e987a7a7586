"""A small line chart as SVG text: no plotting library, and the file reads the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 40, 50  # margins; the legend stands in the right one
COLOURS = ("#0b5cad", "#b5420b", "#2e7d32", "#6a3d9a", "#7a5c00")  # each at least 4.5:1 on white
TICKS = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A named line through points (x, y)."""

    name: str
    points: list[tuple[float, float]]


def _short(value: float) -> str:
    for size, unit in ((1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:g}{unit}"
    return f"{value:.3g}"


def _scale(values: Sequence[float], low: float, high: float, log: bool) -> tuple[Callable[[float], float], list[float]]:
    """Value to position between `low` and `high`, and the values that get a tick; from 0 unless logarithmic."""
    if log:
        first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        last = max(last, first + 1)
        return lambda v: low + (high - low) * (math.log10(v) - first) / (last - first), [10.0**e for e in range(first, last + 1)]
    most = max(values) or 1.0
    step = 10 ** math.floor(math.log10(most / TICKS))
    step = next(step * m for m in (1, 2, 5, 10) if step * m * TICKS >= most)
    top = step * math.ceil(most / step)
    return lambda v: low + (high - low) * v / top, [step * i for i in range(round(top / step) + 1)]


def plot(title: str, x_name: str, y_name: str, lines: Sequence[Line], log: bool = False) -> str:
    """The chart as an SVG document.

    Args:
        lines: each with at least one point; all positive where `log`.
        log: both axes logarithmic.
    """
    xs, ys = ([p[i] for line in lines for p in line.points] for i in (0, 1))
    at_x, x_ticks = _scale(xs, LEFT, WIDTH - RIGHT, log)
    at_y, y_ticks = _scale(ys, HEIGHT - BOTTOM, TOP, log)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>',
        f'<text x="16" y="{HEIGHT / 2:.0f}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2:.0f})">{escape(y_name)}</text>',
    ]
    for tick in x_ticks:
        x = at_x(tick)
        out.append(f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>')
        out.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{_short(tick)}</text>')
    for tick in y_ticks:
        y = at_y(tick)
        out.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_short(tick)}</text>')
    for number, line in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        places = [(at_x(x), at_y(y)) for x, y in line.points]
        out.append(f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
        out.append(f'<text x="{WIDTH - RIGHT + 12}" y="{TOP + 10 + 18 * number}" fill="{colour}">{escape(line.name)}</text>')
    return "\n".join([*out, "</svg>\n"])
