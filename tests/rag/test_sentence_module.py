import tempfile
from pathlib import Path

import numpy as np
import pytest

from rag.encoder_name import SHIPPED_FOLDER
from rag.static_rows import StaticRows
from rag.text import Segmenter

TEXTS = ["can my wife work?", "配偶可以工作嗎？", "高才通续签要啥材料", "TTPS 85,424", "", "？！"]


@pytest.fixture(autouse=True)
def own_temporary_folder(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """jieba's default cache lies in the temporary folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(cache))


def test_vectors_equal_the_static_encoders(segmenter: Segmenter) -> None:
    from rag.sentence_module import as_sentence_transformer

    model = as_sentence_transformer(SHIPPED_FOLDER)
    static = StaticRows.load(SHIPPED_FOLDER, segmenter)
    vectors = model.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), static.dimensions)
    assert np.abs(vectors - static.encode(TEXTS)).max() <= 1e-5
    assert model.get_embedding_dimension() == static.dimensions


def test_a_prompt_goes_in_front_of_the_text(segmenter: Segmenter) -> None:
    from rag.sentence_module import StaticRowsModule

    module = StaticRowsModule(StaticRows.load(SHIPPED_FOLDER, segmenter))
    assert module.preprocess(["work"], prompt="wife ")["token_ids"] == [module.static.token_ids("wife work")]


def test_a_saved_module_loads_again(tmp_path: Path, segmenter: Segmenter) -> None:
    from rag.sentence_module import StaticRowsModule

    rows = np.random.default_rng(1).normal(size=(2, 8)).astype(np.float32)
    StaticRowsModule(StaticRows(["wife", "work"], rows, segmenter, "test")).save(str(tmp_path))
    loaded = StaticRowsModule.load(str(tmp_path)).static
    assert loaded.index == {"wife": 0, "work": 1}
    assert np.abs(loaded.rows - rows).max() < 0.5
