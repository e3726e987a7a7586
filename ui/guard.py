"""The one gate before everything: which requests there are, who may send them, how many, how large; and what every response says.

In this order: the path is one of ours; the server is asked by a name of its own; no other site sends it; whoever has to has logged in, and
may do it; not too many, not too much at a time, not too large. A refusal is one line that names nothing of the inside.
"""

from __future__ import annotations

import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.settings import Settings
from ui.body_limit import SMALL_BYTES, BodyLimit
from ui.guard_files import NamedFiles
from ui.guard_headers import guarded
from ui.guard_origin import FORWARDED, KnownHosts, is_loopback, listed, sent_by_another_site
from ui.guard_paths import Kind, for_programs, kind_of
from ui.guard_rate import AtOnce, RateLimit, client_key
from ui.login import Door
from ui.roles import Access, Right
from ui.upload_files import MB
from ui.upload_guard import upload_refusal

USER = "wenjin.user"  # in a scope: the name of who is logged in, "" for nobody
REALM = 'Basic realm="Wenjin", charset="UTF-8"'
EVENT_BYTES = 4 * MB  # a page's event carries the conversation, 300,000 characters at most, of up to 6 bytes as JSON
LOGIN_BYTES = 8 * 1024
COUNTED = (Kind.EVENT, Kind.API, Kind.MCP, Kind.UPLOAD)  # make the server work
HELD = (Kind.API, Kind.MCP)  # answered while the connection waits
_OPEN = (Kind.HEALTH, Kind.LOGIN)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is turned away: HTTP's status, a fixed word, one line for people, and seconds until it is worth another try."""

    status: int
    code: str
    message: str
    wait_s: float = 0.0


CLOSED = Refusal(404, "not_found", "there is nothing here")
STRANGE_HOST = Refusal(400, "unknown_host", "this server does not go by that name; ask it by its own, or let its operator allow the name")
OTHER_SITE = Refusal(403, "other_site", "another site sent this request; open the page itself and try again")
NOT_YOURS = Refusal(403, "not_allowed", "your role may not do this; ask the operator for another one")
LOG_IN = Refusal(401, "login_needed", "log in first")
ONLY_HERE = Refusal(403, "not_allowed", "figures are shown to this machine only, or with the operator's token")
BUSY = Refusal(429, "too_many", "too many of your questions are being answered; wait for one", 3.0)


