"""Chroma in this process where its files cannot be written, or are taken away under it."""

from __future__ import annotations

import gc
import shutil
import tempfile
from pathlib import Path

import numpy as np
import pytest

from rag.answer import Engine, ask, open_engine
from rag.chroma_store import own_copy
from rag.errors import BrokenIndexError
from rag.generation import current_generation
from rag.settings import Settings

QUESTION = "高才通幾時可以續簽？"


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go, and an index that cannot be written, as on a read-only disk."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    for module in ("rag.chroma_store", "rag.checksums"):
        monkeypatch.setattr(f"{module}.can_write", lambda _: False)
    return folder


def test_an_index_that_cannot_be_written_answers_from_a_copy_that_goes_with_it(copies: Path, index_copy: Settings, engine: Engine) -> None:
    folder = current_generation(index_copy.index)
    assert folder is not None
    database = folder / "chroma" / "chroma.sqlite3"
    before = database.read_bytes()
    opened = open_engine(index_copy)
    assert ask(opened, QUESTION).text == ask(engine, QUESTION).text
    assert [p.name.startswith("wenjin-chroma-") for p in copies.iterdir()] == [True]
    assert database.read_bytes() == before
    del opened
    gc.collect()
    assert list(copies.iterdir()) == []


def test_no_room_for_the_copy_is_one_line_and_leaves_no_part_of_it(
    copies: Path, index_copy: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rag.chroma_store.shutil.copyfile", full)
    with pytest.raises(BrokenIndexError) as caught:
        open_engine(index_copy)
    assert "No space left on device" in caught.value.line
    assert list(copies.iterdir()) == []


def test_a_folder_that_can_be_written_is_not_copied(index_copy: Settings) -> None:
    folder = current_generation(index_copy.index)
    assert folder is not None
    assert own_copy(folder / "chroma") is None


def test_when_chroma_fails_questions_are_answered_by_exact_search(
    index_copy: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened = open_engine(index_copy)

    def broken(**_: object) -> None:
        raise RuntimeError("disk I/O error")

    monkeypatch.setattr(opened.index.dense._collection, "query", broken)  # type: ignore[attr-defined]
    for _ in range(2):
        assert ask(opened, QUESTION).text == ask(engine, QUESTION).text
    assert caplog.text.count("questions are answered by exact search") == 1


def test_an_open_index_answers_on_when_its_folder_is_removed(index_copy: Settings, engine: Engine) -> None:
    opened = open_engine(index_copy)
    shutil.rmtree(index_copy.index)
    assert ask(opened, QUESTION).text == ask(engine, QUESTION).text
    assert np.isfinite(opened.index.vectors[0]).all()
