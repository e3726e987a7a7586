from pathlib import Path

import pytest

from ingest.inspect import inspect
from rag.errors import DocumentError
from rag.settings import Settings
from tests.fakes import make_pdf

pytestmark = pytest.mark.usefixtures("read_here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "fees.md").write_text("# Marina\n\nOpen daily.\n\n## Fees\n\nThe fee is HK$90.\n", encoding="utf-8")
    (tmp_path / "docs" / "park.pdf").write_bytes(make_pdf([["Harbour Park has 12 benches."], ["It opened in May."]]))
    (tmp_path / "docs" / "broken.pdf").write_bytes(b"%PDF-1.4")
    (tmp_path / "docs" / "sources.toml").write_text('["park.pdf"]\ntitle = "Park"\n', encoding="utf-8")
    return tmp_path / "docs"


def test_a_text_gives_sections_and_chunks_without_pages(folder: Path, scratch: Settings) -> None:
    (found,) = inspect(folder / "fees.md", scratch)
    assert (found["file"], found["title"], found["pages"]) == ("fees.md", "Marina", [])
    assert [s["headings"] for s in found["sections"]] == [["Marina"], ["Marina", "Fees"]]
    assert [(c["text"], c["page"], c["boxes"]) for c in found["chunks"]] == [("Open daily.", None, 0), ("The fee is HK$90.", None, 0)]


def test_a_pdf_gives_every_page_with_its_health(folder: Path, scratch: Settings) -> None:
    (found,) = inspect(folder / "park.pdf", scratch)
    assert found["title"] == "Park"
    assert [p["number"] for p in found["pages"]] == [1, 2]
    assert all(p["health"] in ("ok", "short") and p["chars"] > 0 for p in found["pages"])
    assert found["chunks"][0]["page"] == 1
    assert found["chunks"][0]["boxes"] > 0


def test_a_folder_gives_each_file_and_a_fault_is_that_files(folder: Path, scratch: Settings) -> None:
    found = {f["file"]: f for f in inspect(folder, scratch)}
    assert found.keys() == {"broken.pdf", "fees.md", "park.pdf"}
    assert "broken.pdf" in found["broken.pdf"]["error"]


def test_a_file_named_that_cannot_be_read_is_an_error(folder: Path, scratch: Settings) -> None:
    with pytest.raises(DocumentError, match=r"broken\.pdf"):
        inspect(folder / "broken.pdf", scratch)
