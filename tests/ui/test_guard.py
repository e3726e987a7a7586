"""The whole application over loopback with accounts: every kind of path for everybody, roles in every event, and what a response says."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from rag.answer import Engine
from rag.settings import ROOT, Settings
from tests.ui.accounts import PASSWORD, quick_passwords, write_users
from tests.ui.loopback import served
from ui.guard import EVENT_BYTES
from ui.login import COOKIE
from ui.roles import Role
from ui.server import make_app
from ui.users import Passwords

PEOPLE = ("", "reader", "editor", "evaluator")
INSIDE = re.compile(r"Traceback|File \\?\"|site-packages|/home|/usr|/tmp|WENJIN_|\.py\b")
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
}


@pytest.fixture(scope="module")
def shut(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("guard")
    write_users(folder / "users.json", *Role)
    changes = {"corpus": ROOT / "corpus", "users": folder / "users.json", "allow_uploads": True, "uploads": folder / "up", "upload_max_mb": 1,
        "upload_max_files": 1, "trusted_proxies": "127.0.0.9"}  # fmt: skip
    return engine.settings.model_copy(update=changes)


@pytest.fixture(scope="module")
def url(shut: Settings) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Passwords, "strong", classmethod(lambda _: quick_passwords()))
        patch.setenv("GRADIO_TEMP_DIR", "set by the server")
        with served(lambda: make_app(shut)) as address:
            yield address


def client_of(url: str, name: str) -> httpx.Client:
    return httpx.Client(base_url=url, timeout=60, trust_env=False, auth=(name, PASSWORD) if name else None)


@pytest.fixture(scope="module")
def clients(url: str) -> Iterator[dict[str, httpx.Client]]:
    """Everybody, by name; "" has not logged in. Programs' way: name and password with each request."""
    made = {name: client_of(url, name) for name in PEOPLE}
    yield made
    for client in made.values():
        client.close()


@pytest.fixture(scope="module")
def config(clients: dict[str, httpx.Client]) -> dict[str, Any]:
    return dict(clients["reader"].get("/config").json())


def event(client: httpx.Client, config: dict[str, Any], elem_id: str, **given: Any) -> tuple[int, str]:
    """Send the event that a button's press sends; its status and all it answers. `given` are its inputs by elem_id."""
    parts = {part["id"]: part for part in config["components"]}
    names = {number: part["props"].get("elem_id") or "" for number, part in parts.items()}
    button = next(number for number, name in names.items() if name == elem_id)
    fn = next(d for d in config["dependencies"] if [button, "click"] in [list(target) for target in d["targets"]])
    data = [given.get(names[n].replace("-", "_"), parts[n]["props"].get("value")) for n in fn["inputs"]]
    session = secrets.token_hex(8)
    joined = client.post("/gradio_api/queue/join", json={"data": data, "fn_index": fn["id"], "trigger_id": button, "session_hash": session})
    if joined.status_code != 200:
        return joined.status_code, joined.text
    said = ""
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
        for line in events.iter_lines():
            said += line
            if "process_completed" in line:
                break
    return 200, json.dumps(json.loads("[" + said.replace("data:", ",").lstrip(", ") + "]"), ensure_ascii=False)


KINDS: list[tuple[str, str, dict[str, Any], int]] = [
    ("GET", "/", {}, 200),
    ("GET", "/config", {}, 200),
    ("GET", "/gradio_api/info", {}, 200),
    ("GET", "/theme.css", {}, 200),
    ("GET", "/runs/none", {}, 404),
    ("GET", "/api/v1/status", {}, 200),
    ("GET", "/api/v1/search?q=TTPS", {}, 200),
    ("POST", "/api/v1/ask", {"json": {"question": "高才通幾時可以續簽？"}}, 200),
    ("GET", "/api/docs", {}, 200),
    ("GET", "/api/openapi.json", {}, 200),
    ("POST", "/gradio_api/mcp/", {"json": INITIALIZE, "headers": {"accept": "application/json, text/event-stream"}}, 200),
    ("POST", "/gradio_api/queue/join", {"json": {"data": [], "fn_index": 99_999, "session_hash": "x"}}, 0),
    ("POST", "/gradio_api/component_server", {"json": {}}, 400),
    ("POST", "/gradio_api/call/ask", {"json": {"data": ["TTPS"]}}, 200),
    ("POST", "/gradio_api/cancel", {"json": {}}, 422),
    ("GET", "/gradio_api/queue/status", {}, 200),
]


