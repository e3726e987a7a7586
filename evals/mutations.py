"""Does the gate notice a broken part? `python -m evals.mutations [SET]` breaks the line one part at a time and holds each run against the unbroken one.

A part is broken in this process, see evals/broken.py; the scorer keeps its own names, so that what judges is never broken with what is
judged. Exit code 1 when the gate misses a mutation.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.broken import MUTATIONS
from evals.cases import Case, read_cases
from evals.gate import Thresholds, accept, against_accepted, against_thresholds, read_thresholds
from evals.run import Run, run_set
from rag.answer import Engine, open_engine
from rag.settings import ROOT, load_settings

LIMIT = 260  # with 120 too few follow-ups, dates and questions of several parts are left for a loss to be significant


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate said of one mutation: answers it changed, figures it moved significantly, thresholds it missed."""

    name: str
    changed: int
    worse: tuple[str, ...]
    below: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether the gate would have failed."""
        return bool(self.worse or self.below)


def picked(cases: list[Case], limit: int) -> list[Case]:
    """At most `limit` cases, one of each kind in turn, so that small kinds are there too; in the set's order."""
    by_kind: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_kind[case.kind].append(case)
    rounds = ((turn, i) for kind in by_kind.values() for turn, i in enumerate(cases.index(c) for c in kind))
    return [cases[i] for i in sorted(i for _, i in sorted(rounds)[:limit])]


def _names(lines: list[str]) -> tuple[str, ...]:
    """Figures that the gate's lines begin with."""
    return tuple("unscored" if line[0].isdigit() else line.split()[0] for line in lines)


@contextmanager
def quick_set(set_path: Path, limit: int) -> Iterator[tuple[Path, Path]]:
    """A shorter set under the same name, and a folder for its runs; both are removed afterwards."""
    with tempfile.TemporaryDirectory(prefix="wenjin-mutations-") as folder:
        path = Path(folder) / set_path.name
        path.write_text("".join(c.model_dump_json() + "\n" for c in picked(read_cases(set_path), limit)), encoding="utf-8")
        yield path, Path(folder)


def judge(whole: Run, broken: Run, name: str, accepted: Path, thresholds: Thresholds) -> Verdict:
    """Hold a broken run against the unbroken one; thresholds the unbroken run misses itself do not count."""
    known = set(_names(against_thresholds(whole, thresholds)))
    below = tuple(n for n in _names(against_thresholds(broken, thresholds)) if n not in known)
    changed = sum(a["answer"] != b["answer"] or a["citations"] != b["citations"] for a, b in zip(whole.rows, broken.rows, strict=True))
    return Verdict(name, changed, _names(against_accepted(broken, accepted)), below)


def mutate(engine: Engine, set_path: Path, folder: Path, thresholds: Thresholds) -> Iterator[Verdict]:
    """Run the set unbroken, then once for each mutation."""
    whole = run_set(engine, set_path, folder / "whole")
    accepted = folder / "accepted.json"
    accept(whole, accepted)
    yield judge(whole, whole, "nothing broken", accepted, thresholds)
    for number, mutation in enumerate(MUTATIONS):
        with mutation.broken(engine):
            broken = run_set(engine, set_path, folder / str(number))
        yield judge(whole, broken, mutation.name, accepted, thresholds)


def main() -> None:
    """Break, run, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("set", type=Path, nargs="?", default=ROOT / "evals" / "sets" / "dev-2.jsonl")
    parser.add_argument("--limit", type=int, default=LIMIT, help="most cases, taken from all kinds in turn")
    arguments = parser.parse_args()
    thresholds = read_thresholds(ROOT / "evals" / "thresholds.toml", arguments.set.stem)
    table = Table("mutation", "answers changed", "caught", "significantly worse than unbroken", "below its threshold")
    with quick_set(arguments.set, arguments.limit) as (path, folder):
        verdicts = list(mutate(open_engine(load_settings()), path, folder, thresholds))
    for v in verdicts:
        table.add_row(v.name, str(v.changed), "yes" if v.caught else "no", ", ".join(v.worse) or "-", ", ".join(v.below) or "-")
    console = Console()
    console.print(table)
    missed = [v.name for v in verdicts[1:] if not v.caught]
    console.print(f"{len(MUTATIONS) - len(missed)} of {len(MUTATIONS)} caught" + (f"; missed: {', '.join(missed)}" if missed else ""))
    if missed or verdicts[0].caught:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
