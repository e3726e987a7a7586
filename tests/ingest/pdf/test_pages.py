from typing import Any

import pytest

from ingest.pdf.pages import _is_white, _take_better


def chars(font: str, text: str) -> list[dict[str, Any]]:
    return [{"fontname": font, "text": c} for c in text]


def test_each_font_takes_the_reading_that_is_less_damaged() -> None:
    # The first font's own map lies, the second's is right and its embedded table is not.
    mapped = chars("Song", "ໝྼτ排ʿɛʑණၳ৷ή") + chars("Hei", "渡輪每日開往對岸的碼頭")
    bare = chars("Song", "落實安排及才人高地集聚") + chars("Hei", "ໝྼτԱʿɛʑණၳ৷ή")
    _take_better(mapped, bare)
    assert "".join(c["text"] for c in mapped) == "落實安排及才人高地集聚渡輪每日開往對岸的碼頭"


def test_readings_that_do_not_match_glyph_for_glyph_change_nothing() -> None:
    mapped = chars("Song", "ໝྼτ排ʿɛʑණၳ৷ή")
    _take_better(mapped, chars("Song", "落實"))
    assert mapped == chars("Song", "ໝྼτ排ʿɛʑණၳ৷ή")


@pytest.mark.parametrize(
    ("colour", "white"),
    [
        (1, True),
        ((1,), True),
        ((1, 1, 1), True),
        ((0, 0, 0, 0), True),
        ((0, 0, 0), False),
        ((0, 0, 0, 1), False),
        (None, False),
        (("P1",), False),
    ],
)
def test_white_is_white_in_every_colour_space(colour: object, white: bool) -> None:
    assert _is_white(colour) is white
