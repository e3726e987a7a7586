"""Which uploads are let in: none where the operator has not opened them, none too large where they are open.

Gradio takes uploads from anybody whether or not a page asks for files, so the documents page alone cannot keep them out.
"""

from __future__ import annotations

from starlette.datastructures import Headers

from rag.settings import Settings
from ui.upload_files import MB

_UPLOAD = "/gradio_api/upload"
_FORM_BYTES = 100_000  # what the form adds around its files


def upload_refusal(path: str, headers: Headers, settings: Settings) -> tuple[int, str] | None:
    """HTTP's status and a line for a POST that is not let through; None for one that is."""
    form = headers.get("content-type", "").lower().startswith("multipart/")
    if not form and not path.rstrip("/").endswith(_UPLOAD):
        return None
    if not settings.allow_uploads:
        return 403, "uploads are closed"
    length = headers.get("content-length", "")
    if not (length.isascii() and length.isdigit()):
        return 411, "the upload does not say how large it is"
    most = settings.upload_max_files * settings.upload_max_mb * MB + _FORM_BYTES
    return (413, "the upload is too large") if int(length) > most else None