@pytest.mark.parametrize(("method", "path", "more", "status"), KINDS, ids=[f"{k[0]} {k[1]}" for k in KINDS])
def test_every_kind_of_path_is_shut_to_strangers_and_open_to_every_role(
    clients: dict[str, httpx.Client], method: str, path: str, more: dict[str, Any], status: int
) -> None:
    stranger = clients[""].request(method, path, **more)
    assert stranger.status_code == 401
    assert stranger.headers["www-authenticate"]
    assert not INSIDE.search(stranger.text)
    for name in PEOPLE[1:]:
        found = clients[name].request(method, path, **more).status_code
        assert found == status or (not status and found not in (401, 403, 200))


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/login", 200), ("/favicon.ico", 200), ("/robots.txt", 200)])
def test_what_has_to_be_open_is_open(clients: dict[str, httpx.Client], path: str, status: int) -> None:
    reply = clients[""].get(path)
    assert reply.status_code == status
    assert not INSIDE.search(reply.text)
    if path == "/healthz":
        assert reply.json() == {"status": "ok"}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("path", ["/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://127.0.0.1:1/", "/gradio_api/vibe-edit", "/monitoring",
    "/gradio_api/token", "/gradio_api/dev/reload", "/gradio_api/runs", "/users.json", "/static/../../../users.json", "/gradio_api/deep_link?session_hash=x"])  # fmt: skip
def test_what_is_not_used_is_there_for_nobody(clients: dict[str, httpx.Client], name: str, path: str) -> None:
    reply = clients[name].get(path)
    assert reply.status_code == 404
    assert not INSIDE.search(reply.text)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/%2e%2e/%2e%2e/routes.py",
        "/static/..%2f..%2froutes.py",
        "/assets/%2Fetc%2Fpasswd",
        "/svelte/..%5c..%5croutes.py",
        "/runs/..%2f..%2fusers.json",
        "/theme.css%00",
    ],
)
def test_a_path_that_climbs_out_finds_nothing(clients: dict[str, httpx.Client], path: str) -> None:
    reply = clients["reader"].get(path)
    assert reply.status_code in (400, 403, 404)
    assert not re.search(r"root:|import |argon2|/usr|/home|/tmp", reply.text)


@pytest.mark.parametrize(("name", "may"), [("reader", False), ("editor", True), ("evaluator", False)])
def test_only_an_editor_sends_files(clients: dict[str, httpx.Client], name: str, may: bool) -> None:
    files = {"files": ("a.md", b"# A")}
    assert clients[name].post("/gradio_api/upload", files=files).status_code == (200 if may else 403)
    assert clients[""].post("/gradio_api/upload", files=files).status_code == 401


@pytest.mark.parametrize("button", ["wj-documents-add", "wj-documents-again", "wj-documents-yes"])
@pytest.mark.parametrize("name", ["reader", "evaluator"])
def test_an_event_of_an_editor_is_refused_to_others_on_the_server(
    clients: dict[str, httpx.Client], config: dict[str, Any], shut: Settings, name: str, button: str
) -> None:
    status, said = event(clients[name], config, button, wj_lang="en")
    assert status == 200
    assert "Only editors may" in said
    assert not [p for p in shut.uploads.rglob("*") if p.is_file() and p.parent.name == "documents"]


def test_an_editors_event_is_not(clients: dict[str, httpx.Client], config: dict[str, Any]) -> None:
    said = event(clients["editor"], config, "wj-documents-add", wj_lang="en")[1]
    assert "Choose files first" in said


@pytest.mark.parametrize(
    ("name", "line"), [("reader", "Only evaluators may"), ("editor", "Only evaluators may"), ("evaluator", "Choose a set")]
)
def test_only_an_evaluator_runs_an_evaluation(clients: dict[str, httpx.Client], config: dict[str, Any], name: str, line: str) -> None:
    assert line in event(clients[name], config, "wj-eval-run", wj_lang="en", wj_eval_set=None)[1]


def test_a_person_logs_in_stays_logged_in_and_logs_out(url: str) -> None:
    with httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"accept": "text/html", "accept-language": "en"}) as person:
        sent = person.get("/?tab=renew")
        assert (sent.status_code, sent.headers["location"]) == (303, "/login")
        page = person.get("/login")
        assert "Log in to Wenjin" in page.text
        assert "script" not in page.text
        assert "script-src" not in page.headers["content-security-policy"]
        wrong = person.post("/login", data={"username": "reader", "password": "wrong"})
        assert (wrong.status_code, COOKIE in wrong.headers.get("set-cookie", "")) == (401, False)
        right = person.post("/login", data={"username": "Reader", "password": PASSWORD, "goal": "/?tab=renew"})
        assert (right.status_code, right.headers["location"]) == (303, "/?tab=renew")
        assert re.search(r"HttpOnly; SameSite=Lax$", right.headers["set-cookie"])
        assert person.get("/").status_code == 200
        assert person.get("/api/v1/status").status_code == 200
        kept = dict(person.cookies)
        assert person.post("/logout").status_code == 303
        assert person.get("/config", headers={"accept": "*/*"}).status_code == 401
    with httpx.Client(base_url=url, cookies=kept, trust_env=False) as thief:  # the cookie of a session that has ended
        assert thief.get("/config").status_code == 401


