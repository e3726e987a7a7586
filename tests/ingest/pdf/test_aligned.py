from collections.abc import Sequence

from ingest.pdf.aligned import with_aligned_tables
from ingest.pdf.tables import table_of
from ingest.pdf.types import Piece
from tests.ingest.pdf.setting import column, piece, sheet

ROWS = [("路線", "班次", "載客"), ("東線", "12", "3,400"), ("北線", "9", "2,150"), ("離島線", "4", "880")]


def place(rows: Sequence[tuple[str, ...]], xs: tuple[float, ...] = (50, 200, 300), top: float = 100, leading: float = 20) -> list[Piece]:
    return [piece(t, x, top + i * leading, bold=False) for i, row in enumerate(rows) for x, t in zip(xs, row, strict=False) if t]


def found(pieces: list[Piece]) -> list[tuple[tuple[str, ...], ...]]:
    made, _ = with_aligned_tables(sheet(pieces), pieces)
    return [t.rows for g in made.grids if (t := table_of(g, 1))]


def test_short_cells_under_a_header_are_a_table() -> None:
    assert found(place(ROWS)) == [tuple(ROWS)]


def test_the_pieces_of_a_table_leave_the_text() -> None:
    prose = piece("以下是各線的班次和載客人數，由公司提供", 50, 60)
    pieces = [prose, *place(ROWS)]
    assert with_aligned_tables(sheet(pieces), pieces)[1] == [prose]


def test_a_wrapped_cell_is_one_cell() -> None:
    rows = [("路線", "班次"), ("環島線經南灣", "12"), ("北線", "9"), ("離島線", "4")]
    pieces = [*place(rows, leading=30), piece("及西灣", 50, 143)]
    assert found(pieces) == [(("路線", "班次"), ("環島線經南灣及西灣", "12"), ("北線", "9"), ("離島線", "4"))]


def test_prose_in_two_columns_is_no_table() -> None:
    lines = [f"這一行是第{c}行正文文字寫得足夠長" for c in "一二三四五六"]
    assert found(column(lines, 50) + column(lines, 300)) == []


def test_labels_without_a_header_are_no_table() -> None:
    assert found(place([("地址", "灣景道"), ("電話", "二三四五"), ("傳真", "六七八九"), ("電郵", "問事處")])) == []


def test_a_numbered_list_is_no_table() -> None:
    assert found(place([("1.", "派發單張"), ("2.", "設立詢問處"), ("3.", "安排義工"), ("4.", "檢討")], (50, 120))) == []


def test_a_contents_page_with_leaders_is_no_table() -> None:
    assert found(place([("目錄......", "頁"), ("前言......", "1"), ("背景......", "3"), ("建議......", "9")], (50, 300))) == []


def test_a_table_of_the_page_before_goes_on_without_a_header() -> None:
    first, _ = with_aligned_tables(sheet(place(ROWS)), place(ROWS))
    rest = place([("南線", "7", "1,020"), ("西線", "6", "990"), ("夜線", "2", "120")], top=60)
    made, left = with_aligned_tables(sheet(rest), rest, first.grids[-1])
    assert (len(made.grids), left) == (1, [])
