"""The audit fails on an advisory, and says so when nothing could be looked up instead of passing silently."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from datetime import date
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import REPOSITORY

SOUND = {"name": "a", "version": "1", "vulns": []}
UNKNOWN = {"name": "b", "skip_reason": "not found"}
FAULTY = {"name": "c", "version": "1", "vulns": [{"id": "GHSA-1", "aliases": ["CVE-1"], "fix_versions": ["2"]}]}


@pytest.fixture
def audit() -> ModuleType:
    loader = SourceFileLoader("wenjin_audit", str(REPOSITORY / ".ci" / "audit"))
    spec = spec_from_loader("wenjin_audit", loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # where dataclasses look up their own module
    loader.exec_module(module)
    return module


class Tools:
    """Stands for the tools: each call gives the next report; None is one that ran out of time."""

    def __init__(self, *reports: str | None) -> None:
        self.reports = list(reports)

    def __call__(self, name: str, *words: str, seconds: int) -> subprocess.CompletedProcess[str] | None:
        report = self.reports.pop(0)
        return None if report is None else subprocess.CompletedProcess([name], 1, report, "no route to host")


def packages(*listed: dict[str, object]) -> str:
    return json.dumps({"dependencies": listed, "fixes": []})


def run(audit: ModuleType, monkeypatch: pytest.MonkeyPatch, lock: Path, *reports: str | None) -> Any:
    monkeypatch.setattr(audit, "tool", Tools(*reports))
    lock.write_text("a==1\n" * 9, encoding="utf-8")
    return audit.audit(lock)


def accepted(folder: Path, until: str, package: str = "c", name: str = "CVE-1") -> Path:
    path = folder / "accepted.toml"
    path.write_text(f'[[advisory]]\npackage = "{package}"\nids = ["{name}"]\nuntil = {until}\nreason = "not ours"\n', encoding="utf-8")
    return path


def test_an_advisory_is_named_with_the_version_that_mends_it(audit: ModuleType, tmp_path: Path) -> None:
    found = audit.read_report(packages(SOUND, FAULTY)).found
    (tmp_path / "none.toml").touch()
    assert audit.open_ones(found, tmp_path / "none.toml", date(2026, 1, 1)) == ["c 1: GHSA-1 CVE-1 (fixed in 2)"]


@pytest.mark.parametrize(
    ("entry", "left"), [(("2026-05-01",), 0), (("2026-04-30",), 1), (("2026-05-01", "d"), 1), (("2026-05-01", "c", "CVE-2"), 1)]
)
def test_an_advisory_is_accepted_by_name_for_its_package_until_its_day(
    audit: ModuleType, tmp_path: Path, entry: tuple[str, ...], left: int
) -> None:
    found = audit.read_report(packages(FAULTY)).found
    assert len(audit.open_ones(found, accepted(tmp_path, *entry), date(2026, 5, 1))) == left


def test_what_is_accepted_is_pinned_and_has_a_reason_and_a_day(audit: ModuleType) -> None:
    pinned = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    for entry in tomllib.loads(audit.ACCEPTED.read_text(encoding="utf-8"))["advisory"]:
        assert f"\n{entry['package']}==" in pinned
        assert entry["ids"]
        assert len(entry["reason"]) > 40
        assert isinstance(entry["until"], date)


@pytest.mark.parametrize("reports", [("",), (None,), (packages(UNKNOWN, UNKNOWN),), (packages(SOUND), None), (packages(SOUND), "")])
def test_what_could_not_be_looked_up_is_said_and_never_counts_as_clean(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], reports: tuple[str | None, ...]
) -> None:
    assert run(audit, monkeypatch, tmp_path / "lock", *reports) is None
    assert "nothing was checked" in capsys.readouterr().out


def test_packages_the_service_does_not_know_are_listed(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(audit, monkeypatch, tmp_path / "lock", packages(SOUND), packages(SOUND, UNKNOWN)).looked == 1
    assert "not looked up: b" in capsys.readouterr().out


def test_the_lock_names_every_package_once_with_its_version() -> None:
    lines = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8").splitlines()
    names = [line.partition("==")[0].lower().replace("_", "-").replace(".", "-") for line in lines]
    assert all("==" in line for line in lines)
    assert len(set(names)) == len(names)
