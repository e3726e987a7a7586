"""Serving the page on this machine: checks first, one clear line when something is in the way."""

from __future__ import annotations

import os
import socket
from collections.abc import Awaitable, Callable

import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from rich.console import Console

from rag.errors import ServeError
from rag.log import logger
from rag.service import Service
from rag.settings import Settings

# Gradio needs inline scripts and styles; nothing may come from or go to another host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:;"
    " font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)


def check_port(host: str, port: int) -> None:
    """Fail early when the port cannot be had.

    Raises:
        ServeError: the port is in use or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"cannot listen on {host}:{port} ({error.strerror}); choose another port, for example `make run PORT={port + 1}`"
            ) from None


def make_app(settings: Settings) -> FastAPI:
    """The whole web application, index open.

    Raises:
        BrokenIndexError: the index cannot be opened.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    import gradio as gr

    from ui.api import PREFIX, make_api
    from ui.app import build, style, theme
    from ui.pages.evaluation import report_path

    api = FastAPI(title="Wenjin", docs_url=None, redoc_url=None, openapi_url=None)

    @api.middleware("http")
    async def headers(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @api.get("/runs/{name}")
    def report(name: str) -> Response:
        path = report_path(name)
        return FileResponse(path, media_type="text/html") if path else Response("no such run", status_code=404)

    service = Service(settings)
    service.watch()
    api.mount(PREFIX, make_api(service))
    page = build(service)
    page.queue(max_size=64)
    gr.mount_gradio_app(api, page, path="/", theme=theme(), css=style(), footer_links=[], show_error=False, ssr_mode=False, mcp_server=True)
    if page.mcp_error:  # Gradio keeps it to itself; the pages work without
        logger.warning("the MCP server is off: %s", page.mcp_error)
    return api


def serve(settings: Settings, console: Console) -> None:
    """Serve until stopped.

    Raises:
        ServeError: the port cannot be had.
        BrokenIndexError: the index cannot be opened.
    """
    check_port(settings.host, settings.port)
    app = make_app(settings)
    console.print(f"Wenjin is at http://{settings.host}:{settings.port} (stop with Ctrl-C)")
    uvicorn.run(app, host=settings.host, port=settings.port, log_level="warning", timeout_graceful_shutdown=3)
