"""What is logged: one line a message, as text or JSON, and no secret in either."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.log import HIDDEN, Redacted, log_to_stderr, logger, questions, without_secrets
from rag.settings import Settings, secret_values

SENTINEL = 'sentinel-4f9c"\\x'  # quotes and a backslash, which JSON writes otherwise


@pytest.fixture
def restored() -> Iterator[None]:
    """The root logger as it was."""
    root = logging.getLogger()
    level = root.level
    yield
    for handler in [h for h in root.handlers if isinstance(h.formatter, Redacted)]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    questions.setLevel(logging.NOTSET)


def said(style: str, *args: object, secrets: tuple[str, ...] = (SENTINEL,), fault: Exception | None = None) -> str:
    """One message as it is written."""
    out, own = io.StringIO(), logging.Logger("other.library")
    handler = logging.StreamHandler(out)
    handler.setFormatter(Redacted(style, secrets))
    own.addHandler(handler)
    own.error(*args, exc_info=fault)
    return out.getvalue()


def raised(text: str) -> Exception:
    try:
        raise RuntimeError(text)
    except RuntimeError as error:
        return error


@pytest.mark.parametrize("style", ["text", "json"])
def test_a_secret_is_in_no_message_no_argument_and_no_trace(style: str) -> None:
    line = said(style, "key %s", SENTINEL, fault=raised(f"sent {SENTINEL} to the server"))
    assert "sentinel" not in line
    assert line.count(HIDDEN) >= 2


def test_json_messages_are_an_object_a_line_and_a_fault_brings_its_trace() -> None:
    line = said("json", "two\nlines", fault=raised("boom"))
    told = json.loads(line)
    assert line.count("\n") == 1
    assert (told["level"], told["logger"], told["message"]) == ("error", "other.library", "two\nlines")
    assert "RuntimeError: boom" in told["trace"]


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer abcdefgh-12345",
        "headers {'authorization': 'Basic dXNlcjpwYXNz'}",
        "cookie: wenjin-session=abcdefgh12345; a=b",
        "password=hunter2hunter2&x=1",
        '{"api_key": "abcdefgh12345"}',
        "at https://user:hunter2hunter2@chroma.example/",
        "X-Chroma-Token: abcdefgh12345",
    ],
)
def test_what_stands_where_a_credential_stands_is_taken_out_though_nobody_named_it(text: str) -> None:
    cleaned = without_secrets(text)
    assert HIDDEN in cleaned
    assert not any(part in cleaned for part in ("abcdefgh", "hunter2", "dXNlcjpw"))


@pytest.mark.parametrize(
    "text",
    [
        "the model gave 512 tokens",
        "page 3: the basic rule of TTPS",
        "http://127.0.0.1:7860/x is in use",
        "cannot read a.pdf: no password given",
    ],
)
def test_ordinary_messages_stay_as_they_are(text: str) -> None:
    assert without_secrets(text) == text


def test_secrets_are_what_the_environment_calls_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "OPENAI_API_KEY": "sk-0123456789",
        "WENJIN_METRICS_TOKEN": "0123456789abcdef",
        "X_PASSWORD": "short",
        "KEYBOARD": "not-a-secret-at-all",
    }.items():
        monkeypatch.setenv(name, value)
    assert {"sk-0123456789", "0123456789abcdef"} <= set(secret_values())
    assert not {"short", "not-a-secret-at-all"} & set(secret_values())


def test_messages_go_to_the_file_too_which_may_be_rotated(tmp_path: Path, restored: None, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "wenjin.log"
    settings = Settings(log="json", log_file=str(file))
    log_to_stderr(settings=settings)
    log_to_stderr(settings=settings)  # twice must not mean every line twice
    logger.warning("first")
    file.rename(tmp_path / "wenjin.log.1")
    logger.warning("second")
    questions.info("%s", '{"event": "question"}')
    assert [json.loads(line).get("message") for line in file.read_text().splitlines()] == ["second", None]
    assert capsys.readouterr().err.count("second") == 1


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="WENJIN_LOG_FILE"):
        log_to_stderr(settings=Settings(log_file=str(tmp_path / "missing" / "wenjin.log")))
