"""Uploads are stopped before the application sees them, where they are closed or too large."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rag.settings import Settings
from ui.upload_guard import UploadGuard


def client(**more: object) -> TestClient:
    api = FastAPI()

    @api.post("/{path:path}")
    def take(path: str) -> str:
        return path

    api.add_middleware(UploadGuard, settings=Settings(**more))  # type: ignore[arg-type]
    return TestClient(api)


FILE = {"files": ("a.md", b"# A")}


@pytest.mark.parametrize("path", ["/gradio_api/upload", "/gradio_api/upload/", "/gradio_api/component_server"])
def test_closed_uploads_are_refused_wherever_a_form_is_taken(path: str) -> None:
    assert client().post(path, files=FILE).status_code == 403


def test_a_question_passes_while_uploads_are_closed() -> None:
    assert client().post("/gradio_api/queue/join", json={"data": ["?"]}).status_code == 200


def test_open_uploads_pass_within_the_limits_only() -> None:
    taking = client(allow_uploads=True, upload_max_mb=1, upload_max_files=1)
    assert taking.post("/gradio_api/upload", files=FILE).status_code == 200
    assert taking.post("/gradio_api/upload", files={"files": ("a.md", b"x" * 1_200_000)}).status_code == 413


def test_an_upload_of_untold_length_is_refused() -> None:
    refusal = UploadGuard(FastAPI(), Settings(allow_uploads=True)).refusal("/gradio_api/upload", {b"transfer-encoding": b"chunked"})
    assert refusal is not None
    assert refusal[0] == 411
