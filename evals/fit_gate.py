"""Fit the evidence gate on development cases: `python -m evals.fit_gate SET … [--far DATA]`.

Logistic regressions with a small ridge penalty on the features of `rag.evidence`; prints the weights for rag/settings.py and
the risk–coverage curve for evals/LOG.md, with --far those of `rag.evidence.FAR`. Never run it on a test set.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.optimize import minimize

from evals.added import SETS, over_added, read_added
from evals.cases import read_cases
from rag.answer import Engine, open_engine
from rag.decline import declined_category, elsewhere
from rag.errors import QuestionError
from rag.evidence import FAR, LOOKED_AT, NAMES, best_evidence, lead_of, weigh
from rag.query import understand
from rag.retrieve import retrieve
from rag.settings import load_settings
from rag.training.make_far import far_weights
from rag.training.questions import FAR as FAR_QUESTIONS
from rag.training.questions import read_questions

RIDGE = 0.002
Asked = tuple[str, list[str], bool]  # question, turns before it, answerable


@dataclass(frozen=True, slots=True)
class Seen:
    """Evidence of the first hits of cases, (cases, hits, features), and whether each case is answerable, (cases,)."""

    x: NDArray[np.float64]
    answerable: NDArray[np.bool_]


def seen(engine: Engine, asked: Iterable[Asked], names: Sequence[str]) -> Seen:
    """The evidence for questions, each with its turns and whether it is answerable; those declined by their words are left out."""
    rows, labels = [], []
    for question, turns, answerable in asked:
        try:
            query = understand(engine.index, engine.settings, question, turns)
        except QuestionError:  # a row of signs
            continue
        if declined_category(query):
            continue
        found = retrieve(engine.index, query, engine.settings)
        if not found.kept or elsewhere(query, found.kept, best_evidence(found, query, engine.settings).confidence):
            continue
        weighed = [weigh(hit, query, lead_of(found), engine.settings) for hit in found.kept[:LOOKED_AT]]
        weighed += weighed[-1:] * (LOOKED_AT - len(weighed))
        rows.append([[getattr(e, name) for name in names] for e in weighed])
        labels.append(answerable)
    return Seen(np.array(rows), np.array(labels))


def seen_far(engine: Engine) -> NDArray[np.float64]:
    """The evidence for the questions of rag/training/far.tsv, (questions, hits, features); each half with the words of the other half."""
    questions, parts = read_questions(FAR_QUESTIONS), []
    for half in (0, 1):
        words = far_weights(engine.index, questions[1 - half :: 2])
        with patch("rag.far.read_weights", lambda _, words=words: words):
            parts.append(seen(engine, ((q, [], False) for q in questions[half::2]), tuple(FAR)).x)
    return np.concatenate(parts)


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


def print_near(console: Console, engine: Engine, asked: list[Asked]) -> None:
    """The settings' weights, and what they do on cases they have not seen."""
    found = seen(engine, asked, NAMES)
    x, y = found.x, found.answerable
    weights = fit(x, y)
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


def print_far(console: Console, engine: Engine, asked: list[Asked], data: Path) -> None:
    """The weights of the second logistic: answerable cases and questions about documents added, against everyday questions."""
    names = tuple(FAR)
    answerable, far = seen(engine, [a for a in asked if a[2]], names).x, seen_far(engine)
    sets = [read_added(data, name, odd=False) for name in SETS]
    with over_added(engine, sets) as larger:
        added = seen(larger, [(question, [], True) for one in sets for question in one.questions], names).x
    x = np.concatenate([answerable, added, far])
    y = np.arange(len(x)) < len(answerable) + len(added)
    weights = fit(x, y)
    console.print(", ".join(f"{name}: {value:.2f}" for name, value in zip(("bias", *FAR), weights, strict=True)))
    p = confidences(x, weights)
    parts = np.split(p, [len(answerable), len(answerable) + len(added)])
    table = Table("threshold", "answerable refused", "on documents added", "everyday questions answered")
    for threshold in (0.1, 0.15, 0.2, 0.25, 0.3):
        low = [float((part < threshold).mean()) for part in parts]
        table.add_row(f"{threshold:.2f}", f"{low[0]:.3f}", f"{low[1]:.3f}", f"{1 - low[2]:.3f}")
    console.print(table)


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--far", type=Path, metavar="DATA", help="fit the second logistic instead, with the public sets of that folder")
    args = parser.parse_args()
    asked: list[Asked] = [(case.question, case.turns, case.answerable) for path in args.sets for case in read_cases(path)]
    console, engine = Console(), open_engine(load_settings())
    if args.far is None:
        print_near(console, engine, asked)
    else:
        print_far(console, engine, asked, args.far)


if __name__ == "__main__":
    main()
