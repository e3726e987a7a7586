import pytest

from ingest.pdf.furniture import bare_number, furniture
from ingest.pdf.types import Piece, Sheet
from tests.ingest.pdf.setting import piece, sheet


def pages(count: int, *makers: tuple[str, float, float, float]) -> list[Sheet]:
    """Pages with the given (text, x, top, size); "{n}" stands for the page's number plus ten."""
    body = [piece(f"正文{i}行各頁不同內容甚多", 50, 300 + 20 * i) for i in range(5)]
    return [sheet([*body, *(piece(t.format(n=n + 10), x, top, s) for t, x, top, s in makers)], n) for n in range(1, count + 1)]


def left(sheets: list[Sheet], body: float = 10) -> list[list[str]]:
    found = furniture(sheets, body)
    return [[p.text for p in found.kept(s) if not p.text.startswith("正文")] for s in sheets]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("- 4 -", "4"),
        ("第 4 頁", "4"),
        ("4 / 10", "4"),
        ("Page 4 of 10", "4"),
        ("第4頁，共10頁", "4"),
        ("iv", "iv"),
        ("p. 12", "12"),
        ("4", "4"),
        ("表 4", ""),
        ("4 月", ""),
    ],
)
def test_page_numbers_are_known_in_their_usual_dress(text: str, number: str) -> None:
    assert bare_number(text) == number


def test_running_headers_and_page_numbers_go_and_the_printed_number_is_kept() -> None:
    sheets = pages(4, ("海濱通訊 第三期", 50, 20, 8), ("- {n} -", 290, 780, 8))
    assert left(sheets) == [[]] * 4
    assert furniture(sheets, 10).printed == {1: "11", 2: "12", 3: "13", 4: "14"}


def test_a_header_that_holds_the_page_number_is_one_header() -> None:
    sheets = pages(5, ("海濱通訊 | {n}", 50, 20, 8))
    assert left(sheets) == [[]] * 5
    assert furniture(sheets, 10).printed[3] == "13"


def test_numbered_annexes_are_no_running_header() -> None:
    sheets = [*pages(6), *(sheet([piece(f"附件 {i}", 500, 30)], 6 + i) for i in (1, 2, 3))]
    assert [t for page in left(sheets) for t in page] == ["附件 1", "附件 2", "附件 3"]


def test_titles_that_come_back_on_following_slides_stay() -> None:
    same: list[Piece] = [piece("社區客廳", 50, 30, 20)]
    sheets = [sheet([*same, piece(f"各頁要點{i}不同", 50, 300)], i) for i in range(1, 4)] + [
        sheet([piece(f"題目{i}", 50, 30, 20)], i) for i in range(4, 9)
    ]
    assert sum("社區客廳" in page for page in left(sheets)) == 3


def test_chapter_names_that_alternate_with_the_books_name_go() -> None:
    names = ["起步", "海濱漫步", "起步", "海濱漫步", "安頓", "海濱漫步", "安頓", "海濱漫步"]
    sheets = [sheet([piece(name, 50 if i % 2 else 400, 22, 8), piece(f"正文{i}", 50, 300)], i + 1) for i, name in enumerate(names)]
    assert [t for page in left(sheets) for t in page] == []


def test_the_only_page_keeps_all_but_a_marked_page_number() -> None:
    assert left(pages(1, ("海濱通訊", 50, 20, 8), ("- {n} -", 290, 780, 8))) == [["海濱通訊"]]


def test_a_bare_figure_that_is_not_the_page_number_stays() -> None:
    odd = pages(4, ("{n}", 290, 780, 8))
    odd[1] = sheet([*odd[1].pieces, piece("97", 60, 20, 9)], 2)
    assert left(odd)[1] == ["97"]
