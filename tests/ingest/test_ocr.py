import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from ingest.document import Box, Kind
from ingest.limits import Limits
from ingest.ocr import Word, available, read_page, render
from ingest.ocr_blocks import ReadLine, to_blocks
from ingest.scan import Area, prepare
from ingest.scan_layout import regions
from ingest.worker import Reader
from rag.errors import DocumentError
from tests.ingest import hostile

DPI = 200.0
K = DPI / 72
needs_tesseract = pytest.mark.skipif(available() is not None, reason=str(available()))
FONTS = [*Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc"), *Path("/usr/share/fonts").rglob("*CJK*Regular*.ot[fc]")]
needs_font = pytest.mark.skipif(not FONTS, reason="no Chinese font is installed to draw a page with")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "pdfs"


def paper(width_pt: float = 595, height_pt: float = 420) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (round(width_pt * K), round(height_pt * K)), 250)
    return image, ImageDraw.Draw(image)


def bar(draw: ImageDraw.ImageDraw, x0: float, top: float, x1: float, height: float = 9) -> None:
    """Something that looks like a line of text: boxes with gaps, in points."""
    x = x0
    while x < x1:
        draw.rectangle((x * K, top * K, (x + 8) * K, (top + height) * K), fill=30)
        x += 10


def grid(draw: ImageDraw.ImageDraw, left: float, top: float, columns: list[float], rows: int, height: float = 22) -> None:
    for row in range(rows):
        x = left
        for wide in columns:
            draw.rectangle((x * K, (top + row * height) * K, (x + wide) * K, (top + (row + 1) * height) * K), outline=0, width=3)
            x += wide


def two_columns() -> Image.Image:
    image, draw = paper()
    bar(draw, 60, 50, 520, 16)
    for line in range(10):
        bar(draw, 60, 90 + 18 * line, 280)
        bar(draw, 310, 90 + 18 * line, 530)
    return image


class FakeTesseract:
    """Says of each picture it is shown how many it has seen, in one word over all of it."""

    def __init__(self) -> None:
        self.sizes = list[tuple[int, int]]()

    def __call__(self, image: Image.Image, lang: str, psm: int) -> list[Word]:
        assert (lang, psm) == ("chi_tra", 6)
        self.sizes.append(image.size)
        return [Word(f"第{len(self.sizes)}欄", Area(5, 5, image.width - 5, 60), 95.0, (1, 1, 1))]


def test_a_page_is_read_title_first_then_column_by_column() -> None:
    fake = FakeTesseract()
    blocks = read_page(two_columns(), DPI, 7, "chi_tra", fake)
    assert len(fake.sizes) == 3
    assert "".join(b.text for b in blocks) == "第1欄第2欄第3欄"
    assert all(b.ocr and b.page == 7 for b in blocks)


def test_boxes_are_in_points_of_the_page() -> None:
    boxes = [box for block in read_page(two_columns(), DPI, 1, "chi_tra", FakeTesseract()) for box in block.boxes]
    assert boxes[0].x0 == pytest.approx(60, abs=8)
    assert boxes[0].top == pytest.approx(50, abs=8)
    assert boxes[-1].x0 == pytest.approx(310, abs=8)


def test_boxes_of_a_turned_page_stand_where_the_page_shows_them() -> None:
    image, draw = paper()
    for line in range(12):
        bar(draw, 60, 60 + 20 * line, 530)
    turned = image.rotate(1.2, fillcolor=250, resample=Image.Resampling.BICUBIC)
    scan = prepare(turned, DPI, noisy=True)
    assert scan.turned == pytest.approx(-1.2, abs=0.15)
    part = regions(scan)[0].area
    assert (part.x0 / K, part.top / K) == (pytest.approx(60, abs=6), pytest.approx(60, abs=6))


