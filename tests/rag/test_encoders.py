from pathlib import Path

import numpy as np
import pytest

from rag.encoder_name import SHIPPED, encoder_fingerprint
from rag.encoders import EncoderEmbeddings, SentenceTransformersEncoder, load_encoder
from rag.errors import SettingsError
from rag.static_rows import StaticRows, save_rows
from rag.text import Segmenter
from tests.fakes import DIMENSIONS, FakeEncoder


def test_langchain_embeddings_give_the_encoders_own_vectors() -> None:
    encoder = FakeEncoder()
    embeddings = EncoderEmbeddings(encoder)
    documents = embeddings.embed_documents(["can my wife work", "配偶"])
    assert np.allclose(documents, encoder.encode(["can my wife work", "配偶"]))
    assert embeddings.embed_query("配偶") == documents[1]
    assert len(documents[0]) == DIMENSIONS
    assert all(type(x) is float for x in documents[0])


def test_the_shipped_encoder_loads_by_its_name(segmenter: Segmenter) -> None:
    encoder = load_encoder(SHIPPED, segmenter)
    assert isinstance(encoder, StaticRows)
    assert encoder.fingerprint.startswith("wenjin-static:")


@pytest.mark.parametrize("name", [SHIPPED, "folder"])
def test_the_fingerprint_is_known_without_loading(name: str, tmp_path: Path, segmenter: Segmenter) -> None:
    save_rows(tmp_path, ["wife"], np.ones((1, 8), np.float32), {})
    name = str(tmp_path) if name == "folder" else name
    assert encoder_fingerprint(name) == load_encoder(name, segmenter).fingerprint


def test_the_fingerprint_of_a_model_by_name_names_it() -> None:
    assert encoder_fingerprint("some/model") == "sentence-transformers:some/model"


def test_a_static_encoders_folder_loads_by_its_path(tmp_path: Path, segmenter: Segmenter) -> None:
    save_rows(tmp_path, ["wife"], np.ones((1, 8), np.float32), {})
    assert load_encoder(str(tmp_path), segmenter).dimensions == 8


def test_a_sentence_transformers_folder_loads_by_its_path(tmp_path: Path, segmenter: Segmenter) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    SentenceTransformer(modules=[BoW(vocab=["wife", "work", "visa"])], device="cpu").save(str(tmp_path / "bow"))
    encoder = load_encoder(str(tmp_path / "bow"), segmenter)
    assert isinstance(encoder, SentenceTransformersEncoder)
    vectors = encoder.encode(["wife work", "visa"])
    assert vectors.shape == (2, 3)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1])
    assert encoder.fingerprint == f"sentence-transformers:{tmp_path / 'bow'}"


def test_an_encoder_that_is_not_there_names_setting_and_way_out(tmp_path: Path, segmenter: Segmenter) -> None:
    missing = str(tmp_path / "nothing")
    with pytest.raises(SettingsError) as caught:
        load_encoder(missing, segmenter)
    assert caught.value.line.startswith(f"WENJIN_ENCODER={missing!r} cannot be loaded (")
    assert "unset it to use the shipped encoder" in caught.value.line
