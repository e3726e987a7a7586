"""The documents name every command, setting and status there is."""

from __future__ import annotations

import re

import pytest
import typer.main

from rag.settings import ROOT, Settings
from rag.types import Status
from ui.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")


def command_names() -> list[str]:
    root = typer.main.get_command(app)
    names = []
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        names += [f"{name} {sub}" for sub in inner] if inner else [name]
    return names


@pytest.mark.parametrize("name", command_names())
def test_every_command_is_in_the_readme(name: str) -> None:
    assert f"`wenjin {name}" in README


@pytest.mark.parametrize("status", [str(s) for s in Status])
def test_every_status_is_in_the_contract(status: str) -> None:
    assert f"`{status}`" in (ROOT / "docs" / "contract.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_says_what_it_is(name: str) -> None:
    assert len(Settings.model_fields[name].description or "") > 10


def test_settings_named_in_the_readme_exist_with_their_defaults() -> None:
    for variable, default in re.findall(r"^\| `WENJIN_(\w+)` \| `([^`]+)` \|", README, re.MULTILINE):
        field = Settings.model_fields[variable.lower()]
        assert str(field.default).endswith(default), variable


def test_no_machine_path_or_package_host_is_named() -> None:
    hosts = re.compile("py" + "pi\\.org|deb\\." + "debian|registry\\.np" + "mjs|/ro" + "ot/|/wo" + "rk/")
    listed = [
        p
        for p in ROOT.rglob("*")
        if p.is_file()
        and p.suffix in {".py", ".md", ".toml", ".txt", ".css", ""}
        and not {".venv", "var", ".git", "build", ".hypothesis"} & set(p.relative_to(ROOT).parts)
        and not any(part.endswith(".egg-info") or "cache" in part for part in p.relative_to(ROOT).parts)
    ]
    assert [str(p) for p in listed if hosts.search(p.read_text(encoding="utf-8", errors="ignore"))] == []
