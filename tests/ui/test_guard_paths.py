"""Which paths there are: those of the application and no others of Gradio's."""

from __future__ import annotations

import pytest

from ui.guard_paths import Kind, kind_of


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file/etc/passwd",
        "/gradio_api/proxy=https://example.org",
        "/gradio_api/vibe-edit",
        "/gradio_api/vibe-code/",
        "/gradio_api/token",
        "/gradio_api/dev/reload",
        "/gradio_api/custom_component/1/client/component/a.js",
        "/gradio_api/run-history/records",
        "/gradio_api/runs",
        "/gradio_api/deep_link",
        "/gradio_api/profiling/traces",
        "/monitoring",
        "/monitoring/summary",
        "//gradio_api/file=/etc/passwd",
        "/docs",
        "/openapi.json",
        "/.env",
        "/apiary",
    ],
)
def test_what_the_application_does_not_use_is_not_there(path: str) -> None:
    assert kind_of(path) is Kind.CLOSED


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", Kind.PAGE),
        ("/runs/dev-page", Kind.PAGE),
        ("/assets/a.js", Kind.ASSET),
        ("/gradio_api/queue/join", Kind.EVENT),
        ("/gradio_api/queue/join/", Kind.EVENT),
        ("/gradio_api/queue/data", Kind.STREAM),
        ("/gradio_api/heartbeat/abc", Kind.STREAM),
        ("/gradio_api/upload", Kind.UPLOAD),
        ("/gradio_api/mcp", Kind.MCP),
        ("/gradio_api/mcp/", Kind.MCP),
        ("/api/v1/ask", Kind.API),
        ("/api/v1/status", Kind.API_PAPER),
        ("/healthz", Kind.HEALTH),
        ("/metrics", Kind.METRICS),
        ("/login", Kind.LOGIN),
    ],
)
def test_what_it_uses_is_guarded_by_its_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind
