"""Without accounts everything is open as before; limits hold, secrets stay inside, and every question is told of, whichever way it comes."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from rag.answer import Engine
from rag.errors import ServeError, SettingsError, UsersError
from rag.log import Redacted
from rag.settings import ROOT, Settings
from tests.ui.loopback import served
from tests.ui.test_guard import INITIALIZE
from ui.server import check_users, make_app, open_door, warnings_for

QUESTION = "高才通幾時可以續簽？"
TOKEN = "sentinel-metrics-token"
BURST = 15
JSON = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def told() -> Iterator[io.StringIO]:
    """All that any logger writes, formatted as the server does."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Redacted("json", ()))  # no values given: secrets must not come here in the first place
    questions = logging.getLogger("wenjin.questions")
    root.addHandler(handler)
    questions.setLevel(logging.INFO)
    yield out
    root.removeHandler(handler)
    questions.setLevel(logging.NOTSET)


@pytest.fixture(scope="module")
def url(engine: Engine, told: io.StringIO, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("open")
    changes: dict[str, Any] = {"corpus": ROOT / "corpus", "users": folder / "none.json", "metrics_token": SecretStr(TOKEN), "rate": 1, "rate_burst": BURST,
        "trusted_proxies": "127.0.0.0/8", "allowed_hosts": "ask.example.org", "feedback": folder / "feedback.sqlite"}  # fmt: skip
    with served(lambda: make_app(engine.settings.model_copy(update=changes))) as address:
        yield address


def as_client(url: str, address: str) -> httpx.Client:
    """Somebody behind the reverse proxy, from an address of their own."""
    return httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"x-forwarded-for": address})


def ask(client: httpx.Client) -> httpx.Response:
    return client.post("/api/v1/ask", json={"question": QUESTION})


def test_everything_is_open_and_there_is_no_login(url: str) -> None:
    with as_client(url, "198.51.100.1") as client:
        for path in ("/", "/config", "/api/v1/status", "/api/docs", "/healthz"):
            assert client.get(path).status_code == 200
        assert client.post("/gradio_api/mcp/", json=INITIALIZE, headers=JSON).status_code == 200
        assert client.get("/login").status_code == 404
        assert client.post("/login", data={"username": "a", "password": "b"}).status_code == 404
        assert client.post("/logout").status_code == 404
        assert client.get("/config").json()["username"] is None


def test_uploads_are_shut_where_the_operator_has_not_opened_them(url: str) -> None:
    with as_client(url, "198.51.100.2") as client:
        assert client.post("/gradio_api/upload", files={"files": ("a.md", b"# A")}).status_code == 403
        assert client.post("/gradio_api/component_server", files={"files": ("a.md", b"# A")}).status_code == 403


@pytest.mark.parametrize("path", ["/api/v1/ask", "/gradio_api/queue/join", "/gradio_api/mcp/", "/gradio_api/call/ask"])
def test_a_client_that_asks_too_much_is_told_when_to_come_again_and_no_other_suffers(url: str, path: str) -> None:
    with as_client(url, f"203.0.113.{len(path)}") as greedy, as_client(url, "203.0.113.250") as other:
        statuses = [greedy.post(path, content=b"{", headers={"content-type": "application/json"}).status_code for _ in range(BURST + 5)]
        assert statuses[-1] == 429
        assert 429 not in statuses[: BURST - 1]
        refused = greedy.post(path, content=b"{")
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["error"] == "too_many"
        assert ask(other).status_code == 200
        assert greedy.get("/api/v1/status").status_code == 200  # what needs no work goes on


def test_a_client_cannot_give_itself_another_address(url: str) -> None:
    with as_client(url, "9.9.9.9") as client:
        statuses = [
            client.post("/gradio_api/call/ask", content=b"{", headers={"x-forwarded-for": f"9.9.9.{n}, 203.0.113.77"}).status_code
            for n in range(BURST + 5)
        ]
    assert statuses[-1] == 429


def test_figures_need_the_token_from_elsewhere(url: str) -> None:
    with as_client(url, "198.51.100.3") as client:
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers={"authorization": "Bearer wrong"}).status_code == 403
        shown = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert shown.status_code == 200
        assert shown.headers["content-type"].startswith("text/plain")
        assert 'wenjin_requests_refused_total{reason="too_many"}' in shown.text


