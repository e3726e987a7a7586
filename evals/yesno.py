"""Verdicts on yes/no questions against hand-made truth: how many are right, and how many questions get one.

`python -m evals.yesno [CASES.json]`, over the index in force.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from evals.cases import CaseError
from rag.answer import Engine, ask, open_engine
from rag.settings import ROOT, load_settings

CASES = ROOT / "tests" / "cases" / "yesno.json"
# What each verdict says to the question as asked; "open" is the truth where none may be given.
SAYS = {
    **dict.fromkeys(("可以。", "需要。", "有。", "Yes."), "yes"),
    **dict.fromkeys(("不可以。", "毋須。", "毋须。", "沒有。", "没有。", "No."), "no"),
    **dict.fromkeys(("視乎情況。", "视乎情况。", "It depends."), "depends"),
}
TRUTHS = frozenset({*SAYS.values(), "open"})


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Counts over all cases, and the wrong ones: (id, truth, verdict given)."""

    asked: int
    right: int
    wrong: tuple[tuple[str, str, str], ...]

    @property
    def precision(self) -> float:
        """Share of the verdicts given that are right; 1 without any."""
        given = self.right + len(self.wrong)
        return self.right / given if given else 1.0

    @property
    def coverage(self) -> float:
        """Share of the questions that have a verdict and get the right one."""
        return self.right / self.asked


def read_yesno(path: Path) -> list[dict[str, str]]:
    """Cases with id, question and truth.

    Raises:
        CaseError: unreadable, empty, or a truth that is not one of TRUTHS.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        wrong = next((row["id"] for row in rows if row["truth"] not in TRUTHS or not row["question"]), "")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path} cannot be read ({error.__class__.__name__}); give a file like tests/cases/yesno.json") from None
    if not rows or wrong:
        raise CaseError(f"{path}: {wrong or 'no case'} has no truth; expected one of {', '.join(sorted(TRUTHS))}")
    return list(rows)


def judge(engine: Engine, path: Path = CASES) -> Verdicts:
    """Ask every question and compare the verdicts.

    Raises:
        CaseError: see `read_yesno`.
    """
    right, asked, wrong = 0, 0, list[tuple[str, str, str]]()
    for row in read_yesno(path):
        given = ask(engine, row["question"]).verdict
        asked += row["truth"] != "open"
        if given and SAYS[given] == row["truth"]:
            right += 1
        elif given:
            wrong.append((row["id"], row["truth"], given))
    return Verdicts(asked, right, tuple(wrong))


if __name__ == "__main__":
    found = judge(open_engine(load_settings()), Path(sys.argv[1]) if len(sys.argv) > 1 else CASES)
    sys.stdout.write(
        f"{found.asked} questions, right {found.right}, wrong {found.wrong}, precision {found.precision:.3f}, coverage {found.coverage:.3f}\n"
    )
