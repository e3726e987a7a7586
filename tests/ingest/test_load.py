import gc
import random
import warnings
from pathlib import Path

import pytest

from ingest.load import find_files, load_file, read_pdf, read_text, source_id, text_lang
from rag.errors import DocumentError
from tests.fakes import make_pdf

HANT = "海濱公園在2024年5月開放，佔地3公頃，設有12張長椅。公園由康樂處管理，每日上午6時至晚上11時開放，入場免費。"
HANS = "海滨公园在2024年5月开放，占地3公顷，设有12张长椅。公园由康乐处管理，每日上午6时至晚上11时开放，入场免费。"
PDF = make_pdf([["Harbour Park opened in May 2024."], ["It has 12 benches."]])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.md", "a.txt", "sub/c.PDF", ".hidden.md", ".git/d.md", "picture.png", "sub/e.html"):
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text", encoding="utf-8")
    return tmp_path / "docs"


def written(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def fault(path: Path) -> str:
    with pytest.raises(DocumentError) as caught:
        load_file(path, 500)
    assert "\n" not in caught.value.line
    return caught.value.line


def test_a_folder_gives_its_readable_files_sorted(folder: Path) -> None:
    assert [p.relative_to(folder).as_posix() for p in find_files([folder])] == ["a.txt", "b.md", "sub/c.PDF"]


def test_a_named_file_is_taken_even_when_hidden(folder: Path) -> None:
    assert find_files([folder / ".hidden.md"]) == [folder / ".hidden.md"]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"nowhere does not exist; name a file or folder"):
        find_files([tmp_path / "nowhere"])


def test_a_named_file_of_another_kind_names_those_readable(folder: Path) -> None:
    with pytest.raises(DocumentError, match=r"picture\.png is a \.png; readable are .*\.txt, \.md, \.pdf"):
        find_files([folder / "picture.png"])


def test_a_file_named_twice_is_read_once(folder: Path) -> None:
    assert find_files([folder / "a.txt", folder]).count(folder / "a.txt") == 1


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", HANT),
        ("utf-8-sig", HANT),
        ("utf-16", HANT),
        ("utf-16-le", HANT),
        ("utf-16-be", HANT),
        ("big5", HANT),
        ("big5hkscs", HANT + "邨啲嘢"),
        ("gb18030", HANS),
        ("gbk", HANS),
    ],
)
def test_text_is_read_in_its_own_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    assert read_text(written(tmp_path / "a.txt", text.encode(encoding))) == text


@pytest.mark.parametrize("raw", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_says_so(tmp_path: Path, raw: bytes) -> None:
    path = written(tmp_path / "a.txt", raw)
    assert fault(path) == f"{path} is empty"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)),
        b"PK\x03\x04" + random.Random(2).randbytes(3000),
        b"text with a \0 zero byte",
    ],
)
def test_binary_data_is_not_text(tmp_path: Path, raw: bytes) -> None:
    assert "not text" in fault(written(tmp_path / "a.txt", raw))


def test_a_file_over_the_limit_says_both_sizes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.load.MAX_BYTES", 1_000)
    path = written(tmp_path / "a.txt", b"x" * 1_001)
    assert fault(path) == f"{path} has 1,001 bytes, more than 1,000; split it"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        (HANT, "zh-Hant"),
        (HANS, "zh-Hans"),
        ("The harbour park, 海濱公園, opened in May.", "en"),
        ("TTPS 續簽須知", "zh-Hant"),
        ("2024", "en"),
        ("", "en"),
    ],
)
def test_the_language_of_a_text_is_found(text: str, lang: str) -> None:
    assert text_lang(text) == lang


def test_a_simplified_text_that_quotes_a_traditional_name_stays_simplified() -> None:
    assert text_lang("他说「高才通計劃」很好，这个办法对我们来说没问题，续签时间应该够") == "zh-Hans"


