"""The same question in several wordings: do the answers stand on the same passages?"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.cases import CaseError
from evals.stats import Interval, interval
from rag.answer import Engine, ask

WORDINGS = ("zh-Hant", "zh-Hans", "en", "yue")


@dataclass(frozen=True, slots=True)
class Consistency:
    """Over all questions: share whose four answers cite a common section, and share whose first citation is the same."""

    common: Interval
    first: Interval
    apart: tuple[str, ...]


def read_wordings(paths: Sequence[Path]) -> list[dict[str, str]]:
    """Questions with an id and four wordings each, of one file after the other.

    Raises:
        CaseError: a file unreadable or empty, a line that lacks a wording, or an id given twice.
    """
    rows = [row for path in paths for row in _read_file(path)]
    counts = Counter(row["id"] for row in rows)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise CaseError(
            f"id {twice[0]!r} stands {counts[twice[0]]} times in {', '.join(map(str, paths))}; give each question one of its own"
        )
    return rows


def _read_file(path: Path) -> list[dict[str, str]]:
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").strip("\n").split("\n")]
    except (OSError, ValueError) as error:
        raise CaseError(f"{path} cannot be read ({error.__class__.__name__}); give a file like evals/quads.jsonl") from None
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("id", *WORDINGS)):
            raise CaseError(f"{path}:{number}: a line needs id, {', '.join(WORDINGS)}")
    return rows


def consistency(engine: Engine, paths: Sequence[Path]) -> Consistency:
    """Ask every wording of the files' questions and compare what is cited; an answer without citations shares nothing.

    Raises:
        CaseError: see `read_wordings`.
    """
    common, first, apart = list[float](), list[float](), list[str]()
    for row in read_wordings(paths):
        cited = [[c.passage.id for c in ask(engine, row[lang]).citations] for lang in WORDINGS]
        shared = set(cited[0]).intersection(*cited[1:])
        common.append(float(bool(shared)))
        first.append(float(all(cited) and len({c[0] for c in cited}) == 1))
        if not shared:
            apart.append(row["id"])
    found = interval(common), interval(first)
    assert found[0] is not None and found[1] is not None
    return Consistency(found[0], found[1], tuple(apart))