def test_the_cells_of_a_ruled_table_are_found_also_on_a_turned_and_noisy_scan() -> None:
    image, draw = paper()
    grid(draw, 60, 100, [200, 90, 90], 5)
    noise = np.random.default_rng(1).normal(0, 14, (image.height, image.width))
    turned = np.asarray(image.rotate(-0.8, fillcolor=250, resample=Image.Resampling.BICUBIC), float) + noise
    scan = prepare(Image.fromarray(turned.clip(0, 255).astype(np.uint8)), DPI, noisy=True)
    assert [[(a, d) for _, a, d in row] for row in scan.frames[0].rows] == [[(1, 1)] * 3] * 5


def test_cells_without_a_wall_between_are_one() -> None:
    image, draw = paper()
    grid(draw, 60, 100, [100, 90, 90], 4)
    draw.rectangle((163 * K, 103 * K, 337 * K, 119 * K), fill=250)  # the wall between the last two cells of the first row
    draw.rectangle((63 * K, 125 * K, 157 * K, 162 * K), fill=250)  # and that between two rows of the first column
    rows = prepare(image, DPI, noisy=False).frames[0].rows
    assert [(a, d) for _, a, d in rows[0]] == [(1, 1), (2, 1)]
    assert [(a, d) for _, a, d in rows[1]] == [(1, 2), (1, 1), (1, 1)]
    assert len(rows[2]) == 2


def test_words_go_into_the_cells_they_stand_in() -> None:
    image, draw = paper()
    grid(draw, 60, 100, [200, 100], 2)
    grow = 300 / DPI

    def fake(picture: Image.Image, lang: str, psm: int) -> list[Word]:
        at = [("項目", 10, 5), ("數目", 210, 5), ("津貼", 10, 27), ("1", 210, 27), ("284", 225, 27)]
        return [Word(t, Area(*(round(v * K * grow) for v in (x, y, x + 8, y + 10))), 95.0, (1, 1, 1 + (y > 20))) for t, x, y in at]

    blocks = read_page(image, DPI, 1, "chi_tra", fake)
    assert [b.rows for b in blocks if b.kind is Kind.TABLE] == [(("項目", "數目"), ("津貼", "1 284"))]


def test_a_blank_page_gives_nothing() -> None:
    assert read_page(paper()[0], DPI, 1, "chi_tra", FakeTesseract()) == []
    assert read_page(Image.new("L", (40, 40), 255), DPI, 1, "chi_tra", FakeTesseract()) == []


def line(text: str, top: float, x0: float = 60, x1: float = 500, height: float = 11, column: int = 0) -> ReadLine:
    box = Box(1, x0, top, x1, top + height)
    return ReadLine(box, box, text, (90.0,) * len(text), column)


def test_lines_become_headings_paragraphs_and_lists() -> None:
    lines = [
        line("搬遷手冊", 20, x1=200, height=22),
        line("租戶會收到書面通知，通知列明", 60),
        line("日期和地點。", 78, x1=160),
        line("回條須在三十天內交回，逾期者", 96),
        line("由管理處安排。", 114, x1=190),
        line("• 身份證", 140, x1=200),
        line("• 租約", 158, x1=180),
    ]
    assert [(b.kind.value, b.text) for b in to_blocks(lines)] == [
        ("heading", "搬遷手冊"),
        ("text", "租戶會收到書面通知，通知列明日期和地點。"),
        ("text", "回條須在三十天內交回，逾期者由管理處安排。"),
        ("list", "• 身份證"),
        ("list", "• 租約"),
    ]


def test_a_paragraph_runs_on_over_the_end_of_a_column() -> None:
    lines = [
        line("租戶會收到書面通知，通知", 682),
        line("列明集合的日期、時間以及", 700),
        line("地點。", 60, column=1),
        line("逾期者由管理處安排。", 100, column=1),
    ]
    assert [b.text for b in to_blocks(lines)] == ["租戶會收到書面通知，通知列明集合的日期、時間以及地點。", "逾期者由管理處安排。"]


