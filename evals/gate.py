"""Does a run still hold what was promised? Thresholds of evals/thresholds.toml, and no significant loss against the last accepted run."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.cases import CaseError
from evals.figures import FIGURES, LOWER_IS_BETTER, headline, values
from evals.run import Run
from evals.stats import difference


class Thresholds(BaseModel):
    """thresholds.toml: per set, the least (`at_least`) and the most (`at_most`) a figure may be."""

    model_config = ConfigDict(extra="forbid")
    at_least: dict[str, float] = {}
    at_most: dict[str, float] = {}


def read_thresholds(path: Path, set_name: str) -> Thresholds:
    """The thresholds of one set.

    Raises:
        CaseError: unreadable file, an unknown figure, or no entry for the set.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = Thresholds.model_validate(data[set_name])
    except KeyError:
        raise CaseError(f"{path} has no table [{set_name!r}]; add one") from None
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise CaseError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
    unknown = {*found.at_least, *found.at_most} - set(FIGURES)
    if unknown:
        raise CaseError(f"{path}: unknown figure {sorted(unknown)[0]!r}; known: {', '.join(FIGURES)}")
    return found


def against_thresholds(run: Run, thresholds: Thresholds) -> list[str]:
    """Every threshold that is missed, one line each."""
    found = headline(run)
    missed = []
    for name, least in thresholds.at_least.items():
        if name not in found or found[name].mean < least:
            missed.append(f"{name} is {found[name].mean if name in found else float('nan'):.3f}, at least {least} was promised")
    for name, most in thresholds.at_most.items():
        if name not in found or found[name].mean > most:
            missed.append(f"{name} is {found[name].mean if name in found else float('nan'):.3f}, at most {most} was promised")
    failed = sum(bool(s.unscored) for s in run.scores)
    if failed:
        missed.append(f"{failed} case(s) could not be scored")
    return missed


def accept(run: Run, path: Path) -> None:
    """Keep a run's values, case by case, as what later runs are held against."""
    kept = {name: values(run, name) for name in FIGURES}
    data = {
        "about": {k: run.about[k] for k in ("set", "set_digest", "commit")},
        "headline": {n: asdict(v) for n, v in headline(run).items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**data, "values": kept}, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def against_accepted(run: Run, path: Path) -> list[str]:
    """Every figure significantly worse than in the accepted run (p < 0.05, cases both have); none without an accepted run."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))["values"]
    except (OSError, json.JSONDecodeError, KeyError):
        return []
    worse = []
    for name in FIGURES:
        if name == "length":
            continue
        before, now = kept.get(name, {}), values(run, name)
        ids = sorted(before.keys() & now.keys())
        found = difference([before[i] for i in ids], [now[i] for i in ids])
        if found is None or not found.significant:
            continue
        loss = found.mean > 0 if name in LOWER_IS_BETTER else found.mean < 0
        if loss:
            worse.append(f"{name} moved by {found.mean:+.3f} (p {found.p:.3f}, {found.n} cases) against the accepted run")
    return worse
