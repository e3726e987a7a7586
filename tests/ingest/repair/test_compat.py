import pytest

from ingest.repair.compat import plain, plain_edits


@pytest.mark.parametrize(
    ("char", "expected"), [("⽂", "文"), ("⻑", "長"), ("\uf937", "路"), ("Ａ", "A"), ("９", "9"), ("\U0002f800", "丽")]
)
def test_the_same_letter_in_another_dress_is_made_plain(char: str, expected: str) -> None:
    assert plain(char) == expected
    assert plain(expected) == expected


@pytest.mark.parametrize("char", "²①½㎡Ⅲﾃ，（％￥\ufffd–ﬁ⺮﨑")
def test_what_would_change_meaning_stays(char: str) -> None:
    assert plain(char) == char


@pytest.mark.parametrize(
    ("line", "bullets"), [("\uf06c 甲", [0]), ("  \uf0b7\t甲", [2]), ("甲 \uf0fc 乙", [2]), ("甲\uf061乙", []), ("x \uf061+\uf062", [])]
)
def test_symbol_font_signs_are_bullets_where_they_stand_like_one(line: str, bullets: list[int]) -> None:
    assert [start for start, _, new in plain_edits(line) if new == "•"] == bullets
