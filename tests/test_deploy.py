"""The files an operator starts from agree with the code: names of settings, port, health check, folders, versions, what is copied."""

from __future__ import annotations

import fnmatch
import os
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from rag.settings import ROOT, Settings
from ui.cli import app
from ui.guard_paths import Kind, kind_of

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
FINAL_STAGE = DOCKERFILE[DOCKERFILE.rindex("\nFROM ") :]
UNIT = (ROOT / "deploy" / "wenjin.service").read_text(encoding="utf-8")
ENV_FILES = ("deploy/wenjin.env.example", "deploy/folders.env")
DEFAULTS = Settings()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8")))


def variables(text: str) -> set[str]:
    """Settings named in a file, those in comments too."""
    return {name.lower() for name in re.findall(r"\bWENJIN_([A-Z_]+)\b", text)}


def copied() -> list[str]:
    """What the Dockerfile copies from the folder it is built in."""
    lines = re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
    return [name for line in lines for name in line.split()[:-1]]


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml", "deploy/wenjin.service", "docs/operations.md", *ENV_FILES])
def test_every_setting_named_is_one(name: str) -> None:
    assert variables((ROOT / name).read_text(encoding="utf-8")) - set(Settings.model_fields) == set()


@pytest.mark.parametrize("name", copied())
def test_what_the_image_is_made_of_is_there_and_sent_to_the_builder(name: str) -> None:
    assert (ROOT / name).exists()
    rules = [line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert f"!{name}" in rules
    assert not any(fnmatch.fnmatch(name, rule) for rule in rules[1:] if not rule.startswith("!"))


def test_every_package_and_folder_of_the_code_is_in_the_image() -> None:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in found} | {DEFAULTS.corpus.name} <= set(copied())


def test_the_image_has_a_python_the_project_takes() -> None:
    version = re.search(r"ARG PYTHON_VERSION=(\d+)\.(\d+)", DOCKERFILE)
    wanted = re.match(r">=(\d+)\.(\d+)", metadata("wenjin")["Requires-Python"])
    assert version is not None
    assert wanted is not None
    assert tuple(map(int, version.groups())) >= tuple(map(int, wanted.groups()))


def test_the_image_runs_as_nobody_special_and_holds_no_compiler() -> None:
    user = re.search(r"^USER (\d+):(\d+)$", FINAL_STAGE, re.MULTILINE)
    assert user is not None
    assert int(user[1]) >= 1_000
    assert f"--uid {user[1]}" in FINAL_STAGE
    assert not re.search(r"gcc|build-essential|g\+\+|-dev\b", FINAL_STAGE)


def test_the_image_listens_and_is_looked_after_where_the_server_is() -> None:
    port = str(DEFAULTS.port)
    assert f"EXPOSE {port}\n" in FINAL_STAGE
    assert f"WENJIN_PORT={port}" in FINAL_STAGE
    path = re.search(r"HEALTHCHECK.*?(/\w+)'", FINAL_STAGE, re.DOTALL)
    assert path is not None
    assert kind_of(path[1]) is Kind.HEALTH


def test_all_that_changes_is_below_one_folder_which_is_the_volume() -> None:
    folders = [DEFAULTS.index, DEFAULTS.cache, DEFAULTS.feedback, DEFAULTS.uploads, DEFAULTS.users]
    assert all(ROOT / "var" in folder.parents for folder in folders)
    assert "ln -s /data var" in DOCKERFILE
    assert "VOLUME /data" in FINAL_STAGE


def test_the_languages_ocr_reads_are_in_the_image() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = re.search(r"apt install (tesseract-ocr[\w -]+)`", readme)
    assert wanted is not None
    assert set(wanted[1].split()) <= set(FINAL_STAGE.split())


@pytest.mark.parametrize("name", ["start", "as-service"])
def test_the_scripts_can_be_run_and_name_commands_there_are(name: str) -> None:
    path = ROOT / "deploy" / name
    assert os.access(path, os.X_OK)
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    for command, option in re.findall(r"^(?:exec )?wenjin (\w+)(?: (--[\w-]+))?", path.read_text(encoding="utf-8"), re.MULTILINE):
        assert not option or any(option in p.opts for p in commands[command].params)


def test_containers_can_write_nothing_but_their_volume_and_gain_no_rights(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert {"mem_limit", "cpus", "pids_limit"} <= set(service)
        assert [volume.partition(":")[0] in compose["volumes"] for volume in service["volumes"]] == [True]


def test_only_wenjin_reaches_the_chroma_server_and_only_this_machine_wenjin(compose: dict[str, Any]) -> None:
    wenjin, chroma = compose["services"]["wenjin"], compose["services"]["chroma"]
    assert chroma["networks"] == ["vectors"]
    assert compose["networks"]["vectors"]["internal"]
    assert "ports" not in chroma
    assert all(port.startswith("127.0.0.1:") for port in wenjin["ports"])
    assert all(port.endswith(f":{DEFAULTS.port}") for port in wenjin["ports"])
    words = chroma["entrypoint"]
    assert wenjin["environment"]["WENJIN_CHROMA_URL"] == f"http://chroma:{words[words.index('--port') + 1]}"


def test_the_image_is_named_after_the_version(compose: dict[str, Any]) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {service["image"] for service in compose["services"].values()} == {f"wenjin:{version}"}


def test_secrets_come_from_a_file_that_git_does_not_take(compose: dict[str, Any]) -> None:
    (file,) = compose["services"]["wenjin"]["env_file"]
    assert file in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert (ROOT / f"{file}.example").exists()
    set_in_example = [line for line in (ROOT / f"{file}.example").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert not [line for line in set_in_example if re.search("TOKEN|KEY|PASSWORD", line)]


def test_the_unit_starts_a_script_of_ours_and_writes_only_its_own_folders() -> None:
    start = re.search(r"^ExecStart=/opt/wenjin/(\S+)$", UNIT, re.MULTILINE)
    assert start is not None
    assert (ROOT / start[1]).exists()
    for line in (
        "DynamicUser=yes",
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "ProtectHome=yes",
    ):
        assert f"\n{line}\n" in UNIT
    folders = [line.partition("=")[2] for line in (ROOT / "deploy" / "folders.env").read_text(encoding="utf-8").splitlines() if "=" in line]
    assert all(Path(folder).parts[:3] == ("/", "var", "lib") or Path(folder).parts[:3] == ("/", "var", "cache") for folder in folders)


def test_every_command_the_operator_is_told_exists_with_its_options() -> None:
    root = typer.main.get_command(app)
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    told = re.findall(r"(?:`|^)(?:sudo deploy/as-service|wenjin) ([a-z]+)([^`\n]*)", text, re.MULTILINE)
    assert len(told) > 15
    for name, rest in told:
        command = root.commands[name]  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        if inner:
            command = inner[rest.split()[0]]
        for option in re.findall(r"(?<=\s)--[a-z-]+", rest.partition("wenjin")[0]):
            assert any(option in parameter.opts for parameter in command.params), f"{name}{rest}"


def test_every_file_the_operator_is_pointed_to_is_there() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    links = {link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link}
    assert {link for link in links if not (ROOT / "docs" / link).exists()} == set()
