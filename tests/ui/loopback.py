"""The whole application over loopback, in a thread of the test's process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

STARTED_WITHIN_S = 90


@contextmanager
def served(make: Callable[[], FastAPI]) -> Iterator[str]:
    """The address of an application while it is served. It is made inside the event loop: outside one, Gradio makes loops that it leaves open."""
    made, servers = threading.Event(), list[uvicorn.Server]()

    async def run() -> None:
        try:
            servers.append(uvicorn.Server(uvicorn.Config(make(), log_level="error", ws="none", proxy_headers=False, server_header=False)))
        finally:
            made.set()
        await servers[0].serve([listening])

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
        thread.start()
        assert made.wait(STARTED_WITHIN_S)
        assert servers, "the application could not be made"
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            servers[0].should_exit = True
            thread.join(30)
