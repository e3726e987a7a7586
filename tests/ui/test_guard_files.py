"""Which files an event names: found at any depth, and only those that were sent pass."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from ui.guard_files import NamedFiles, named_files


def file(path: object) -> dict[str, Any]:
    return {"path": path, "orig_name": "a.md", "meta": {"_type": "gradio.FileData"}}


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"data": [file("/a")]}, ["/a"]),
        ({"data": [{"x": [{"y": file("/a")}]}, file("/b")]}, ["/b", "/a"]),
        ({"data": [file("/a") | {"inner": file("/b")}]}, ["/a", "/b"]),
        ({"data": [{"path": "/a", "meta": {"_type": "other"}}, {"path": "/a"}, {"path": "/a", "meta": "gradio.FileData"}, "/a"]}, []),
        ([[[file("/a")]]], ["/a"]),
    ],
)
def test_a_file_is_found_at_any_depth(data: object, names: list[str]) -> None:
    assert sorted(named_files(data)) == sorted(names)


@pytest.fixture
def arrivals(tmp_path: Path) -> Path:
    (tmp_path / "in" / "abc").mkdir(parents=True)
    (tmp_path / "in" / "abc" / "a.md").write_text("# A")
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "in" / "link.md").symlink_to(tmp_path / "secret.md")
    return tmp_path / "in"


def status(arrivals: Path | None, body: bytes) -> int:
    api = FastAPI()

    @api.post("/")
    async def take(request: Request) -> str:
        return (await request.body()).decode()

    reply = TestClient(NamedFiles(api, arrivals)).post("/", content=body)
    assert reply.status_code != 200 or reply.json() == body.decode()
    return reply.status_code


def test_a_file_that_was_sent_passes_where_files_may_be_sent(arrivals: Path) -> None:
    body = json.dumps({"data": [file(str(arrivals / "abc" / "a.md"))]}).encode()
    assert status(arrivals, body) == 200
    assert status(None, body) == 403


@pytest.mark.parametrize("name", ["secret.md", "in/../secret.md", "in/link.md", "in/abc/../../secret.md"])
def test_no_other_passes_however_it_is_written(arrivals: Path, name: str) -> None:
    body = json.dumps({"data": [file(f"{arrivals.parent}/{name}")]})
    assert status(arrivals, body.encode()) == 403
    hidden = body.replace("gradio.FileData", "gradio\\u002eFileData")
    assert status(arrivals, hidden.encode()) == 403


@pytest.mark.parametrize("name", ["https://evil.example/a.md", "http://127.0.0.1:1/", "a.md", "", "file:///etc/passwd", "/a\0b", None, 5])
def test_addresses_and_other_things_do_not_pass(arrivals: Path, name: object) -> None:
    assert status(arrivals, json.dumps({"data": [file(name)]}).encode()) == 403


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 200_000])
def test_what_cannot_be_looked_through_is_refused(arrivals: Path, body: bytes) -> None:
    assert status(arrivals, body) == 400


@pytest.mark.parametrize("body", [b"", b"{}", b'{"data": ["?", null, 1.5]}'])
def test_everything_else_is_handed_on_as_it_came(arrivals: Path, body: bytes) -> None:
    assert status(arrivals, body) == 200
