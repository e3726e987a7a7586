import time

import pytest

from ingest.document import Kind
from ingest.lines import join, table_block, to_blocks, width


def shape(text: str) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in to_blocks(text)]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("搬遷", "手冊", "搬遷手冊"),
        ("the", "park", "the park"),
        ("搬遷", "manual", "搬遷manual"),
        ("2024", "年", "2024年"),
        ("co\u00ad", "op", "coop"),
    ],
)
def test_lines_join_without_a_space_beside_han(first: str, second: str, joined: str) -> None:
    assert join(first, second) == joined


def test_width_counts_han_as_two() -> None:
    assert width("搬遷 ab") == 7


def test_numbered_lines_are_headings_nested_as_the_file_nests_them() -> None:
    text = "一、搬遷前\n\n(一) 通知\n\n租戶會在三十天前收到書面通知，通知列明搬遷日期。\n\n(二) 準備\n\n請預先收拾行李，並把大型家具的尺寸告知管理處。\n\n二、搬遷後\n\n交還鎖匙時須簽收據，收據請保存兩年。"
    assert [(level, words) for kind, level, words in shape(text) if kind == "heading"] == [
        (1, "一、搬遷前"),
        (2, "(一) 通知"),
        (2, "(二) 準備"),
        (1, "二、搬遷後"),
    ]


def test_decimal_numbers_nest_by_their_depth() -> None:
    text = "1. Moving\n\n1.1 Notice\n\nTenants are told thirty days ahead in writing.\n\n1.2 Packing\n\nPlease measure large furniture before the day."
    assert [(level, words) for kind, level, words in shape(text) if kind == "heading"] == [
        (1, "1. Moving"),
        (2, "1.1 Notice"),
        (2, "1.2 Packing"),
    ]


def test_a_list_of_short_numbered_items_holds_no_headings() -> None:
    assert {kind for kind, _, _ in shape("請帶備：\n1. 身份證\n2. 租約\n3. 鎖匙")} == {"text", "list"}


def test_a_short_line_between_blank_lines_is_a_heading_and_a_sentence_is_not() -> None:
    text = "費用\n\n每次搬遷收費三百元，在領取鎖匙時繳付。\n\n長者免費。\n\n查詢\n\n請致電管理處，辦公時間為上午九時至下午六時。"
    assert [words for kind, _, words in shape(text) if kind == "heading"] == ["費用", "查詢"]


def test_a_last_short_line_is_no_heading() -> None:
    assert shape("每次搬遷收費三百元，在領取鎖匙時繳付。\n\n管理處")[-1][0] == "text"


def test_lines_wrapped_by_hand_are_joined_to_paragraphs() -> None:
    text = "海濱新村的租戶在搬遷之前會收到書面通\n知，通知列明搬遷日期、集合地點和所需\n文件，並附有回條一張。\n租戶須在三十天內交回回條，逾期未交者\n會視為放棄優先選擇單位的權利，其後的\n安排由管理處決定。"
    assert [words for _, _, words in shape(text)] == [
        "海濱新村的租戶在搬遷之前會收到書面通知，通知列明搬遷日期、集合地點和所需文件，並附有回條一張。",
        "租戶須在三十天內交回回條，逾期未交者會視為放棄優先選擇單位的權利，其後的安排由管理處決定。",
    ]


def test_english_lines_wrapped_by_hand_keep_their_spaces() -> None:
    text = "Tenants are told in writing thirty days before\nthe move, and the letter names the day and the\nplace to meet."
    assert [words for _, _, words in shape(text)] == [text.replace("\n", " ")]


def test_lines_that_are_paragraphs_stay_apart() -> None:
    text = "租戶會收到書面通知。\n回條須在三十天內交回。\n逾期者由管理處安排。"
    assert [words for _, _, words in shape(text)] == text.split("\n")


def test_double_spaced_text_is_read_as_if_it_were_not() -> None:
    lines = ["海濱新村的租戶在搬遷之前會收到書面通", "知，通知列明搬遷日期、集合地點和所需", "文件，附有回條。租戶須在三十天內交回"] * 4
    assert [words for _, _, words in shape("\n\n".join(lines))] == ["".join(lines)]


def test_bullets_are_list_items_and_their_lines_belong_to_them() -> None:
    text = "請帶備以下各項文件的正本，管理處職員會\n即場覆核，無須另交副本，核對後即時交還\n• 身份證或護照，如有更改姓名的須連同有\n關證明書一併遞交\n• 租約"
    assert [(kind, words) for kind, _, words in shape(text)][1:] == [
        ("list", "身份證或護照，如有更改姓名的須連同有關證明書一併遞交"),
        ("list", "租約"),
    ]


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_lines_of_cells_are_a_table(mark: str) -> None:
    rows = [["項目", "申請", "獲批"], ["津貼", "1 284", "1 097"], ["家具券", "906", "871"]]
    blocks = to_blocks("費用表如下。\n\n" + "\n".join(mark.join(row) for row in rows) + "\n\n表完。")
    assert [b.kind for b in blocks] == [Kind.TEXT, Kind.TABLE, Kind.TEXT]
    assert blocks[1].rows == tuple(map(tuple, rows))


def test_a_single_line_with_a_tab_is_no_table() -> None:
    assert [b.kind for b in to_blocks("電話\t2345 6789\n\n逢星期日休息，公眾假期照常開放。")] == [Kind.TEXT, Kind.TEXT]


def test_marks_of_markdown_in_a_plain_text_are_understood() -> None:
    assert shape("# 手冊\n## 費用\n**每次**搬遷收費三百元。") == [
        ("heading", 1, "手冊"),
        ("heading", 2, "費用"),
        ("text", 0, "每次搬遷收費三百元。"),
    ]


def test_a_line_underlined_is_a_heading_and_rules_are_dropped() -> None:
    assert shape("Fees\n=====\nEach move costs three hundred dollars.\n-----\nAsk at the desk.")[0] == ("heading", 1, "Fees")
    assert all("---" not in words and "===" not in words for _, _, words in shape("甲\n-----\n乙的說明在此。"))


def test_rows_of_a_table_are_made_even_and_small_ones_are_none() -> None:
    block = table_block([["a", "b", "c"], ["1"]])
    assert block is not None
    assert block.rows == (("a", "b", "c"), ("1", "", ""))
    assert table_block([["a", "b"]]) is None
    assert table_block([["a"], ["b"]]) is None


def test_a_long_file_takes_linear_time() -> None:
    start = time.monotonic()
    to_blocks("短行\n\n" * 40_000)
    assert time.monotonic() - start < 8
