"""Does memory stay bounded? `python -m evals.bench.soak` asks 50,000 different questions of one process and writes SOAK.md and soak.svg.

Questions are those of the evaluation sets in other words: scripts changed, scheme names and figures exchanged, politeness added, and
every eighth a follow-up to the one before. They go through the service and the answering line as the pages use it; with --http a part goes
through the JSON API of a server of its own, whose memory is read from outside.
"""

from __future__ import annotations

import argparse
import gc
import itertools
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console

from evals.bench.memory import resident_mb
from evals.bench.plot import Line, plot
from evals.bench.servers import wenjin
from evals.cases import read_cases
from rag.answer import ask
from rag.errors import QuestionError, WenjinError
from rag.service import Service
from rag.settings import load_settings
from rag.wire import answer_json

FOLDER = Path(__file__).resolve().parent
SETS = FOLDER.parent / "sets"
EVERY = 5_000  # questions between two looks at the memory
WARM = 2_000  # before the first look: what is loaded with the first questions is not growth
FOLLOW_UP = 8
BEFORE = ("請問", "请问", "想問下，", "Hi, ", "Could you tell me: ", "我朋友想知道", "唔該，", "")
AFTER = ("謝謝", "谢谢", " Thanks!", "？急", " please", "")


@dataclass(frozen=True, slots=True)
class Look:
    """Memory of the process after so many questions, MB, and the middle time of a question since the last look, ms."""

    asked: int
    resident: float
    ms: float


def varied(questions: Sequence[str], seed: int = 0) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Questions without end, hardly one like another, each with the question before it where it is a follow-up."""
    chance = random.Random(seed)  # noqa: S311 - a measurement that must come out the same again
    last = questions[0]
    for number in itertools.count(1):
        one = chance.choice(questions)
        words = f"{chance.choice(BEFORE)}{one}{chance.choice(AFTER)}"
        for digit in set(filter(str.isdigit, words)):
            words = words.replace(digit, str(chance.randrange(10)))
        if chance.random() < 0.5:  # a word nobody has asked for
            words += " " + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=6)) + chr(chance.randrange(0x4E00, 0x9FA5))
        yield words, ((last,) if number % FOLLOW_UP == 0 else ())
        last = words


def watched(
    ask_one: Callable[[str, tuple[str, ...]], None], questions: Sequence[str], count: int, memory: Callable[[], float]
) -> list[Look]:
    """Ask `count` questions after the warm ones and look at the memory before, every 5,000 and at the end."""
    stream, looks, times = varied(questions), list[Look](), list[float]()
    for number, (question, turns) in enumerate(itertools.islice(stream, WARM + count), start=-WARM):
        if number >= 0 and number % EVERY == 0:
            gc.collect()
            looks.append(Look(number, memory(), sorted(times)[len(times) // 2] if times else 0.0))
            times = []
        started = time.perf_counter()
        ask_one(question, turns)
        times.append(1000 * (time.perf_counter() - started))
    gc.collect()
    return [*looks, Look(count, memory(), sorted(times)[len(times) // 2])]


def in_process(questions: Sequence[str], count: int) -> list[Look]:
    """Through the service of this process."""
    service = Service(load_settings())

    def one(question: str, turns: tuple[str, ...]) -> None:
        try:
            answer_json(ask(service.engine, question, turns), "", 0.0)
        except QuestionError:
            return

    return watched(one, questions, count, resident_mb)


def _server_process(port: str) -> int:
    """The process that serves at a port of ours: the one whose command line names it."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"serve" in command and port.encode() in command and b"env" not in command:
            return int(folder.name)
    raise WenjinError("the server of the measurement is gone; run it again")


def over_http(questions: Sequence[str], count: int) -> list[Look]:
    """Through the JSON API of a server of its own."""
    with wenjin(load_settings().index, {}) as url, httpx.Client(base_url=url, timeout=60, trust_env=False) as client:
        process = _server_process(url.rsplit(":", 1)[1])

        def one(question: str, turns: tuple[str, ...]) -> None:
            client.post("/api/v1/ask", json={"question": question, "history": list(turns)}).raise_for_status()

        return watched(one, questions, count, lambda: resident_mb(process))


def table(looks: Sequence[Look]) -> str:
    """One line a look."""
    rows = "\n".join(f"| {look.asked:,} | {look.resident:.0f} | {look.ms:.0f} |" for look in looks)
    return f"| questions | memory MB | p50 ms since the last look |\n|---|---|---|\n{rows}\n"


def main() -> None:
    """Ask, look and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=50_000, help="questions in this process")
    parser.add_argument("--http", type=int, default=5_000, help="questions through a server; 0: none")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of SOAK.md and soak.svg")
    args = parser.parse_args()
    questions = [case.question for path in sorted(SETS.glob("*dev*.jsonl")) for case in read_cases(path)]
    load = os.getloadavg()[0]
    try:
        inside = in_process(questions, args.count)
        outside = over_http(questions, args.http) if args.http else []
    except WenjinError as error:
        Console(stderr=True, soft_wrap=True).print(f"soak: {error.line}", markup=False)
        sys.exit(1)
    lines = [Line("memory, MB", [(float(look.asked), look.resident) for look in inside])]
    (args.out / "soak.svg").write_text(plot("Memory of one process", "questions", "MB", lines), encoding="utf-8")
    first, last = inside[0], inside[-1]
    text = f"""# Soak

{datetime.now(UTC):%Y-%m-%d}, `{" ".join(["python -m evals.bench.soak", *sys.argv[1:]])}`; load average before {load:.1f}. {len(questions)} questions of the development sets, varied so that
hardly one is asked twice; {WARM:,} asked before the first look. {first.resident:.0f} MB at the start, {last.resident:.0f} MB after {last.asked:,}
questions: {last.resident - first.resident:+.0f} MB.

{table(inside)}
![memory](soak.svg)
"""
    if outside:
        text += f"\nThrough the JSON API, memory of the server's process:\n\n{table(outside)}"
    (args.out / "SOAK.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