def test_a_text_of_characters_of_both_scripts_is_traditional_as_in_questions() -> None:
    assert text_lang("香港人才") == "zh-Hant"


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    pages = read_pdf(written(tmp_path / "a.pdf", PDF))
    assert [page.strip() for page in pages] == ["Harbour Park opened in May 2024.", "It has 12 benches."]


def test_a_pdf_without_text_layer_says_how_many_pages(tmp_path: Path) -> None:
    path = written(tmp_path / "a.pdf", make_pdf([[], []]))
    assert fault(path) == f"{path} has no text layer on its 2 page(s)"


LEAK = "ingest/load.py read_pdf lets {} out, which ends the whole run"
BOX = b"[0 0 400 300]"


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not a pdf at all", id="other file"),
        pytest.param(b"%PDF-1.4\n" + random.Random(1).randbytes(2000), id="garbage"),
        pytest.param(PDF[:400], id="cut short"),
        pytest.param(PDF[: len(PDF) - 200], id="end missing"),
        pytest.param(
            PDF.replace(BOX, b"[0 0 40 a 30]"),
            id="page box with a word",
        ),
        pytest.param(
            PDF.replace(BOX, b"[0 0 400]    "),
            id="page box of three numbers",
        ),
    ],
)
def test_a_damaged_pdf_says_so_in_one_line(tmp_path: Path, raw: bytes) -> None:
    path = written(tmp_path / "a.pdf", raw)
    error = raised(path)
    assert isinstance(error, DocumentError)
    assert error.line.startswith(f"{path} cannot be read as PDF (")


def raised(path: Path) -> Exception | None:
    """What reading raises; pdfplumber leaves the file of some broken PDFs open, which is not what is tested here."""
    found: Exception | None = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            load_file(path, 500)
        except Exception as error:
            found = error.with_traceback(None)
            found.__context__ = None
        gc.collect()
    return found


def test_a_source_id_tells_equal_names_in_two_folders_apart(tmp_path: Path) -> None:
    one, two = source_id(tmp_path / "a" / "My File (2).pdf"), source_id(tmp_path / "b" / "My File (2).pdf")
    assert one != two
    assert one.startswith("my-file-2-")
    assert source_id(tmp_path / "a" / "My File (2).pdf") == one
    assert source_id(tmp_path / "手冊.md").startswith("file-")


def test_a_document_becomes_verbatim_passages_in_reading_order(tmp_path: Path) -> None:
    text = f"# 手冊\n\n{HANT}\n\n## Opening hours\n\nOpen from 6 to 11.\n"
    passages = load_file(written(tmp_path / "guide.md", text.encode()), 500)
    assert [(p.section, list(p.texts)) for p in passages] == [("s1", ["zh-Hant"]), ("s2", ["en"])]
    assert passages[0].texts["zh-Hant"] == HANT
    assert passages[1].headings == {"en": "手冊 › Opening hours"}
    assert all(not p.digest and not p.source.digest and p.page is None and p.as_of == "undated" for p in passages)
    assert len({p.id for p in passages}) == 2
    assert passages[0].source.title["en"] == "guide"


def test_long_sections_are_chunked_and_a_headless_text_bears_the_files_name(tmp_path: Path) -> None:
    passages = load_file(written(tmp_path / "guide.txt", (HANT * 6).encode()), 120)
    assert len(passages) > 2
    assert all(len(p.texts["zh-Hant"]) <= 120 for p in passages)
    assert "".join(p.texts["zh-Hant"] for p in passages) == HANT * 6
    assert {p.headings["zh-Hant"] for p in passages} == {"guide"}


def test_passages_of_a_pdf_name_their_page(tmp_path: Path) -> None:
    passages = load_file(written(tmp_path / "a.pdf", PDF), 500)
    assert [(p.page, p.where) for p in passages] == [(1, {"en": "p. 1"}), (2, {"en": "p. 2"})]
    assert [p.section for p in passages] == ["s1", "s2"]
