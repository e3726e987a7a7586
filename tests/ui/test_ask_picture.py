"""The page a citation stands on: which file, which words, drawn by a process of its own; nothing where the file is gone."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PIL import Image

from ingest.ledger import FileRecord, write_ledger
from rag.answer import Engine
from rag.types import Passage
from tests.fakes import make_passage, make_pdf, make_source
from tests.ui.test_ask_turn import Shelf
from tests.ui.turns import make_turn
from ui import ask_picture
from ui.ask_picture import Picture, figure_html, file_of, picture_of, pictures_html, quote_boxes
from ui.ask_turn import Cited
from ui.words import Words

LINES = ["The bridge opened in 1998.", "It is 120 metres long."]
TEXT = "\n".join(LINES)
ZH = Words("zh-Hant")


def printed(**changes: Any) -> Passage:
    """A passage of two printed lines on page 1 of a PDF; a character is 5 points wide."""
    boxes = tuple((1, 20.0, top, 20.0 + 5 * len(line), top + 12) for line, top in zip(LINES, (40.0, 54.0), strict=True))
    values: dict[str, Any] = {
        "texts": {"en": TEXT}, "id": "doc/s1", "source": make_source("doc", digest=False), "digest": False, "page": 1, "file": "a.pdf", "boxes": boxes,
        "line_starts": (0, len(LINES[0]) + 1),
    }  # fmt: skip
    return make_passage(**values | changes)


def engine_over(folder: Path, passage: Passage, *records: FileRecord, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """As much of an engine as finding a file takes: passages and the ledger of its index."""
    monkeypatch.setattr(ask_picture, "read_ledger", lambda index: list(records))
    ask_picture._files.cache_clear()
    index = Shelf((passage,))
    settings = SimpleNamespace(index=folder)
    return cast(Engine, SimpleNamespace(index=SimpleNamespace(folder=folder, **vars(index)), settings=settings))


def record(path: Path, **changes: Any) -> FileRecord:
    stat = path.stat()
    values: dict[str, Any] = {
        "path": str(path),
        "file": path.name,
        "digest": "d",
        "size": stat.st_size,
        "mtime_ns": stat.st_mtime_ns,
        "source": "doc",
    }
    return FileRecord(**values | changes)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([LINES]))
    return path


def test_whole_lines_are_boxed_whole_and_a_part_by_its_width() -> None:
    passage = printed()
    assert quote_boxes(passage, "en", 0, len(TEXT)) == list(passage.boxes)
    (box,) = quote_boxes(passage, "en", 4, 10)
    assert box == (1, 40.0, 40.0, 70.0, 52.0)
    assert quote_boxes(passage, "en", 0, 0) == []
    assert quote_boxes(make_passage(), "en", 0, 5) == []


def test_han_characters_count_double_and_so_do_their_stops() -> None:
    passage = printed(texts={"zh-Hant": "大橋, ab"}, boxes=((1, 0.0, 0.0, 90.0, 10.0),), line_starts=(0,))
    (box,) = quote_boxes(passage, "zh-Hant", 0, 3)
    assert box == (1, 0.0, 0.0, 60.0, 10.0)


def test_rows_of_tables_and_lines_from_head_to_foot_are_boxed_whole() -> None:
    row = printed(texts={"en": "TTPS | 68 098"}, boxes=((1, 0.0, 0.0, 90.0, 10.0),), line_starts=(0,))
    assert quote_boxes(row, "en", 7, 13) == list(row.boxes)
    upright = printed(texts={"zh-Hant": "直排文字"}, boxes=((1, 0.0, 0.0, 10.0, 90.0),), line_starts=(0,))
    assert quote_boxes(upright, "zh-Hant", 0, 1) == list(upright.boxes)


def test_a_page_is_drawn_to_its_measure(pdf: Path) -> None:
    picture = picture_of(pdf, 1, "media")
    assert picture is not None
    assert (picture.width, picture.height, picture.left, picture.top) == (400, 300, 0, 0)
    kind, _, data = picture.address.partition(",")
    assert kind == "data:image/webp;base64"
    image = Image.open(BytesIO(base64.b64decode(data))).convert("L")
    scale = image.width / 400
    words = image.crop(tuple(int(v * scale) for v in (20, 36, 160, 66)))  # type: ignore[arg-type]
    assert words.getextrema()[0] < 100, "the words of the page are where its boxes are"
    assert image.crop((0, int(200 * scale), image.width, image.height)).getextrema()[0] > 200


@pytest.mark.parametrize("content", [b"no PDF", b"%PDF-1.4\nbroken", b""])
def test_what_cannot_be_drawn_gives_no_picture(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.pdf"
    path.write_bytes(content)
    assert picture_of(path, 1, "media") is None


def test_a_page_there_is_not_and_a_file_that_is_gone_give_no_picture(pdf: Path, tmp_path: Path) -> None:
    assert picture_of(pdf, 2, "media") is None
    assert picture_of(tmp_path / "gone.pdf", 1, "media") is None


def test_only_an_unchanged_pdf_somebody_added_is_shown(pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_over(tmp_path, printed(), record(pdf), monkeypatch=monkeypatch)
    assert file_of(engine, printed()) == pdf
    assert file_of(engine, make_passage()) is None
    assert file_of(engine, printed(page=None)) is None
    assert file_of(engine, printed(source=make_source("other", digest=False))) is None
    pdf.write_bytes(pdf.read_bytes() + b"\n")
    assert file_of(engine, printed()) is None
    pdf.unlink()
    assert file_of(engine, printed()) is None


def test_a_copy_with_the_same_bytes_stands_in(pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(pdf.read_bytes())
    own, twin = record(pdf), record(copy, source="", same_as=str(pdf))
    pdf.unlink()
    assert file_of(engine_over(tmp_path, printed(), own, twin, monkeypatch=monkeypatch), printed()) == copy


def test_a_page_picture_has_the_quoted_words_boxed(pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = engine_over(tmp_path, printed(), record(pdf), monkeypatch=monkeypatch)
    turn = make_turn(citations=(Cited(n=3, passage="doc/s1", lang="en", quote=LINES[1], start=len(LINES[0]) + 1, end=len(TEXT)),))
    shown = pictures_html(engine, turn, ZH)
    assert shown.startswith(f'<div data-turn="{turn.id}"><div data-picture="3">')
    assert shown.count("wj-ask-box") == 1
    assert re.search(r"left: 4\.6\d%; top: 17\.50%", shown)
    assert ZH.say("ask.page_picture", page=1) in shown
    pdf.unlink()
    assert pictures_html(engine, turn, ZH) == ""


def test_places_are_counted_from_the_pictures_corner() -> None:
    shown = figure_html(Picture("data:,", 100, 200, left=10, top=-20), [(2, 20, 0, 60, 20)], ZH)
    assert "left: 8.50%; top: 9.25%; width: 43.00%; height: 11.50%" in shown


def test_the_ledger_of_an_index_names_the_files(pdf: Path) -> None:
    assert FileRecord.model_validate_json(write_ledger([record(pdf)])).source == "doc"
