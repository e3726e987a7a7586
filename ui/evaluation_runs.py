"""The runs and sets of the evaluation page: which there are, one opened, and one set run in the background with its progress."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evals.cases import CaseError, read_cases
from evals.report import write_report
from evals.run import Run, read_run, run_set
from rag.answer import Engine
from rag.errors import WenjinError
from rag.log import logger
from rag.settings import ROOT

RUNS = ROOT / "var" / "runs"
SETS = ROOT / "evals" / "sets"
SHOWN_HITS, SHOWN_CHARS = 10, 300  # of what a case found, and of each text; a row holds 30 whole passages
LOOK_S = 0.5  # between two looks at a run that goes on
_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}")
_FILES = ("about.json", "rows.jsonl", "set.jsonl", "scores.jsonl")
_BROKEN = (WenjinError, OSError, ValueError, KeyError, TypeError)  # what a folder that is no whole run makes of reading it
_alone = threading.Lock()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: cases done, of how many; `ended` is "", or "done", "busy", "unknown" or "failed"."""

    done: int = 0
    of: int = 0
    ended: str = ""


def run_names() -> list[str]:
    """Names of the finished runs, the latest first."""
    found = [p.parent for p in RUNS.glob("*/scores.jsonl") if all((p.parent / name).is_file() for name in _FILES)]
    return [p.name for p in sorted(found, key=lambda p: -(p / "scores.jsonl").stat().st_mtime) if _NAME.fullmatch(p.name)]


def set_names() -> list[str]:
    """Names of the sets that can be run."""
    return sorted(p.stem for p in SETS.glob("*.jsonl") if _NAME.fullmatch(p.stem))


def set_path(name: object) -> Path | None:
    """The file of a set; None for a name that is not one of ours."""
    path = SETS / f"{name}.jsonl"
    return path if isinstance(name, str) and _NAME.fullmatch(name) and path.is_file() else None


def report_path(name: str) -> Path | None:
    """The report of a run by its name; None for a name that is not one of ours."""
    path = RUNS / name / "report.html"
    return path if _NAME.fullmatch(name) and path.is_file() else None


def page_run(set_name: str) -> str:
    """Name of the run that the page makes of a set."""
    return f"{set_name}-page"


def open_run(name: object) -> Run | None:
    """A finished run by its name, of each case only what the page shows; None when there is no such run or it cannot be read."""
    if not isinstance(name, str) or name not in run_names():
        return None
    stamp = (RUNS / name / "scores.jsonl").stat().st_mtime_ns
    try:
        return _opened(RUNS / name, stamp)
    except _BROKEN:
        logger.exception("the run %s cannot be read", name)
        return None


@functools.lru_cache(maxsize=4)
def _opened(folder: Path, stamp: int) -> Run:
    run = read_run(folder)
    return replace(run, rows=tuple(_trimmed(row) for row in run.rows))


def _trimmed(row: dict[str, Any]) -> dict[str, Any]:
    hits = [
        {"source": h["source"], "section": h["section"], "score": h["score"], "text": str(h["text"])[:SHOWN_CHARS]}
        for h in row["retrieved"][:SHOWN_HITS]
    ]
    return row | {"retrieved": hits}


def run_again(engine: Engine, set_name: object) -> Iterator[Progress]:
    """Run a set of ours and write its report, telling how far it is; one at a time on this server.

    What was begun goes on to its end even when nobody looks any more.
    """
    path = set_path(set_name)
    if path is None:
        yield Progress(ended="unknown")
        return
    if not _alone.acquire(blocking=False):
        yield Progress(ended="busy")
        return
    job = _Job(engine, path)
    job.thread.start()
    while job.thread.is_alive():
        yield job.progress
        job.thread.join(LOOK_S)
    yield replace(job.progress, ended="done" if job.good else "failed")


class _Job:
    """A run in a thread of its own; gives the lock back when it has ended."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.progress, self.good = Progress(), False
        self.thread = threading.Thread(target=self._work, args=(engine, path), name="wenjin-evaluation", daemon=True)

    def _work(self, engine: Engine, path: Path) -> None:
        try:
            self.progress = Progress(of=len(read_cases(path)))
            write_report(run_set(engine, path, RUNS / page_run(path.stem), on_case=self._on_case))
            self.good = True
        except CaseError as error:
            logger.warning("%s", error.line)
        except Exception:
            logger.exception("an evaluation failed")
        finally:
            _alone.release()

    def _on_case(self, done: int, of: int) -> None:
        self.progress = Progress(done, of)
