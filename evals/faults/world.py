"""Where a fault is brought about: a small index of its own, the command as people call it, and servers over the index."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evals.bench.servers import free_port
from rag.generation import current_generation
from rag.settings import ROOT

QUESTION = "What is the mooring fee of the marina?"
SECTIONS = 60  # of a document: enough that an index of one takes some megabytes
STARTED_WITHIN_S = 300.0
PATIENCE_S = 180.0  # for one reply: a busy machine is no fault, a question that is dropped is one
_LINE_BREAKS = ("Traceback", "Error:")


class SkippedError(Exception):
    """This machine cannot bring the fault about; the message says why."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code and the last line it said."""

    code: int
    line: str
    whole: str

    @property
    def clean(self) -> bool:
        """Whether it said why in one line, without a traceback."""
        return not any(mark in self.whole for mark in _LINE_BREAKS)


@dataclass(frozen=True, slots=True)
class World:
    """A folder with documents and an index over them, all of it thrown away at the end."""

    folder: Path

    @property
    def index(self) -> Path:
        """The index folder; a fault may mount something there."""
        return self.folder / "index"

    def document(self, name: str, fee: int) -> Path:
        """A document that states a fee among much else."""
        path = self.folder / "docs" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        berths = "\n\n".join(f"## Berth {i}\n\nBerth {i} of {name} is {i + 3} metres wide and has {i % 7} posts." for i in range(SECTIONS))
        path.write_text(f"# {name}\n\nThe mooring fee of the {name} is {fee} dollars.\n\n{berths}\n", encoding="utf-8")
        return path

    def start(self, *arguments: str | Path, said: Path | None = None) -> subprocess.Popen[str]:
        """`wenjin …` over this world's index; what it says goes to a pipe, or to the file `said`."""
        kept = f"WENJIN_FEEDBACK={self.folder / 'feedback.sqlite'}"
        command = ["env", kept, sys.executable, "-m", "ui.cli", *map(str, arguments), "--index", str(self.index)]
        if said is None:
            return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603 our own
        with said.open("w", encoding="utf-8") as file:
            return subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=subprocess.STDOUT, text=True)  # noqa: S603 our own

    def run(self, *arguments: str | Path) -> Ended:
        """The same, to its end."""
        process = self.start(*arguments)
        said, _ = process.communicate(timeout=STARTED_WITHIN_S)
        lines = [line for line in said.splitlines() if line.strip()]
        return Ended(process.returncode, lines[-1] if lines else "", said)

    def fee(self) -> str:
        """What the index in use answers, from a process of its own."""
        return self.run("ask", QUESTION).whole

    def generation(self) -> str:
        """The name of the generation in use."""
        folder = current_generation(self.index)
        return folder.name if folder else ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs; `process` is ended by `served`."""

    url: str
    process: subprocess.Popen[str]

    def ask(self) -> str:
        """The answer through the JSON API, "" when the server does not answer the question."""
        body = json.dumps({"question": QUESTION}).encode()
        request = urllib.request.Request(f"{self.url}/api/v1/ask", body, {"Content-Type": "application/json"})  # noqa: S310 this machine
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE_S) as reply:  # noqa: S310 see above
                return str(json.loads(reply.read())["answer"])
        except (OSError, ValueError, KeyError):
            return ""

    def generation(self) -> str:
        """The name of the generation in force."""
        with urllib.request.urlopen(f"{self.url}/api/v1/status", timeout=PATIENCE_S) as reply:  # noqa: S310 see above
            return str(json.loads(reply.read())["index"])


@contextmanager
def served(world: World) -> Iterator[Server]:
    """A server over the world's index, on a free port of this machine."""
    port = free_port()
    said = world.folder / f"server-{port}.log"  # a pipe that nobody reads would stop the server once it is full
    server = Server(f"http://127.0.0.1:{port}", world.start("serve", "--port", str(port), said=said))
    try:
        until = time.monotonic() + STARTED_WITHIN_S
        while not server.ask():
            if server.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the server did not start: {said.read_text(encoding='utf-8').strip()[-200:]}")
            time.sleep(0.5)
        yield server
    finally:
        server.process.terminate()
        server.process.wait(timeout=60)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """Something mounted at a folder.

    Raises:
        SkippedError: this machine does not let us.
    """
    mount = shutil.which("mount")
    folder.mkdir(exist_ok=True)
    if mount is None or os.geteuid() != 0:
        raise SkippedError("mounting needs root")
    made = subprocess.run([mount, *options, str(folder)], capture_output=True, text=True, check=False)  # noqa: S603 fixed arguments
    if made.returncode:
        raise SkippedError(f"cannot mount here ({made.stderr.strip()[:80]})")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S603, S607 fixed arguments
