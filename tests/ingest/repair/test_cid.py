import pytest

from ingest.repair.cid import COLLECTIONS, coded, coded_places, named_places, prove, share_coded, table, windows
from ingest.repair.words import make_model


@pytest.mark.parametrize(
    ("collection", "cid", "char"), [("CNS1", 603, "人"), ("CNS1", 3062, "勞"), ("GB1", 3, '"'), ("Japan1", 843, "あ"), ("Korea1", 34, "A")]
)
def test_the_tables_are_adobes(collection: str, cid: int, char: str) -> None:
    assert table(collection)[cid] == char


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_table_reads_a_glyph_as_nothing(collection: str) -> None:
    assert all(char.strip() for char in table(collection).values())


@pytest.mark.parametrize("char", "中aé•—１〇\ufffd\uf0b7한\u3042")
def test_characters_at_home_are_no_glyph_numbers(char: str) -> None:
    assert not coded(char)


def test_a_whole_foreign_word_is_no_glyph_number() -> None:
    assert coded_places("講者สมชาย在௶工") == [8]


def test_named_glyphs_are_found_with_their_numbers() -> None:
    assert named_places("甲(cid:603)乙") == [(1, 10, 603)]


def test_a_window_is_the_context_of_neighbouring_numbers() -> None:
    assert windows(["一二三四五六七八௶九十" + "零" * 20], named=False) == ["三四五六七八(cid:3062)九十零零零零"]


def test_the_same_context_counts_once() -> None:
    assert len(windows(["甲௶乙", "甲௶乙"], named=False)) == 1


def test_few_distinct_numbers_prove_nothing() -> None:
    assert prove(["(cid:603)(cid:604)(cid:603)"] * 50, make_model(["人 100 n"])) is None


def test_the_share_of_glyph_numbers_counts_chinese_characters_only() -> None:
    assert share_coded("௶工 abc 12") == 0.5
    assert share_coded("abc") == 0.0
