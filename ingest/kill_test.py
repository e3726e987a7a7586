"""Proof that a killed run loses nothing: `python -m ingest.kill_test --kills 200 --seed 1`.

Each round changes one document, starts `wenjin ingest` as a process of its own, and kills it (SIGKILL) at a random moment. Then the index
must open and answer with the document's text from before or after the change. In the end a run that nobody kills must sweep up.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from rag.answer import ask, open_engine
from rag.errors import WenjinError
from rag.generation import current_generation, sweep
from rag.settings import ROOT, Settings, load_settings

DOCUMENTS = 30
SENTENCES = 40
SPREAD = 1.1  # moments reach this many times the length of a whole run, so that some runs end before they are killed
QUESTION = "What is the mooring fee of the marina in round?"


def write_round(folder: Path, number: int) -> None:
    """The documents of a round: one states the round's number, the others fill the index."""
    folder.mkdir(exist_ok=True)
    for i in range(DOCUMENTS):
        path = folder / f"note{i}.md"
        if not path.exists():
            lines = [
                f"Berth {i * SENTENCES + k} of harbour {i} is {k + 3} metres wide and has its own mooring post." for k in range(SENTENCES)
            ]
            path.write_text(f"# Harbour {i}\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8")
    (folder / "fee.md").write_text(f"# Marina\n\nThe mooring fee of the marina is {1000 + number} dollars.\n", encoding="utf-8")


def start(settings: Settings, folder: Path) -> subprocess.Popen[bytes]:
    """`wenjin ingest` over the folder, in a process of its own."""
    command = [sys.executable, "-m", "ui.cli", "ingest", str(folder), "--index", str(settings.index)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 our own module


def stage(settings: Settings, before: Path | None) -> str:
    """How far the killed run came, by what it left."""
    if current_generation(settings.index) != before:
        return "after the switch"
    new = [g for g in settings.index.glob("gen-*") if g != before and (before is None or g.name > before.name)]
    if not new:
        return "before writing"
    return "whole, not switched" if (new[-1] / "manifest.json").exists() else "while writing"


def answered(settings: Settings, allowed: set[int]) -> str:
    """ "ok" when the index opens and states an allowed round, else what went wrong."""
    try:
        text = ask(open_engine(settings), QUESTION).text
    except WenjinError as error:
        return error.line
    found = {int(n) - 1000 for n in re.findall(r"\d{4,}", text)}
    return "ok" if found and found <= allowed else f"answered {text!r}"


def rounds(settings: Settings, folder: Path, kills: int, chance: random.Random) -> tuple[Counter[tuple[str, str]], float]:
    """Results by (stage, answer), and the seconds of a whole run."""
    write_round(folder, 0)
    start(settings, folder).wait()
    write_round(folder, 1)
    began = time.monotonic()
    start(settings, folder).wait()
    whole = time.monotonic() - began
    results, stands = Counter[tuple[str, str]](), 1
    for number in track(range(2, kills + 2), "killing", console=Console(stderr=True)):
        write_round(folder, number)
        before = current_generation(settings.index)
        run = start(settings, folder)
        try:
            run.wait(timeout=chance.uniform(0, SPREAD * whole))
            reached = "ended by itself"
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
            reached = stage(settings, before)
        switched = current_generation(settings.index) != before
        results[reached, answered(settings, {number if switched else stands})] += 1
        stands = number if switched else stands
    return results, whole


def main() -> int:
    """Run the rounds and print them; 1 when any index was lost or anything was left over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    console = Console()
    with tempfile.TemporaryDirectory(prefix="wenjin-kill-") as name:
        settings = load_settings(index=Path(name) / "index")
        results, whole = rounds(settings, Path(name) / "docs", args.kills, random.Random(args.seed))  # noqa: S311 not for secrets
        write_round(Path(name) / "docs", 0)
        start(settings, Path(name) / "docs").wait()
        left = sweep(settings.index)
        last = answered(settings, {0})
    table = Table("killed", "index afterwards", "runs", title=f"{args.kills} kills, seed {args.seed}, a whole run takes {whole:.1f} s")
    for (reached, answer), count in sorted(results.items()):
        table.add_row(reached, answer, str(count))
    console.print(table)
    console.print(f"a last run that nobody kills: {last}, {len(left)} half-written generation(s) left")
    return int(any(answer != "ok" for _, answer in results) or last != "ok" or bool(left))


if __name__ == "__main__":
    sys.exit(main())
