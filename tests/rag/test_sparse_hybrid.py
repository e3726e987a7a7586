"""Sparse vectors score as BM25 does, and the payloads are what Chroma reads; a local server says that it cannot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from chromadb import Search
from chromadb.base_types import SparseVector
from rich.console import Console

from ingest.build import ingest
from rag.answer import Engine
from rag.chroma_server import connected
from rag.errors import ChromaServerError
from rag.lexical import LexicalIndex
from rag.settings import Settings
from rag.sparse_hybrid import WORDS, entry_words, hybrid, hybrid_entries, question_words, refuses_sparse, schema, token_id
from tests.rag.chroma_process import ChromaProcess


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaProcess]:
    server = ChromaProcess(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


def dot(one: SparseVector, other: SparseVector) -> float:
    weights = dict(zip(one.indices, one.values, strict=True))
    return sum(weights.get(index, 0.0) * value for index, value in zip(other.indices, other.values, strict=True))


def test_the_dot_product_of_a_question_and_an_entry_is_its_bm25_score(engine: Engine) -> None:
    index, vectors = engine.index.entry, list(entry_words(engine.index.entry))
    assert len(vectors) == index.size
    for passage in engine.index.passages:
        for question in passage.questions[:3]:
            tokens = engine.index.tokens(question)
            asked = question_words(tokens)
            assert [dot(asked, v) for v in vectors] == pytest.approx(index.scores(tokens).tolist(), abs=1e-4)


def test_a_document_without_tokens_has_an_empty_vector() -> None:
    vectors = list(entry_words(LexicalIndex.build([["pier"], [], ["pier", "boat", "boat"]], 0.9, 0.4)))
    assert [len(v.indices) for v in vectors] == [1, 0, 2]


def test_tokens_that_share_a_dimension_score_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.sparse_hybrid.token_id", lambda _: 7)
    index = LexicalIndex.build([["pier", "boat"], ["sea"]], 0.9, 0.4)
    first, second = entry_words(index)
    assert (first.indices, second.indices) == ([7], [7])
    assert first.values == pytest.approx([float(index.scores(["pier", "boat"])[0])])


def test_a_tokens_dimension_never_changes_and_fits_32_bits() -> None:
    assert token_id("#续签") == 506538503
    assert max(token_id(str(i)) for i in range(1000)) < 2**32


def test_the_schema_has_a_sparse_index_and_cosine_vectors() -> None:
    written = schema().serialize_to_json()
    assert written["keys"][WORDS]["sparse_vector"]["sparse_vector_index"]["enabled"] is True
    assert written["keys"]["#embedding"]["float_list"]["vector_index"]["config"]["space"] == "cosine"


def test_the_search_asks_for_both_ranks_and_fuses_them() -> None:
    payload = hybrid(np.array([1.0, 0.0], np.float32), ["pier"], 20).to_dict()
    written = str(payload)
    assert written.count("$knn") == 2
    assert f"'key': '{WORDS}'" in written
    assert payload["limit"]["limit"] == 20


def test_a_question_without_words_is_searched_by_its_vector_alone() -> None:
    assert str(hybrid(np.array([1.0, 0.0], np.float32), [], 20).to_dict()).count("$knn") == 1


class Store:
    """What langchain-chroma's store does with a hybrid search, its reply given."""

    def __init__(self, ids: list[str]) -> None:
        self.ids, self.asked = ids, list[Search]()

    def hybrid_search(self, search: Search) -> list[Any]:
        from langchain_core.documents import Document

        self.asked.append(search)
        return [Document(page_content="text", id=name) for name in self.ids]


def test_what_the_server_finds_comes_back_as_entry_numbers() -> None:
    store: Any = Store(["7", "2"])
    assert hybrid_entries(store, np.array([1.0, 0.0], np.float32), ["pier"], 2).tolist() == [7, 2]
    assert len(store.asked) == 1


def test_a_local_server_reads_the_payloads_and_says_that_it_has_no_such_index(chroma: ChromaProcess, engine: Engine) -> None:
    settings = engine.settings.model_copy(update={"chroma_url": chroma.url})
    with connected(settings) as client:
        with pytest.raises(Exception, match="not enabled in local") as caught:
            client.create_collection("words", schema=schema(), embedding_function=None)
        assert refuses_sparse(caught.value)
        plain = client.create_collection("plain", embedding_function=None)
        plain.upsert(ids=["1"], embeddings=[[1.0, 0.0]], documents=["text"])
        with pytest.raises(Exception) as caught:
            plain.search(hybrid(np.array([1.0, 0.0], np.float32), [], 1))
        assert refuses_sparse(caught.value)
    assert not refuses_sparse(ValueError("disk full"))


def test_asking_a_local_server_for_words_is_one_line_that_says_what_to_unset(chroma: ChromaProcess, engine: Engine, tmp_path: Path) -> None:
    settings: Settings = engine.settings.model_copy(update={"index": tmp_path / "index", "chroma_url": chroma.url, "chroma_sparse": True})
    with pytest.raises(ChromaServerError, match=r"has no sparse index.*unset WENJIN_CHROMA_SPARSE"):
        ingest(settings, [], True, Console(quiet=True))
