"""Fit the evidence gate on development cases: `python -m evals.fit_gate SET …`.

A logistic regression with a small ridge penalty on the features of `rag.evidence`; prints the weights for rag/settings.py and
the risk–coverage curve for evals/LOG.md. Never run it on a test set.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from evals.cases import read_cases
from rag.answer import open_engine
from rag.decline import declined_category, elsewhere
from rag.evidence import LOOKED_AT, NAMES, best_evidence, lead_of, weigh
from rag.query import understand
from rag.retrieve import retrieve
from rag.settings import load_settings

RIDGE = 0.002


def features(sets: list[Path]) -> tuple[np.ndarray, np.ndarray]:
    """(cases, hits, features) of the first hits, and whether each case is answerable."""
    engine = open_engine(load_settings())
    rows, labels = [], []
    for path in sets:
        for case in read_cases(path):
            query = understand(engine.index, engine.settings, case.question, case.turns)
            if declined_category(query):
                continue
            found = retrieve(engine.index, query, engine.settings)
            if elsewhere(query, found.kept, best_evidence(found, query, engine.settings).confidence):
                continue
            weighed = [weigh(hit, query, lead_of(found), engine.settings) for hit in found.kept[:LOOKED_AT]]
            rows.append([[getattr(e, name) for name in NAMES] for e in weighed])
            labels.append(case.answerable)
    return np.array(rows), np.array(labels)


def confidences(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Confidence of each case: the best of its hits."""
    best = (x @ weights[1:] + weights[0]).max(axis=1)
    return np.asarray(1 / (1 + np.exp(-best)))


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Bias and weights; both classes count the same."""
    balance = np.where(y, 0.5 / y.sum(), 0.5 / (~y).sum())

    def loss(w: np.ndarray) -> float:
        p = np.clip(confidences(x, w), 1e-9, 1 - 1e-9)
        return float(-(balance * np.where(y, np.log(p), np.log(1 - p))).sum() + RIDGE * (w[1:] ** 2).mean())

    start = np.array([-4.0, *[1.0] * x.shape[-1]])
    found: np.ndarray = minimize(loss, start, method="L-BFGS-B").x
    return found


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    x, y = features(parser.parse_args().sets)
    weights = fit(x, y)
    console = Console()
    for name, value in zip(("bias", *NAMES), weights, strict=True):
        console.print(f"gate_{name} = {value:.2f}")
    p = confidences(x, weights)
    held = np.empty_like(p)
    for fold in range(5):  # what the same fit does on cases it has not seen
        test = np.arange(len(y)) % 5 == fold
        held[test] = confidences(x[test], fit(x[~test], y[~test]))
    table = Table("threshold", "answerable refused", "unanswerable answered", "held-out: answerable refused", "unanswerable answered")
    for threshold in np.arange(0.1, 0.95, 0.05):
        cells = [f"{threshold:.2f}"]
        for values in (p, held):
            cells += [f"{(values[y] < threshold).mean():.3f}", f"{(values[~y] >= threshold).mean():.3f}"]
        table.add_row(*cells)
    console.print(table)


if __name__ == "__main__":
    main()
