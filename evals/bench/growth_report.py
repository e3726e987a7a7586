"""Rows of the growth measurement as GROWTH.md with a plot."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.bench.plot import Line, plot

FOLDER = Path(__file__).resolve().parent
Row = dict[str, Any]
HEAD = """# Growth

{day}, `{command}`. Passages of at most 324 characters and 200 real questions of the news set; the documents that the questions were written from are
in every size. Seconds and milliseconds are processor time (all threads of the process), which the other work on the machine hardly
changes; questions are the best of three runs. Memory is resident, MB; disk is of one generation, and two are kept.

## Writing

"""
ASKING = """
## Asking

Opened: seconds and memory until the first question. Search: all of retrieval with the understanding of the question; its parts: words (BM25 of
sections and entries), dense (Chroma, then exact cosines of the candidates), order (features and reranking). Answer: the whole line.

"""
RECALL = """
## What the graph misses

Entries: share of the exact nearest 20 that Chroma's graph finds (cosines closer than 0.001 are one). Kept: share of the 10 passages kept by the whole
retrieval that are the same when every vector is compared. Right: questions whose own document is among the 10 kept. Exact: one search over all vectors.

"""
GROWTH = """
## How it grows

Exponent of the line from the smallest to the largest size in logarithms: 1 is in proportion, 0 not at all.

"""
SIMULATED = """
## {size:,} passages, simulated

Nothing of that size was indexed. The open index of {base:,} passages was taken {times} times (`evals/bench/simulate.py`): postings, coverage, features and
the arrays over all passages are as long as at {size:,}; Chroma's graph, the vectors and the vocabulary stay those of {base:,}, so memory is not measured
and Chroma's own time is that of the smaller graph.

"""


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _ms(row: Row, name: str) -> str:
    return f"{row['ms'][name]['p50']:.1f} / {row['ms'][name]['p95']:.1f}"


def _writing(row: Row) -> list[str]:
    disk, seconds = row["disk_mb"], row["write_cpu_s"]
    return [
        f"{row['passages']:,}",
        f"{row['entries']:,}",
        f"{seconds:.0f}",
        f"{1000 * seconds / row['passages']:.1f}",
        f"{row['write_s']:.0f} ({row['write_load']:.1f})",
        f"{row['write_peak_mb']:.0f}",
        f"{sum(disk.values()):.0f}",
        *(f"{disk[name]:.0f}" for name in ("chroma", "words", "vectors", "passages")),
    ]


def _asking(row: Row) -> list[str]:
    stages = [_ms(row, name) for name in ("search", "lexical", "dense", "chroma", "rerank", "answer")]
    return [
        f"{row['passages']:,}",
        f"{row['open_s']:.1f}",
        f"{row['open_mb']:.0f}",
        f"{row['asked_mb']:.0f}",
        *stages,
        f"{row['ask_load']:.1f}",
    ]


def _missing(row: Row) -> list[str]:
    exact = f"{row['exact_ms']['p50']:.0f} / {row['exact_ms']['p95']:.0f}"
    return [f"{row['passages']:,}", *(f"{row[name]:.4f}" for name in ("recall_entries", "recall_kept")), f"{row['right_kept']:.3f}", exact]


FIGURES: dict[str, Callable[[Row], float]] = {
    "writing, s": lambda row: float(row["write_cpu_s"]),
    "disk, MB": lambda row: float(sum(row["disk_mb"].values())),
    "memory while asked, MB": lambda row: float(row["asked_mb"] - row["bare_mb"]),
    "opening, s": lambda row: float(row["open_s"]),
    "search p50, ms": lambda row: float(row["ms"]["search"]["p50"]),
    "Chroma p50, ms": lambda row: float(row["ms"]["chroma"]["p50"]),
    "words p50, ms": lambda row: float(row["ms"]["lexical"]["p50"]),
    "order p50, ms": lambda row: float(row["ms"]["rerank"]["p50"]),
    "exact search p50, ms": lambda row: float(row["exact_ms"]["p50"]),
}


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """The power of size by which a figure grows from one (size, figure) to another; both positive."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def _growth(rows: Sequence[Row]) -> list[list[str]]:
    first, last = rows[0], rows[-1]
    lines = []
    for name, figure in FIGURES.items():
        power = exponent((first["passages"], figure(first)), (last["passages"], figure(last)))
        lines.append([name, *(f"{figure(row):.1f}" for row in rows), f"{power:.2f}"])
    return lines


def report(rows: Sequence[Row], far: Sequence[Row], command: str) -> str:
    """GROWTH.md.

    Args:
        rows: measured, smallest first.
        far: simulated.
    """
    text = HEAD.format(day=f"{datetime.now(UTC):%Y-%m-%d}", command=command)
    parts = ["Chroma", "words", "vectors", "passages"]
    text += _table(
        ["passages", "entries", "s", "ms a passage", "by the clock (load)", "peak MB", "disk MB", *parts], [_writing(r) for r in rows]
    )
    stages = ["search", "words", "dense", "Chroma alone", "order", "answer"]
    names = ["passages", "opened s", "MB", "MB after all questions", *(f"{s} p50 / p95" for s in stages), "load"]
    text += ASKING + _table(names, [_asking(r) for r in rows])
    text += RECALL + _table(["passages", "entries", "kept", "right", "exact p50 / p95 ms"], [_missing(r) for r in rows])
    if len(rows) > 1:
        text += GROWTH + _table(["figure", *(f"{r['passages']:,}" for r in rows), "exponent"], _growth(rows)) + "\n![growth](growth.svg)\n"
    for row in far:
        text += SIMULATED.format(size=row["passages"], base=row["base"], times=row["passages"] // row["base"])
        text += _table(
            [f"{s} p50 / p95" for s in stages], [[_ms(row, n) for n in ("search", "lexical", "dense", "chroma", "rerank", "answer")]]
        )
    return text


def write_report(rows: Sequence[Row], far: Sequence[Row], command: str) -> None:
    """GROWTH.md and growth.svg beside this file; arguments as `report`."""
    (FOLDER / "GROWTH.md").write_text(report(rows, far, command), encoding="utf-8")
    if len(rows) > 1:
        lines = [Line(name, [(float(row["passages"]), figure(row)) for row in rows]) for name, figure in list(FIGURES.items())[:5]]
        (FOLDER / "growth.svg").write_text(plot("What size costs", "passages", "s, MB, ms", lines, log=True), encoding="utf-8")
