"""A real `chroma run` on loopback, and a gate before it that asks for a token as an operator's proxy does."""

from __future__ import annotations

import http.client
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from evals.bench.servers import free_port

STARTED_WITHIN_S = 60


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/api/v2/heartbeat")
        reply = connection.getresponse()
        reply.read()
        return reply.status == 200
    except OSError:
        return False
    finally:
        connection.close()


class ChromaProcess:
    """The server that comes with the package, over a folder; may be stopped and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [str(Path(sys.executable).parent / "chroma"), "run", "--path", str(self.folder), "--host", "127.0.0.1"]
        self._process = subprocess.Popen([*command, "--port", str(self.port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        ends = time.monotonic() + STARTED_WITHIN_S
        while not _answers(self.port):
            assert self._process.poll() is None, "chroma run ended"
            assert time.monotonic() < ends, "chroma run does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class _Gate(BaseHTTPRequestHandler):
    """Passes on what carries the token; 401 for the rest."""

    protocol_version = "HTTP/1.1"
    token, port = "", 0

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Authorization") != f"Bearer {self.token}":
            self._reply(401, b"Unauthorized")
            return
        behind = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        behind.request(self.command, self.path, body, {"Content-Type": "application/json"})
        reply = behind.getresponse()
        self._reply(reply.status, reply.read())
        behind.close()

    do_GET = do_POST = do_DELETE = do_PUT = _pass

    def _reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on standard error."""


@contextmanager
def gated(port: int, token: str) -> Iterator[str]:
    """The address of a gate before a server, which lets pass only what carries the token."""
    handler = type("Gate", (_Gate,), {"token": token, "port": port})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join(10)
