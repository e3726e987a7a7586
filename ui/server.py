"""Serving the page on this machine: checks first, one clear line when something is in the way."""

from __future__ import annotations

import os
import socket
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from fastapi.responses import FileResponse, JSONResponse
from rich.console import Console

from rag.errors import ServeError
from rag.log import log_to_stderr, logger
from rag.service import Service
from rag.settings import Settings
from ui.guard import USER, Guard
from ui.guard_origin import ProxyWord, is_loopback
from ui.health import Health
from ui.login import Door
from ui.metrics import CONTENT_TYPE, Metrics
from ui.roles import Access
from ui.sessions import Sessions
from ui.upload_files import arrivals_folder
from ui.users import Passwords, UsersFile
from ui.watch import Watch
from ui.workers import Workers

QUEUE = 64  # events of the pages that may wait; at some 50 ms each the last waits about three seconds
SPARE_CONNECTIONS = 200  # beyond the streams held open, for requests that come and go
KEPT_UPLOADS_S = 3_600  # seconds for which Gradio keeps a file that was sent and never added, and between two looks


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


def check_users(settings: Settings) -> None:
    """Do not serve openly by mistake.

    Raises:
        ServeError: a file of users was named and is not there.
    """
    if "users" in settings.model_fields_set and not settings.users.exists():
        raise ServeError(f"WENJIN_USERS names {settings.users}, which is not there; make it with `wenjin user add NAME`, or unset it")


def open_door(settings: Settings) -> Door | None:
    """The door people log in at; None where there is no file of users and nobody has to.

    Raises:
        UsersError: the file is damaged or cannot be read.
    """
    if not settings.users.exists():
        return None
    return Door(UsersFile(settings.users), Sessions(settings.session_hours), Passwords.strong())


def make_app(settings: Settings) -> FastAPI:
    """The whole web application, index open.

    Raises:
        BrokenIndexError: the index cannot be opened.
        SettingsError, UsersError: see `ui.guard_origin.networks` and `open_door`.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    arrivals = arrivals_folder(settings) if settings.allow_uploads else None
    if arrivals:
        os.environ["GRADIO_TEMP_DIR"] = str(arrivals)
    door = open_door(settings)
    api = FastAPI(title="Wenjin", docs_url=None, redoc_url=None, openapi_url=None)
    access = Access(door.users.role_of if door else None)
    service = Service(settings)
    service.watch()
    metrics = Metrics(service)
    watch = Watch(settings, metrics)
    _add_routes(api, service, metrics)
    if door:
        from ui.login_routes import add_login

        add_login(api, door, settings.session_hours)
    _mount(api, service, watch, access, metrics)
    api.add_middleware(Guard, settings=settings, access=access, door=door, on_refused=metrics.refused, arrivals=arrivals)
    api.add_middleware(ProxyWord, trusted=settings.trusted_proxies)
    return api


def _add_routes(api: FastAPI, service: Service, metrics: Metrics) -> None:
    from ui.pages.evaluation import report_path

    health = Health(service)

    @api.get("/runs/{name}")
    def report(name: str) -> Response:
        path = report_path(name)
        return FileResponse(path, media_type="text/html") if path else Response("no such run", status_code=404)

    @api.get("/healthz")
    async def healthz() -> Response:
        well = await health.ok()
        return JSONResponse({"status": "ok" if well else "unavailable"}, 200 if well else 503)

    @api.get("/metrics")
    def figures() -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE)


def _mount(api: FastAPI, service: Service, watch: Watch, access: Access, metrics: Metrics) -> None:
    """The JSON API, and Gradio's pages with the tools for assistants."""
    import gradio as gr

    from ui.api import PREFIX, make_api
    from ui.app import build, style, theme

    of_api = Workers()
    api.mount(PREFIX, make_api(service, of_api, watch))
    page = build(service, watch, access)
    page.queue(max_size=QUEUE)
    page.delete_cache = (KEPT_UPLOADS_S, KEPT_UPLOADS_S)
    metrics.waiting |= {"api": lambda: of_api.waiting, "page": lambda: len(page._queue)}
    logged_in: dict[str, Any] = {"auth_dependency": lambda request: request.scope.get(USER) or None} if access.closed else {}
    gr.mount_gradio_app(
        api,
        page,
        path="/",
        theme=theme(),
        css=style(),
        footer_links=[],
        show_error=False,
        ssr_mode=False,
        mcp_server=True,
        run_history=False,
        enable_monitoring=False,
        pwa=False,
        max_file_size=f"{service.settings.upload_max_mb}mb",
        **logged_in,
    )
    page.has_launched = True  # mounting is no launching to Gradio, and it looks at the files that events name only after that
    if page.mcp_error:  # Gradio keeps it to itself; the pages work without
        logger.warning("the MCP server is off: %s", page.mcp_error)


def serve(settings: Settings, console: Console) -> None:
    """Serve until stopped.

    Raises:
        ServeError: the port cannot be had, or the file of users that was named is not there.
        BrokenIndexError: the index cannot be opened.
        SettingsError, UsersError: see `make_app`.
    """
    log_to_stderr(settings=settings)
    check_users(settings)
    check_port(settings.host, settings.port)
    app = make_app(settings)
    console.print(f"Wenjin is at http://{settings.host}:{settings.port} (stop with Ctrl-C)")
    for line in warnings_for(settings):
        console.print(f"WARNING: {line}", style="bold red", markup=False, highlight=False)
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,  # its messages take the form of ours
        log_level="warning",
        access_log=False,  # addresses of requests hold questions
        server_header=False,
        proxy_headers=False,  # `ui.guard_origin.ProxyWord` knows which proxy to believe
        ws="none",
        limit_concurrency=settings.most_streams + SPARE_CONNECTIONS,
        timeout_graceful_shutdown=3,
    )


def warnings_for(settings: Settings) -> list[str]:
    """What an operator should know about who can reach the server, a line each."""
    if is_loopback(settings.host) or settings.users.exists():
        return []
    what = "ask, add and remove documents and run evaluations" if settings.allow_uploads else "ask and run evaluations"
    return [f"everybody who reaches {settings.host}:{settings.port} can {what}; ask for a login with `wenjin user add NAME`"]
