"""The JSON API: what it gives is what its own document says, and what goes wrong is one line without anything of the inside."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.answer import Engine
from rag.errors import CorpusError
from rag.service import Service
from rag.settings import ROOT
from ui.api import PREFIX, make_api
from ui.body_limit import SMALL_BYTES
from ui.lookups import answer_data
from ui.workers import Workers

ASK = {"question": "高才通批咗幾多人？"}
READS = [
    "/api/v1/search?q=TTPS&k=3",
    "/api/v1/schemes?lang=en",
    "/api/v1/support?need=work&q=job&lang=en",
    "/api/v1/support",
    "/api/v1/status",
]


@pytest.fixture(scope="module")
def service(engine: Engine) -> Service:
    """The small corpus's index, and the shipped corpus's facts."""
    return Service(engine.settings.model_copy(update={"corpus": ROOT / "corpus"}), lambda _: engine)


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[TestClient]:
    app = FastAPI()
    app.mount(PREFIX, make_api(service))
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def document(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/api/openapi.json").json())


def schema_of(document: dict[str, Any], method: str, path: str, status: int) -> dict[str, Any]:
    found = document["paths"][path.partition("?")[0]][method]["responses"][str(status)]["content"]["application/json"]["schema"]
    return {**found, "components": document["components"]}


def undocumented(value: Any, schema: dict[str, Any], document: dict[str, Any]) -> set[str]:
    """Keys of a response that its schema does not name."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return {key for item in value for key in undocumented(item, schema["items"], document)}
    if not isinstance(value, dict) or "properties" not in schema:
        inner = schema.get("additionalProperties")
        held = value.values() if isinstance(value, dict) and isinstance(inner, dict) else ()
        return {key for item in held for key in undocumented(item, inner, document)}
    named = schema["properties"]
    return (value.keys() - named.keys()) | {k for key in value.keys() & named for k in undocumented(value[key], named[key], document)}


def refused(client: TestClient, status: int, method: str, path: str, **more: Any) -> dict[str, Any]:
    """The error of a request that must fail so: one line of JSON, short, without a path of this machine or a stack."""
    reply = client.request(method, path, **more)
    assert reply.status_code == status, reply.text
    assert "\n" not in reply.text
    assert len(reply.text) < 700
    assert not re.search(r"Traceback|File \\?\"|site-packages|/home|/usr|/tmp|WENJIN_", reply.text)
    body = dict(reply.json())
    assert body.keys() == {"error", "message"}
    return body


def test_an_answer_is_the_one_of_the_terminal(client: TestClient, service: Service, document: dict[str, Any]) -> None:
    got = client.post("/api/v1/ask", json=ASK | {"id": "q-1"}).json()
    want = json.loads(json.dumps(answer_data(service, ASK["question"], question_id="q-1")))
    timed = {"seconds": None, "latency_ms": None}
    assert got | timed == want | timed
    assert "85,424" in got["answer"]
    jsonschema.validate(got, schema_of(document, "post", "/api/v1/ask", 200))
    assert undocumented(got, schema_of(document, "post", "/api/v1/ask", 200), document) == set()


def test_a_follow_up_takes_over_its_subject(client: TestClient) -> None:
    asked = {"question": "What documents?", "history": ["How do I renew TTPS?"], "lang": "zh-Hans"}
    got = client.post("/api/v1/ask", json=asked).json()
    assert got["standalone"] != "What documents?"
    assert got["lang"] == "zh-Hans"


