"""The model seam over real HTTP, against evals.chat_server."""

import importlib.util
import threading
import time

import pytest

from evals.chat_server import ChatServer, Play
from rag.chat import ModelWriter, open_chat_model
from rag.errors import ChatError, SettingsError
from rag.settings import Settings

needs_openai = pytest.mark.skipif(
    importlib.util.find_spec("langchain_openai") is None, reason="langchain-openai is not installed (extra llm)"
)


def writer(server: ChatServer, timeout_s: float = 10.0) -> ModelWriter:
    chat = open_chat_model(Settings(chat_model="openai:played", chat_base_url=server.url, chat_timeout_s=timeout_s))
    assert chat is not None
    return chat


def test_without_the_setting_there_is_no_model() -> None:
    assert open_chat_model(Settings()) is None


@pytest.mark.parametrize("name", ["gpt", "openai:", "openai: ", "elsewhere:model", ":model"])
def test_a_name_of_another_form_is_a_one_line_settings_error(name: str) -> None:
    with pytest.raises(SettingsError, match="expected openai:NAME or ollama:NAME") as caught:
        open_chat_model(Settings(chat_model=name))
    assert "\n" not in str(caught.value)


def test_a_missing_package_is_a_settings_error_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise ImportError("no module")

    monkeypatch.setattr("langchain.chat_models.init_chat_model", missing)
    with pytest.raises(SettingsError, match=r"needs langchain-ollama, which is not installed; run `pip install 'wenjin\[llm\]'`"):
        open_chat_model(Settings(chat_model="ollama:qwen3"))


@needs_openai
def test_a_missing_key_is_a_settings_error_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(SettingsError, match="needs a key; set OPENAI_API_KEY, or unset it"):
        open_chat_model(Settings(chat_model="openai:gpt-4.1-mini"))


@needs_openai
def test_a_reply_comes_in_pieces_and_opening_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with ChatServer(Play("Twelve months [1].", piece=5)) as server:
        chat = writer(server)
        assert server.requests == []
        pieces = list(chat.stream("rules", "question"))
    assert "".join(pieces) == "Twelve months [1]."
    assert len(pieces) > 2
    assert len(server.requests) == 1
    assert [m["content"] for m in server.requests[0]["messages"]] == ["rules", "question"]
    assert server.requests[0]["temperature"] == 0


@needs_openai
@pytest.mark.parametrize(
    ("play", "why"),
    [
        (Play(status=500), "could not be asked"),
        (Play(status=429), "could not be asked"),
        (Play(status=401), "could not be asked"),
        (Play(raw=b"{nonsense"), "could not be asked"),
        (Play(raw=b"data: {nonsense\n\n"), "could not be asked"),
        (Play("Twelve mon", finish=""), "cut off"),
        (Play("Twelve mon", finish="length"), "cut off"),
        (Play("Twelve mon", finish="content_filter"), "cut off"),
    ],
)
def test_every_failure_is_one_chat_error_after_one_request(play: Play, why: str) -> None:
    with ChatServer(play) as server, pytest.raises(ChatError, match=why) as caught:
        list(writer(server).stream("rules", "question"))
    assert len(server.requests) == 1
    assert "\n" not in caught.value.line


@needs_openai
def test_an_endpoint_that_is_down_is_a_chat_error() -> None:
    with ChatServer(Play("x")) as server:
        chat = writer(server)
    with pytest.raises(ChatError, match="could not be asked"):
        list(chat.stream("rules", "question"))


@needs_openai
@pytest.mark.parametrize("play", [Play(pause_s=30), Play("a reply that drips", piece=1, pause_s=0.2)], ids=["silent", "dripping"])
def test_the_whole_reply_has_one_time_limit(play: Play) -> None:
    with ChatServer(play) as server:
        chat, started = writer(server, timeout_s=0.6), time.monotonic()
        with pytest.raises(ChatError, match=r"more than 0.6 s; see WENJIN_CHAT_TIMEOUT_S"):
            list(chat.stream("rules", "question"))
        assert 0.5 < time.monotonic() - started < 3


@needs_openai
def test_a_reply_closed_early_ends_its_request() -> None:
    with ChatServer(Play("word " * 400, piece=5, pause_s=0.01)) as server:
        pieces = writer(server).stream("rules", "question")
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        deadline = time.monotonic() + 3
        while any(t.name == "wenjin-chat" for t in threading.enumerate()) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not [t for t in threading.enumerate() if t.name == "wenjin-chat"]


@needs_openai
def test_no_trace_is_sent_to_a_third_party(monkeypatch: pytest.MonkeyPatch) -> None:
    traces = []
    with ChatServer(Play("Twelve months [1].")) as server, ChatServer(lambda request: (traces.append(request), Play("x"))[1]) as tracer:
        monkeypatch.setenv("LANGSMITH_TRACING", "true")
        monkeypatch.setenv("LANGSMITH_API_KEY", "key")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", tracer.url)
        assert "".join(writer(server).stream("rules", "question"))
        time.sleep(0.3)
    assert traces == []
