"""Entries go to a server in batches it takes, again where they may have been lost, and not again where it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from chromadb.base_types import SparseVector
from chromadb.errors import InvalidArgumentError

from rag.answer import Engine
from rag.chroma_server import connected
from rag.chroma_write import ATTEMPTS, ServerWriter
from rag.errors import ChromaServerError
from rag.settings import Settings
from rag.sparse_hybrid import WORDS
from tests.rag.chroma_process import ChromaProcess


class Collection:
    """Keeps what it is given; fails the first times with the faults it was made with."""

    def __init__(self, *faults: Exception) -> None:
        self.faults, self.batches, self.words = list(faults), list[list[str]](), dict[str, Any]()

    def upsert(self, ids: list[str], **_: object) -> None:
        if self.faults:
            raise self.faults.pop(0)
        self.batches.append(ids)

    def update(self, ids: list[str], metadatas: list[dict[str, Any]]) -> None:
        self.words |= {name: data[WORDS] for name, data in zip(ids, metadatas, strict=True)}


class Client:
    """Takes at most so many entries at once."""

    def __init__(self, most: int) -> None:
        self.most = most

    def get_max_batch_size(self) -> int:
        return self.most


def writer(collection: Any, most: int = 3, paused: list[float] | None = None) -> ServerWriter:
    client: Any = Client(most)
    settings = Settings(chroma_url="http://127.0.0.1:1")
    return ServerWriter(settings, client, collection, ([] if paused is None else paused).append)


def write(to: ServerWriter, count: int) -> None:
    ids = [str(i) for i in range(count)]
    to.write(ids, np.eye(count, 4, dtype=np.float32), ids, [{"kind": "section"}] * count)


def test_batches_are_as_large_as_the_server_takes() -> None:
    collection = Collection()
    write(writer(collection), 7)
    assert collection.batches == [["0", "1", "2"], ["3", "4", "5"], ["6"]]


def test_a_server_that_does_not_say_how_many_it_takes_gets_a_thousand() -> None:
    collection = Collection()
    write(writer(collection, most=-1), 1001)
    assert [len(batch) for batch in collection.batches] == [1000, 1]


def test_a_batch_that_may_have_been_lost_is_put_again_after_a_pause(caplog: pytest.LogCaptureFixture) -> None:
    collection, paused = Collection(Exception("<html>502 Bad Gateway</html>"), Exception("busy")), list[float]()
    write(writer(collection, paused=paused), 2)
    assert collection.batches == [["0", "1"]]
    assert len(paused) == 2
    assert [record.message.split(" (")[0] for record in caplog.records] == ["the Chroma server failed"] * 2


def test_a_server_that_stays_away_is_one_line_after_all_attempts() -> None:
    collection, paused = Collection(*[Exception("gone")] * 20), list[float]()
    with pytest.raises(ChromaServerError, match=r"cannot be used \(gone\)"):
        write(writer(collection, paused=paused), 2)
    assert len(paused) == ATTEMPTS - 1


def test_what_the_server_refuses_is_not_put_again() -> None:
    collection, paused = Collection(InvalidArgumentError("dimension 4, not 8")), list[float]()
    with pytest.raises(ChromaServerError, match="dimension 4, not 8"):
        write(writer(collection, paused=paused), 2)
    assert paused == []


def test_words_are_put_by_entry_number_and_none_for_an_entry_without_tokens() -> None:
    collection = Collection()
    words = [SparseVector([1], [0.5]), SparseVector([], []), SparseVector([2, 9], [0.1, 0.2])]
    writer(collection, most=1).write_words(np.array([4, 6, 7]), words)
    assert collection.words == {"4": words[0], "7": words[2]}


@pytest.fixture
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    server = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


def test_a_server_that_restarts_in_the_middle_loses_nothing(chroma: ChromaProcess, engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"chroma_url": chroma.url})
    with connected(settings) as client:
        collection = client.create_collection("entries", embedding_function=None)
        to = ServerWriter(settings, client, collection, lambda _: chroma.start())
        write(to, 3)
        chroma.stop()
        write(to, 4)
        assert collection.count() == 4
