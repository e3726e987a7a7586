"""Damage of every kind to every part of an index: named with the command that mends it, and never a wrong answer."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from ingest.build import ingest
from ingest.ledger import read_ledger
from rag.answer import Engine, ask, open_engine
from rag.checksums import DATABASE, Damage, damage_of, file_checksum, graph_files, sealed, unsealed
from rag.chroma_write import EmbeddedWriter
from rag.errors import BrokenIndexError
from rag.generation import Manifest, current_generation, read_manifest
from rag.settings import Settings
from rag.wire import answer_json

QUESTION = "高才通幾時可以續簽？"
PARTS = (
    *(f"{name}/{part}" for name in ("bag", "entry", "heading") for part in ("data.csc.index.npy", "indices.csc.index.npy")),
    *(f"{name}/{part}" for name in ("bag", "entry", "heading") for part in ("indptr.csc.index.npy", "params.index.json")),
    *(f"{name}/vocab.index.json" for name in ("bag", "entry", "heading")),
    "digests.npy",
    "entries.jsonl",
    "glossary.toml",
    "manifest.json",
    "passages.jsonl",
    "vectors.npy",
    DATABASE,
    "../CURRENT",
)


def flip(path: Path, share: float) -> None:
    """Turn one bit round, so far into the file."""
    data = bytearray(path.read_bytes())
    data[int(share * (len(data) - 1))] ^= 4
    path.write_bytes(data)


KINDS: dict[str, Callable[[Path], None]] = {
    "deleted": Path.unlink,
    "emptied": lambda path: path.write_bytes(b"") and None,
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]) and None,
    "a bit at the start": lambda path: flip(path, 0.0),
    "a bit in the middle": lambda path: flip(path, 0.5),
    "a bit at the end": lambda path: flip(path, 1.0),
}


def folder_of(settings: Settings) -> Path:
    folder = current_generation(settings.index)
    assert folder is not None
    return folder


def said(engine: Engine) -> dict[str, object]:
    answer = answer_json(ask(engine, QUESTION), "", 0.0)
    return {key: answer[key] for key in ("answer", "status", "citations")}


def test_the_parts_damaged_here_are_all_there_are(engine: Engine) -> None:
    folder, manifest = read_manifest(engine.settings.index)
    assert {*manifest.checksums, "manifest.json", DATABASE, "../CURRENT"} == set(PARTS)
    assert all(file_checksum(folder / name) == checksum for name, checksum in manifest.checksums.items())


@pytest.mark.parametrize("part", PARTS)
def test_damage_is_one_line_with_a_command_or_changes_no_answer(index_copy: Settings, engine: Engine, part: str) -> None:
    path = folder_of(index_copy) / part
    sound, right = path.read_bytes(), said(engine)
    for kind, damage in KINDS.items():
        damage(path)
        try:
            assert said(open_engine(index_copy)) == right, kind
            # A line's end after CURRENT's name, and pages of Chroma's database that no search reads, are no part of the index.
            assert part in (DATABASE, "../CURRENT"), kind
        except BrokenIndexError as error:
            assert "\n" not in str(error)
            assert "wenjin ingest" in error.line, kind
        path.write_bytes(sound)
    assert said(open_engine(index_copy)) == right


@pytest.mark.parametrize("statement", [
    "DELETE FROM embeddings_queue WHERE seq_id = (SELECT max(seq_id) FROM embeddings_queue)",
    "UPDATE embeddings_queue SET vector = zeroblob(length(vector)) WHERE seq_id = 3",
    "UPDATE embeddings_queue SET id = '9999' WHERE seq_id = 3",
    "UPDATE segments SET id = 'other' WHERE scope = 'VECTOR'",
    "UPDATE collections SET name = 'others'",
    "DELETE FROM embeddings WHERE id = 1",
])  # fmt: skip
def test_a_row_that_a_search_reads_is_checked_at_opening(index_copy: Settings, statement: str) -> None:
    with closing(sqlite3.connect(folder_of(index_copy) / DATABASE)) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        assert database.execute(statement).rowcount
    with pytest.raises(BrokenIndexError, match=r"chroma\.sqlite3 has other rows than when it was written; repair it with `wenjin ingest"):
        open_engine(index_copy)


def test_a_row_that_no_search_reads_is_found_by_the_thorough_check(index_copy: Settings) -> None:
    folder, manifest = read_manifest(index_copy.index)
    with closing(sqlite3.connect(folder / DATABASE)) as database, database:
        database.execute("UPDATE embedding_metadata SET string_value = 'other' WHERE rowid = 5")
    assert damage_of(folder, manifest) == []
    assert damage_of(folder, manifest, thorough=True) == [Damage(DATABASE, "has other rows than when it was written")]


def test_every_damaged_part_is_told(index_copy: Settings) -> None:
    folder, manifest = read_manifest(index_copy.index)
    flip(folder / "vectors.npy", 0.9)
    (folder / "entries.jsonl").unlink()
    assert [(d.part, d.fault) for d in damage_of(folder, manifest)] == [
        ("entries.jsonl", "is missing"),
        ("vectors.npy", "has other bytes than when it was written"),
    ]


def test_opening_and_asking_change_nothing_that_is_checked(index_copy: Settings) -> None:
    folder, manifest = read_manifest(index_copy.index)
    for _ in range(2):
        ask(open_engine(index_copy), QUESTION)
        assert damage_of(folder, manifest, thorough=True) == []


@pytest.mark.parametrize("part", ["vectors.npy", "bag/data.csc.index.npy", "glossary.toml", DATABASE])
def test_ingest_repairs_what_is_made_from_the_passages_and_keeps_documents(index_copy: Settings, engine: Engine, part: str) -> None:
    (folder_of(index_copy) / part).unlink()
    report = ingest(index_copy, [], False, Console(quiet=True))
    assert report.written
    assert [note for note in report.notes if f"damaged ({part} is missing)" in note]
    assert said(open_engine(index_copy)) == said(engine)


def test_vectors_that_changed_on_the_disk_are_not_taken_over(index_copy: Settings, engine: Engine) -> None:
    flip(folder_of(index_copy) / "vectors.npy", 0.9)
    ingest(index_copy, [], False, Console(quiet=True))
    assert np.array_equal(open_engine(index_copy).index.vectors, engine.index.vectors)


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_a_ledger_that_changed_loses_no_document_in_silence(index_copy: Settings, share: float) -> None:
    flip(folder_of(index_copy) / "files.jsonl", share)
    with pytest.raises(BrokenIndexError, match=r"files\.jsonl.*wenjin ingest --reset"):
        read_ledger(index_copy.index)
    with pytest.raises(BrokenIndexError, match=r"files\.jsonl"):
        ingest(index_copy, [], False, Console(quiet=True))


@pytest.mark.parametrize("text", ["", "a\n", "甲\n{}\n"])
def test_a_sealed_text_comes_back_and_a_changed_one_does_not(text: str) -> None:
    assert unsealed(sealed(text)) == text
    for broken in (sealed(text)[1:], sealed(text)[:-1], "b" + sealed(text), ""):
        with pytest.raises(ValueError, match="checksum"):
            unsealed(broken)


def test_chromas_graph_is_checked_once_it_is_kept_in_files(tmp_path: Path, engine: Engine) -> None:
    generator = np.random.default_rng(1)
    for count, kept in ((50, False), (1_200, True)):
        folder = tmp_path / str(count)
        writer = EmbeddedWriter(folder / "chroma", 100)
        vectors = generator.normal(size=(count, 8)).astype(np.float32)
        writer.write([str(i) for i in range(count)], vectors, ["x"] * count, [{"kind": "x"}] * count)
        writer.close()
        assert bool(list(graph_files(folder))) is kept
    (graph,) = (name for name in graph_files(folder) if name.endswith("data_level0.bin"))
    manifest = engine.index.manifest.model_copy(update={"files": {}, "database": "", "checksums": {graph: file_checksum(folder / graph)}})
    flip(folder / graph, 0.5)
    assert damage_of(folder, manifest) == [Damage(graph, "has other bytes than when it was written")]


def test_an_index_made_before_checksums_opens_and_is_brought_up_to_date(index_copy: Settings, engine: Engine) -> None:
    folder, manifest = read_manifest(index_copy.index)
    old = manifest.model_dump(exclude={"checksums", "database", "rows", "replaces", "seal"})
    (folder / "manifest.json").write_text(Manifest.model_validate(old).model_dump_json(exclude_unset=True), encoding="utf-8")
    (folder / "files.jsonl").write_text("", encoding="utf-8")
    assert said(open_engine(index_copy)) == said(engine)
    assert ingest(index_copy, [], False, Console(quiet=True)).written
    assert read_manifest(index_copy.index)[1].checksums


def test_a_generation_removed_while_it_is_opened_gives_the_next_one(
    index_copy: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag import index as module

    first = folder_of(index_copy)
    second = Path(shutil.copytree(first, first.with_name("gen-next")))
    read = module.read_passages

    def replaced_meanwhile(path: Path) -> object:
        if first.exists():
            shutil.rmtree(first)
            (index_copy.index / "CURRENT").write_text("gen-next\n", encoding="utf-8")
        return read(path)

    monkeypatch.setattr(module, "read_passages", replaced_meanwhile)
    assert module.open_index(index_copy).folder == second
