"""A language model that is played: a small OpenAI-compatible server on this machine, whose replies are given beforehand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any


@dataclass(frozen=True, slots=True)
class Play:
    """One reply.

    Attributes:
        text: what is said, sent in pieces of `piece` characters, `pause_s` before each.
        status: HTTP status; with another than 200 nothing is streamed.
        raw: bytes sent instead of a well-formed reply.
        finish: reason given at the end; "" leaves the end out, as a connection that breaks.
        refusal: said in the field for refusals instead.
    """

    text: str = ""
    piece: int = 7
    pause_s: float = 0.0
    status: int = 200
    raw: bytes = b""
    finish: str = "stop"
    refusal: str = ""


Script = Callable[[dict[str, Any]], Play]


def _event(delta: dict[str, Any], finish: str | None = None) -> bytes:
    body = {
        "id": "played",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "played",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


class ChatServer:
    """Serves while its `with` block runs; `requests` are the bodies received, `url` is the base address for a client."""

    def __init__(self, script: Script | Play) -> None:
        self.script: Script = (lambda _: script) if isinstance(script, Play) else script
        self.requests: list[dict[str, Any]] = []
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        """Base address, as in WENJIN_CHAT_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.requests.append(request)
                play = outer.script(request)
                self.send_response(play.status)
                self.send_header("Content-Type", "text/event-stream" if play.status == 200 else "application/json")
                self.end_headers()
                try:
                    self._send(play)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # the client had enough

            def _send(self, play: Play) -> None:
                if play.status != 200 or play.raw:
                    self.wfile.write(play.raw or b'{"error": {"message": "played failure"}}')
                    return
                self.wfile.write(_event({"role": "assistant", "content": "", **({"refusal": play.refusal} if play.refusal else {})}))
                for start in range(0, len(play.text), play.piece):
                    if outer._closing.wait(play.pause_s):
                        return
                    self.wfile.write(_event({"content": play.text[start : start + play.piece]}))
                    self.wfile.flush()
                if not play.text and play.pause_s:
                    outer._closing.wait(play.pause_s)
                if play.finish:
                    self.wfile.write(_event({}, play.finish) + b"data: [DONE]\n\n")

            def log_message(self, format: str, *args: object) -> None:
                """Nothing on standard error."""

        return Handler
