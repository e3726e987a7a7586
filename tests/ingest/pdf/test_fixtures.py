"""The project's reference PDFs, which stay outside the repository: read as well as was measured when the reader was written."""

import json
from pathlib import Path

import pytest

from ingest.document import Health
from ingest.pdf.measure import cer, scores, whole_text
from ingest.pdf.read import read_pdf
from tests.conftest import REPOSITORY

FOLDER = REPOSITORY.parent / "shared" / "pdfs"
pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the reference PDFs lie beside the repository and are not here")
# File, most character errors as a share of the truth.
TARGETS = [("legco", 0.01), ("slides", 0.01), ("magazine", 0.02), ("supp_clean", 0.03), ("supp_damaged", 0.03), ("supp_nocmap", 0.03)]


@pytest.mark.parametrize(("name", "most"), TARGETS)
def test_reference_files_are_read_within_their_error_rates(name: str, most: float) -> None:
    document = read_pdf(FOLDER / f"{name}.pdf")
    facts = json.loads((FOLDER / f"{name}.facts.json").read_text(encoding="utf-8"))
    assert cer(whole_text(document), (FOLDER / f"{name}.truth.txt").read_text(encoding="utf-8")) <= most
    found, order, joined, cells, false, furniture, quotes = scores(document, facts)
    for figure in (found, order, joined, cells):
        right, total = figure.split("/")
        assert right == total
    assert (false, furniture) == ("0", "0")
    assert quotes in ("-", "1")


def test_a_scan_gives_no_text_and_asks_for_ocr() -> None:
    document = read_pdf(Path(FOLDER / "scan.pdf"))
    assert document.blocks == ()
    assert {p.health for p in document.pages} == {Health.SCAN}
