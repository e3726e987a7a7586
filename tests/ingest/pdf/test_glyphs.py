from typing import Any

import pytest

from ingest.pdf.glyphs import by_direction, runs_of, turned, turned_back
from ingest.pdf.types import Glyph, Turn


def char(
    text: str, x: float, top: float, matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0), size: float = 10, font: str = "Song"
) -> dict[str, Any]:
    return {
        "text": text,
        "x0": x,
        "top": top,
        "x1": x + size,
        "bottom": top + size,
        "size": size,
        "height": size,
        "fontname": font,
        "matrix": matrix,
    }


def test_a_letter_drawn_twice_to_look_bold_is_read_once() -> None:
    found, _, _ = by_direction([char("渡", 50, 100), char("渡", 50.3, 100), char("輪", 60, 100)], 600, 800)
    assert [g.text for g in found] == ["渡", "輪"]


def test_control_codes_are_kept_as_damaged_files_write_them_for_characters() -> None:
    found, _, _ = by_direction([char("\x85", 50, 100), char(" ", 60, 100), char("輪", 65, 100)], 600, 800)
    assert [(g.text, g.spaced) for g in found] == [("\x85", False), ("輪", True)]


def test_slanted_text_is_set_aside() -> None:
    body = [char(c, 50 + 10 * i, 100) for i, c in enumerate("社區客廳星期日開放")]
    mark = [char(c, 50 + 20 * i, 300 - 20 * i, (0.7, 0.7, -0.7, 0.7, 0, 0), 30) for i, c in enumerate("草稿")]
    along, aside, turn = by_direction(body + mark, 600, 800)
    assert (len(along), runs_of(aside), turn) == (9, ["草稿"], Turn.LEVEL)


def test_vertical_text_is_turned_so_that_its_lines_run_to_the_right() -> None:
    first = [char("一二三四五六七八九十"[i % 10], 500, 50 + 12 * i) for i in range(20)]
    second = [char("甲乙丙丁戊己庚辛壬癸"[i % 10], 480, 50 + 12 * i) for i in range(20)]
    along, _, turn = by_direction(first + second, 600, 800)
    assert turn is Turn.DOWN
    assert along[0].top < along[20].top
    assert along[0].x0 < along[1].x0


@pytest.mark.parametrize("turn", list(Turn))
def test_a_turned_box_comes_back_to_its_place(turn: Turn) -> None:
    glyph = Glyph(100, 200, 110, 212, "字", 10, "Song", False)
    back = turned_back(turned(glyph, turn, 600, 800), turn, 600, 800)
    assert (back.x0, back.top, back.x1, back.bottom) == (100, 200, 110, 212)


def test_fonts_that_state_other_descents_stand_on_one_line_and_raised_text_stays_raised() -> None:
    def on_baseline(text: str, descent: float, rise: float = 0, size: float = 10) -> dict[str, Any]:
        y0 = 500 + descent * size + rise
        return char(text, 50, 800 - y0 - size, (1, 0, 0, 1, 50, 500), size) | {"y0": y0}

    found, _, _ = by_direction(
        [on_baseline("渡", -0.12), on_baseline("a", -0.29), on_baseline("b", -0.21), on_baseline("3", -0.2, 4, 6)], 600, 800
    )
    han, latin, other, mark = found
    assert han.bottom == pytest.approx(301.2)
    assert latin.bottom == pytest.approx(han.bottom)
    assert other.bottom == pytest.approx(han.bottom)
    assert mark.bottom == pytest.approx(297.2)
