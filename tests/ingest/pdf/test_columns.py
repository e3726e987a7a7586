from itertools import pairwise

from ingest.pdf.columns import Unit, groups, gutters
from ingest.pdf.types import Piece
from tests.ingest.pdf.setting import column, piece

LEFT = [f"左欄第{i}行文字足夠長" for i in "一二三四五六"]
RIGHT = [f"右欄第{i}行文字足夠長" for i in "一二三四五六"]


def units(pieces: list[Piece]) -> list[Unit]:
    return [Unit(p.x0, p.top, p.x1, p.bottom, p) for p in pieces]


def read(pieces: list[Piece]) -> list[str]:
    return [u.item.text for g in groups(units(pieces)) for u in g if isinstance(u.item, Piece)]


def test_columns_are_read_one_after_the_other() -> None:
    assert read(column(RIGHT, 170) + column(LEFT, 50)) == LEFT + RIGHT


def test_three_columns_have_two_gutters() -> None:
    found = gutters(units(column(LEFT, 50) + column(RIGHT, 170) + column(LEFT, 290)))
    assert len(found) == 2
    assert all(b - a > 100 for a, b in pairwise(found))


def test_a_full_width_title_does_not_hide_the_gutter_and_parts_what_stands_above() -> None:
    title = piece("橫跨兩欄的大題目在此處由左到右一直伸展開去", 50, 210)
    above, below = column(LEFT[:5], 50) + column(RIGHT[:5], 170), column(LEFT, 50, 240) + column(RIGHT, 170, 240)
    assert read([*above, title, *below]) == LEFT[:5] + RIGHT[:5] + [title.text] + LEFT + RIGHT


def test_labels_and_their_values_are_read_row_by_row() -> None:
    labels, values = ["地址", "電話", "電郵地址", "辦公時間", "負責人"], ["灣景道三號", "二三四五", "問事處", "朝九晚五", "何女士"]
    got = read(column(labels, 50) + column(values, 150))
    assert got == [t for pair in zip(labels, values, strict=True) for t in pair]


def test_the_short_last_line_of_a_full_width_paragraph_stays_with_it() -> None:
    wide = [piece("橫跨兩欄的引言第一行由左到右伸展到最邊緣為止", 50, 60), piece("引言末行。", 50, 76)]
    assert read([*wide, *column(LEFT, 50, 110), *column(RIGHT, 170, 110)])[:3] == [wide[0].text, "引言末行。", LEFT[0]]


def test_a_heading_below_balanced_columns_belongs_to_the_full_width_text_after_it() -> None:
    heading, after = piece("下一部分", 50, 225, 13, True), piece("橫跨兩欄的正文由左到右伸展到最邊緣為止共二十", 50, 250)
    assert read([*column(LEFT, 50), *column(RIGHT, 170), heading, after])[-2:] == ["下一部分", after.text]


def test_prose_in_one_column_has_no_gutter() -> None:
    assert gutters(units(column([*LEFT, *RIGHT], 50))) == []


def test_a_known_gutter_holds_where_few_lines_are_left() -> None:
    pieces = units(column(LEFT[:2], 50) + column(RIGHT[:2], 170, 108))
    assert gutters(pieces) == []
    assert gutters(pieces, [160]) == [160]
