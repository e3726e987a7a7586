"""Stands before the web application: nothing can be uploaded where the operator has not opened it, and nothing too large where it is open.

Gradio takes uploads from anybody whether or not a page asks for files, so the documents page alone cannot keep them out.
"""

from __future__ import annotations

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.settings import Settings
from ui.upload_files import MB

_UPLOAD = "/gradio_api/upload"
_FORM_BYTES = 100_000  # what the form adds around its files


class UploadGuard:
    """Middleware: `api.add_middleware(UploadGuard, settings=settings)`."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app, self._settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refused upload, hand on everything else."""
        headers = {name.lower(): value for name, value in scope.get("headers", [])}
        refusal = self.refusal(scope["path"], headers) if scope["type"] == "http" and scope["method"] == "POST" else None
        if refusal is None:
            await self._app(scope, receive, send)
        else:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, send)

    def refusal(self, path: str, headers: dict[bytes, bytes]) -> tuple[int, str] | None:
        """Status and line for a request that is not let through; None for one that is.

        Args:
            headers: names in lower case.
        """
        form = headers.get(b"content-type", b"").lower().startswith(b"multipart/")
        if not form and not path.rstrip("/").endswith(_UPLOAD):
            return None
        if not self._settings.allow_uploads:
            return 403, "uploads are closed"
        length = headers.get(b"content-length", b"")
        if not length.isdigit():
            return 411, "the upload does not say how large it is"
        most = self._settings.upload_max_files * self._settings.upload_max_mb * MB + _FORM_BYTES
        return (413, "the upload is too large") if int(length) > most else None
