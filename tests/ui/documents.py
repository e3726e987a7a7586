"""Small stand-ins for the documents page: files as a browser would send them, a run in this process, an opener."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from ingest.apart import OnFile, Ran
from ingest.apart_child import run
from rag.answer import Engine
from rag.generation import current_generation, read_passages
from rag.settings import Settings
from tests.fakes import ReaderHere


class ReaderOfTests(ReaderHere):
    """Reads in this process and can be used as a context manager."""

    def __enter__(self) -> ReaderOfTests:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def ingest_here(settings: Settings, paths: Sequence[Path], on_file: OnFile) -> Ran:
    """Stands for `ingest_apart`, in this process."""
    on_file(1, 1)
    job = {"settings": settings.model_dump(mode="json"), "paths": [str(path) for path in paths]}
    return Ran.model_validate(run(job, Console(quiet=True)))


class Reopened:
    """Stands for `open_engine`: an open engine under the name, and with the passages, of the generation in use."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def __call__(self, settings: Settings) -> Engine:
        folder = current_generation(settings.index)
        assert folder is not None
        passages = tuple(read_passages(folder / "passages.jsonl"))
        return replace(self.engine, index=replace(self.engine.index, folder=folder, passages=passages))


def sent(folder: Path, name: str, text: str | bytes) -> Path:
    """A file as it lies after the browser has sent it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
