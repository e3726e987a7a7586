"""Lines of a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from ui.terminal_wrap import wrapped

CHINESE = "港口局2024年報告指，碼頭共有 8 000個泊位，可查詢 2824 6111（辦公時間）。[1]貨船佔「大部分」；渡輪其次。[2]"
ENGLISH = (
    "The harbour office (HO) counted 8 000 berths, says https://example.org/a/rather/long/address.html, in 2024.[1] More follow.[2][3]"
)


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
@pytest.mark.parametrize("width", [12, 20, 31, 60])
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width, "  ")
    assert max(cell_len(line) for line in lines) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
@pytest.mark.parametrize("width", [24, 31, 40, 60])
def test_no_line_begins_with_a_closing_mark_or_a_marker(text: str, width: int) -> None:
    assert [line for line in wrapped(text, width) if line[0] in "，。、；）」]" or line.startswith("[")] == []


@pytest.mark.parametrize("width", range(16, 60))
def test_numbers_written_in_groups_stay_whole(width: int) -> None:
    together = "\n".join(wrapped(CHINESE, width))
    assert "8 000" in together
    assert "2824 6111" in together


def test_a_chinese_line_is_filled_although_a_space_stands_in_it() -> None:
    first = wrapped("碼頭共有 一二三四五六七八九十一二三四五六七八九十", 30)[0]
    assert cell_len(first) >= 28


def test_an_empty_paragraph_is_one_empty_line() -> None:
    assert wrapped("", 20, "  ") == [""]
