"""`wenjin doctor`: what each check finds, and that none stops another."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.bench.servers import free_port
from rag.answer import Engine
from rag.errors import SettingsError
from rag.generation import Manifest, current_generation, write_manifest
from rag.settings import ROOT, Settings
from ui import doctor_checks as checks
from ui.cli import app
from ui.doctor import CHECKS, Check, Named, State, before_serving, examine
from ui.doctor_checks import Finding


@pytest.fixture
def sound(index_copy: Settings, tmp_path: Path) -> Settings:
    """Settings under which everything that this machine has is well."""
    return index_copy.model_copy(update={"feedback": tmp_path / "feedback.sqlite", "port": free_port()})


def look(settings: Settings, name: str) -> Check:
    (check,) = examine(settings, [one for one in CHECKS if one.name == name])
    return check


def set_manifest(settings: Settings, **values: object) -> None:
    folder = current_generation(settings.index)
    assert folder is not None
    data = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | values
    write_manifest(folder, Manifest.model_validate(data))


def test_where_all_is_well_every_line_says_ok(sound: Settings) -> None:
    made = [check for check in examine(sound) if check.name not in ("ocr", "memory", "disk")]  # these are the machine's
    assert {check.state for check in made} == {State.OK}, [check.line for check in made]
    assert len(made) == len(CHECKS) - 3


def test_a_check_that_breaks_is_a_finding_and_the_next_is_made() -> None:
    def breaks(_: Settings) -> Finding:
        raise RuntimeError("two\nlines")

    def fails(_: Settings) -> Finding:
        raise SettingsError("the model is away; start it")

    named = [
        Named("a", breaks),
        Named("b", fails, needed=False),
        Named("c", lambda _: Finding("here", "tidy up")),
        Named("d", checks.python),
    ]
    made = list(examine(Settings(), named))
    assert [check.state for check in made] == [State.ERROR, State.WARNING, State.WARNING, State.OK]
    assert made[0].line == "error    a: RuntimeError: two lines; report this line as a fault"
    assert made[1].line == "warning  b: the model is away; start it"


def test_an_old_python_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert look(Settings(), "python").state is State.ERROR


@pytest.mark.parametrize(("free", "state"), [(1 << 20, State.ERROR), ((100 << 20) + 1, State.WARNING), (1 << 40, State.OK)])
def test_a_disk_must_hold_the_next_generation_too(sound: Settings, monkeypatch: pytest.MonkeyPatch, free: int, state: State) -> None:
    usage = shutil.disk_usage(sound.index)
    monkeypatch.setattr("ui.doctor_checks.shutil.disk_usage", lambda _: usage._replace(free=free))
    assert look(sound, "disk").state is state


@pytest.mark.parametrize(("kib", "state"), [(400_000, State.WARNING), (4_000_000, State.OK)])
def test_memory_that_is_short_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kib: int, state: State) -> None:
    (tmp_path / "meminfo").write_text(f"MemTotal: 9 kB\nMemAvailable:   {kib} kB\n", encoding="ascii")
    monkeypatch.setattr("ui.doctor_checks._MEMINFO", tmp_path / "meminfo")
    assert look(Settings(), "memory").state is state
    monkeypatch.setattr("ui.doctor_checks._MEMINFO", tmp_path / "none")
    assert look(Settings(), "memory").state is State.OK


def test_every_damaged_part_of_the_index_is_told(sound: Settings) -> None:
    folder = current_generation(sound.index)
    assert folder is not None
    (folder / "vectors.npy").unlink()
    assert "vectors.npy is missing; repair it with `wenjin ingest --index" in look(sound, "index").line
    (folder / "entries.jsonl").write_bytes(b"x" * (folder / "entries.jsonl").stat().st_size)
    check = look(sound, "index")
    assert check.state is State.ERROR


def test_a_row_of_the_database_that_changed_is_told(sound: Settings) -> None:
    folder = current_generation(sound.index)
    assert folder is not None
    with sqlite3.connect(folder / "chroma" / "chroma.sqlite3") as database:
        database.execute("UPDATE embedding_metadata SET string_value = 'other' WHERE rowid = 5")
    database.close()
    check = look(sound, "index")
    assert check.state is State.ERROR
    assert "chroma/chroma.sqlite3 has other rows" in check.found


def test_no_index_is_an_error_and_one_behind_the_corpus_or_without_checksums_a_warning(sound: Settings, tmp_path: Path) -> None:
    missing = look(sound.model_copy(update={"index": tmp_path / "none"}), "index")
    assert missing.state is State.ERROR
    assert "wenjin ingest" in missing.todo
    behind = look(sound.model_copy(update={"window_chars": sound.window_chars + 1}), "index")
    assert (behind.state, "have changed since" in behind.todo) == (State.WARNING, True)
    set_manifest(sound, checksums={}, database="", rows="")
    (current_generation(sound.index) / "files.jsonl").write_text("", encoding="utf-8")  # type: ignore[operator]
    assert look(sound, "index").state is State.WARNING


@pytest.mark.parametrize(("built", "said"), [("2020-01-01T00:00:00+00:00", "days ago"), ("2099-01-01T00:00:00+00:00", "in the future")])
def test_the_age_of_an_index_is_told_also_when_the_clock_was_set_back(sound: Settings, built: str, said: str) -> None:
    set_manifest(sound, built=built)
    check = look(sound, "index")
    assert said in check.found
    assert check.state is (State.WARNING if "future" in said else State.OK)


def test_an_encoder_that_is_not_the_indexs_and_one_that_cannot_be_loaded_are_errors(sound: Settings, tmp_path: Path) -> None:
    set_manifest(sound, encoder="other:1")
    assert "the index was made with other:1; run `wenjin ingest" in look(sound, "encoder").line
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "rows.npz").write_bytes(b"no rows")
    assert look(sound.model_copy(update={"encoder": str(tmp_path / "model")}), "encoder").state is State.ERROR


@pytest.mark.parametrize(
    ("reason", "state"), [(None, State.OK), ("the program tesseract was not found; install it", State.WARNING)]
)  # fmt: skip
def test_missing_ocr_is_a_warning_with_what_to_install(monkeypatch: pytest.MonkeyPatch, reason: str | None, state: State) -> None:
    pytest.importorskip("PIL", reason="the extra `ocr` is not installed")
    monkeypatch.setattr("ingest.ocr.available", lambda: reason)
    check = look(Settings(), "ocr")
    assert check.state is state
    assert reason is None or "install it" in check.todo


class Model(BaseHTTPRequestHandler):
    """A chat server that says OK, or refuses every key but its own."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        good = self.headers["Authorization"] == "Bearer none"
        self.send_response(200 if good else 401)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        delta = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
        for choice in ({"delta": {"content": "OK"}, "index": 0}, {"delta": {}, "index": 0, "finish_reason": "stop"}):
            self.wfile.write(f"data: {json.dumps(delta | {'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        """Silent."""


@contextmanager
def model_server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Model) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()
        thread.join()


def test_a_language_model_is_asked_only_when_one_is_named_and_a_dead_one_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langchain_openai", reason="the extra `llm` is not installed")
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    assert "none named" in look(Settings(), "language model").found
    with model_server() as url:
        named = Settings(chat_model="openai:m", chat_base_url=url)
        assert look(named, "language model").line == "ok       language model: openai:m answers"
    check = look(named, "language model")
    assert check.state is State.WARNING
    assert "passages' own sentences until then" in check.todo
    assert look(Settings(chat_model="nonsense"), "language model").state is State.WARNING


def test_feedback_that_cannot_be_written_is_a_warning_and_no_file_is_made_to_find_out(sound: Settings, tmp_path: Path) -> None:
    assert look(sound, "feedback").state is State.OK
    assert not sound.feedback.exists()
    sound.feedback.write_bytes(b"no database" * 100)
    assert look(sound, "feedback").state is State.WARNING
    if os.geteuid():
        (tmp_path / "locked").mkdir(mode=0o500)
        assert look(sound.model_copy(update={"feedback": tmp_path / "locked" / "f.sqlite"}), "feedback").state is State.WARNING


def test_a_port_in_use_is_a_warning(sound: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", sound.port))
        taken.listen()
        assert look(sound, "port").state is State.WARNING


def test_a_server_open_to_others_without_login_is_a_warning(sound: Settings, tmp_path: Path) -> None:
    bare = sound.model_copy(update={"users": tmp_path / "users.json"})
    assert look(bare, "access").state is State.OK
    check = look(bare.model_copy(update={"host": "0.0.0.0"}), "access")
    assert check.state is State.WARNING
    assert "wenjin user add" in check.todo


def test_serving_tells_what_is_not_well_and_nothing_else(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.doctor.CHECKS", [one for one in CHECKS if one.name in ("python", "feedback", "corpus")])
    assert before_serving(sound) == []
    sound.feedback.write_bytes(b"no database" * 100)
    (line,) = before_serving(sound.model_copy(update={"corpus": ROOT / "nowhere"}))
    assert line.startswith("feedback: cannot write the feedback at")


def test_the_command_prints_a_line_a_check_and_ends_with_1_for_an_error(sound: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.doctor.CHECKS", CHECKS[:1])
    monkeypatch.setattr("ui.doctor.examine.__defaults__", (CHECKS[:1],))
    good = CliRunner().invoke(app, ["doctor", "--index", str(sound.index)])
    assert (good.exit_code, good.stdout.split(":")[0]) == (0, "ok       python")
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    bad = CliRunner().invoke(app, ["doctor", "--json"])
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["checks"][0]["state"] == "error"


def test_an_engine_that_is_open_does_not_disturb_the_checks(sound: Settings, engine: Engine) -> None:
    from rag.answer import open_engine

    opened = open_engine(sound)
    assert look(sound, "index").state is State.OK
    assert opened.index.folder == current_generation(sound.index)
