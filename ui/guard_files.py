"""Files that a page's event or an assistant's call names: only those that a browser sent to this server a moment ago.

Gradio copies whatever file an event names into its cache before the event's own code runs, for every kind of input, and fetches it where the
name is an address; it looks at where the file lies only in applications it has launched itself, not in one that is mounted as ours is
(Gradio 6.31, `processing_utils._check_allowed`). Anybody could so have the server read its own files, or ask other hosts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = "gradio.FileData"
_REFUSED = {"error": "strange_file", "message": "a file is named that was not sent to this page"}
_NO_JSON = {"error": "bad_json", "message": "the body cannot be read as JSON"}
_TOO_LARGE = {"error": "too_large", "message": "the request is larger than is taken here"}


class NamedFiles:
    """ASGI application before another: looks through a request's JSON and refuses one that names any other file.

    Args:
        arrivals: where files lie that browsers sent; None where nothing may be sent.
    """

    def __init__(self, app: ASGIApp, arrivals: Path | None) -> None:
        self._app, self._arrivals = app, arrivals.resolve() if arrivals else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, which is limited in size by then, and hand it on."""
        if scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        try:
            body = await _whole(receive)
        except HTTPException:
            await JSONResponse(_TOO_LARGE, 413)(scope, receive, send)
            return
        if body is None:
            return
        try:
            names = list(named_files(json.loads(body))) if body else []
        except (ValueError, RecursionError):
            await JSONResponse(_NO_JSON, 400)(scope, receive, send)
            return
        if all(self._arrived(name) for name in names):
            await self._app(scope, _again(body, receive), send)
        else:
            await JSONResponse(_REFUSED, 403)(scope, receive, send)

    def _arrived(self, name: str) -> bool:
        try:
            return self._arrivals is not None and Path(name).is_absolute() and Path(name).resolve().is_relative_to(self._arrivals)
        except (OSError, ValueError):
            return False


def named_files(data: object) -> Iterator[str]:
    """The path of everything in JSON data that Gradio would take for a file, at any depth."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            meta = value.get("meta")
            if isinstance(meta, dict) and meta.get("_type") == _MARK and "path" in value:
                yield str(value["path"])


async def _whole(receive: Receive) -> bytes | None:
    """The body; None when the client has gone."""
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """What was read once more, then whatever the server says next."""
    given = False

    async def told() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return told
