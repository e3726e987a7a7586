import pytest

from ingest.document import Block, Kind
from ingest.pdf.about import date_in, date_of, title_of

HEAD = Block(Kind.HEADING, "海濱計劃檢討報告", 1, page=1)


@pytest.mark.parametrize("stated", ["Microsoft Word - draft.doc", "untitled", "report_v3.indd", "未命名", "", "20250301"])
def test_a_title_that_only_names_a_file_or_tool_gives_way_to_the_first_heading(stated: str) -> None:
    assert title_of({"Title": stated}, [HEAD]) == HEAD.text


def test_a_stated_title_leads() -> None:
    assert title_of({"Title": "海濱計劃"}, [HEAD]) == "海濱計劃"


def test_among_opening_lines_of_one_look_the_longest_that_is_no_date_is_the_title() -> None:
    lines = [Block(Kind.HEADING, t, 1, page=1) for t in ("二〇二五年三月五日會議討論文件一號", "討論文件", "渡輪服務檢討", "目的")]
    assert title_of({}, lines) == "渡輪服務檢討"


def test_a_document_without_headings_has_no_title() -> None:
    assert title_of({}, [Block(Kind.TEXT, "渡輪", page=1)]) == ""


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年6月24日會議", "2024-06-24"),
        ("2026年3月", "2026-03"),
        ("二〇二五年十二月三十一日", "2025-12-31"),
        ("二零二三年十月", "2023-10"),
        ("23 December 2022", "2022-12-23"),
        ("Mar 5, 2024", "2024-03-05"),
        ("May 2023", "2023-05"),
        ("2025-09-12", "2025-09-12"),
        ("2024年13月", ""),
        ("第2024號", ""),
    ],
)
def test_dates_are_read_in_their_usual_forms(text: str, date: str) -> None:
    assert date_in(text) == date


def test_the_documents_date_stands_alone_and_not_in_a_sentence() -> None:
    inside = Block(Kind.TEXT, "渡輪公司自2019年4月1日起接手東線，其後多年一直虧損，至今仍未能收支平衡。", page=1)
    alone = Block(Kind.TEXT, "2024年6月", page=3)
    assert date_of([inside, alone], 3) == "2024-06"
    assert date_of([inside], 3) == ""
