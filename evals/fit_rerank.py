"""Fit the reranker and look at the gate on held-out questions of the corpus's own lists: `python -m evals.fit_rerank`.

A quarter of every section's questions is taken out, an index is built without them in a temporary folder, and each question
taken out must find its section: a softmax over the candidates, fitted with L-BFGS and a small ridge. Evaluation sets are not
used; give some to see what the weights do to them.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.optimize import minimize

from rag.answer import Engine, open_engine
from rag.index import open_index
from rag.query import understand
from rag.rerank import NAMES
from rag.retrieve import retrieve
from rag.settings import Settings, load_settings
from rag.types import Passage
from rag.write import write_generation

POOL = 60
RIDGE = 0.002


@dataclass(frozen=True, slots=True)
class Sample:
    """A question's candidates: features (POOL, features) and the row of its own section, -1 when it was not among them."""

    x: NDArray[np.float64]
    gold: int
    question: str
    passage: str


def held_out(question: str) -> bool:
    """A fixed quarter of all questions."""
    return crc32(question.encode()) % 4 == 0


def without_held_out(passages: list[Passage]) -> list[Passage]:
    """The passages with only the questions that stay."""
    return [replace(p, questions=tuple(q for q in p.questions if not held_out(q))) for p in passages]


def sample(engine: Engine, settings: Settings, question: str, passage: str) -> Sample:
    """Candidates of one question."""
    query = understand(engine.index, settings, question, [])
    found = retrieve(engine.index, query, settings)
    hits = (*found.kept, *found.rejected)
    x = np.zeros((POOL, len(NAMES)))
    for i, hit in enumerate(hits):
        x[i] = [hit.stages[name] for name in NAMES]
    gold = next((i for i, h in enumerate(hits) if h.passage.id == passage), -1)
    x[len(hits) :, NAMES.index("clash")] = 99.0  # padding never wins
    return Sample(x, gold, question, passage)


def fit(samples: list[Sample], start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights that put the right section first."""
    x = np.stack([s.x for s in samples])
    gold = np.array([s.gold for s in samples])

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = x @ w
        z -= z.max(axis=1, keepdims=True)
        p = np.exp(z)
        p /= p.sum(axis=1, keepdims=True)
        picked = p[np.arange(len(gold)), gold]
        difference = (p[:, :, None] * x).sum(axis=1) - x[np.arange(len(gold)), gold]
        return float(-np.log(picked + 1e-12).mean() + RIDGE * (w**2).sum()), difference.mean(axis=0) + 2 * RIDGE * w

    bounds = [(None, 0.0) if name in ("clash", "elsewhere") else (0.0, None) for name in NAMES]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def recall(samples: list[Sample], w: NDArray[np.float64], k: int) -> float:
    """Share of questions whose section is among the first k."""
    ranks = [int((s.x @ w > s.x[s.gold] @ w + 1e-9).sum()) if s.gold >= 0 else POOL for s in samples]
    return float(np.mean([r < k for r in ranks]))


def main() -> None:
    """Build, sample, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=int, default=3000, help="questions sampled")
    args = parser.parse_args()
    console = Console()
    passages = list(open_index(load_settings()).passages)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(index=Path(folder), candidates=POOL, kept=1)
        write_generation(settings, without_held_out(passages), "", console)
        engine = open_engine(settings)
        asked = [(q, p.id) for p in passages for q in p.questions if held_out(q)]
        asked.sort(key=lambda pair: crc32((pair[0] + "order").encode()))
        samples = [sample(engine, settings, q, p) for q, p in track(asked[: args.limit], description="questions")]
    start = np.array([getattr(settings, f"rank_{name}") for name in NAMES])
    usable = [s for s in samples if s.gold >= 0]
    half = [s for i, s in enumerate(usable) if i % 2 == 0]
    other = [s for i, s in enumerate(samples) if i % 2 == 1]
    trained, final = fit(half, start), fit(usable, start)
    table = Table("weights", "R@1 (questions not fitted on)", "R@5", "R@20")
    for name, w in (("in force", start), ("fitted on the other half", trained), ("fitted on all", final)):
        table.add_row(name, *(f"{recall(other, w, k):.3f}" for k in (1, 5, 20)))
    console.print(f"{len(samples)} questions, {len(samples) - len(usable)} without their section among {POOL} candidates")
    console.print(table)
    scale = start.sum() / final.sum()
    for name, value in zip(NAMES, final * scale, strict=True):
        console.print(f"rank_{name} = {value:.2f}")


if __name__ == "__main__":
    main()
