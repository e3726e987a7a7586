from ingest.document import Block, Kind
from ingest.tables import caption_of, row_sentences


def table(*rows: tuple[str, ...]) -> Block:
    return Block(Kind.TABLE, "", rows=rows)


def test_a_row_says_every_value_with_its_header() -> None:
    assert row_sentences(table(("路線", "班次", "載客"), ("東線", "12", "3 400"))) == ["東線：班次 12；載客 3 400。"]


def test_the_caption_stands_in_front() -> None:
    assert row_sentences(table(("路線", "班次"), ("東線", "12")), "表 1：渡輪") == ["表 1：渡輪：東線：班次 12。"]


def test_english_tables_speak_english() -> None:
    assert row_sentences(table(("Route", "Sailings"), ("East", "12"), ("North", "9"))) == ["East: Sailings 12.", "North: Sailings 9."]


def test_empty_cells_say_nothing_and_a_nameless_column_gives_its_value() -> None:
    assert row_sentences(table(("路線", "", "備註"), ("東線", "12", ""))) == ["東線：12。"]


def test_a_running_number_joins_the_label_behind_it() -> None:
    assert row_sentences(table(("", "工作", "日期"), ("(1)", "維修碼頭", "三月"))) == ["(1) 維修碼頭：日期 三月。"]


def test_a_header_alone_says_nothing() -> None:
    assert row_sentences(table(("路線", "班次"))) == []
    assert row_sentences(Block(Kind.TEXT, "渡輪")) == []


def test_the_caption_is_the_short_block_beside_the_table_that_reads_like_one() -> None:
    blocks = [Block(Kind.TEXT, "表 2：班次"), table(("路線", "班次"), ("東線", "12")), Block(Kind.TEXT, "渡輪停航。")]
    assert caption_of(blocks, 1) == "表 2：班次"
    assert caption_of([blocks[2], blocks[1]], 1) == ""
