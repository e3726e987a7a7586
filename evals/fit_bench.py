"""Fit the weights of `wenjin bench`: `python -m evals.fit_bench --data ../shared/data`.

A softmax over the first thirty passages of each question of DRCD-dev and CMRC-trial, with and without titles, by L-BFGS with a
small ridge and weights of at least 0. The shipped encoder was trained on these questions, which would make its cosines look
better than they are, so the fit takes the rows kept before that stage (var/training/rows-2.npy, left there by `make encoder`).
XQuAD is not read. The weights printed belong into evals/passage_rank.py.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.optimize import minimize

from evals.bench.sets import ReadingSet, read_set
from evals.passage_index import build
from evals.passage_rank import CANDIDATES, NAMES, WEIGHTS, features, stages
from rag.encoder_name import SHIPPED_FOLDER
from rag.encoders import Encoder
from rag.errors import SettingsError
from rag.settings import ROOT, load_settings
from rag.static_rows import StaticRows
from rag.text import Segmenter

RIDGE = 1e-4
SETS = ("drcd_dev", "cmrc_trial")
EARLIER_ROWS = ROOT / "var" / "training" / "rows-2.npy"


@dataclass(frozen=True, slots=True)
class Samples:
    """Features (questions, CANDIDATES, features) and the row of the right passage, -1 when it is not among them."""

    x: NDArray[np.float64]
    gold: NDArray[np.int64]


def earlier_encoder(rows: Path, segmenter: Segmenter) -> StaticRows:
    """The encoder with the rows kept before its last stage.

    Raises:
        SettingsError: they are not there.
    """
    shipped = StaticRows.load(SHIPPED_FOLDER, segmenter)
    try:
        kept = np.load(rows).astype(np.float32)
    except (OSError, ValueError):
        raise SettingsError(f"{rows} is not there; `make encoder DATA=…` leaves it") from None
    if len(kept) != len(shipped.index):
        raise SettingsError(f"{rows} has {len(kept)} rows, the shipped vocabulary {len(shipped.index)}; run `make encoder DATA=…` again")
    return StaticRows(list(shipped.index), kept, segmenter, "wenjin-static:before-its-last-stage")


def samples(reading: ReadingSet, encoder: Encoder, segmenter: Segmenter, name: str) -> Samples:
    """Candidates of every question of a set."""
    index = build(reading.passages, encoder, segmenter)
    x = np.zeros((len(reading.queries), CANDIDATES, len(NAMES)))
    gold = np.full(len(reading.queries), -1, np.int64)
    for i, query in enumerate(track(reading.queries, description=name, console=Console(stderr=True))):
        tokens = segmenter.lexical_tokens(query)
        found = stages(index, query, tokens)
        candidates = np.argsort(-found.total, kind="stable")[:CANDIDATES]
        x[i, : len(candidates)] = features(index, query, tokens, found, candidates)
        gold[i] = next(iter(np.flatnonzero(candidates == reading.gold[i])), -1)
    return Samples(x, gold)


def fit(parts: list[Samples]) -> NDArray[np.float64]:
    """Weights that put the right passage first."""
    x = np.concatenate([p.x[p.gold >= 0] for p in parts])
    gold = np.concatenate([p.gold[p.gold >= 0] for p in parts])
    own = x[np.arange(len(gold)), gold]

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ w
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = (np.einsum("qc,qcf->qf", p, x) - own).mean(axis=0) + 2 * RIDGE * w
        return float(-np.log(p[np.arange(len(gold)), gold] + 1e-12).mean() + RIDGE * (w**2).sum()), gradient

    return np.asarray(minimize(loss, np.zeros(len(NAMES)), jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(NAMES)).x)


def recall(part: Samples, w: NDArray[np.float64], k: int) -> float:
    """Share of questions whose passage is among the first k."""
    scores = part.x @ w
    own = scores[np.arange(len(part.gold)), part.gold]
    better = (scores > own[:, None] + 1e-9).sum(axis=1)
    return float(np.mean((better < k) & (part.gold >= 0)))


def main() -> None:
    """Sample, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--rows", type=Path, default=EARLIER_ROWS, help="the encoder's rows before its last stage")
    args = parser.parse_args()
    segmenter = Segmenter(cache_dir=load_settings().cache)
    encoder = earlier_encoder(args.rows, segmenter)
    found = {
        (name, titles): samples(read_set(args.data, name, f"{name}.queries", titles), encoder, segmenter, name)
        for name in SETS
        for titles in (True, False)
    }
    every = fit(list(found.values()))
    table = Table("set", "titles", "in force R@1 / R@5", "fitted on all", "fitted on the other set")
    for (name, titles), part in found.items():
        other = fit([p for (n, _), p in found.items() if n != name])
        cells = [
            f"{100 * recall(part, w, 1):.1f} / {100 * recall(part, w, 5):.1f}" for w in (WEIGHTS.vector().astype(np.float64), every, other)
        ]
        table.add_row(name, "yes" if titles else "no", *cells)
    console = Console()
    console.print(table)
    for name, value in zip(NAMES, every, strict=True):
        console.print(f"    {name}: float = {value:.2f}")


if __name__ == "__main__":
    main()
