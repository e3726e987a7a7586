from ingest.pdf.grids import grid_of
from ingest.pdf.tables import continued, table_of
from ingest.pdf.types import Grid, Part, Place, Rect, Role, Table
from tests.ingest.pdf.setting import glyphs, line, part

XS, ROW = (50.0, 150.0, 250.0, 350.0), 30.0


def grid(rows: list[list[str]], spans: dict[tuple[int, int], tuple[int, int]] | None = None) -> Grid:
    """A grid of cells 100 by 30; `spans` gives rows and columns of cells that cover more than one."""
    spans = spans or {}
    hidden = {(r + i, c + j) for (r, c), (h, w) in spans.items() for i in range(h) for j in range(w)} - set(spans)
    boxes, found = [], []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if (r, c) in hidden:
                continue
            height, width = spans.get((r, c), (1, 1))
            boxes.append((XS[c], 100 + r * ROW, XS[c + width], 100 + (r + height) * ROW))
            found += glyphs(text, XS[c] + 4, 100 + r * ROW + 8)
    made = grid_of(boxes, found)
    assert made is not None
    return made


def rows_of(made: Grid) -> tuple[tuple[str, ...], ...]:
    table = table_of(made, 1)
    assert table is not None
    return table.rows


def test_cells_are_read_in_their_rows_and_columns_empty_ones_too() -> None:
    assert rows_of(grid([["路線", "班次", "票價"], ["東線", "", "八元"]])) == (("路線", "班次", "票價"), ("東線", "", "八元"))


def test_a_label_over_two_rows_counts_in_both() -> None:
    found = rows_of(grid([["碼頭", "路線", "班次"], ["東碼頭", "東線", "12"], ["", "北線", "9"]], {(1, 0): (2, 1)}))
    assert [row[0] for row in found] == ["碼頭", "東碼頭", "東碼頭"]


def test_two_header_rows_become_one() -> None:
    found = rows_of(grid([["路線", "平日", ""], ["", "早上", "晚上"], ["東線", "12", "6"]], {(0, 0): (2, 1), (0, 1): (1, 2)}))
    assert found == (("路線", "平日 早上", "平日 晚上"), ("東線", "12", "6"))


def test_a_heading_across_the_table_stands_once() -> None:
    found = rows_of(grid([["路線", "班次", "票價"], ["離島線", "", ""], ["東線", "12", "8"]], {(1, 0): (1, 3)}))
    assert found[1] == ("離島線", "", "")


def test_boxes_of_long_prose_are_a_page_layout() -> None:
    boxes = [(0, 0, 300, 400), (300, 0, 600, 400)]
    prose = [g for x in (5, 305) for i in range(20) for g in glyphs("渡輪每日早上由碼頭開往對岸約需十五分鐘左右而已", x, 5 + 16 * i)]
    assert grid_of(boxes, prose) is None


def table(page: int, rows: list[tuple[str, ...]], columns: tuple[float, ...] = XS) -> Part:
    boxes = tuple((page, Rect(50, 100 + 20 * i, 350, 120 + 20 * i)) for i in range(len(rows)))
    return Part(Role.TABLE, (), Place(page, 0, 0, 50, 350), 0, table=Table(tuple(rows), boxes, columns))


HEAD, FIRST = ("項", "工作", "日期"), ("1", "維修碼頭的木板。", "三月")


def test_a_table_goes_on_on_the_next_page_without_its_repeated_header() -> None:
    (found,) = continued([table(1, [HEAD, FIRST]), table(2, [HEAD, ("2", "更換救生圈。", "四月")])])
    assert found.table is not None
    assert found.table.rows == (HEAD, FIRST, ("2", "更換救生圈。", "四月"))
    assert [page for page, _ in found.table.boxes] == [1, 1, 2]


def test_a_row_cut_by_the_page_is_whole_again() -> None:
    (found,) = continued([table(1, [HEAD, ("1", "維修碼頭的", "三月")]), table(2, [("", "木板。", "")])])
    assert found.table is not None
    assert found.table.rows == (HEAD, ("1", "維修碼頭的木板。", "三月"))


def test_tables_with_other_columns_or_text_between_stay_apart() -> None:
    other = table(2, [("甲", "乙", "丙"), ("1", "2", "3")], (50, 90, 200, 350))
    assert len(continued([table(1, [HEAD, FIRST]), other])) == 2
    between = part(line("以下另表列出。", place=Place(2, 0, 0, 50, 250)))
    assert len(continued([table(1, [HEAD, FIRST]), between, table(2, [("甲", "乙", "丙"), ("1", "2", "3")])])) == 3
