"""Questions answered a second under a steady load: `python -m evals.bench.sustained` writes LOAD.md beside this file.

Systems, one after the other on the same machine in one run: our server with Chroma in its process, our server with a Chroma server,
and the tutorial stack behind an endpoint of the same shape. Each client asks its next question when it has the answer to the last, so the
load never lets up; the clients run on the same processor cores.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console

from evals.bench.load import PATIENCE_S, QUESTIONS, Asked, through_api
from evals.bench.servers import carry, chroma, tutorial_stack, wenjin
from evals.cases import read_cases
from rag.errors import WenjinError
from rag.settings import load_settings

REPORT = Path(__file__).resolve().parent / "LOAD.md"
WARM_QUESTIONS = 40  # asked before the clock starts, so that what is loaded at the first questions is not counted
SYSTEMS = ("embedded", "server", "tutorial")
NAMES = {"embedded": "Wenjin, Chroma in its process", "server": "Wenjin, Chroma server", "tutorial": "tutorial stack"}
HEAD = """# Steady load

{day}, `{command}`; {cores} processor cores, clients on the same ones; {count} questions in turn, each client asks again as soon as it
is answered; {seconds:.0f} s a row. The tutorial stack is fixed chunks of 500 characters, all-MiniLM-L6-v2 and Chroma over the same corpus, its answer the
first chunk; no language model on any side. Compare the rows of one run: times are the machine's, and the load before each row tells what else ran.

| system | clients | questions/s | p50 ms | p95 ms | longest ms | failed | load before |
|---|---|---|---|---|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One system under one number of clients: what was asked in how many seconds, and the machine's load before."""

    system: str
    clients: int
    asked: list[Asked]
    seconds: float
    load: float

    @property
    def line(self) -> str:
        """The table's line; only answers count for the rate and the times."""
        times = [1000 * a.seconds for a in self.asked if not a.fault] or [float("nan")]
        p50, p95, longest = np.percentile(times, [50, 95, 100])
        failed = sum(bool(a.fault) for a in self.asked)
        rate = (len(self.asked) - failed) / self.seconds
        return (
            f"| {NAMES[self.system]} | {self.clients} | {rate:.1f} | {p50:.0f} | {p95:.0f} | {longest:.0f} | {failed} | {self.load:.1f} |"
        )


async def steady(url: str, questions: list[str], clients: int, seconds: float) -> tuple[list[Asked], float]:
    """Every client asks until the time is over; what was asked, and the seconds until the last answer."""
    turn, asked = itertools.cycle(questions), list[Asked]()
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE_S, limits=limits, trust_env=False) as client:

        async def one() -> None:
            while time.perf_counter() - began < seconds:
                before = time.perf_counter()
                try:
                    fault = await through_api(client, next(turn))
                except httpx.HTTPError as error:
                    fault = type(error).__name__
                asked.append(Asked(time.perf_counter() - before, fault))

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(clients)))
        return asked, time.perf_counter() - began


def started(system: str, index: Path, stack: ExitStack) -> str:
    """The address of a system that runs until the stack is left."""
    if system != "server":
        server: AbstractContextManager[str] = tutorial_stack(index) if system == "tutorial" else wenjin(index, {})
        return stack.enter_context(server)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="wenjin-load-")))
    copy = shutil.copytree(index, folder / "index")
    url = stack.enter_context(chroma(folder / "chroma"))
    carry(copy, url)
    return stack.enter_context(wenjin(copy, {"WENJIN_CHROMA_URL": url}))


def measure(system: str, index: Path, questions: list[str], clients: list[int], seconds: float) -> Iterator[Row]:
    """All rows of one system."""
    with ExitStack() as stack:
        url = started(system, index, stack)
        asyncio.run(steady(url, questions[:WARM_QUESTIONS], 2, seconds / 4))
        for count in clients:
            load = os.getloadavg()[0]
            yield Row(system, count, *asyncio.run(steady(url, questions, count, seconds)), load)


def main() -> None:
    """Measure and write the report; each row is printed as it is done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, help="index to serve; default the one in the settings")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 10, 50])
    parser.add_argument("--seconds", type=float, default=60.0, help="of each row")
    parser.add_argument("--systems", nargs="+", choices=SYSTEMS, default=list(SYSTEMS))
    parser.add_argument("--questions", type=Path, default=QUESTIONS, help="an evaluation set")
    args = parser.parse_args()
    console = Console(stderr=True, soft_wrap=True)
    index = args.index or load_settings().index
    questions = [case.question for case in read_cases(args.questions)]
    command = " ".join(["python -m evals.bench.sustained", *sys.argv[1:]])
    head = HEAD.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", command=command, cores=os.cpu_count(), count=len(questions), seconds=args.seconds
    )
    lines = list[str]()
    try:
        for system in args.systems:
            for row in measure(system, index.resolve(), questions, args.clients, args.seconds):
                lines.append(row.line)
                console.print(row.line, markup=False)
    except WenjinError as error:
        console.print(f"sustained: {error.line}", markup=False)
        sys.exit(1)
    REPORT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
