"""Chroma in this process: a generation no longer in use is let go of."""

from __future__ import annotations

import gc

from chromadb.api.shared_system_client import SharedSystemClient

from rag.answer import Engine, open_engine, search_only
from rag.settings import Settings


def open_systems() -> int:
    gc.collect()
    return len(SharedSystemClient._identifier_to_system)


def test_an_engine_that_nobody_holds_leaves_no_graph_behind(index_copy: Settings, engine: Engine) -> None:
    before = open_systems()
    for _ in range(2):
        opened = open_engine(index_copy)
        search_only(opened, "Can my wife work?")
        assert open_systems() == before + 1
        del opened
        assert open_systems() == before
