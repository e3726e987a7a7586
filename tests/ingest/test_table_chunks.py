import pytest

from ingest.table_chunks import caption_before, table_parts
from tests.ingest.documents import heading, item, table, text

ROWS = (("Berth", "Fee"), ("small", "90"), ("large", "120"))


@pytest.mark.parametrize("words", ["Table 3: Fees.", "表一 收費", "附表 2：收費表", "Fees of the marina"])
def test_a_short_line_before_a_table_is_its_caption(words: str) -> None:
    found = caption_before([text("Earlier text."), text(words)])
    assert found is not None
    assert found.text == words


@pytest.mark.parametrize(
    "block", [text("The fees are as follows."), text("泊船費用如下，"), text("x" * 81), item("an item"), heading("Fees")]
)
def test_a_sentence_an_item_a_heading_or_a_long_line_is_not(block: object) -> None:
    assert caption_before([block]) is None  # type: ignore[list-item]
    assert caption_before([]) is None


def test_rows_go_together_up_to_the_limit_and_never_apart() -> None:
    whole = list(table_parts(table(*ROWS), "", "Marina", 500))
    assert [p.text for p in whole] == ["Berth | Fee\nsmall | 90\nlarge | 120\nMarina: small: Fee 90.\nMarina: large: Fee 120."]
    each = list(table_parts(table(*ROWS), "", "Marina", 10))
    assert [p.text for p in each] == [
        "Berth | Fee\nsmall | 90\nMarina: small: Fee 90.",
        "Berth | Fee\nlarge | 120\nMarina: large: Fee 120.",
    ]
    assert [p.first for p in each] == [1, 2]


def test_lines_tell_where_each_row_begins() -> None:
    (part,) = table_parts(table(*ROWS), "Table 1", "Table 1", 500)
    rows = [(part.text[start:].split("\n")[0], row) for start, row in part.lines]
    assert rows[:3] == [("Berth | Fee", 0), ("small | 90", 1), ("large | 120", 2)]
    assert [row for _, row in rows[3:]] == [1, 2]


def test_an_empty_row_says_no_sentence_and_moves_no_other() -> None:
    (part,) = table_parts(table(("Berth", "Fee"), ("", ""), ("large", "120")), "", "", 500)
    assert part.text.splitlines()[-1] == "large: Fee 120."
    assert part.lines[-1][1] == 2
