"""Sets that can be trusted: gold stands in the evidence, no question holds its answer, nothing stands twice, in a question list or in training."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path

from evals.cases import Case, CaseError, read_cases
from evals.score import holds, plain
from rag.training.questions import FAR, UNANSWERED, read_questions

NEAR = 0.8


def _grams(text: str) -> frozenset[str]:
    bare = "".join(c for c in plain(text) if c.isalnum())
    return frozenset(bare[i : i + 3] for i in range(len(bare) - 2)) or frozenset({bare})


def similarity(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard similarity of character trigrams, in [0, 1]."""
    return len(a & b) / len(a | b) if a or b else 0.0


def _near(wanted: frozenset[str], index: dict[str, list[int]], pool: list[frozenset[str]], before: int | None = None) -> int | None:
    """The first of the pool, or of those `before` a number, that is at least NEAR similar.

    Two sets that similar share at least NEAR of either's trigrams, so one of the rarest of these is enough to find it by.
    """
    shared = math.ceil(NEAR * len(wanted) - 1e-9)
    rarest = sorted(wanted, key=lambda gram: len(index.get(gram, ())))[: len(wanted) - shared + 1]
    found = {i for gram in rarest for i in index.get(gram, ()) if before is None or i < before}
    return next((i for i in sorted(found) if similarity(wanted, pool[i]) >= NEAR), None)


def _index(pool: list[frozenset[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for i, grams in enumerate(pool):
        for gram in grams:
            index.setdefault(gram, []).append(i)
    return index


def list_questions(corpus: Path) -> list[str]:
    """Every question of the corpus's lists."""
    lines = (line for path in sorted(corpus.glob("*/questions.tsv")) for line in path.read_text(encoding="utf-8").splitlines())
    return [line.split("\t")[2] for line in lines if line.count("\t") == 2]


def case_findings(case: Case) -> list[str]:
    """Faults of one case by itself."""
    found = []
    question = plain(" ".join([*case.turns, case.question]))
    for group in case.gold:
        # Yes/no words and names asked about stand in questions; only figures give an answer away.
        if any(c.isdigit() for c in group[0]) and holds(question, [a for a in group if any(c.isdigit() for c in a)]):
            found.append(f"{case.id}: the question holds its answer {group[0]!r}")
    facts = plain(" ".join(e.fact for e in case.evidence))
    if case.evidence and case.gold and not any(holds(facts, group) for group in case.gold):
        found.append(f"{case.id}: no fact of the evidence holds any gold")
    if case.answerable and not case.evidence:
        found.append(f"{case.id}: an answerable case names no evidence")
    if case.kind == "follow-up" and not case.turns:
        found.append(f"{case.id}: a follow-up without earlier questions")
    return found


def check_sets(paths: Iterable[Path], corpus: Path) -> list[str]:
    """Every finding over the sets together, one line each; sets named test must share nothing with the others."""
    found, cases = list[str](), list[tuple[str, Case]]()
    for path in paths:
        try:
            cases += [(path.stem, case) for case in read_cases(path)]
        except CaseError as error:
            found.append(error.line)
    for name, case in cases:
        found += [f"{name}: {line}" for line in case_findings(case)]
    pool = [_grams(" ".join([*c.turns, c.question])) for _, c in cases]
    index = _index(pool)
    for i, (name, case) in enumerate(cases):
        twin = _near(pool[i], index, pool, before=i)
        if twin is not None:
            found.append(f"{name}: {case.id} nearly repeats {cases[twin][0]}: {cases[twin][1].id}")
    listed = list_questions(corpus) + read_questions(UNANSWERED) + read_questions(FAR)
    grams = [_grams(q) for q in listed]
    index = _index(grams)
    for name, case in cases:
        twin = _near(_grams(case.question), index, grams) if not case.turns else None
        if twin is not None:
            found.append(f"{name}: {case.id} nearly repeats a list question: {listed[twin]}")
    return found