def test_each_line_of_a_block_has_its_box_and_its_start() -> None:
    block = to_blocks([line("租戶會收到書面通知，通知列明", 60), line("日期和地點。", 78, x1=160)])[0]
    assert [block.text[start] for start in block.line_starts] == ["租", "日"]
    assert len(block.boxes) == 2


def test_a_page_too_large_is_drawn_at_fewer_dots_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(hostile.one_page(hostile.stream(b"0 0 m 9 9 l S"), box=b"[0 0 3000 3000]"))
    image, dpi = render(path, 1, "", Limits(max_page_pixels=16_000_000), 300)
    assert dpi == pytest.approx(96)
    assert image.width * image.height <= 16_100_000
    path.write_bytes(hostile.huge_page())
    with pytest.raises(DocumentError, match="too large"):
        render(path, 1, "", Limits(), 300)
    with pytest.raises(DocumentError, match="has 1 page"):
        render(path, 2, "", Limits(), 300)


def test_a_broken_file_cannot_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"no PDF")
    with pytest.raises(DocumentError, match="cannot be drawn"):
        render(tmp_path / "a.pdf", 1, "", Limits(), 200)


def test_without_tesseract_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pytesseract")

    def absent(config: str) -> list[str]:
        raise FileNotFoundError

    monkeypatch.setattr("pytesseract.get_languages", absent)
    assert "install the ocr extra" in (available() or "")
    monkeypatch.setattr("pytesseract.get_languages", lambda config: ["eng"])
    assert "lacks the data chi_tra, chi_sim" in (available() or "")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "OCR is not installed" in (available() or "")


def drawn_pdf(path: Path) -> None:
    """A noisy, turned scan of a page with a paragraph and a table, as a PDF of one picture."""
    image, draw = paper()
    font = ImageFont.truetype(str(FONTS[0]), round(12 * K))
    for i, text in enumerate(["海濱新村的租戶須在三十天內交回表格，並在", "簽收時核對門牌號碼。"]):
        draw.text((60 * K, (60 + 20 * i) * K), text, font=font, fill=20)
    grid(draw, 60, 130, [160, 90], 3)
    for i, row in enumerate([("項目", "數目"), ("搬運津貼", "1 284"), ("家具券", "906")]):
        for x, text in zip((66, 226), row, strict=True):
            draw.text((x * K, (132 + 22 * i) * K), text, font=font, fill=20)
    turned = image.rotate(0.7, fillcolor=250, resample=Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.5))
    noisy = np.asarray(turned, float) + np.random.default_rng(2).normal(0, 10, (image.height, image.width))
    out = io.BytesIO()
    Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(out, "JPEG", quality=60)
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode" % image.size
    picture = hostile.stream(out.getvalue(), head)
    path.write_bytes(hostile.one_page(hostile.stream(b"595 0 0 420 0 0 cm /I Do"), b"[0 0 595 420]", b"/XObject<</I 6 0 R>>", [picture]))


@needs_tesseract
@needs_font
def test_a_scan_is_read_through_the_worker(tmp_path: Path) -> None:
    drawn_pdf(tmp_path / "scan.pdf")
    with Reader() as reader:
        blocks = reader.ocr_page(tmp_path / "scan.pdf", 1)
    assert blocks[0].ocr
    assert "租戶須在三十天內交回表格" in blocks[0].text
    # Whether the thin space inside a number is seen depends on the version of tesseract; search takes both.
    assert [[cell.replace(" ", "") for cell in row] for row in blocks[-1].rows[1:]] == [["搬運津貼", "1284"], ["家具券", "906"]]


@needs_tesseract
@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared fixtures are not beside this repository")
def test_the_numbers_of_the_shared_scan_are_read() -> None:
    with Reader() as reader:
        words = "".join(b.text for b in reader.ocr_page(SHARED / "scan.pdf", 2, lang="chi_tra")).replace(" ", "")
    assert [n for n in ("85424", "68098", "306429", "188995", "109753", "18539") if n not in words] == []
