"""Servers of a measurement, each a process of its own on loopback: ours, a Chroma server, the tutorial stack."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from rag.errors import ServeError

STARTED_WITHIN_S = 900.0  # the tutorial stack encodes some ten chunks a second first
LOOK_EVERY_S = 0.5


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], url: str, command: Sequence[str]) -> None:
    ends = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < ends:
        if process.poll() is not None:
            raise ServeError(f"`{' '.join(command)}` ended with code {process.returncode}; run it alone to see why")
        try:
            httpx.get(url, timeout=5, trust_env=False)
            return
        except httpx.HTTPError:
            time.sleep(LOOK_EVERY_S)
    raise ServeError(f"no server answers at {url} after {STARTED_WITHIN_S:.0f} s; run the measurement on a quieter machine")


def with_settings(command: Sequence[str], settings: Mapping[str, str]) -> list[str]:
    """A command that runs with environment variables beside this process's own."""
    return ["env", *(f"{name}={value}" for name, value in settings.items()), *command]


def carry(index: Path, url: str) -> None:
    """Carry an index's vectors to a Chroma server; they are known, so nothing is encoded."""
    command = [sys.executable, "-m", "ui.cli", "ingest", "--index", str(index)]
    subprocess.run(with_settings(command, {"WENJIN_CHROMA_URL": url}), check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


@contextmanager
def serving(command: Sequence[str], port: int, path: str, settings: Mapping[str, str]) -> Iterator[str]:
    """The address of a server while it runs.

    Args:
        path: asked until it is answered, in whatever way.
        settings: environment variables beside this process's own.

    Raises:
        ServeError: it does not start.
    """
    quiet = subprocess.DEVNULL  # ours writes a line a question
    process = subprocess.Popen(with_settings(command, settings), stdout=quiet, stderr=quiet)  # noqa: S603 - commands of ours
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(process, url + path, command)
        yield url
    finally:
        process.kill()
        process.wait()


@contextmanager
def wenjin(index: Path, settings: Mapping[str, str]) -> Iterator[str]:
    """Our server over an index, its limit on one client's questions out of the way."""
    port = free_port()
    command = [sys.executable, "-m", "ui.cli", "serve", "--port", str(port), "--index", str(index)]
    with serving(command, port, "/api/v1/status", {"WENJIN_RATE": "1000000", **settings}) as url:
        yield url


@contextmanager
def tutorial_stack(index: Path) -> Iterator[str]:
    """The tutorial stack over the same corpus."""
    port = free_port()
    command = [sys.executable, "-m", "evals.bench.tutorial_server", "--port", str(port)]
    with serving(command, port, "/docs", {"WENJIN_INDEX": str(index)}) as url:
        yield url


@contextmanager
def chroma(folder: Path) -> Iterator[str]:
    """The Chroma server that comes with the package, over a folder."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    with serving(command, port, "/api/v2/heartbeat", {}) as url:
        yield url
