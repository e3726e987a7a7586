import gc
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from rag.encoder_name import SHIPPED_FOLDER
from rag.errors import SettingsError
from rag.static_rows import CLIP_SIGMA, StaticRows, quantise, save_rows, unpack
from rag.text import Segmenter

VOCABULARY = ["wife", "work", "配偶", "配", "偶"]


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(7).normal(size=(len(VOCABULARY), 16)).astype(np.float32)


@pytest.fixture
def folder(tmp_path: Path, rows: np.ndarray) -> Path:
    save_rows(tmp_path / "model", VOCABULARY, rows, {"seed": 7})
    return tmp_path / "model"


@pytest.fixture(scope="session")
def shipped(segmenter: Segmenter) -> StaticRows:
    return StaticRows.load(SHIPPED_FOLDER, segmenter)


def test_rows_come_back_within_half_a_step(rows: np.ndarray) -> None:
    packed, scale = quantise(rows)
    assert packed.shape == (5, 8)
    assert packed.dtype == np.uint8
    limit = CLIP_SIGMA * rows.std(axis=1, keepdims=True)
    inside = np.clip(rows, -limit, limit)
    assert np.abs(unpack(packed, scale) - inside).max() <= scale.astype(np.float32).max() * 0.51


def test_a_row_of_zeros_stays_zero() -> None:
    assert not unpack(*quantise(np.zeros((2, 8), np.float32))).any()


def test_a_saved_model_loads_with_its_vocabulary_and_provenance(folder: Path, segmenter: Segmenter) -> None:
    model = StaticRows.load(folder, segmenter)
    assert model.dimensions == 16
    assert model.token_ids("配偶 work") == [2, 1, 3, 4]
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert config["seed"] == 7
    assert config["tokens"] == 5


def test_the_fingerprint_changes_with_the_rows(folder: Path, rows: np.ndarray, tmp_path: Path, segmenter: Segmenter) -> None:
    save_rows(tmp_path / "other", VOCABULARY, rows * np.arange(1, 17, dtype=np.float32), {})
    one, other = StaticRows.load(folder, segmenter), StaticRows.load(tmp_path / "other", segmenter)
    assert one.fingerprint != other.fingerprint
    assert StaticRows.load(folder, segmenter).fingerprint == one.fingerprint


def test_vectors_are_of_unit_length_and_a_text_of_unknown_words_is_zero(shipped: StaticRows) -> None:
    vectors = shipped.encode(["can my wife work", "配偶可以工作嗎", "", "？！"])
    assert vectors.shape == (4, shipped.dimensions)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 0, 0], abs=1e-5)


def test_no_text_is_an_empty_array(shipped: StaticRows) -> None:
    assert shipped.encode([]).shape == (0, shipped.dimensions)


def test_scripts_do_not_change_the_vector(shipped: StaticRows) -> None:
    vectors = shipped.encode(["配偶續簽", "配偶续签"])
    assert np.allclose(vectors[0], vectors[1])


def test_meaning_counts_across_languages(shipped: StaticRows) -> None:
    question, answer, other = shipped.encode(["can my wife work", "配偶可以工作", "海岸公園的珊瑚"])
    assert question @ answer > question @ other


def test_a_folder_without_a_model_says_so_in_one_line(tmp_path: Path, segmenter: Segmenter) -> None:
    with pytest.raises(SettingsError, match=r"is not a readable static encoder \(FileNotFoundError\).*WENJIN_ENCODER"):
        StaticRows.load(tmp_path, segmenter)


def test_a_vocabulary_of_another_length_says_both_lengths(folder: Path, segmenter: Segmenter) -> None:
    (folder / "vocabulary.txt").write_text("wife\nwork\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"2 tokens but .* 5 rows"):
        StaticRows.load(folder, segmenter)


def load_fault(folder: Path, segmenter: Segmenter) -> Exception:
    """What loading raises; numpy leaves the file of a broken archive open, which is not what is tested here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            StaticRows.load(folder, segmenter)
        except Exception as error:
            fault = error.with_traceback(None)
            fault.__context__ = None
        gc.collect()
    return fault


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(lambda raw: b"version https://git-lfs.github.com/spec/v1\n", id="git-lfs pointer"),
        pytest.param(
            lambda raw: raw[: len(raw) // 2],
            id="truncated",
        ),
        pytest.param(
            lambda raw: b"",
            id="empty",
        ),
    ],
)
def test_a_damaged_model_says_so_in_one_line(folder: Path, segmenter: Segmenter, damaged: Callable[[bytes], bytes]) -> None:
    path = folder / "rows.npz"
    path.write_bytes(damaged(path.read_bytes()))
    fault = load_fault(folder, segmenter)
    assert isinstance(fault, SettingsError)
    assert "is not a readable static encoder" in fault.line
