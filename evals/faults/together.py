"""Several at once: servers and ingests over one index, and runs that are killed."""

from __future__ import annotations

import random
import subprocess
import threading
import time

from evals.faults.world import PATIENCE_S, STARTED_WITHIN_S, Server, World, served

KILLS = 6  # of exports and imports each; `python -m ingest.kill_test` kills many more ingests
INGESTS = 3


class _Asker(threading.Thread):
    """Asks a server without a pause and keeps what went wrong."""

    def __init__(self, server: Server) -> None:
        super().__init__(daemon=True)
        self.server, self.asked, self.faults, self.over = server, 0, list[str](), threading.Event()

    def run(self) -> None:
        """Ask until told to stop; every answer must state one of the fees."""
        while not self.over.is_set():
            said = self.server.ask()
            self.asked += 1
            if not any(str(1000 + number) in said for number in range(1, INGESTS + 2)):
                self.faults.append(said[:100] or "no answer")


def two_servers_and_ingests(world: World) -> str:
    """Two servers over one index drop no question while it is replaced three times, and both take every new one over."""
    world.run("ingest", world.document("marina", 1001))
    with served(world) as one, served(world) as two:
        askers = [_Asker(one), _Asker(two)]
        for asker in askers:
            asker.start()
        for number in range(INGESTS):
            ended = world.run("ingest", world.document("marina", 1002 + number))
            if ended.code:
                return f"ingest: {ended.line}"
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and {one.generation(), two.generation()} != {world.generation()}:
            time.sleep(0.5)
        for asker in askers:
            asker.over.set()
            asker.join()
        faults = [fault for asker in askers for fault in asker.faults]
        if faults or {one.generation(), two.generation()} != {world.generation()}:
            return f"{len(faults)} of {sum(a.asked for a in askers)} questions failed ({faults[:1]}); in force {one.generation()}"
    return ""


def two_ingests(world: World) -> str:
    """Of two ingests at once one goes through and the other says so, or waits its turn; the index holds what was asked for."""
    world.run("ingest", world.document("marina", 1001))
    pair = [world.start("ingest", world.document(name, fee)) for name, fee in (("marina", 1002), ("pier", 77))]
    said = [process.communicate(timeout=STARTED_WITHIN_S)[0] for process in pair]
    codes = sorted(process.returncode for process in pair)
    refused = [text for process, text in zip(pair, said, strict=True) if process.returncode]
    if codes not in ([0, 0], [0, 1]) or any("another ingest is writing" not in text or "Traceback" in text for text in refused):
        return f"ended with {codes}: {' | '.join(text.strip()[-120:] for text in refused)}"
    return "" if world.run("status").code == 0 and "dollars" in world.fee() else "the index does not answer"


def killed_imports(world: World) -> str:
    """Exports and imports killed at random moments leave the index as it was or as it was to be, and nothing that stays for good."""
    world.run("ingest", world.document("marina", 1001))
    file, chance = world.folder / "index.tar.gz", random.Random(1)  # noqa: S311 not for secrets
    began = time.monotonic()
    if world.run("index", "export", file).code:
        return "the export failed"
    whole = time.monotonic() - began
    for number in range(KILLS):
        target = world.folder / f"killed{number}.tar.gz"
        for arguments in (("index", "import", file), ("index", "export", target)):
            process = world.start(*arguments)
            try:
                process.communicate(timeout=chance.uniform(0.3, 1.1) * whole)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        if world.run("status").code:
            return f"after kill {number} the index is broken"
    if "1001" not in world.fee():
        return "the index answers something else"
    world.run("ingest", world.document("marina", 1002))
    left = [p.name for p in world.index.glob("gen-*") if not (p / "manifest.json").exists()]
    return "" if not left and "1002" in world.fee() else f"left over: {left}"
