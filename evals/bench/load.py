"""Many people asking at the same moment: `python -m evals.bench.load --url http://127.0.0.1:7860 --people 20`.

Against a server that runs: each round, every person sends another question at once, first through the JSON API, then as the page does
through Gradio's queue. Prints failures and the time to the whole answer; the exit code is 1 when one fails or p95 is above --target.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import secrets
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from evals.cases import read_cases

QUESTIONS = Path(__file__).parents[1] / "sets" / "dev.jsonl"
TARGET_S = 2.0  # p95 with 20 people at once: beyond it people ask again
PATIENCE_S = 120.0  # a person who has no answer by then counts as failed
Person = Callable[[httpx.AsyncClient, str], Awaitable[str]]  # asks a question; gives "" or why it failed


@dataclass(frozen=True, slots=True)
class Asked:
    """One question's time in seconds, and why it failed ("" when it did not)."""

    seconds: float
    fault: str


async def through_api(client: httpx.AsyncClient, question: str) -> str:
    """Ask through the JSON API."""
    reply = await client.post("/api/v1/ask", json={"question": question})
    if reply.status_code != httpx.codes.OK:
        return f"status {reply.status_code}"
    return "" if reply.json()["status"] != "failed" else "status failed"


@dataclass(frozen=True, slots=True)
class PageEvent:
    """The page's event that asks: its number, the component that starts it, and its inputs with the question still to be put in."""

    fn: int
    trigger: int
    inputs: tuple[Any, ...]
    question_at: int

    async def ask(self, client: httpx.AsyncClient, question: str) -> str:
        """Ask as the browser does: join the queue, then read the events of the session to the end."""
        data, session = list(self.inputs), secrets.token_hex(8)
        data[self.question_at] = question
        joined = await client.post(
            "/gradio_api/queue/join", json={"data": data, "fn_index": self.fn, "trigger_id": self.trigger, "session_hash": session}
        )
        if joined.status_code != httpx.codes.OK:
            return f"status {joined.status_code}"
        async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as events:
            async for line in events.aiter_lines():
                event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}
                if event.get("msg") == "process_completed":
                    return "" if event["success"] else "the event failed"
        return "the stream ended early"


def page_event(config: dict[str, Any]) -> PageEvent:
    """The event that answers what is in the question's box, from the page's `/config`.

    Raises:
        StopIteration: the page has no such box or event.
    """
    parts = {part["id"]: part for part in config["components"]}
    box = next(number for number, part in parts.items() if part["props"].get("elem_id") == "wj-question")
    event = next(d for d in config["dependencies"] if box in d["inputs"])
    inputs = tuple(parts[number]["props"].get("value") for number in event["inputs"])
    return PageEvent(event["id"], box, inputs, event["inputs"].index(box))


async def crowd(url: str, person: Person, questions: list[str], people: int, rounds: int) -> list[Asked]:
    """Every person asks once a round, all at the same moment."""
    limits = httpx.Limits(max_connections=2 * people, max_keepalive_connections=people)
    turn = itertools.cycle(questions)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits, trust_env=False) as client:

        async def one(question: str) -> Asked:
            started = time.perf_counter()
            try:
                fault = await person(client, question)
            except httpx.HTTPError as error:
                fault = type(error).__name__
            return Asked(time.perf_counter() - started, fault)

        return [asked for _ in range(rounds) for asked in await asyncio.gather(*(one(next(turn)) for _ in range(people)))]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:7860", help="a running server")
    parser.add_argument("--people", type=int, default=20, help="how many ask at the same moment")
    parser.add_argument("--rounds", type=int, default=5, help="how often each asks")
    parser.add_argument("--target", type=float, default=TARGET_S, help="longest p95, seconds")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="an evaluation set")
    args = parser.parse_args()
    console = Console()
    questions = [case.question for case in read_cases(args.questions)]
    ways: dict[str, Person] = {"API": through_api}
    try:
        ways["page"] = page_event(httpx.get(f"{args.url}/config", timeout=PATIENCE_S, trust_env=False).json()).ask
    except (httpx.HTTPError, ValueError) as error:
        console.print(f"no server answers at {args.url} ({type(error).__name__}); start one with `wenjin serve`", markup=False)
        sys.exit(1)
    table = Table("through", "asked", "failed", "p50 s", "p95 s", "longest s", "load before")
    good = True
    for name, person in ways.items():
        load = os.getloadavg()[0]
        asyncio.run(crowd(args.url, person, questions[-2:], 2, 1))  # what is loaded at the first question is not counted
        asked = asyncio.run(crowd(args.url, person, questions, args.people, args.rounds))
        times, faults = [a.seconds for a in asked], [a.fault for a in asked if a.fault]
        p50, p95, longest = np.percentile(times, [50, 95, 100])
        good &= not faults and p95 <= args.target
        table.add_row(name, str(len(asked)), str(len(faults)), f"{p50:.2f}", f"{p95:.2f}", f"{longest:.2f}", f"{load:.1f}")
        for fault in sorted(set(faults)):
            console.print(f"{name}: {fault} ({faults.count(fault)})")
    console.print(table)
    console.print(
        f"{args.people} people at once, {args.rounds} rounds, {os.cpu_count()} processor cores here; target: none fails, p95 {args.target} s",
        soft_wrap=True,
    )
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
