import gzip
from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.word_table import read_word_table


def test_the_word_table_translates_both_ways() -> None:
    table = read_word_table()
    assert "librari" in dict(table["图书馆"])
    assert "图书馆" in dict(table["librari"])


@pytest.mark.parametrize("word", ["librari", "图书馆", "茶", "tea"])
def test_strengths_lie_between_none_and_all_strongest_first(word: str) -> None:
    strengths = [strength for _, strength in read_word_table()[word]]
    assert strengths == sorted(strengths, reverse=True)
    assert all(0 < strength <= 1 for strength in strengths)


def test_a_table_is_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv.gz"
    path.write_bytes(gzip.compress("桥\tbridg\t0.2\n大桥\tbridg\t0.3\n".encode()))
    assert read_word_table(path) == {"桥": [("bridg", 0.2)], "大桥": [("bridg", 0.3)], "bridg": [("大桥", 0.3), ("桥", 0.2)]}


@pytest.mark.parametrize("content", [b"no gzip", gzip.compress("桥\tbridg\n".encode()), gzip.compress("桥\tbridg\tmuch\n".encode())])
def test_a_damaged_word_table_says_how_to_restore_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.tsv.gz"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match="git checkout") as caught:
        read_word_table(path)
    assert "\n" not in str(caught.value)


def test_a_missing_word_table_says_how_to_restore_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="git checkout"):
        read_word_table(tmp_path / "nothing.gz")
