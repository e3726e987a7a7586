"""The JSON API beside the pages: what they know, for other programs. Mounted at /api; its own documentation needs no other host."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from fastapi_offline import FastAPIOffline
from starlette.exceptions import HTTPException

from rag.service import Service
from ui.api_models import (
    MAX_HITS,
    AnswerLang,
    AskRequest,
    AskResponse,
    ErrorResponse,
    Need,
    PageLang,
    SchemesResponse,
    SearchResponse,
    StatusResponse,
    SupportResponse,
)
from ui.body_limit import SMALL_BYTES, BodyLimit
from ui.faults import Fault, fault_of
from ui.lookups import answer_data, package_version, search_data, status_data
from ui.schemes_data import schemes_as_data
from ui.support_list import measures_as_data
from ui.watch import Watch
from ui.workers import Workers

T = TypeVar("T")
PREFIX = "/api"
_SHOWN_CHARS = 200  # of what a caller sent, in an error
_ABOUT = """Cited, dated answers about Hong Kong's talent-admission schemes. Everything here only reads, and asks no other host.

Wenjin is not a government service, and its answers are not legal advice."""
_TOO_LARGE = {
    "error": "too_large",
    "message": f"the body is larger than {SMALL_BYTES // 1024} KB; send a shorter question or fewer earlier ones",
}
_FAULTS = {
    400: "The body is not JSON",
    413: "The body is too large",
    422: "A value is missing or cannot be used",
    503: "Too many questions wait, or the server cannot read its data",
}
_Text = Annotated[str, Query(description="words in any language or script; empty: all")]
_Lang = Annotated[PageLang, Query(description="language and script of the texts")]


class _FaultError(Exception):
    """Carries a fault to the handler that sends it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def make_api(service: Service, workers: Workers | None = None, watch: Watch | None = None) -> FastAPI:
    """The API as an application to be mounted at PREFIX.

    Args:
        service: gives the engine in force for each request.
        workers: does the work, so that the event loop stays free; its own ones when None.
        watch: told of every question; one that only writes the log when None.
    """
    api = FastAPIOffline(
        docs_url="/docs",
        redoc_url=None,
        static_url="/assets",
        title="Wenjin 問津",
        version=package_version() or "0",
        description=_ABOUT,
        responses={status: {"model": ErrorResponse, "description": text} for status, text in _FAULTS.items()},
        # The validator badge would load a picture from another host.
        swagger_ui_parameters={"validatorUrl": None, "defaultModelsExpandDepth": 0, "tryItOutEnabled": True},
    )
    api.add_middleware(BodyLimit, max_bytes=SMALL_BYTES, refusal=_TOO_LARGE)
    _send_faults(api)
    _routes(api, service, workers or Workers(), watch or Watch(service.settings))
    _document_full_paths(api)
    return api


def _routes(api: FastAPI, service: Service, workers: Workers, watch: Watch) -> None:
    async def worked(work: Callable[[], T]) -> T:
        try:
            return await workers.run(work)
        except Exception as error:
            raise _FaultError(fault_of(error)) from error

    @api.post("/v1/ask", tags=["Questions"], response_model=AskResponse, summary="Answer a question")
    async def ask(asked: AskRequest) -> Any:
        """The answer with its citations and all that was found, the same as `wenjin ask --json`."""
        with watch.asking("api", asked.question) as asking:
            return await worked(lambda: answer_data(service, asked.question, asked.history, asked.lang, asked.id, asking.answered))

    @api.get("/v1/search", tags=["Questions"], response_model=SearchResponse, summary="Find passages")
    async def search(
        q: Annotated[str, Query(description="the question")],
        k: Annotated[int, Query(ge=1, le=MAX_HITS, description="passages wanted")] = 5,
        lang: Annotated[AnswerLang, Query(description="language preferred in the passages; `auto`: the question's")] = "auto",
    ) -> Any:
        """The passages that a question finds, without an answer."""
        return await worked(lambda: search_data(service, q, k, lang))

    @api.get("/v1/schemes", tags=["Facts"], response_model=SchemesResponse, summary="All admission schemes")
    async def schemes(lang: _Lang = "zh-Hant") -> Any:
        """Every scheme with its dated conditions, each naming the section that backs it."""
        return {"lang": lang, "schemes": await worked(lambda: schemes_as_data(service.settings, lang))}

    @api.get("/v1/support", tags=["Facts"], response_model=SupportResponse, summary="Support measures")
    async def support(
        need: Annotated[Need, Query(description="what it helps with; empty: all")] = "", q: _Text = "", lang: _Lang = "zh-Hant"
    ) -> Any:
        """The support measures for newcomers that fit a need and a text."""
        return {"lang": lang, "measures": await worked(lambda: measures_as_data(service.settings, lang, need, q))}

    @api.get("/v1/status", tags=["Server"], response_model=StatusResponse, summary="The index in force")
    async def status() -> Any:
        """What the index holds and how answers are written."""
        return await worked(lambda: status_data(service))


def _reply(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": code, "message": " ".join(message.split())}, status, headers)


def _send_faults(api: FastAPI) -> None:
    """Every error leaves as one line of JSON."""

    @api.exception_handler(_FaultError)
    def fault(_: Request, error: _FaultError) -> JSONResponse:
        told = error.fault
        return _reply(told.status, told.code, told.message, {"Retry-After": "3"} if told.status == HTTPStatus.SERVICE_UNAVAILABLE else None)

    @api.exception_handler(RequestValidationError)
    def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return _reply(400, "bad_json", 'the body is not JSON; send an object such as {"question": "TTPS 幾時續簽？"} (see /api/docs)')
        place = ".".join(str(part) for part in first["loc"] if part not in ("body", "query"))[:_SHOWN_CHARS]
        said = f"{place}: {first['msg']}" if place else "the body is no object with a question, or is not sent as application/json"
        return _reply(422, "bad_request", f"{said}; see /api/docs")

    @api.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> JSONResponse:
        path = request.url.path[:_SHOWN_CHARS]
        match error.status_code:
            case 404:
                return _reply(404, "not_found", f"there is no {path}; see /api/docs")
            case 405:
                return _reply(
                    405, "not_allowed", f"{path} is not asked for with {request.method[:20]}; see /api/docs", dict(error.headers or {})
                )
            case 413:
                return _reply(413, _TOO_LARGE["error"], _TOO_LARGE["message"])
            case 400:
                return _reply(400, "bad_json", "the body cannot be read as JSON; see /api/docs")
            case status:
                return _reply(status, "bad_request", f"{HTTPStatus(status).phrase}; see /api/docs")

    @api.exception_handler(Exception)
    def failed(_: Request, error: Exception) -> JSONResponse:
        told = fault_of(error)
        return _reply(told.status, told.code, told.message)


def _document_full_paths(api: FastAPI) -> None:
    """Let the OpenAPI document name the paths as they are asked for, PREFIX included."""

    def document() -> dict[str, Any]:
        if api.openapi_schema is None:
            found = get_openapi(title=api.title, version=api.version, description=api.description, routes=api.routes)
            found["paths"] = {PREFIX + path: operations for path, operations in found["paths"].items()}
            api.openapi_schema = found
        return api.openapi_schema

    api.root_path_in_servers = False
    api.openapi = document  # type: ignore[method-assign]