@pytest.mark.parametrize("path", READS)
def test_what_is_read_is_as_documented(client: TestClient, document: dict[str, Any], path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 200, reply.text
    schema = schema_of(document, "get", path, 200)
    jsonschema.validate(reply.json(), schema)
    assert undocumented(reply.json(), schema, document) == set()
    assert not re.search(r"/home|/usr|/tmp|\.toml", reply.text)


def test_a_search_gives_as_many_passages_as_asked_for(client: TestClient) -> None:
    hits = client.get("/api/v1/search", params={"q": "高才通幾時可以續簽？", "k": 2}).json()["hits"]
    assert len(hits) == 2
    assert hits[0]["kept"]


def test_schemes_and_measures_come_in_the_language_asked_for(client: TestClient) -> None:
    names = {
        lang: client.get("/api/v1/schemes", params={"lang": lang}).json()["schemes"][0]["name"] for lang in ("zh-Hant", "zh-Hans", "en")
    }
    assert len(set(names.values())) == 3
    found = client.get("/api/v1/support", params={"need": "work", "lang": "en"}).json()["measures"]
    assert found
    assert {m["need"] for m in found} == {"work"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"),
        (b"\xff\xfe", 400, "bad_json"),
        (b'{"question": ' + b"[" * 50_000, 400, "bad_json"),
        (b"[]", 422, "bad_request"),
        (b"{}", 422, "bad_request"),
        (b'{"question": 7}', 422, "bad_request"),
        (b'{"question": "TTPS \\ud800"}', 422, "bad_request"),
        (b'{"question": "TTPS", "lang": "fr"}', 422, "bad_request"),
        (b'{"question": "TTPS", "histroy": []}', 422, "bad_request"),
        (b'{"question": "TTPS", "' + b"x" * 9_000 + b'": 1}', 422, "bad_request"),
        (json.dumps({"question": "TTPS", "history": ["a"] * 51}).encode(), 422, "bad_request"),
        (b'{"question": "  "}', 422, "bad_question"),
        (json.dumps({"question": "高" * 2_001}).encode(), 422, "bad_question"),
        (json.dumps({"question": "x" * SMALL_BYTES}).encode(), 413, "too_large"),
    ],
)
def test_a_bad_question_is_refused_with_its_reason(client: TestClient, body: bytes, status: int, code: str) -> None:
    got = refused(client, status, "POST", "/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert got["error"] == code


def test_a_large_body_that_does_not_say_its_size_is_refused(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(SMALL_BYTES // 1024 + 1):
            yield b"x" * 1024

    got = refused(client, 413, "POST", "/api/v1/ask", content=parts(), headers={"content-type": "application/json"})
    assert got["error"] == "too_large"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/v1/ask", 405),
        ("DELETE", "/api/v1/schemes", 405),
        ("GET", "/api/v1/search", 422),
        ("GET", "/api/v1/search?q=TTPS&k=0", 422),
        ("GET", "/api/v1/search?q=TTPS&k=31", 422),
        ("GET", "/api/v1/search?q=TTPS&k=many", 422),
        ("GET", "/api/v1/search?q=%20", 422),
        ("GET", "/api/v1/support?need=gold", 422),
        ("GET", "/api/v1/schemes?lang=fr", 422),
        ("GET", "/api/assets/..%2fcore.py", 404),
        ("GET", "/api/assets/%2e%2e/core.py", 404),
    ],
)
def test_a_request_that_cannot_be_served_gets_its_status(client: TestClient, method: str, path: str, status: int) -> None:
    refused(client, status, method, path)


def test_a_corpus_that_cannot_be_read_is_not_named(engine: Engine, document: dict[str, Any], tmp_path: Path) -> None:
    corpus = tmp_path / "missing"
    corpus.mkdir()
    (corpus / "schemes.toml").write_text("[[scheme]\n", encoding="utf-8")
    service = Service(engine.settings.model_copy(update={"corpus": corpus}), lambda _: engine)
    app = FastAPI()
    app.mount(PREFIX, make_api(service))
    with TestClient(app) as client:
        got = refused(client, 503, "GET", "/api/v1/schemes")
    assert got["error"] == "unavailable"
    assert "missing" not in got["message"]
    jsonschema.validate(got, schema_of(document, "get", "/api/v1/schemes", 503))


@pytest.mark.parametrize(("error", "status"), [(RuntimeError("at /usr/secret"), 500), (CorpusError("/usr/secret", 3, "is broken"), 503)])
def test_a_fault_of_the_server_is_told_without_its_inside(engine: Engine, error: Exception, status: int) -> None:
    class Broken(Service):
        @property
        def engine(self) -> Engine:
            raise error

    app = FastAPI()
    app.mount(PREFIX, make_api(Broken(engine.settings, lambda _: engine)))
    with TestClient(app) as client:
        assert "secret" not in refused(client, status, "POST", "/api/v1/ask", json=ASK)["message"]


def test_when_too_many_wait_the_next_is_asked_to_come_again(service: Service) -> None:
    ended, entered = threading.Event(), threading.Event()

    class Slow(Service):
        @property
        def engine(self) -> Engine:
            entered.set()
            assert ended.wait(30)
            return service.engine

    app = FastAPI()
    app.mount(PREFIX, make_api(Slow(service.settings, lambda _: service.engine), Workers(at_once=1, waiting=0)))
    with TestClient(app) as client:
        first = threading.Thread(target=client.post, args=("/api/v1/ask",), kwargs={"json": ASK})
        first.start()
        assert entered.wait(30)
        reply = client.post("/api/v1/ask", json=ASK)
        ended.set()
        first.join(30)
        assert (reply.status_code, reply.json()["error"]) == (503, "busy")
        assert int(reply.headers["retry-after"]) > 0
        assert client.post("/api/v1/ask", json=ASK).status_code == 200


def test_the_documentation_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    loaded = re.findall(r"""(?:src|href|url)\s*[=:]\s*["']([^"']+)""", page.text)
    assert len(loaded) >= 3
    assert [url for url in loaded if not url.startswith("/api/")] == []
    assert {client.get(url).status_code for url in loaded} == {200}


def test_the_document_names_every_path_as_it_is_asked_for(document: dict[str, Any]) -> None:
    assert set(document["paths"]) == {f"/api/v1/{name}" for name in ("ask", "search", "schemes", "support", "status")}
    assert "servers" not in document
