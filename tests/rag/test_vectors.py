from pathlib import Path

import numpy as np
import pytest

from rag.answer import Engine
from rag.settings import Settings
from rag.vectors import KnownVectors, VectorFile, known_vectors, prepared_with, text_digest
from rag.write import entries_of


def test_vectors_are_found_by_the_digest_of_their_text() -> None:
    digests = np.array([text_digest(t) for t in "cab"], np.uint64)
    order = np.argsort(digests)
    known = KnownVectors(digests[order], order, np.eye(3, dtype=np.float16))
    assert known.rows([text_digest(t) for t in ("a", "x", "c", "a")]).tolist() == [1, -1, 0, 1]


def test_nothing_is_known_of_nothing() -> None:
    none = KnownVectors(np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros((0, 0), np.float16))
    assert none.rows([1, 2]).tolist() == [-1, -1]


def test_a_generation_knows_every_text_it_holds(engine: Engine) -> None:
    index = engine.index
    known = known_vectors(engine.settings.index, index.manifest.prepared)
    texts = [e.text for p in index.passages for e in entries_of(p, engine.settings.window_chars)]
    rows = known.rows([text_digest(t) for t in texts])
    assert (rows >= 0).all()
    for row, vector in zip(rows, index.vectors, strict=True):
        assert np.array_equal(known.vectors[row], vector)


def test_vectors_prepared_otherwise_are_not_taken(engine: Engine, index_copy: Settings, tmp_path: Path) -> None:
    assert known_vectors(engine.settings.index, "otherwise").digests.size == 0
    assert known_vectors(tmp_path / "none", engine.index.manifest.prepared).digests.size == 0
    next(index_copy.index.glob("gen-*/digests.npy")).unlink()
    assert known_vectors(index_copy.index, engine.index.manifest.prepared).digests.size == 0


def test_encoder_and_dictionary_count() -> None:
    same = prepared_with("e:1", ["續簽"])
    assert prepared_with("e:1", ["續簽"]) == same
    assert prepared_with("e:2", ["續簽"]) != same
    assert prepared_with("e:1", ["續期"]) != same


@pytest.mark.parametrize("blocks", [[], [3], [2, 0, 5]])
def test_a_file_written_in_blocks_is_one_array(blocks: list[int], tmp_path: Path) -> None:
    file, parts = VectorFile(tmp_path, 4), [np.full((n, 4), n, np.float32) for n in blocks]
    for part in parts:
        file.add(part, list(range(len(part))))
    assert file.finish() == sum(blocks)
    assert np.array_equal(np.load(tmp_path / "vectors.npy"), np.concatenate([np.zeros((0, 4)), *parts]))
    assert np.load(tmp_path / "digests.npy").dtype == np.uint64
    assert not (tmp_path / "vectors.raw").exists()
