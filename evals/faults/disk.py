"""Disks that are full or read-only, and files that are damaged."""

from __future__ import annotations

import random
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from evals.faults.world import PATIENCE_S, World, mounted, served

SMALL_DISK = "12m"  # holds the first index and not a second, larger one
LARGE_FILL = 40  # documents that do not fit
DAMAGED = 6  # parts; tests/rag/test_checksums.py takes every one


def disk_full(world: World) -> str:
    """An ingest on a disk that fills up ends in one line, the old index answers, and the next run goes through once there is room."""
    with mounted(world.index, "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs"):
        first = world.run("ingest", world.document("marina", 1001))
        if first.code:
            return f"the disk is too small for the first index: {first.line}"
        for number in range(LARGE_FILL):
            world.document(f"harbour{number}", number)
        ended = world.run("ingest", world.folder / "docs")
        if ended.code != 1 or not ended.clean or "cannot write the index" not in ended.line:
            return f"ended with {ended.code}: {ended.line}"
        if "1001" not in world.fee():
            return "the old index does not answer"
        left = [p.name for p in world.index.glob("gen-*") if p.name != world.generation()]
        shutil.rmtree(world.folder / "docs")
        again = world.run("ingest", world.document("marina", 1002))
        if left or again.code or "1002" not in (said := world.fee()):
            return f"left over: {left}; the next run ended with {again.code}; the index answers {said[-200:]!r}"
    return ""


def import_on_a_full_disk(world: World) -> str:
    """An import that does not fit says so before it writes."""
    made = world.run("ingest", world.document("marina", 1001))
    exported = world.run("index", "export", world.folder / "index.tar.gz")
    if made.code or exported.code:
        return made.line + exported.line
    with mounted(world.index, "-t", "tmpfs", "-o", "size=1m", "tmpfs"):
        ended = world.run("index", "import", world.folder / "index.tar.gz")
        return "" if ended.code == 1 and ended.clean and "MB unpacked, but" in ended.line else f"ended with {ended.code}: {ended.line}"


def read_only_disk(world: World) -> str:
    """An index on a read-only disk answers in a command and a server; ingest says that it cannot be written."""
    world.run("ingest", world.document("marina", 1001))
    real = world.folder / "real"
    world.index.rename(real)
    with mounted(world.index, "--bind", str(real)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(world.index)], check=True)  # noqa: S603, S607 fixed arguments
        if "1001" not in (said := world.fee()):
            return f"a command said {said[-200:]}"
        with served(world) as server:
            if "1001" not in server.ask():
                return "a server does not answer"
        ended = world.run("ingest", world.document("marina", 1002))
        return "" if ended.code == 1 and ended.clean and "Read-only" in ended.line else f"ingest: {ended.line}"


def damaged_in_use(world: World) -> str:
    """A bit turned round in some parts, one at a time: the command names it and what to do, and never a traceback."""
    world.run("ingest", world.document("marina", 1001))
    folder = world.index / world.generation()
    chance = random.Random(1)  # noqa: S311 not for secrets
    parts = sorted(p for p in folder.rglob("*") if p.is_file() and p.stat().st_size and "chroma" not in p.parts)
    for path in chance.sample(parts, DAMAGED):
        sound = path.read_bytes()
        _flip(path, chance)
        ended = world.run("ask", "What is the mooring fee?") if path.name != "files.jsonl" else world.run("status")
        path.write_bytes(sound)
        if ended.code != 1 or not ended.clean or "wenjin ingest" not in ended.line:
            return f"{path.name}: {ended.code}: {ended.line}"
    return "" if "1001" in world.fee() else "the index put right again does not answer"


def damaged_beside_a_server(world: World) -> str:
    """A server goes on with the index it has while a new one is damaged, and takes over the next sound one."""
    world.run("ingest", world.document("marina", 1001))
    with served(world) as server:
        old = world.generation()
        shutil.copytree(world.index / old, world.index / "gen-damaged")
        _flip(world.index / "gen-damaged" / "vectors.npy", random.Random(2))  # noqa: S311 not for secrets
        (world.index / "CURRENT").write_text("gen-damaged\n", encoding="utf-8")
        for _ in range(20):
            if "1001" not in server.ask():
                return "a question was dropped"
        if server.generation() != old:
            return "the damaged index is in force"
        repaired = world.run("ingest", world.document("marina", 1002))
        if repaired.code or "1002" not in world.fee():
            return f"ingest does not repair it: {repaired.line}"
        return "" if waits_for(server.ask, "1002") else "the server does not take the repaired index over"


def _flip(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def waits_for(ask: Callable[[], str], wanted: str, patience_s: float = PATIENCE_S) -> bool:
    """Whether an answer comes to hold a text."""
    until = time.monotonic() + patience_s
    while time.monotonic() < until:
        if wanted in ask():
            return True
        time.sleep(0.5)
    return False
