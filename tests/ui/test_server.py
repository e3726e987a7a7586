"""Serving: the page answers on loopback, and a port in use gets a clear line."""

from __future__ import annotations

import socket

import pytest

from evals.bench.servers import free_port
from rag.errors import ServeError
from ui.server import check_port


def test_a_port_in_use_names_another_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"cannot listen on 127.0.0.1:{port}.*PORT={port + 1}"):
            check_port("127.0.0.1", port)


def test_a_free_port_passes() -> None:
    check_port("127.0.0.1", free_port())