@pytest.mark.parametrize("goal", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nX: y", ""])
def test_a_login_leads_nowhere_else(url: str, goal: str) -> None:
    with httpx.Client(base_url=url, timeout=60, trust_env=False, headers={"accept": "text/html"}) as person:
        assert person.post("/login", data={"username": "reader", "password": PASSWORD, "goal": goal}).headers["location"] == "/"


@pytest.mark.parametrize(("lang", "word"), [("zh-HK", "用戶名稱"), ("zh-CN", "用户名称"), ("en", "User name")])
def test_the_login_page_speaks_the_browsers_language(url: str, lang: str, word: str) -> None:
    assert word in httpx.get(f"{url}/login", headers={"accept-language": lang}).text


def test_a_program_logs_in_as_gradios_client_does(url: str) -> None:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as program:
        assert program.post("/login", data={"username": "editor", "password": PASSWORD}).json() == {"success": True}
        assert program.get("/config").json()["username"] == "editor"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/login"),
        ("POST", "/logout"),
        ("POST", "/api/v1/ask"),
        ("POST", "/gradio_api/queue/join"),
        ("POST", "/gradio_api/mcp/"),
        ("POST", "/gradio_api/upload"),
    ],
)
@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}, {"origin": "null"}])
def test_what_another_site_sends_in_somebodys_name_is_refused(
    clients: dict[str, httpx.Client], method: str, path: str, headers: dict[str, str]
) -> None:
    reply = clients["editor"].request(method, path, headers=headers, content=b"{}")
    assert (reply.status_code, reply.json()["error"]) == (403, "other_site")


@pytest.mark.parametrize("host", ["evil.example", "evil", "127.0.0.1.evil.example"])
def test_a_name_made_to_point_here_is_refused(clients: dict[str, httpx.Client], host: str) -> None:
    reply = clients["reader"].get("/api/v1/status", headers={"host": host})
    assert (reply.status_code, reply.json()["error"]) == (400, "unknown_host")


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/api/v1/status", "/healthz", "/login", "/gradio_api/file=x", "/runs/none", "/theme.css", "/nothing", "/metrics"],
)
@pytest.mark.parametrize("name", ["", "reader"])
def test_every_response_says_what_the_browser_may_do_and_lets_no_other_site_read_it(
    clients: dict[str, httpx.Client], name: str, path: str
) -> None:
    headers = clients[name].get(path, headers={"origin": "https://evil.example"}).headers
    policy = headers["content-security-policy"]
    assert all(rule in policy for rule in ("default-src '", "frame-ancestors 'none'", "form-action '", "base-uri '"))
    assert "http" not in policy
    assert (headers["x-content-type-options"], headers["x-frame-options"], headers["referrer-policy"]) == ("nosniff", "DENY", "no-referrer")
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "geolocation=()" in headers["permissions-policy"]
    assert not [h for h in headers if h.startswith("access-control-")]
    assert (path == "/theme.css" and name) or headers["cache-control"] == "no-store"


def test_another_site_may_not_ask_beforehand_either(clients: dict[str, httpx.Client]) -> None:
    asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    for path in ("/config", "/api/v1/ask", "/gradio_api/queue/join"):
        reply = clients["reader"].options(path, headers=asked)
        assert not [h for h in reply.headers if h.startswith("access-control-")]


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/gradio_api/queue/join", EVENT_BYTES),
        ("/gradio_api/component_server", EVENT_BYTES),
        ("/gradio_api/cancel", 256 * 1024),
        ("/gradio_api/mcp/", 256 * 1024),
        ("/api/v1/ask", 256 * 1024),
        ("/login", 8 * 1024),
    ],
)
def test_a_body_that_is_too_large_is_refused_before_it_is_read(clients: dict[str, httpx.Client], path: str, size: int) -> None:
    reply = clients["reader"].post(path, content=b"x" * (size + 1), headers={"content-type": "application/json"})
    assert reply.status_code == 413


