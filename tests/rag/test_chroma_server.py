"""Vectors on a Chroma server: the same results as in this process, one line when it is away, and questions that go on meanwhile."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydantic import SecretStr
from rich.console import Console

from evals.bench.servers import free_port
from ingest.build import ingest
from rag.answer import Engine, ask, open_engine, search_only
from rag.chroma_server import check_url, collection_name, connect, connected, held_entries
from rag.chroma_store import server_asking
from rag.errors import ChromaServerError, SettingsError
from rag.generation import current_generation, read_manifest
from rag.index import nearest_entries
from rag.nearest import ExactSearch
from rag.server_search import ServerSearch
from rag.settings import Settings
from rag.types import Retrieval
from tests.rag.chroma_process import ChromaProcess, gated

QUIET = Console(quiet=True)


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    server = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def served(engine: Engine, chroma: ChromaProcess, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """The small corpus with its vectors on the server."""
    settings = engine.settings.model_copy(update={"index": tmp_path_factory.mktemp("served"), "chroma_url": chroma.url})
    ingest(settings, [], True, QUIET)
    return open_engine(settings)


@pytest.fixture
def fresh(engine: Engine, chroma: ChromaProcess, tmp_path: Path) -> Settings:
    """An index of its own on the server, not written yet."""
    return engine.settings.model_copy(update={"index": tmp_path / "index", "chroma_url": chroma.url})


def questions(engine: Engine, count: int) -> list[str]:
    """Questions of the lists, and sentences of the passages as somebody would paste them."""
    listed = [question for passage in engine.index.passages for question in passage.questions]
    pasted = [text[i : i + 24] for passage in engine.index.passages for text in passage.texts.values() for i in range(0, 96, 24)]
    return (listed + pasted)[:count]


def found(retrieval: Retrieval) -> list[tuple[str, float]]:
    return [(hit.passage.id, round(hit.score, 4)) for hit in (*retrieval.kept, *retrieval.rejected)]


def collections(settings: Settings) -> set[str]:
    with connected(settings) as client:
        return {c.name for c in client.list_collections()}


def test_a_server_gives_the_same_results_as_this_process(engine: Engine, served: Engine) -> None:
    assert isinstance(served.index.dense, ServerSearch)
    assert not (served.index.folder / "chroma").exists()
    asked = questions(engine, 50)
    assert len(asked) == 50
    for question in asked:
        assert found(search_only(served, question).retrieval) == found(search_only(engine, question).retrieval)
        assert ask(served, question).text == ask(engine, question).text


def test_the_store_behind_langchain_is_the_servers(served: Engine) -> None:
    assert len(served.index.store.get()["ids"]) == served.index.manifest.entries


def test_a_generation_has_its_own_collection_and_old_ones_go_with_their_folders(
    fresh: Settings, corpus_copy: Path, ticking_clock: None
) -> None:
    settings = fresh.model_copy(update={"corpus": corpus_copy})
    others, names = collections(settings), list[str]()
    for number in range(3):
        text = corpus_copy / "harbour" / "en.md"
        text.write_text(text.read_text(encoding="utf-8").replace("ferry", f"ferry{number}"), encoding="utf-8")
        ingest(settings, [], True, QUIET)
        generation = current_generation(settings.index)
        assert generation is not None
        names.append(collection_name(generation))
    assert collections(settings) - others == set(names[1:])
    assert others <= collections(settings)


def test_an_index_moves_to_the_server_and_back_by_ingest(fresh: Settings) -> None:
    here = fresh.model_copy(update={"chroma_url": ""})
    assert ingest(here, [], True, QUIET).written
    assert ingest(fresh, [], False, QUIET).written
    assert read_manifest(fresh.index)[1].store == "server"
    assert not ingest(fresh, [], False, QUIET).written
    assert ingest(here, [], False, QUIET).written
    assert read_manifest(fresh.index)[1].store == "embedded"
    open_engine(here)


def test_vectors_that_the_server_lost_are_told_and_written_again(fresh: Settings) -> None:
    ingest(fresh, [], True, QUIET)
    folder, manifest = read_manifest(fresh.index)
    with connected(fresh) as client:
        client.delete_collection(collection_name(folder))
    with pytest.raises(ChromaServerError, match=f"holds 0 of the index's {manifest.entries} vectors; write them with `wenjin ingest"):
        open_engine(fresh)
    assert held_entries(fresh, folder) is None
    assert ingest(fresh, [], False, QUIET).written
    open_engine(fresh)


def test_a_server_that_is_away_at_the_start_is_one_line(served: Engine) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ChromaServerError) as caught:
        open_engine(served.settings.model_copy(update={"chroma_url": url}))
    assert caught.value.line.startswith(f"the Chroma server at {url} cannot be used (")
    assert caught.value.line.endswith("or unset them and run `wenjin ingest` to keep the vectors on this machine")


def test_a_server_that_takes_connections_and_says_nothing_is_given_up(served: Engine) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(ChromaServerError, match="timed out"):
            connect(served.settings.model_copy(update={"chroma_url": url, "chroma_timeout_s": 0.2}))


def test_questions_go_on_while_the_server_is_away_and_it_is_used_again_when_it_is_back(
    engine: Engine, served: Engine, chroma: ChromaProcess, caplog: pytest.LogCaptureFixture
) -> None:
    now = [0.0]
    client = connect(served.settings)
    collection = client.get_collection(collection_name(served.index.folder), embedding_function=None)
    dense = ServerSearch(client, server_asking(served.index.store, collection, False), ExactSearch(served.index.vectors), lambda: now[0])
    away = replace(served, index=replace(served.index, dense=dense))
    asked = questions(engine, 8)
    chroma.stop()
    try:
        for question in asked:
            kept = [hit.passage.id for hit in search_only(engine, question).retrieval.kept]
            assert [hit.passage.id for hit in search_only(away, question).retrieval.kept] == kept
    finally:
        chroma.start()
    search_only(away, asked[0])
    now[0] = 60.0
    search_only(away, asked[0])
    told = [record.message for record in caplog.records if "Chroma" in record.message]
    assert told == [
        "the Chroma server failed (ConnectError); questions are answered by vectors on this machine meanwhile",
        "the Chroma server answers again",
    ]


def test_the_token_opens_the_gate_and_is_told_to_nobody(served: Engine, chroma: ChromaProcess, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = "sentinel-7f3a91"
    with gated(chroma.port, token) as url:
        behind = served.settings.model_copy(update={"chroma_url": url, "chroma_token": SecretStr(token)})
        vector = served.index.encoder.encode(["Can my wife work?"])[0]
        assert np.array_equal(nearest_entries(open_engine(behind).index, vector, 10), nearest_entries(served.index, vector, 10))
        with pytest.raises(ChromaServerError, match="it refuses the token") as caught:
            open_engine(behind.model_copy(update={"chroma_token": SecretStr("sentinel-wrong")}))
    assert "sentinel" not in caught.value.line
    assert "sentinel" not in caplog.text
    assert "sentinel" not in f"{behind!r}{behind.model_dump_json()}"


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://chroma", "http://", "http://name:secret@chroma:8000", "ftp://name:secret@chroma"])
def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        check_url(url)
    assert "secret" not in caught.value.line
