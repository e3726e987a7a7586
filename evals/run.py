"""A run: every case of a set answered by one system, with the settings really used, kept in a folder.

run/about.json    set, system, settings, index manifest, commit
run/rows.jsonl    one answer line a case; an interrupted run goes on after the last whole line
run/scores.jsonl  one score a case; scoring can be repeated without asking again
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from evals.cases import Case, CaseError, read_cases
from evals.score import Score, score
from evals.systems import System, make_system, safely
from rag.answer import Engine
from rag.settings import ROOT


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run: cases, rows and scores in the order of the set."""

    folder: Path
    about: dict[str, Any]
    cases: tuple[Case, ...]
    rows: tuple[dict[str, Any], ...]
    scores: tuple[Score, ...]


def commit() -> str:
    """The commit of the working tree, "+" added when it has changes; "" outside a repository."""
    head, changes = _git("rev-parse", "--short", "HEAD"), _git("status", "--porcelain", "-uno")
    return head + ("+" if changes else "")


def _git(*arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        return ""
    done = subprocess.run([git, "-C", str(ROOT), *arguments], capture_output=True, text=True, check=False)  # noqa: S603 fixed words
    return done.stdout.strip() if done.returncode == 0 else ""


def _about(engine: Engine, set_path: Path, system: str, over: Path | None) -> dict[str, Any]:
    return {
        "set": set_path.name,
        "set_digest": hashlib.sha256(set_path.read_bytes()).hexdigest()[:16],
        "system": system,
        "over": str(over.name) if over else "corpus",
        "over_digest": _digest(over) if over else "",
        "settings": json.loads(engine.settings.model_dump_json()),
        "index": {key: value for key, value in engine.index.manifest.about().items() if key != "built"},
        "commit": commit(),
    }


def _digest(folder: Path) -> str:
    """Of the names and bytes of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.glob("*") if p.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _done(folder: Path, about: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Rows of an interrupted run with the same set, system, settings and index; none when anything differs."""
    try:
        before = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return {}
    if before != about:
        return {}
    rows = {}
    for line in (folder / "rows.jsonl").read_text(encoding="utf-8").strip("\n").split("\n") if (folder / "rows.jsonl").exists() else []:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if row["status"] != "failed":
            rows[row["id"]] = row
    return rows


OnCase = Callable[[int, int], object]


def answer_set(
    system: System, cases: list[Case], done: dict[str, dict[str, Any]], folder: Path, jobs: int, on_case: OnCase | None = None
) -> None:
    """Answer the cases not done yet and write all rows, one line each as it comes, then once more in the set's order."""
    open_cases = [c for c in cases if c.id not in done]
    rows = dict(done)
    with (folder / "rows.jsonl").open("w", encoding="utf-8") as file, ThreadPoolExecutor(max_workers=jobs) as pool:
        for row in done.values():
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
        answered = pool.map(lambda case: safely(system, case), open_cases)
        for row in track(answered, total=len(open_cases), description="cases", console=Console(stderr=True)):
            rows[row["id"]] = row
            if on_case is not None:
                on_case(len(rows), len(cases))
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
    ordered = "".join(json.dumps(rows[c.id], ensure_ascii=False) + "\n" for c in cases)
    (folder / "rows.jsonl").write_text(ordered, encoding="utf-8")


def run_set(  # noqa: PLR0913 what a run is
    engine: Engine,
    set_path: Path,
    folder: Path,
    system: str = "wenjin",
    over: Path | None = None,
    jobs: int = 1,
    on_case: OnCase | None = None,
) -> Run:
    """Answer and score a set; goes on where an equal run was interrupted. `on_case` is told how many of how many are done.

    Raises:
        CaseError: the set is broken.
        SettingsError: the system is unknown or not installed.
    """
    cases = read_cases(set_path)
    about = _about(engine, set_path, system, over)
    done = _done(folder, about)
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("scores.jsonl",) if done else ("scores.jsonl", "rows.jsonl"):
        (folder / name).unlink(missing_ok=True)
    (folder / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")
    answer_set(make_system(system, engine, over), cases, done, folder, jobs, on_case)
    (folder / "set.jsonl").write_bytes(set_path.read_bytes())
    return score_run(folder)


def score_run(folder: Path) -> Run:
    """Score (again) what a run answered; writes scores.jsonl.

    Raises:
        CaseError: the folder is not a whole run.
    """
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text(encoding="utf-8").strip("\n").split("\n")]
    except (OSError, json.JSONDecodeError) as error:
        raise CaseError(f"{folder} is not a run ({error.__class__.__name__}); make one with `wenjin eval run SET --out {folder}`") from None
    cases = read_cases(folder / "set.jsonl")
    by_id = {row["id"]: row for row in rows}
    missing = [c.id for c in cases if c.id not in by_id]
    if missing:
        raise CaseError(f"{folder} lacks {len(missing)} case(s), first {missing[0]}; finish it with `wenjin eval run` and the same --out")
    ordered = [by_id[c.id] for c in cases]
    scores = [score(c, r) for c, r in zip(cases, ordered, strict=True)]
    (folder / "scores.jsonl").write_text("".join(json.dumps(asdict(s), ensure_ascii=False) + "\n" for s in scores), encoding="utf-8")
    return Run(folder, about, tuple(cases), tuple(ordered), tuple(scores))


def read_run(folder: Path) -> Run:
    """A run with the scores it has; scored first when it has none.

    Raises:
        CaseError: the folder is not a whole run.
    """
    path = folder / "scores.jsonl"
    if not path.exists():
        return score_run(folder)
    names = {f.name for f in fields(Score)}
    scores = [
        Score(**{k: v for k, v in json.loads(line).items() if k in names})
        for line in path.read_text(encoding="utf-8").strip("\n").split("\n")
    ]
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text(encoding="utf-8").strip("\n").split("\n")]
    return Run(folder, about, tuple(read_cases(folder / "set.jsonl")), tuple(rows), tuple(scores))
