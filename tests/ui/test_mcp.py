"""The tools for assistants, asked by a real client over loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, TypeVar

import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from evals.bench.load import Person, crowd, page_event, through_api
from rag.answer import Engine
from rag.settings import ROOT
from tests.ui.loopback import served
from ui.mcp_tools import MAX_FOUND, TOOLS
from ui.server import make_app

T = TypeVar("T")


@pytest.fixture(scope="module")
def url(engine: Engine) -> Iterator[str]:
    """The whole application: the small corpus's index, the shipped corpus's facts."""
    settings = engine.settings.model_copy(update={"corpus": ROOT / "corpus"})
    with served(lambda: make_app(settings)) as address:
        yield address


def asked(url: str, what: Callable[[ClientSession], Awaitable[T]]) -> T:
    async def go() -> T:
        async with streamable_http_client(f"{url}/gradio_api/mcp/") as (reading, writing, _), ClientSession(reading, writing) as session:
            await session.initialize()
            return await what(session)

    return asyncio.run(go())


def called(url: str, tool: str, **arguments: Any) -> tuple[bool, str]:
    """Whether a call failed, and its text."""
    result = asked(url, lambda session: session.call_tool(tool, arguments))
    return bool(result.isError), "".join(part.text for part in result.content if part.type == "text")


def test_only_the_four_reading_tools_are_offered_and_each_says_what_it_does(url: str) -> None:
    tools = asked(url, lambda session: session.list_tools()).tools
    assert tuple(tool.name for tool in tools) == TOOLS
    assert all(len(tool.description or "") > 60 for tool in tools)
    assert all(p.get("description") for tool in tools for p in tool.inputSchema["properties"].values())
    assert asked(url, lambda session: session.list_resources()).resources == []
    assert asked(url, lambda session: session.list_prompts()).prompts == []


def test_an_answer_comes_with_its_citations(url: str) -> None:
    failed, text = called(url, "ask", question="What documents?", history=["How do I renew TTPS?"], lang="en")
    answer = json.loads(text)
    assert not failed
    assert answer["status"] == "answered"
    assert answer["citations"][0]["quote"]
    assert "retrieved" not in answer


def test_a_search_finds_passages(url: str) -> None:
    failed, text = called(url, "search", question="高才通幾時可以續簽？", count=2)
    assert not failed
    assert len(json.loads(text)["hits"]) == 2


def test_schemes_are_listed_and_one_is_told(url: str) -> None:
    listed = json.loads(called(url, "schemes")[1])["schemes"]
    assert "facts" not in listed[0]
    told = json.loads(called(url, "schemes", scheme=listed[0]["abbr"].lower(), lang="zh-Hant")[1])["schemes"]
    assert [s["id"] for s in told] == [listed[0]["id"]]
    assert told[0]["facts"]
    assert "note" in json.loads(called(url, "schemes", scheme="no such scheme")[1])


def test_support_is_found_by_need(url: str) -> None:
    got = json.loads(called(url, "support", need="work", words="job")[1])
    assert got["found"] >= len(got["measures"]) > 0
    assert len(got["measures"]) <= MAX_FOUND


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [("ask", {"question": " "}), ("ask", {}), ("ask", {"question": "TTPS", "lang": "fr"}), ("support", {"need": "gold"})],
)
def test_a_bad_call_is_answered_in_one_line(url: str, tool: str, arguments: dict[str, str]) -> None:
    failed, text = called(url, tool, **arguments)
    assert failed
    assert "\n" not in text
    assert "Traceback" not in text
    assert "/" not in text


def test_the_page_and_the_api_are_served_beside_the_tools(url: str) -> None:
    page = httpx.get(f"{url}/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert httpx.get(f"{url}/api/v1/status").json()["passages"] == 6
    assert "default-src 'self'" in httpx.get(f"{url}/api/docs").headers["content-security-policy"]
    assert httpx.get(f"{url}/api/nothing").json()["error"] == "not_found"


def test_a_large_body_is_refused_over_the_wire(url: str) -> None:
    reply = httpx.post(f"{url}/api/v1/ask", content=b"x" * 5_000_000, headers={"content-type": "application/json"})
    assert (reply.status_code, reply.json()["error"]) == (413, "too_large")


def test_a_crowd_asking_at_once_is_answered_through_the_api_and_the_page(url: str) -> None:
    questions = ["高才通幾時可以續簽？", "How many were approved under TTPS?", "受養人可唔可以返工？"]
    people: list[Person] = [through_api, page_event(httpx.get(f"{url}/config").json()).ask]
    for person in people:
        asked = asyncio.run(crowd(url, person, questions, 6, 2))
        assert [a.fault for a in asked] == [""] * 12
        assert all(a.seconds > 0 for a in asked)
