from pathlib import Path

import numpy as np
import pytest

from rag.cross_encoder import CrossEncoderJudge, load_judge
from rag.errors import SettingsError

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "can", "my", "wife", "work", "visa", "配", "偶")
QUESTION, TEXTS = "can my wife work", ["visa", "my wife can work", "配偶", ""]


def save_bert(folder: Path, kind: str = "BertForSequenceClassification", labels: int = 1) -> str:
    """A BERT of one layer and random weights with a word-piece tokenizer; its folder's name."""
    import torch
    import transformers

    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    torch.manual_seed(7)
    config = transformers.BertConfig(
        vocab_size=len(WORDS),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,
    )
    config.num_labels = labels
    getattr(transformers, kind)(config).save_pretrained(folder)
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def judge_folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return save_bert(tmp_path_factory.mktemp("judge") / "bert")


@pytest.fixture(scope="module")
def judge(judge_folder: str) -> CrossEncoderJudge:
    return CrossEncoderJudge(judge_folder)


def fault(name: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load_judge(name)
    assert "\n" not in str(caught.value)
    assert "unset it to do without" in caught.value.line
    return caught.value.line


def test_opinions_lie_between_none_and_all_one_a_text(judge: CrossEncoderJudge) -> None:
    opinions = judge.opinions(QUESTION, TEXTS)
    assert opinions.shape == (len(TEXTS),)
    assert opinions.dtype == np.float32
    assert opinions.min() >= 0
    assert opinions.max() <= 1
    assert opinions.max() - opinions.min() > 0.1


def test_a_text_gets_the_same_opinion_again_alone_and_from_a_second_load(judge: CrossEncoderJudge, judge_folder: str) -> None:
    first = judge.opinions(QUESTION, TEXTS)
    assert np.array_equal(first, judge.opinions(QUESTION, TEXTS))
    assert [float(judge.opinions(QUESTION, [t])[0]) for t in TEXTS] == pytest.approx(first.tolist(), abs=1e-5)
    again = load_judge(judge_folder)
    assert again is not None
    assert np.array_equal(first, again.opinions(QUESTION, TEXTS))


def test_the_question_counts_too(judge: CrossEncoderJudge) -> None:
    assert not np.allclose(judge.opinions(QUESTION, TEXTS), judge.opinions("visa 配偶", TEXTS))


def test_no_texts_get_no_opinions(judge: CrossEncoderJudge) -> None:
    assert judge.opinions(QUESTION, []).shape == (0,)


def test_without_a_name_there_is_no_judge() -> None:
    assert load_judge("") is None


def test_a_model_of_two_outputs_is_refused(tmp_path: Path) -> None:
    name = save_bert(tmp_path / "two", labels=2)
    assert fault(name).startswith(f"WENJIN_RERANKER={name!r} has 2 outputs; a reranker has one")


def test_a_model_without_a_head_of_its_own_is_refused(tmp_path: Path) -> None:
    name = save_bert(tmp_path / "base", kind="BertModel")
    assert fault(name).startswith(f"WENJIN_RERANKER={name!r} is no cross-encoder (BertModel);")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    missing = str(tmp_path / "nothing")
    assert fault(missing).startswith(f"WENJIN_RERANKER={missing!r} cannot be loaded (")


def test_a_name_that_is_not_on_this_machine_is_refused() -> None:
    assert fault("nobody/no-such-model").startswith("WENJIN_RERANKER='nobody/no-such-model' cannot be loaded (")


@pytest.mark.parametrize("damage", [b"", b"\0" * 100])
def test_damaged_weights_are_refused(tmp_path: Path, damage: bytes) -> None:
    name = save_bert(tmp_path / "bert")
    (tmp_path / "bert" / "model.safetensors").write_bytes(damage)
    assert fault(name).startswith(f"WENJIN_RERANKER={name!r} cannot be loaded (")
