from ingest.pdf.notes import note_pieces, notes_of, without_quotes
from tests.ingest.pdf.setting import column, line, part, piece, sheet

BODY = [piece(f"正文第{c}行文字足夠長", 50, 100 + 20 * i) for i, c in enumerate("一二三四五六")]


def test_small_print_at_the_foot_that_begins_with_a_mark_is_a_note() -> None:
    foot = [piece("1 渡輪公司的統計，", 50, 700, 7), piece("二〇二五年版。", 50, 710, 7), piece("* 臨時數字。", 50, 720, 7)]
    page = sheet([*BODY, *foot])
    assert note_pieces(page, page.pieces, 10) == foot
    assert [n.text for n in notes_of(page, foot)] == ["1 渡輪公司的統計，二〇二五年版。", "* 臨時數字。"]


def test_small_print_without_a_mark_or_with_text_beneath_is_no_note() -> None:
    source, beneath = piece("資料來源：渡輪公司", 50, 600, 7), piece("正文最後一行在此", 50, 700)
    page = sheet([*BODY, source])
    assert note_pieces(page, page.pieces, 10) == []
    page = sheet([*BODY, piece("1 渡輪公司", 50, 600, 7), beneath])
    assert note_pieces(page, page.pieces, 10) == []


def test_a_year_or_a_figure_begins_no_note() -> None:
    page = sheet([*BODY, piece("2025年的統計", 50, 700, 7), piece("12.5 公里", 50, 710, 7)])
    assert note_pieces(page, page.pieces, 10) == []


def test_notes_at_the_foot_of_each_column_are_read_column_by_column() -> None:
    left, right = column(["1 渡輪公司的統計在這", "裏。"], 50, 700, 7, 10), column(["2 巴士公司的統計。"], 300, 690, 7)
    assert [n.text for n in notes_of(sheet([]), [*right, *left])] == ["1 渡輪公司的統計在這裏。", "2 巴士公司的統計。"]


def test_a_larger_repeat_of_a_sentence_of_the_body_is_dropped_and_reported() -> None:
    body = part(line("他說渡輪不只是交通工具，也是街坊的客廳。此後"))
    quote = part(line("「渡輪不只是交通工具，也是街坊的客廳」", size=15))
    kept, dropped = without_quotes([body, quote], 10)
    assert kept == [body]
    assert "page 1" in dropped[0]


def test_a_heading_whose_words_stand_in_the_body_stays() -> None:
    parts = [part(line("渡輪碼頭重建計劃的進度簡介")), part(line("本章是渡輪碼頭重建計劃的進度簡介。"))]
    parts[0] = part(line("渡輪碼頭重建計劃的進度簡介", size=15))
    assert without_quotes(parts, 10) == (parts, [])
