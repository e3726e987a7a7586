from datetime import datetime, tzinfo
from pathlib import Path

import pytest
from rich.console import Console

from rag.answer import Engine
from rag.chroma_store import CHROMA_FAULTS
from rag.errors import IndexWriteError
from rag.generation import read_manifest, sweep
from rag.settings import Settings
from rag.write import entries_of, write_generation
from tests.fakes import make_passage


def test_a_passage_is_embedded_as_section_windows_and_questions() -> None:
    passage = make_passage(
        texts={"zh-Hant": "第一句有十個字左右。" * 3, "en": "A sentence of some length here. " * 3},
        headings={"zh-Hant": "標題", "en": "Heading"},
        questions=("點解？",),
    )
    entries = entries_of(passage, 20)
    assert {e.passage for e in entries} == {passage.id}
    windows = {lang: [e.text for e in entries if (e.kind, e.lang) == ("window", lang)] for lang in ("zh-Hant", "en")}
    assert windows["zh-Hant"][0] == "標題"
    assert max(map(len, windows["zh-Hant"])) <= 20
    assert 20 < max(map(len, windows["en"])) <= 60
    assert [e.text for e in entries if e.kind == "question"] == ["點解？"]
    assert [e.text.split()[0] for e in entries if e.kind == "section"] == ["標題", "Heading"]


def test_a_documents_title_and_whole_path_are_embedded_in_place_of_its_heading() -> None:
    passage = make_passage(texts={"en": "The fee is 90."}, headings={"en": "Fees"}, about="Handbook › Marina › Fees", digest=False)
    entries = entries_of(passage, 60)
    assert [e.text for e in entries] == ["Handbook › Marina › Fees The fee is 90.", "Handbook › Marina › Fees", "The fee is 90."]


def test_a_bag_is_its_lexical_entries_as_one_text(engine: Engine) -> None:
    index = engine.index
    for number, passage in enumerate(index.passages):
        whole = "\n".join([*(f"{passage.headings[lang]} {text}" for lang, text in passage.texts.items()), *passage.questions])
        tokens = set(index.tokens(whole))
        assert tokens
        assert all(number in index.bag.documents(token) for token in tokens)


def test_what_stops_the_writing_is_one_line_and_leaves_nothing(
    index_copy: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sorted(p.name for p in index_copy.index.iterdir())

    def full(*_: object, **__: object) -> None:
        raise CHROMA_FAULTS("database or disk is full")

    monkeypatch.setattr("rag.write.open_writer", full)
    with pytest.raises(IndexWriteError) as caught:
        write_generation(index_copy, list(engine.index.passages), "", Console(quiet=True))
    assert caught.value.line == (
        f"cannot write the index at {index_copy.index} (database or disk is full); free space or name another folder with --index;"
        " what was there is unchanged"
    )
    assert sorted(p.name for p in index_copy.index.iterdir()) == before


def test_a_real_limit_on_file_size_leaves_the_old_index(index_copy: Settings, engine: Engine, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    before = read_manifest(index_copy.index)[1]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, hard))
    try:
        with pytest.raises(IndexWriteError):
            write_generation(index_copy, list(engine.index.passages), "", Console(quiet=True))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert read_manifest(index_copy.index)[1] == before


class JumpingClock(datetime):
    """A clock that is set forward by years, back by decades, and forward again."""

    years = (2026, 2031, 1999, 2026, 1970)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> "JumpingClock":
        return cls(cls.years[0], 1, 1, tzinfo=tz)


def test_a_clock_that_jumps_puts_no_other_generation_in_use_and_sweeps_none_that_may_be_open(
    scratch: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.write.datetime", JumpingClock)
    passages, before = list(engine.index.passages), ""
    for number in range(1, len(passages)):
        write_generation(scratch, passages[:number], "", Console(quiet=True))
        folder, manifest = read_manifest(scratch.index)
        assert (manifest.passages, manifest.replaces) == (number, before)
        assert sweep(scratch.index) == []
        assert {p.name for p in scratch.index.glob("gen-*")} == {folder.name, before} - {""}
        before = folder.name
        JumpingClock.years = (*JumpingClock.years[1:], JumpingClock.years[0])
