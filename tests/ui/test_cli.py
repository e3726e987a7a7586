"""The command line: JSON out, one clear line for each fault, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.generation import read_manifest, write_manifest
from rag.settings import ROOT

WENJIN = [sys.executable, "-m", "ui.cli"]


def wenjin(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WENJIN_")} | variables
    return subprocess.run(
        [*WENJIN, *map(str, arguments)], capture_output=True, text=True, timeout=110, cwd=ROOT, env=environment, check=False
    )


def one_line_error(result: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert result.returncode == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.strip()]
    assert len(lines) == 1, result.stderr
    for part in ("wenjin: ", *parts):
        assert part in lines[0]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over one small document, made by the command itself."""
    folder = tmp_path_factory.mktemp("cli")
    (folder / "note.md").write_text(
        "# 續簽\n\n高才通持證人可在簽證到期前3個月內申請續簽。\n\n# 費用\n\n申請費是600港元。\n", encoding="utf-8"
    )
    result = wenjin("ingest", folder / "note.md", "--index", folder / "index")
    assert result.returncode == 0, result.stderr
    return folder / "index"


def test_ask_prints_one_json_object_with_the_contract_keys(index: Path) -> None:
    result = wenjin("ask", "高才通幾時可以續簽？", "--json", "--index", index)
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    assert {"id", "answer", "lang", "status", "refused", "citations", "retrieved", "latency_ms"} <= answer.keys()
    assert "3個月" in answer["answer"]
    assert answer["citations"][0]["digest"] is False
    assert answer["citations"][0]["quote"] in answer["citations"][0]["text"]


def test_answer_takes_a_file_and_goes_on_after_a_bad_line(index: Path, tmp_path: Path) -> None:
    questions = tmp_path / "q.jsonl"
    questions.write_text('{"id": "1", "question": "申請費多少？"}\nnot json\n{"id": "3", "question": ""}\n', encoding="utf-8")
    result = wenjin("answer", "--in", questions, "--out", tmp_path / "a.jsonl", "--index", index)
    assert result.returncode == 0, result.stderr
    rows = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [r["status"] for r in rows] == ["answered", "failed", "failed"]


def test_status_names_encoder_and_sources(index: Path) -> None:
    status = json.loads(wenjin("status", "--json", "--index", index).stdout)
    assert status["encoder"].startswith("wenjin-static:")
    assert status["passages"] == 2
    assert status["settings"]["port"] == 7860


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    one_line_error(wenjin("ask", "問題", "--index", tmp_path / "none"), "no index at", "wenjin ingest --index")


def test_an_index_of_another_encoder_is_not_read(index: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(index, tmp_path / "index")
    folder, manifest = read_manifest(copy)
    write_manifest(folder, manifest.model_copy(update={"encoder": "other:1"}))
    one_line_error(wenjin("ask", "問題", "--index", copy), "built with the encoder other:1", "`wenjin ingest --index")


def test_a_half_written_index_says_so(index: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(index, tmp_path / "index")
    next(copy.glob("gen-*/vectors.npy")).unlink()
    one_line_error(wenjin("ask", "問題", "--index", copy), "damaged: vectors.npy is missing", "repair it with `wenjin ingest --index")
    next(copy.glob("gen-*/manifest.json")).unlink()
    one_line_error(wenjin("ask", "問題", "--index", copy), "incomplete", "wenjin ingest --reset")


def test_an_empty_and_an_endless_question_get_a_line(index: Path) -> None:
    one_line_error(wenjin("ask", "  ？！ ", "--index", index), "the question is empty")
    one_line_error(wenjin("ask", "visa" * 25_000, "--index", index), "100,000 characters, more than 2,000")


def test_a_broken_corpus_heading_names_file_and_line(tmp_path: Path) -> None:
    corpus = shutil.copytree(ROOT / "corpus", tmp_path / "corpus")
    broken = corpus / "tsw2022" / "en.md"
    lines = broken.read_text(encoding="utf-8").splitlines()
    number = next(i for i, line in enumerate(lines) if line.startswith("## ") and i > 5)
    lines[number] = "## A heading without its id"
    broken.write_text("\n".join(lines), encoding="utf-8")
    result = wenjin("ingest", "--index", tmp_path / "index", WENJIN_CORPUS=str(corpus))
    one_line_error(result, f"{broken}:{number + 1}:", "a heading must read")


def test_a_bad_port_names_its_variable() -> None:
    one_line_error(wenjin("serve", WENJIN_PORT="seven"), "WENJIN_PORT='seven'")


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    one_line_error(wenjin("ingest", tmp_path / "nothing.md", "--index", tmp_path / "index"), "nothing.md does not exist")


def test_an_unknown_option_is_a_usage_error() -> None:
    assert wenjin("ask", "問", "--nonsense").returncode == 2