def test_a_proxy_that_is_listed_is_believed_about_host_and_https(url: str) -> None:
    with as_client(url, "198.51.100.4") as client:
        said = {"x-forwarded-host": "ask.example.org", "x-forwarded-proto": "https", "origin": "https://ask.example.org"}
        assert client.post("/api/v1/ask", json={"question": QUESTION}, headers=said).status_code == 200
        assert client.get("/config", headers=said).json()["root"] == "https://ask.example.org"
        assert client.get("/config", headers={"x-forwarded-host": "evil.example"}).status_code == 400


def test_a_question_is_told_of_once_whichever_way_it_comes(url: str, told: io.StringIO) -> None:
    told.truncate(0)
    told.seek(0)
    call = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask", "arguments": {"question": QUESTION}}}
    with as_client(url, "198.51.100.5") as client:
        assert ask(client).status_code == 200
        assert client.post("/gradio_api/mcp/", json=call, headers=JSON).status_code == 200
        assert client.post("/api/v1/ask", json={"question": " "}).status_code == 422
    lines = [line for line in told.getvalue().splitlines() if '"event": "question"' in line]
    assert [re.findall(r'"channel": "(\w+)", "status": "(\w+)"', line)[0] for line in lines] == [
        ("api", "answered"), ("mcp", "answered"), ("api", "failed"),
    ]  # fmt: skip
    assert QUESTION not in told.getvalue()
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {TOKEN}"}) as client:
        found = client.get("/metrics").text
    assert 'wenjin_questions_total{channel="mcp",fault="",lang="zh-Hant",status="answered"} 1.0' in found
    assert 'wenjin_questions_total{channel="api",fault="bad_question",lang="",status="failed"} 1.0' in found


def test_no_secret_is_written_or_sent_whatever_is_asked(url: str, told: io.StringIO) -> None:
    sent = {"authorization": f"Bearer {TOKEN}", "cookie": "wenjin-session=sentinel-cookie", "x-api-key": "sentinel-key"}
    replies = []
    with as_client(url, "198.51.100.6") as client:
        for method, path in (("GET", "/"), ("GET", "/config"), ("GET", "/api/v1/status"), ("GET", "/metrics"), ("POST", "/api/v1/ask"), ("GET", "/nothing"),
            ("POST", "/gradio_api/mcp/"), ("POST", "/gradio_api/component_server"), ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/run/ask")):  # fmt: skip
            replies.append(client.request(method, path, headers=sent, content=b'{"question": 1}').text)
    assert not [text for text in replies if "sentinel" in text]
    assert "sentinel" not in told.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        {"data": {"x": 1}, "component_id": 1, "fn_name": "__class__", "session_hash": "a"},
        {"data": None, "component_id": 10**9, "fn_name": "preprocess", "session_hash": "a"},
        {"data": "x", "component_id": "x", "fn_name": "../../x", "session_hash": None},
    ],
)
def test_a_component_that_is_asked_for_what_it_does_not_offer_tells_nothing_of_the_inside(url: str, body: dict[str, Any]) -> None:
    with as_client(url, "198.51.100.7") as client:
        reply = client.post("/gradio_api/component_server", json=body)
    assert reply.status_code >= 400
    assert not re.search(r"Traceback|site-packages|\.py|/usr|/home", reply.text)


def test_a_server_that_others_reach_without_a_login_is_warned_of(tmp_path: Path) -> None:
    none = tmp_path / "none.json"
    assert warnings_for(Settings(users=none)) == []
    assert warnings_for(Settings(users=none, host="::1")) == []
    (line,) = warnings_for(Settings(users=none, host="0.0.0.0", allow_uploads=True))
    assert "add and remove documents" in line
    assert "wenjin user add" in line


def test_a_file_of_users_that_was_named_and_is_not_there_keeps_the_server_from_starting(tmp_path: Path) -> None:
    with pytest.raises(ServeError, match="wenjin user add"):
        check_users(Settings(users=tmp_path / "none.json"))
    (tmp_path / "users.json").write_text("{")
    with pytest.raises(UsersError, match="damaged"):
        open_door(Settings(users=tmp_path / "users.json"))


def test_a_proxy_that_is_no_address_keeps_the_server_from_starting(engine: Engine, tmp_path: Path) -> None:
    from ui.guard_origin import ProxyWord

    with pytest.raises(SettingsError, match="WENJIN_TRUSTED_PROXIES"):
        ProxyWord(make_app, trusted="proxy.example")  # type: ignore[arg-type]
