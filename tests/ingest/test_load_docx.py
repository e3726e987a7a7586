import io
import zipfile
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION

from ingest.document import Document
from ingest.docx_numbering import printed
from ingest.limits import Limits
from ingest.load_docx import load_docx
from rag.errors import DocumentError
from tests.ingest import hostile

DEFAULTS = Limits()
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(tmp_path: Path, document: docx.document.Document) -> Document:  # type: ignore[name-defined]
    document.save(str(tmp_path / "a.docx"))
    return load_docx(tmp_path / "a.docx", Limits())


def raw(tmp_path: Path, data: bytes, limits: Limits = DEFAULTS) -> Document:
    (tmp_path / "a.docx").write_bytes(data)
    return load_docx(tmp_path / "a.docx", limits)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_headings_lists_and_paragraphs_are_told_apart(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_heading("搬遷手冊", 0)
    made.add_heading("安排", 1)
    made.add_heading("通知", 2)
    made.add_paragraph("租戶會收到書面通知。")
    made.add_paragraph("甲項", style="List Number")
    made.add_paragraph("乙項", style="List Number")
    made.add_paragraph("丙項", style="List Bullet")
    made.add_paragraph().add_run("查詢").bold = True
    made.add_paragraph("請致電管理處。")
    made.sections[0].header.paragraphs[0].text = "running head"
    assert [(b.kind.value, b.level, b.text) for b in saved(tmp_path, made).blocks] == [
        ("heading", 1, "搬遷手冊"),
        ("heading", 1, "安排"),
        ("heading", 2, "通知"),
        ("text", 0, "租戶會收到書面通知。"),
        ("list", 0, "1. 甲項"),
        ("list", 0, "2. 乙項"),
        ("list", 0, "丙項"),
        ("heading", 2, "查詢"),
        ("text", 0, "請致電管理處。"),
    ]


def test_merged_cells_stand_in_place(tmp_path: Path) -> None:
    made = docx.Document()
    table = made.add_table(5, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "類別"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "費用"
    table.cell(2, 0).merge(table.cell(3, 0)).text = "單位"
    table.cell(4, 1).merge(table.cell(4, 2)).text = "免費"
    for row, column, text in [(1, 1, "首次"), (1, 2, "續期"), (2, 1, "100"), (2, 2, "200"), (3, 1, "300"), (3, 2, "400"), (4, 0, "長者")]:
        table.cell(row, column).text = text
    assert saved(tmp_path, made).blocks[0].rows == (
        ("類別", "費用 首次", "費用 續期"),
        ("單位", "100", "200"),
        ("單位", "300", "400"),
        ("長者", "免費", "免費"),
    )


def test_a_table_of_one_cell_is_a_frame_round_text(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_table(1, 1).cell(0, 0).text = "框內文字。"
    assert [b.text for b in saved(tmp_path, made).blocks] == ["框內文字。"]


def test_title_and_date_are_the_files_own_and_none_are_made_up(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("One sentence.")
    made.core_properties.title = "Moving"
    assert saved(tmp_path, made).title == "Moving"
    bare = raw(tmp_path, hostile.docx(paragraph("One sentence.")))
    assert (bare.title, bare.publisher, bare.date) == ("", "", "")


def test_what_is_not_shown_is_left_out_and_insertions_are_read(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>kept </w:t></w:r><w:del><w:r><w:delText>deleted</w:delText><w:t>gone</w:t></w:r></w:del><w:ins><w:r><w:t>inserted</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>"
        f"<w:sdt><w:sdtContent>{paragraph('in a control')}</w:sdtContent></w:sdt>"
    )
    assert [b.text for b in raw(tmp_path, hostile.docx(body)).blocks] == ["kept inserted", "in a control"]


def test_footnotes_follow_the_paragraph_they_belong_to(tmp_path: Path) -> None:
    notes = f'<w:footnotes xmlns:w="{WORD}"><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote><w:footnote w:id="2">{paragraph("按金在外")}</w:footnote></w:footnotes>'
    body = '<w:p><w:r><w:t>收費300元</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>。</w:t></w:r></w:p>' + paragraph(
        "下一段。"
    )
    found = raw(
        tmp_path, hostile.docx(body, {"word/footnotes.xml": notes.encode(), "word/_rels/document.xml.rels": relations("footnotes")})
    )
    assert [(b.kind.value, b.text) for b in found.blocks] == [
        ("text", "收費300元[1]。"),
        ("footnote", "[1] 按金在外"),
        ("text", "下一段。"),
    ]


def relations(*names: str, external: str = "") -> bytes:
    base = RELATION.FOOTNOTES.rsplit("/", 1)[0]
    own = "".join(f'<Relationship Id="n{i}" Type="{base}/{name}" Target="{name}.xml"/>' for i, name in enumerate(names))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{own}{external}</Relationships>'.encode()


def test_numbers_are_those_word_prints(tmp_path: Path) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (form, pattern) in enumerate([("taiwaneseCountingThousand", "%1、"), ("decimal", "%2."), ("lowerLetter", "(%3)")])
    )
    numbering = (
        f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = "".join(
        paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>')
        for level, text in [(0, "甲"), (1, "乙"), (1, "丙"), (2, "丁"), (0, "戊"), (1, "己")]
    )
    found = raw(
        tmp_path, hostile.docx(body, {"word/numbering.xml": numbering.encode(), "word/_rels/document.xml.rels": relations("numbering")})
    )
    assert [b.text for b in found.blocks] == ["一、 甲", "1. 乙", "2. 丙", "(a) 丁", "二、 戊", "1. 己"]


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (21, "chineseCounting", "二十一"),
        (10, "chineseCounting", "十"),
        (3, "decimalEnclosedCircle", "③"),
        (7, "decimalZero", "07"),
        (5, "hex", "5"),
    ],
)
def test_number_formats(number: int, form: str, shown: str) -> None:
    assert printed(number, form) == shown


def test_relations_to_other_places_are_not_followed(tmp_path: Path) -> None:
    outside = f'<Relationship Id="x" Type="{RELATION.IMAGE}" Target="http://127.0.0.1:9/t.png" TargetMode="External"/>'
    data = hostile.docx(paragraph("One sentence."), {"word/_rels/document.xml.rels": relations(external=outside)})
    assert [b.text for b in raw(tmp_path, data).blocks] == ["One sentence."]


def test_a_span_of_a_million_columns_is_cut(tmp_path: Path) -> None:
    row = '<w:tr><w:tc><w:tcPr><w:gridSpan w:val="9999"/></w:tcPr><w:p><w:r><w:t>wide</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr>'
    found = raw(tmp_path, hostile.docx(f"<w:tbl>{row * 3}</w:tbl>"))
    assert len(found.blocks[0].rows[0]) <= 200


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as part:
        for _ in range(30):
            part.write(b" " * 2**20)
    return out.getvalue()


def nested(depth: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * depth + paragraph("deep") + "</w:tc></w:tr></w:tbl>" * depth


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"plain text", r"cannot be read as \.docx \(BadZipFile\)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"save as \.docx"),
        (hostile.docx("<w:p/>")[:300], "cannot be read as"),
        (hostile.docx("<w:p/>" * 99).replace(b"\x08\x00", b"\x0c\x00"), "cannot be read as"),
        (hostile.docx("<w:p/>", {"word/document.xml": hostile.laughs()}), "document type or entities"),
        (hostile.docx("<w:p/>", {"word/document.xml": hostile.laughs().decode().encode("utf-16")}), "document type or entities"),
        (hostile.docx("<w:p/>", {"word/styles.xml": b"<a"}), "is broken"),
        (hostile.docx(nested(300)), "is broken"),
        (bomb(), "packed 200 times"),
        (hostile.docx("<w:p/>"), "holds no text"),
        (hostile.docx("<w:p/>", {"[Content_Types].xml": b"<x/>"}), "cannot be read as"),
    ],
    ids=["empty", "text", "old", "cut", "other packing", "laughs", "laughs in UTF-16", "broken part", "deep", "bomb", "blank", "no types"],
)
def test_a_file_that_is_no_sound_document_says_why(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(DocumentError, match=says) as caught:
        raw(tmp_path, data)
    assert "\n" not in caught.value.line


def test_an_archive_of_other_things_is_no_document(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(DocumentError, match="not a Word document"):
        raw(tmp_path, out.getvalue())


def test_sizes_are_held_against_the_limits_before_anything_is_unpacked(tmp_path: Path) -> None:
    data = hostile.docx(paragraph("One sentence."))
    for limits, says in [
        (Limits(max_bytes=100), "more than 100"),
        (Limits(max_unzipped_bytes=100), "too complex"),
        (Limits(max_zip_entries=2), "too complex"),
    ]:
        with pytest.raises(DocumentError, match=says):
            raw(tmp_path, data, limits)
