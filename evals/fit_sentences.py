"""Fit the weights of answer sentences on development cases: `python -m evals.fit_sentences SET …`.

A softmax over all sentences of a question's kept passages, in which every sentence that holds a gold group is right (marginal
likelihood), with a small ridge; five folds show what it does on cases it was not fitted on. Never run it on a test set.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from scipy.optimize import minimize

from evals.cases import read_cases
from evals.score import holds, plain
from rag.answer import Engine, open_engine
from rag.query import understand
from rag.retrieve import retrieve
from rag.sentence_rank import NAMES, candidates
from rag.settings import load_settings

RIDGE = 0.01
Example = tuple[NDArray[np.float64], NDArray[np.bool_]]


def examples(engine: Engine, sets: list[Path]) -> list[Example]:
    """Features of every sentence and which hold gold, for the cases where at least one does."""
    out = list[Example]()
    for path in sets:
        for case in read_cases(path):
            if not case.answerable:
                continue
            query = understand(engine.index, engine.settings, case.question, case.turns)
            hits = retrieve(engine.index, query, engine.settings).kept
            found = candidates(engine.index, query, hits, engine.settings)
            right = np.array([any(holds(plain(c.text), group) for group in case.gold) for c in found])
            if right.any() and not right.all():
                out.append((np.array([astuple(c.features) for c in found]), right))
    return out


def fit(data: list[Example]) -> NDArray[np.float64]:
    """Weights, none below 0."""

    def loss(w: NDArray[np.float64]) -> float:
        total = 0.0
        for x, right in data:
            z = x @ w
            top = z.max()
            total += float(np.log(np.exp(z - top).sum()) - np.log(np.exp(z[right] - top).sum() + 1e-12))
        return total / len(data) + RIDGE * float((w**2).sum())

    return np.asarray(minimize(loss, np.ones(len(NAMES)), method="L-BFGS-B", bounds=[(0.0, None)] * len(NAMES)).x)


def first_right(data: list[Example], w: NDArray[np.float64]) -> float:
    """Share of questions whose best sentence holds gold."""
    return float(np.mean([right[np.argmax(x @ w)] for x, right in data]))


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    engine = open_engine(load_settings())
    data = examples(engine, parser.parse_args().sets)
    console = Console()
    held = []
    for fold in range(5):
        w = fit([d for i, d in enumerate(data) if i % 5 != fold])
        held.append(first_right([d for i, d in enumerate(data) if i % 5 == fold], w))
    force = np.array([getattr(engine.settings, f"say_{name}") for name in NAMES])
    final = fit(data)
    console.print(
        f"{len(data)} questions; best sentence right: in force {first_right(data, force):.3f}, fitted {first_right(data, final):.3f},"
    )
    console.print(f"on folds not fitted on {np.mean(held):.3f}")
    for name, value in zip(NAMES, final, strict=True):
        console.print(f"say_{name} = {value:.2f}")


if __name__ == "__main__":
    main()
