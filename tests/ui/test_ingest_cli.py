"""`ingest`, `inspect` and `status` as commands: one process each, data on standard output."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from evals.chat_server import ChatServer, Play
from tests.ui.test_cli import one_line_error, wenjin


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents, one of them twice, and a file that is none."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "fees.md").write_text("# 碼頭\n\n泊船費用是每天90元。\n", encoding="utf-8")
    (folder / "copy.md").write_text("# 碼頭\n\n泊船費用是每天90元。\n", encoding="utf-8")
    (folder / "park.txt").write_text("Harbour Park has 12 benches.\n", encoding="utf-8")
    (folder / "photo.png").write_bytes(b"x")
    return folder


@pytest.fixture(scope="module")
def index(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("index") / "here"
    result = wenjin("ingest", folder, "--index", index, "--jobs", "2")
    assert result.returncode == 0, result.stderr
    assert result.stdout == ""
    for part in ("copy.md: 1 passages", "same as copy.md", "left out, not being documents: 1 .png"):
        assert part in result.stderr
    return index


def test_an_unchanged_folder_is_good_and_says_there_is_nothing_to_do(folder: Path, index: Path) -> None:
    result = wenjin("ingest", folder, "--index", index)
    assert result.returncode == 0
    assert "nothing to do" in result.stderr
    assert "2 unchanged" in result.stderr


def test_status_lists_documents_without_any_absolute_path(folder: Path, index: Path) -> None:
    status = json.loads(wenjin("status", "--json", "--index", index).stdout)
    documents = {d["file"]: d for d in status["documents"]}
    assert documents.keys() == {"copy.md", "fees.md", "park.txt"}
    assert documents["fees.md"]["same_as"] == "copy.md"
    assert documents["park.txt"]["passages"] == 1
    assert str(folder) not in json.dumps(status["documents"])
    assert "park.txt" in wenjin("status", "--index", index).stdout


def test_inspect_shows_what_would_be_indexed(folder: Path) -> None:
    found = [json.loads(line) for line in wenjin("inspect", folder, "--json").stdout.splitlines()]
    assert [f["file"] for f in found] == ["copy.md", "fees.md", "park.txt"]
    assert found[0]["chunks"][0]["text"] == "泊船費用是每天90元。"
    assert str(folder) not in json.dumps(found)
    assert "泊船費用是每天90元。" in wenjin("inspect", folder / "fees.md").stdout


def test_faults_are_one_line(folder: Path, tmp_path: Path) -> None:
    one_line_error(wenjin("ingest", folder, "--expand", "--index", tmp_path / "index"), "WENJIN_CHAT_MODEL")
    one_line_error(wenjin("inspect", tmp_path / "none.pdf"), "none.pdf")
    (tmp_path / "file").write_text("", encoding="utf-8")
    one_line_error(wenjin("ingest", folder, "--index", tmp_path / "file"), "cannot write the index at")


@pytest.mark.skipif(importlib.util.find_spec("langchain_openai") is None, reason="langchain-openai is not installed (extra llm)")
@pytest.mark.parametrize(("play", "questions"), [(Play("en: How many benches are there?"), 1), (Play(status=500), 0)])
def test_a_model_writes_questions_and_one_that_fails_costs_only_those(folder: Path, tmp_path: Path, play: Play, questions: int) -> None:
    index = tmp_path / "index"
    with ChatServer(play) as server:
        model = {"WENJIN_CHAT_MODEL": "openai:played", "WENJIN_CHAT_BASE_URL": server.url, "OPENAI_API_KEY": "none"}
        result = wenjin("ingest", folder / "park.txt", "--expand", "--index", index, **model)
    assert result.returncode == 0, result.stderr
    assert ("no questions are written" in result.stderr) == (questions == 0)
    generation = index / (index / "CURRENT").read_text(encoding="utf-8").strip()
    passage = json.loads((generation / "passages.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert len(passage.get("questions", [])) == questions
