"""Uploads are turned away where they are closed, too large, or do not say how large they are."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from rag.settings import Settings
from ui.upload_guard import upload_refusal

FORM = {"content-type": "multipart/form-data; boundary=x", "content-length": "900"}
PATH = "/gradio_api/upload"
CLOSED, OPEN = Settings(allow_uploads=False), Settings(allow_uploads=True, upload_max_mb=1, upload_max_files=1)


def status(path: str, headers: dict[str, str], settings: Settings) -> int | None:
    refusal = upload_refusal(path, Headers(headers), settings)
    return refusal[0] if refusal else None


@pytest.mark.parametrize("path", [PATH, f"{PATH}/", "/gradio_api/component_server"])
def test_closed_uploads_are_refused_wherever_a_form_is_taken(path: str) -> None:
    assert status(path, FORM, CLOSED) == 403


def test_closed_uploads_are_refused_without_a_form_too() -> None:
    assert status(PATH, {"content-length": "900"}, CLOSED) == 403


@pytest.mark.parametrize("settings", [CLOSED, OPEN])
def test_a_question_passes(settings: Settings) -> None:
    assert status("/gradio_api/queue/join", {"content-type": "application/json", "content-length": "20"}, settings) is None


def test_open_uploads_pass_within_the_limits_only() -> None:
    assert status(PATH, FORM, OPEN) is None
    assert status(PATH, FORM | {"content-length": "1200000"}, OPEN) == 413


@pytest.mark.parametrize("length", [{}, {"content-length": ""}, {"content-length": "-1"}, {"content-length": "²"}])
def test_an_upload_of_untold_length_is_refused(length: dict[str, str]) -> None:
    assert status(PATH, {"content-type": "multipart/form-data", **length}, OPEN) == 411
