from dataclasses import replace
from pathlib import Path

import pytest

from ingest import ocr_damaged
from ingest.document import Health
from ingest.limits import Limits
from ingest.ocr import available
from ingest.ocr_votes import Seen
from ingest.pdf.types import Sheet
from ingest.repair.signs import standing
from rag.errors import DocumentError
from tests.ingest import hostile

CLEAN = Path(__file__).resolve().parents[3] / "shared" / "pdfs" / "supp_clean.pdf"


def test_without_tesseract_the_page_is_named_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr_damaged, "available", lambda: "OCR is not installed; install it")
    with pytest.raises(DocumentError, match="page 3 needs OCR: OCR is not installed; install it"):
        ocr_damaged.ocr_page(tmp_path / "a.pdf", 3, "", Limits())


def test_the_text_layer_is_seen_glyph_by_glyph_from_the_top(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(hostile.plain(b"upper) Tj 0 -40 Td (lower"))
    lines = ocr_damaged.seen(ocr_damaged._sheet(tmp_path / "a.pdf", 1, "", Limits()))
    assert [line.glyphs for line in lines] == [tuple("upper"), tuple("lower")]
    assert lines[0].box.top < lines[1].box.top


@pytest.mark.skipif(available() is not None, reason=str(available()))
@pytest.mark.skipif(not CLEAN.is_file(), reason="the shared fixtures are not beside this repository")
def test_a_layer_with_every_third_character_damaged_is_read_with_ocr_as_witness(monkeypatch: pytest.MonkeyPatch) -> None:
    truth = "".join(CLEAN.with_suffix(".truth.txt").read_text(encoding="utf-8").split())
    han = sorted({c for c in truth if "\u4e00" <= c <= "\u9fff"})
    codes = [chr(c) for c in range(0x900, 0x1700) if standing(chr(c)) == "stranger"]
    damage = dict(zip(han[::3], codes, strict=False))
    sound = ocr_damaged.seen

    def damaged(sheet: Sheet) -> list[Seen]:
        return [replace(line, glyphs=tuple(damage.get(g, g) for g in line.glyphs)) for line in sound(sheet)]

    monkeypatch.setattr(ocr_damaged, "seen", damaged)
    monkeypatch.setattr(ocr_damaged, "state", lambda sheet: (Health.DAMAGED, "made so"))
    words = "".join(b.text for b in ocr_damaged.ocr_page(CLEAN, 1, "", Limits()))
    assert not set(words) & set(damage.values())
    lines = [line for line in CLEAN.with_suffix(".truth.txt").read_text(encoding="utf-8").splitlines() if len(line) > 30]
    right = sum("".join(line.split()) in words.replace(" ", "") for line in lines)
    assert right >= 0.7 * len(lines)
