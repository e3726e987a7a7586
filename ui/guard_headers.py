"""What every response says to the browser: what it may load and from where, that no other site may frame, read or use it, and what not to keep."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Send

from ui.guard_paths import Kind

# Gradio's pages need scripts and styles in the page, and `eval` for the scripts that events carry; nothing may come from or go to another host.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " font-src 'self' data:; media-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; frame-src 'self' blob:;"
    " frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
# Data is no page: should a browser show it as one all the same, nothing in it runs.
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
_POWERS = "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=(), serial=(), hid=()"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": _POWERS,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_TAKEN_OUT = ("access-control-allow-origin", "access-control-allow-credentials", "access-control-allow-methods", "access-control-allow-headers",
    "access-control-max-age", "access-control-expose-headers", "server", "x-powered-by")  # fmt: skip
_PAGES = (Kind.PAGE, Kind.ASSET, Kind.API_PAPER, Kind.LOGIN)


def guarded(send: Send, kind: Kind) -> Send:
    """Send messages on, the first with these headers; a policy that the application gave is kept."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in _TAKEN_OUT:
                del headers[name]
            for name, value in _ALWAYS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", PAGE_POLICY if kind in _PAGES else DATA_POLICY)
            if kind is not Kind.ASSET or message["status"] >= HTTPStatus.BAD_REQUEST:
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sent