def test_a_body_of_untold_size_has_the_same_end(clients: dict[str, httpx.Client]) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(EVENT_BYTES // 65_536 + 2):
            yield b"x" * 65_536

    reply = clients["reader"].post("/gradio_api/queue/join", content=parts(), headers={"content-type": "application/json"})
    assert reply.status_code == 413
    assert (
        clients["editor"]
        .post("/gradio_api/upload", content=parts(), headers={"content-type": "multipart/form-data; boundary=x"})
        .status_code
        == 411
    )


def test_what_an_editor_sends_is_limited_in_size_and_lies_apart_from_the_documents(
    clients: dict[str, httpx.Client], shut: Settings
) -> None:
    assert clients["editor"].post("/gradio_api/upload", files={"files": ("a.md", b"x" * 1_200_000)}).status_code == 413
    taken = clients["editor"].post("/gradio_api/upload", files={"files": ("../../evil.md", b"# A")})
    (path,) = (Path(p) for p in taken.json())
    assert path.is_relative_to(shut.uploads / "quarantine")
    assert path.is_file()
    assert (shut.uploads / "quarantine").stat().st_mode & 0o077 == 0


def test_an_event_cannot_name_a_file_that_was_not_sent(clients: dict[str, httpx.Client], config: dict[str, Any], shut: Settings) -> None:
    for path in (shut.users, shut.index / "CURRENT", Path("/etc/hostname"), shut.uploads / "quarantine" / ".." / ".." / "users.json"):
        before = path.exists()
        named = {"path": str(path), "orig_name": "a.md", "meta": {"_type": "gradio.FileData"}}
        status, said = event(clients["editor"], config, "wj-documents-add", wj_lang="en", wj_documents_files=[named])
        assert (status, json.loads(said)["error"]) == (403, "strange_file")
        assert path.exists() is before
        assert not INSIDE.search(said)


@pytest.mark.parametrize("path", ["/etc/hostname", "http://127.0.0.1:1/a.md"])
def test_nor_can_a_question_or_an_assistants_call(clients: dict[str, httpx.Client], path: str) -> None:
    named = {"path": path, "meta": {"_type": "gradio.FileData"}}
    call = {
        "jsonrpc": "2.0",
        "id": 2,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"question": "TTPS", "history": [named]}},
    }
    headers = {"accept": "application/json, text/event-stream"}
    assert clients["reader"].post("/gradio_api/mcp/", json=call, headers=headers).status_code == 403
    assert clients["reader"].post("/gradio_api/call/ask", json={"data": [named]}).status_code == 403


def test_a_file_that_was_sent_can_be_added(
    clients: dict[str, httpx.Client], config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    added = list[list[Path]]()
    monkeypatch.setattr("ui.document_desk.Desk.add", lambda _, files: added.append(list(files)) or "")
    (path,) = clients["editor"].post("/gradio_api/upload", files={"files": ("b.md", b"# B")}).json()
    sent = {"path": path, "orig_name": "b.md", "meta": {"_type": "gradio.FileData"}}
    assert "Started" in event(clients["editor"], config, "wj-documents-add", wj_lang="en", wj_documents_files=[sent])[1]
    assert [str(file) for file in added[0]] == [path]


def test_a_proxy_that_is_not_listed_is_not_believed(clients: dict[str, httpx.Client]) -> None:
    said = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "x-forwarded-for": "9.9.9.9"}
    reply = clients["reader"].get("/config", headers=said)
    assert reply.status_code == 200
    assert "evil.example" not in reply.text
    login = clients[""].post("/login", headers=said, data={"username": "reader", "password": PASSWORD})
    clients[""].cookies.clear()
    assert "Secure" not in login.headers["set-cookie"]


def test_figures_are_shown_to_this_machine_and_not_through_a_proxy(clients: dict[str, httpx.Client]) -> None:
    assert "wenjin_questions_total" in clients[""].get("/metrics").text
    assert clients[""].get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code == 403


def test_the_pages_configuration_names_no_path_of_this_machine(clients: dict[str, httpx.Client], shut: Settings) -> None:
    for path in ("/", "/config", "/gradio_api/info", "/gradio_api/openapi.json"):
        text = clients["editor"].get(path).text
        assert not re.search(r"/home/|/usr/|/tmp/|site-packages", text)
        assert str(ROOT) not in text
        assert str(shut.uploads) not in text


def test_an_account_taken_away_is_out_with_the_next_request(url: str, shut: Settings) -> None:
    with httpx.Client(base_url=url, timeout=60, trust_env=False) as person:
        person.post("/login", data={"username": "evaluator", "password": PASSWORD})
        assert person.get("/config").status_code == 200
        before = shut.users.read_bytes()
        try:
            write_users(shut.users, Role.READER)
            assert person.get("/config").status_code == 401
        finally:
            shut.users.write_bytes(before)
