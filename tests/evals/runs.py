"""Runs made by hand: cases, verdicts and rows without a system."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from evals.cases import Case
from evals.run import Run
from evals.score import Score

ABOUT: dict[str, Any] = {
    "set": "set.jsonl",
    "set_digest": "0" * 16,
    "system": "wenjin",
    "over": "corpus",
    "settings": {"kept": 5},
    "index": {},
    "commit": "",
}
# With their earlier questions; each part of the line has a hand in the answer to one of them.
QUESTIONS: list[tuple[str, list[str]]] = [
    ("優才計畫配額係幾多？", []),
    ("How many TTPS approvals by May 2024?", []),
    ("咁优才呢？", ["高才通有冇名額限制？"]),
    ("what is the best pizza in Naples?", []),
    ("高才通同優才嘅名額有咩分別？", []),
    ("到2023年12月高才通批咗幾多宗？", []),
]


def make_case(name: str = "a", **changes: Any) -> Case:
    """An answerable case; give answerable=False for one without gold."""
    answerable = changes.get("answerable", True)
    values: dict[str, Any] = {
        "id": name,
        "question": f"question {name}?",
        "lang": "en",
        "audience": "newcomer",
        "kind": "fact" if answerable else "unanswerable",
        "answerable": True,
        "gold": [["4,000"]] if answerable else [],
        "evidence": [{"source": "harbour", "fact": "4,000 places"}] if answerable else [],
    }
    return Case(**values | changes)


def make_row(name: str = "a", **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name, "answer": "4,000", "status": "answered", "refused": False, "citations": [], "retrieved": []}
    return row | changes


def make_run(pairs: Iterable[tuple[Case, Score]], folder: Path = Path("run"), rows: Iterable[dict[str, Any]] = (), **about: Any) -> Run:
    """A scored run of these cases in this order."""
    cases, scores = zip(*pairs, strict=True)
    return Run(folder, ABOUT | about, cases, tuple(rows) or tuple(make_row(c.id) for c in cases), scores)


def shares_run(right: Iterable[bool]) -> Run:
    """A run in which only `right` differs; cases c000, c001, …"""
    return make_run((make_case(f"c{i:03}"), Score(f"c{i:03}", right=r, complete=float(r))) for i, r in enumerate(right))
