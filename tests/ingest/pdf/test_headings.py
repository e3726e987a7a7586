from ingest.pdf.headings import Style, style_of, with_headings
from ingest.pdf.types import Part, Role
from tests.ingest.pdf.setting import line, part, piece, sheet

BODY = Style(10, False, "Song", False)
TEXT = part(line("渡輪每日早上由碼頭開往對岸。"))


def levels(parts: list[Part], style: Style = BODY) -> list[int]:
    return [p.level for p in with_headings(parts, style, {1: 800.0, 2: 800.0})]


def test_larger_and_bolder_lines_are_headings_ranked_by_look() -> None:
    parts = [part(line("海濱計劃", size=20)), part(line("交通", size=14)), part(line("渡輪", bold=True)), TEXT, part(line("巴士", size=14))]
    assert levels(parts) == [1, 2, 3, 0, 2]


def test_decimal_numbers_add_depth() -> None:
    assert levels([part(line("1 交通", bold=True)), part(line("1.1 渡輪", bold=True)), TEXT]) == [1, 2, 0]


def test_sentences_captions_and_bullets_are_no_headings() -> None:
    parts = [part(line(t, bold=True)) for t in ("渡輪停航。", "表 2：班次", "• 渡輪", "Table 4 Sailings")]
    assert levels(parts) == [0, 0, 0, 0]


def test_chapter_words_make_a_heading_in_plain_type() -> None:
    assert levels([part(line("附件二")), part(line("第三章 交通")), TEXT]) == [1, 1, 0]


def test_each_slide_has_its_title_and_equal_titles_may_follow() -> None:
    slides = Style(10, False, "Song", True)
    title = [part(line("碼頭", top=40, size=18)), part(line("渡輪", top=120))]
    assert levels([*title, *title], slides)[:2] == [1, 0]
    assert with_headings(title, slides, {1: 800.0})[0].role is Role.HEADING


def test_bold_body_text_on_slides_is_no_heading_but_a_larger_bold_line_is() -> None:
    slides = Style(10, False, "Song", True)
    parts = [part(line("碼頭", top=40, size=18)), part(line("早上", size=10.8, bold=True)), part(line("共八班", bold=True))]
    assert levels(parts, slides) == [1, 2, 0]


def test_the_body_is_what_most_letters_look_like() -> None:
    page = sheet([piece("大題", 50, 40, 24), *(piece("正文文字寫得足夠長", 50, 100 + 20 * i) for i in range(5))])
    assert style_of([page]) == Style(10, False, "Song", False)
    assert style_of([sheet(page.pieces, 1, 960, 540)]).slides
    assert style_of([]).size > 0