class Guard:
    """Middleware, see above.

    Args:
        settings: limits, names, addresses.
        access: who may do what.
        door: lets people in; None where nobody logs in.
        on_refused: told the code of every refusal.
        arrivals: where files lie that browsers sent; None where they may send none.
    """

    def __init__(
        self, app: ASGIApp, settings: Settings, access: Access, door: Door | None, on_refused: Callable[[str], None], arrivals: Path | None
    ) -> None:
        self._app, self._settings, self._access, self._door, self._on_refused = app, settings, access, door, on_refused
        self._hosts = KnownHosts(settings.host, listed(settings.allowed_hosts))
        self._rate = RateLimit(settings.rate, settings.rate_burst)
        self._at_once = AtOnce(settings.client_at_once, 10 * settings.client_at_once)
        self._streams = AtOnce(max(1, settings.most_streams // 4), settings.most_streams)
        too_large = {"error": "too_large", "message": "the request is larger than is taken here"}
        looked, self._limited = NamedFiles(app, arrivals), dict[Kind, BodyLimit]()
        for kind in Kind:
            inner = looked if kind in (Kind.EVENT, Kind.MCP) else app
            size = EVENT_BYTES if kind is Kind.EVENT else LOGIN_BYTES if kind is Kind.LOGIN else SMALL_BYTES
            self._limited[kind] = BodyLimit(inner, size, too_large)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is turned away, hand on every other."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return  # no web sockets here: the server closes them
        kind, headers = kind_of(scope["path"]), Headers(scope=scope)
        send = guarded(send, kind)
        client = client_key((scope.get("client") or ("",))[0])
        refusal = self._out_of_place(scope, kind, headers) or await self._stranger(scope, kind, headers, client)
        who = f"user {scope[USER]}" if scope.get(USER) else client
        refusal = refusal or self._not_allowed(scope, kind, headers) or self._too_often(kind, who)
        if refusal is not None:
            self._on_refused(refusal.code)
            await _reply(refusal, kind, headers)(scope, receive, send)
            return
        held = self._held(kind)
        if held is not None and not held.enter(who):
            self._on_refused(BUSY.code)
            await _reply(BUSY, kind, headers)(scope, receive, send)
            return
        try:
            await self._sized(kind)(scope, receive, send)
        finally:
            if held is not None:
                held.leave(who)

    def _out_of_place(self, scope: Scope, kind: Kind, headers: Headers) -> Refusal | None:
        """A path we do not have, a name that is not ours, another site's request."""
        if kind is Kind.CLOSED or (kind is Kind.LOGIN and self._door is None and scope["path"].startswith("/log")):
            return CLOSED
        if not self._hosts.knows(headers.get("host", ""), (scope.get("server") or ("",))[0]):
            return STRANGE_HOST
        return OTHER_SITE if sent_by_another_site(scope["method"], headers, scope["scheme"]) else None

    async def _stranger(self, scope: Scope, kind: Kind, headers: Headers, client: str) -> Refusal | None:
        """Find out who asks, where people log in; somebody unknown is turned away."""
        if kind is Kind.METRICS:
            return None if self._may_see_figures(scope, headers) else ONLY_HERE
        if self._door is None or kind is Kind.HEALTH:
            return None
        seen = await self._door.seen(headers, client)
        if seen.wait_s:
            return Refusal(429, "too_many_logins", "too many wrong passwords came from here; wait a little", seen.wait_s)
        scope[USER] = seen.name
        return None if seen.name or kind in _OPEN else LOG_IN

    def _may_see_figures(self, scope: Scope, headers: Headers) -> bool:
        token = self._settings.metrics_token.get_secret_value()
        if token and same_text(headers.get("authorization", ""), f"Bearer {token}"):
            return True
        return is_loopback((scope.get("client") or ("",))[0]) and not scope.get(FORWARDED, False)

    def _not_allowed(self, scope: Scope, kind: Kind, headers: Headers) -> Refusal | None:
        """An upload where none is taken, too large, or by somebody who may not."""
        if scope["method"] != "POST":
            return None
        refused = upload_refusal(scope["path"], headers, self._settings) if kind is not Kind.LOGIN else None
        if refused is not None:
            return Refusal(refused[0], "upload_refused", refused[1])
        if kind is Kind.UPLOAD and not self._access.may(scope.get(USER), Right.DOCUMENTS):
            return NOT_YOURS
        return None

    def _too_often(self, kind: Kind, who: str) -> Refusal | None:
        wait_s = self._rate.wait(who) if kind in COUNTED else 0.0
        return Refusal(429, "too_many", "that was too much at once; wait a moment and try again", wait_s) if wait_s else None

    def _held(self, kind: Kind) -> AtOnce | None:
        if kind is Kind.STREAM:
            return self._streams
        return self._at_once if kind in HELD else None

    def _sized(self, kind: Kind) -> ASGIApp:
        return self._app if kind is Kind.UPLOAD else self._limited[kind]  # an upload's size was looked at before it was let in


def same_text(given: str, wanted: str) -> bool:
    """Whether two texts are equal, in a time that does not tell how much of them is."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode("utf-8", "replace"))


def _reply(refusal: Refusal, kind: Kind, headers: Headers) -> Response:
    """A refusal as JSON; somebody with a browser who has to log in is sent to where that is done. Gradio's pages read `detail`."""
    if refusal is LOG_IN and kind in (Kind.PAGE, Kind.API_PAPER, Kind.ASSET) and "text/html" in headers.get("accept", ""):
        return RedirectResponse("/login", 303)
    more = {"Retry-After": str(max(1, math.ceil(refusal.wait_s)))} if refusal.wait_s else {}
    if refusal is LOG_IN:
        # Pages ask in the background as well: there the browser's own window for a password would be out of place.
        more["WWW-Authenticate"] = REALM if for_programs(kind) else 'Session realm="Wenjin"'
    body = {"error": refusal.code, "message": refusal.message}
    return JSONResponse(body if for_programs(kind) else body | {"detail": refusal.message}, refusal.status, more)
