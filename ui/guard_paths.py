"""Every path there is, and what kind of request it takes. What is not named here is not there: Gradio has routes this application does not use,
among them editing its own source, monitoring, a proxy, and the reading of files by their path.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a request is, which decides how it is guarded."""

    HEALTH = "health"  # tells whether the server is well, and no more
    LOGIN = "login"  # what somebody who has not logged in has to reach
    METRICS = "metrics"
    ASSET = "asset"  # files of the packages, the same for everybody
    PAGE = "page"
    EVENT = "event"  # makes the server work for a page
    STREAM = "stream"  # held open: an answer as it grows, a page's sign of life
    UPLOAD = "upload"
    API = "api"
    API_PAPER = "api_paper"  # the API's documentation and what needs no work
    MCP = "mcp"
    CLOSED = "closed"


_GRADIO = "/gradio_api"
_WHOLE = {
    "/healthz": Kind.HEALTH,
    "/metrics": Kind.METRICS,
    "/login": Kind.LOGIN,
    "/logout": Kind.LOGIN,
    "/favicon.ico": Kind.LOGIN,
    "/robots.txt": Kind.LOGIN,
    "/": Kind.PAGE,
    "/config": Kind.PAGE,
    "/theme.css": Kind.ASSET,
    "/manifest.json": Kind.ASSET,
    "/api": Kind.API_PAPER,
    f"{_GRADIO}/info": Kind.PAGE,
    f"{_GRADIO}/openapi.json": Kind.PAGE,
    f"{_GRADIO}/app_id": Kind.PAGE,
    f"{_GRADIO}/startup-events": Kind.PAGE,
    f"{_GRADIO}/theme.css": Kind.ASSET,
    f"{_GRADIO}/login_check": Kind.PAGE,
    f"{_GRADIO}/user": Kind.PAGE,
    f"{_GRADIO}/cancel": Kind.PAGE,
    f"{_GRADIO}/reset": Kind.PAGE,
    f"{_GRADIO}/queue/status": Kind.PAGE,
    f"{_GRADIO}/queue/join": Kind.EVENT,
    f"{_GRADIO}/component_server": Kind.EVENT,
    f"{_GRADIO}/queue/data": Kind.STREAM,
    f"{_GRADIO}/upload_progress": Kind.STREAM,
    f"{_GRADIO}/upload": Kind.UPLOAD,
    f"{_GRADIO}/mcp": Kind.MCP,
}
_BEGINNINGS = (
    ("/assets/", Kind.ASSET),
    ("/static/", Kind.ASSET),
    ("/svelte/", Kind.ASSET),
    ("/runs/", Kind.PAGE),
    ("/api/v1/ask", Kind.API),
    ("/api/v1/search", Kind.API),
    ("/api/", Kind.API_PAPER),
    (f"{_GRADIO}/heartbeat/", Kind.STREAM),
    (f"{_GRADIO}/call/", Kind.EVENT),
    (f"{_GRADIO}/run/", Kind.EVENT),
    (f"{_GRADIO}/api/", Kind.EVENT),
    (f"{_GRADIO}/mcp/", Kind.MCP),
)


def kind_of(path: str) -> Kind:
    """What kind of request a decoded path takes; CLOSED for one that is not used."""
    whole = _WHOLE.get(path.rstrip("/") or "/")
    if whole is not None:
        return whole
    return next((kind for beginning, kind in _BEGINNINGS if path.startswith(beginning)), Kind.CLOSED)


def for_programs(kind: Kind) -> bool:
    """Whether programs ask for it, which log in with each request."""
    return kind in (Kind.API, Kind.API_PAPER, Kind.MCP, Kind.METRICS)
