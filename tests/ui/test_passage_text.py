"""A passage's text as HTML: tables are tables, everything is escaped, the span is marked."""

from ui.passage_text import text_html

TABLE = "各計劃的數字如下。\n| 計劃 | 獲批 |\n| --- | --- |\n| 高才通 | 68 098 |\n| 優才 | 18 539 |\n數字截至2024年5月。"


def test_a_markdown_table_is_shown_as_a_table_between_its_prose() -> None:
    shown = text_html(TABLE, "zh-Hant")
    assert shown.count("<table") == 1
    assert '<th scope="col">計劃</th>' in shown
    assert '<td>高才通</td><td class="wj-num">68 098</td>' in shown
    assert "---" not in shown
    assert shown.index("如下") < shown.index("<table") < shown.index("截至")
    assert 'tabindex="0"' in shown


def test_a_span_of_prose_is_marked_to_the_character() -> None:
    text = "第一句。第二句。\n第三句。"
    assert text_html(text, "zh-Hant", [(4, 8)]) == '<p class="wj-text" lang="zh-Hant">第一句。<mark>第二句。</mark>\n第三句。</p>'
    assert "<mark>第二句。</mark>\n<mark>第三句。</mark>" in text_html(text, "zh-Hant", [(4, len(text))])


def test_a_span_in_a_table_marks_its_row() -> None:
    start = TABLE.index("| 優才")
    shown = text_html(TABLE, "zh-Hant", [(start, start + 5)])
    assert '<tr class="wj-marked"><td>優才</td>' in shown
    assert shown.count("wj-marked") == 1
    assert "<mark>" not in shown


def test_nothing_of_a_passage_is_rendered_as_html() -> None:
    hostile = "<script>alert(1)</script>\n| <img src=x onerror=alert(2)> | b |\n|---|---|\n| <b>x</b> | [y](javascript:alert(3)) |"
    shown = text_html(hostile, "en", [(0, 8)])
    assert "<script" not in shown
    assert "<img" not in shown
    assert "<b>" not in shown
    assert "<mark>&lt;script&gt;</mark>alert(1)" in shown
    assert "&lt;img src=x onerror=alert(2)&gt;" in shown


def test_bars_that_are_no_table_stay_text() -> None:
    assert text_html("| a | b |", "en") == '<p class="wj-text" lang="en">| a | b |</p>'
    assert "<table" not in text_html("a | b\n---\nc", "en")


def test_a_bar_inside_a_cell_stays_in_it() -> None:
    assert "<td>a|b</td>" in text_html("| h |\n|---|\n| a\\|b |", "en")


def test_an_empty_text_shows_nothing() -> None:
    assert text_html("", "en") == ""


def test_several_spans_of_a_line_are_marked_each() -> None:
    assert (
        text_html("甲乙丙丁戊", "zh-Hant", [(0, 1), (2, 4)]) == '<p class="wj-text" lang="zh-Hant"><mark>甲</mark>乙<mark>丙丁</mark>戊</p>'
    )
