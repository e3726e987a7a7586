"""A new index takes over between two questions; one that cannot be opened leaves the old engine working."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from rag.answer import Engine, open_engine
from rag.errors import BrokenIndexError
from rag.generation import CURRENT
from rag.service import Service
from rag.settings import Settings


class Opener:
    """Stands for `open_engine`: the engine under the name of the generation in use, or a fault."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.broken, self.opened = engine, False, 0

    def __call__(self, settings: Settings) -> Engine:
        if self.broken:
            raise BrokenIndexError("it is damaged; rebuild it")
        self.opened += 1
        folder = settings.index / (settings.index / CURRENT).read_text(encoding="utf-8").strip()
        return replace(self.engine, index=replace(self.engine.index, folder=folder))


@pytest.fixture
def opener(engine: Engine) -> Opener:
    return Opener(engine)


@pytest.fixture
def pointed(tmp_path: Path) -> Settings:
    (tmp_path / CURRENT).write_text("gen-1\n", encoding="utf-8")
    return Settings(index=tmp_path)


def test_a_new_generation_takes_over_and_the_engine_taken_before_stays_usable(opener: Opener, pointed: Settings) -> None:
    service = Service(pointed, opener)
    before = service.engine
    assert not service.refresh()
    (pointed.index / CURRENT).write_text("gen-2\n", encoding="utf-8")
    assert service.refresh()
    assert (before.index.folder.name, service.engine.index.folder.name) == ("gen-1", "gen-2")
    assert not service.refresh()


def test_a_generation_that_cannot_be_opened_is_tried_once(opener: Opener, pointed: Settings, caplog: pytest.LogCaptureFixture) -> None:
    service = Service(pointed, opener)
    opener.broken = True
    (pointed.index / CURRENT).write_text("gen-2\n", encoding="utf-8")
    assert not service.refresh()
    assert not service.refresh()
    assert service.engine.index.folder.name == "gen-1"
    assert [r.message for r in caplog.records] == ["the new index is left aside: it is damaged; rebuild it"]
    opener.broken = False
    (pointed.index / CURRENT).write_text("gen-3\n", encoding="utf-8")
    assert service.refresh()


def test_a_generation_that_could_not_be_opened_is_tried_again_later(
    opener: Opener, pointed: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("rag.service.REFUSED_FOR_S", 0.0)
    service = Service(pointed, opener)
    opener.broken = True
    (pointed.index / CURRENT).write_text("gen-2\n", encoding="utf-8")
    assert not service.refresh()
    assert not service.refresh()
    assert len(caplog.records) == 1, "it is reported once"
    opener.broken = False
    assert service.refresh()


def test_a_current_that_cannot_be_read_leaves_the_engine_and_is_told_once(
    opener: Opener, pointed: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    service = Service(pointed, opener)
    (pointed.index / CURRENT).write_bytes(b"\xff\xfe")
    assert not service.refresh()
    assert not service.refresh()
    assert len(caplog.records) == 1
    assert "CURRENT is not text" in caplog.text
    (pointed.index / CURRENT).write_text("gen-2\n", encoding="utf-8")
    assert service.refresh()


def test_a_fault_nobody_thought_of_leaves_the_engine_too(pointed: Settings, opener: Opener, caplog: pytest.LogCaptureFixture) -> None:
    service = Service(pointed, opener)

    def out_of_memory(_: Settings) -> Engine:
        raise MemoryError("no more")

    service._opener = out_of_memory
    (pointed.index / CURRENT).write_text("gen-2\n", encoding="utf-8")
    assert not service.refresh()
    assert "MemoryError: no more" in caplog.text
    assert service.engine.index.folder.name == "gen-1"


def test_without_an_index_to_read_the_engine_stays(opener: Opener, pointed: Settings) -> None:
    service = Service(pointed, opener)
    (pointed.index / CURRENT).unlink()
    assert not service.refresh()
    assert service.engine.index.folder.name == "gen-1"


def test_a_broken_index_at_the_start_is_an_error(pointed: Settings) -> None:
    with pytest.raises(BrokenIndexError):
        Service(pointed, open_engine)


def test_the_watch_finds_a_new_generation_by_itself(opener: Opener, pointed: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setattr("rag.service.LOOK_EVERY_S", 0.01)
    service = Service(pointed, opener)
    service.watch()
    (pointed.index / CURRENT).write_text("gen-2\n", encoding="utf-8")
    until = time.monotonic() + 5
    while service.engine.index.folder.name != "gen-2" and time.monotonic() < until:
        time.sleep(0.01)
    service.close()
    assert service.engine.index.folder.name == "gen-2"
