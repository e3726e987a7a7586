from itertools import count

import pytest

from ingest.pdf.paragraphs import parts_of
from ingest.pdf.types import Line, Role
from tests.ingest.pdf.setting import line

FULL = 250.0


def texts(lines: list[Line]) -> list[str]:
    return [p.text for p in parts_of(lines)]


def set_lines(*rows: tuple[str, float, float]) -> list[Line]:
    """Lines 16 points apart from (text, x0, x1)."""
    tops = count(100, 16)
    return [line(t, x0, x1, next(tops)) for t, x0, x1 in rows]


def test_lines_that_fill_their_column_are_one_paragraph() -> None:
    assert texts(set_lines(("渡輪每日早上由碼頭", 50, FULL), ("開往對岸，約需十五", 50, FULL), ("分鐘。", 50, 80))) == [
        "渡輪每日早上由碼頭開往對岸，約需十五分鐘。"
    ]


def test_a_short_line_ends_its_paragraph() -> None:
    assert texts(set_lines(("渡輪停航。", 50, 100), ("巴士照常服務至深夜", 50, FULL), ("一時。", 50, 80))) == [
        "渡輪停航。",
        "巴士照常服務至深夜一時。",
    ]


def test_a_first_line_set_in_begins_a_paragraph_even_after_a_full_line() -> None:
    rows = set_lines(("巴士照常服務到夜。", 50, FULL), ("渡輪每日早上由碼頭", 70, FULL), ("開出。", 50, 80))
    assert texts(rows) == ["巴士照常服務到夜。", "渡輪每日早上由碼頭開出。"]


def test_hanging_lines_stay_with_their_entry() -> None:
    entries = [("何海（一九九九）。碼頭", 50, FULL), ("的早晨。", 70, 110), ("李山（二〇〇一）。渡輪", 50, FULL), ("史。", 70, 90)]
    assert texts(set_lines(*entries)) == ["何海（一九九九）。碼頭的早晨。", "李山（二〇〇一）。渡輪史。"]


def test_a_wide_space_parts_paragraphs_in_block_style() -> None:
    rows = [line("渡輪每日早上由碼頭。", 50, FULL, top) for top in (100, 116, 132, 160)]
    assert len(texts(rows)) == 2


def test_list_items_are_told_apart_and_keep_their_wrapped_lines() -> None:
    rows = set_lines(("• 派發單張給遊客和居", 50, FULL), ("民", 64, 74), ("• 設立詢問處", 50, 120), ("(一) 安排義工", 50, 120))
    found = parts_of(rows)
    assert [p.text for p in found] == ["• 派發單張給遊客和居民", "• 設立詢問處", "(一) 安排義工"]
    assert {p.role for p in found} == {Role.ITEM}


def test_a_numbered_paragraph_of_several_sentences_is_text() -> None:
    (found,) = parts_of(set_lines(("3. 渡輪停航。巴士照常。", 50, 200)))
    assert found.role is Role.TEXT


def test_a_number_that_a_line_happens_to_begin_with_breaks_nothing() -> None:
    assert texts(set_lines(("最高可達的水位是在", 50, FULL), ("12. 5米的標尺上", 50, 200))) == ["最高可達的水位是在12. 5米的標尺上"]


def test_a_bold_line_above_plain_ones_is_apart() -> None:
    rows = [line("交通", 50, 70, 100, bold=True), *set_lines(("渡輪每日早上由碼頭", 50, FULL))]
    rows[1] = line("渡輪每日早上由碼頭", 50, FULL, 116)
    assert texts(rows) == ["交通", "渡輪每日早上由碼頭"]


def test_lines_of_another_size_are_apart() -> None:
    assert len(texts([line("渡輪每日早上由碼頭", 50, FULL, 100), line("資料來源渡輪公司的", 50, FULL, 116, size=7)])) == 2


@pytest.mark.parametrize("step", [0, -30])
def test_a_line_that_does_not_stand_beneath_begins_anew(step: float) -> None:
    assert len(texts([line("渡輪每日早上由碼頭", 50, FULL, 100), line("巴士", 50, 70, 100 + step)])) == 2
