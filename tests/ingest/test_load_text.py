from pathlib import Path

import pytest

from ingest.document import Document
from ingest.limits import Limits
from ingest.load_text import load_markdown, load_text, markdown_blocks
from rag.errors import DocumentError

DEFAULTS = Limits()
HANT = "海濱新村在2024年5月入伙，設有12座，每座40層。管理處每日上午6時至晚上11時開放，查詢請致電2345 6789。"


def text(tmp_path: Path, raw: bytes, name: str = "a.txt", limits: Limits = DEFAULTS) -> Document:
    path = tmp_path / name
    path.write_bytes(raw)
    return load_text(path, limits) if name.endswith("txt") else load_markdown(path, limits)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "big5hkscs", "gb18030"])
def test_a_plain_text_is_read_in_its_own_encoding(tmp_path: Path, encoding: str) -> None:
    found = text(tmp_path, HANT.encode(encoding))
    assert [b.text for b in found.blocks] == [HANT]
    assert (found.name, found.pages, found.warnings) == ("a.txt", (), ())


def test_line_ends_of_every_system_are_line_ends(tmp_path: Path) -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        assert len(text(tmp_path, b"One sentence." + end + end + b"Another sentence.").blocks) == 2


def test_a_line_alone_on_top_is_the_title(tmp_path: Path) -> None:
    assert text(tmp_path, f"搬遷手冊\n\n{HANT}".encode()).title == "搬遷手冊"
    assert text(tmp_path, HANT.encode()).title == ""


@pytest.mark.parametrize(
    ("raw", "says"),
    [(b"", "is empty"), (b" \n\t", "is empty"), (b"\xff\xfe", "is empty"), (b"\0\1\2" * 99, "not text"), (b"x" * 101, "more than 100")],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, raw: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        text(tmp_path, raw, limits=Limits(max_bytes=100) if len(raw) == 101 else Limits())


def test_lost_bytes_are_a_warning(tmp_path: Path) -> None:
    found = text(tmp_path, HANT.encode() * 20 + b"\xff" + HANT.encode())
    assert found.warnings == ("1 character(s) could not be decoded as utf-8",)


def test_front_matter_gives_title_date_and_publisher(tmp_path: Path) -> None:
    found = text(tmp_path, b'---\ntitle: "Moving: a guide"\ndate: 2024-05-01\npublisher: Harbour Estate\n---\n\nText.\n', "a.md")
    assert (found.title, found.date, found.publisher) == ("Moving: a guide", "2024-05-01", "Harbour Estate")
    assert [b.text for b in found.blocks] == ["Text."]


def test_the_first_heading_is_the_title_where_front_matter_has_none(tmp_path: Path) -> None:
    assert text(tmp_path, "# 搬遷手冊\n\n正文一句。".encode(), "a.md").title == "搬遷手冊"


def test_a_rule_in_the_text_is_no_front_matter(tmp_path: Path) -> None:
    assert text(tmp_path, b"One.\n\n---\n\ntitle: no\n\n---\n", "a.md").blocks[0].text == "One."


def test_markdown_gives_headings_lists_tables_and_joined_lines() -> None:
    blocks = markdown_blocks(
        "# A\n\n一行\n接續 *強調* `碼` [鏈](http://x)\n\n3. 甲\n4. 乙\n   - 丙\n\n| a | b |\n|---|---|\n| 1 | 2<br>3 |\n"
    )
    assert [(b.kind.value, b.level, b.text) for b in blocks] == [
        ("heading", 1, "A"),
        ("text", 0, "一行接續 強調 碼 鏈"),
        ("list", 0, "3. 甲"),
        ("list", 0, "4. 乙"),
        ("list", 0, "丙"),
        ("table", 0, "a | b\n1 | 2 3"),
    ]


def test_raw_html_gives_its_text_only() -> None:
    words = " ".join(
        b.text
        for b in markdown_blocks("<div onclick='x()'><p>kept</p><script>bad()</script></div>\n\n<!-- note -->\n\nin <b>line</b> text\n")
    )
    assert words == "kept in line text"


def test_code_is_kept_line_by_line() -> None:
    assert [b.text for b in markdown_blocks("```\nx = 1\ny = 2\n```\n")] == ["x = 1", "y = 2"]


@pytest.mark.parametrize("mark", [b">", b"- "])
def test_deeply_nested_markdown_loses_no_text(tmp_path: Path, mark: bytes) -> None:
    found = text(tmp_path, mark * 3_000 + b"deep\n\nlast sentence", "a.md")
    words = " ".join(b.text for b in found.blocks)
    assert "deep" in words
    assert "last sentence" in words
