from pathlib import Path

import pytest

from ingest.metadata import About, Abouts, as_date, is_corpus, read_abouts
from rag.errors import DocumentError

GOOD = """
["fees.pdf"]
title = "Fees of the marina"
publisher.zh = "海事處"
publisher.en = "Marine Department"
date = 2024-06-24
url = "https://example.org/fees"

["old/park.md"]
date = "2019-05"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "old").mkdir()
    return tmp_path


def test_entries_are_read_in_one_or_both_languages(folder: Path) -> None:
    about = Abouts().of(folder / "fees.pdf", folder)
    assert (about.title.zh, about.title.en) == ("Fees of the marina",) * 2
    assert (about.publisher.zh, about.publisher.en) == ("海事處", "Marine Department")
    assert (about.date, about.url) == ("2024-06-24", "https://example.org/fees")


def test_a_file_is_looked_up_from_its_folder_to_the_named_one(folder: Path) -> None:
    abouts = Abouts()
    assert abouts.of(folder / "old" / "park.md", folder).date == "2019-05"
    assert abouts.of(folder / "old" / "fees.pdf", folder) == About()
    assert abouts.of(folder / "old" / "park.md", folder / "old") == About(), "nothing above the named folder is read"
    (folder / "old" / "sources.toml").write_text('["park.md"]\ndate = "2020"\n', encoding="utf-8")
    assert Abouts().of(folder / "old" / "park.md", folder).date == "2020", "the nearest one counts"


def test_an_entry_without_its_file_is_reported(folder: Path) -> None:
    abouts = Abouts()
    (folder / "fees.pdf").write_bytes(b"x")
    abouts.of(folder / "fees.pdf", folder)
    assert abouts.without_file() == [f"{folder / 'sources.toml'} names 'old/park.md', which is not there"]


@pytest.mark.parametrize(
    ("toml", "parts"),
    [
        ('["a.pdf"]\nauthor = "x"\n', ["'a.pdf'", "unknown key 'author'", "title, publisher, date, url"]),
        ('["a.pdf"]\ntitle.fr = "x"\n', ["'a.pdf'", "unknown key 'title.fr'"]),
        ('["a.pdf"]\ndate = "last year"\n', ["date = 'last year'", "expected 2024"]),
        ('["a.pdf"]\ntitle = 3\n', ["'a.pdf'", "title"]),
        ('[a.pdf]\ntitle = "x"\n', ['["a.pdf"]', "quotation marks"]),
        ('"a.pdf" = "x"\n', ["'a.pdf'"]),
        ("[", ["cannot be read"]),
    ],
)
def test_a_fault_names_file_and_key_in_one_line(toml: str, parts: list[str], tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_abouts(path)
    for part in (str(path), *parts):
        assert part in caught.value.line


def test_the_corpus_is_told_by_its_sources(small_corpus: Path, folder: Path, tmp_path: Path) -> None:
    assert is_corpus(small_corpus)
    assert not is_corpus(folder)
    assert not is_corpus(tmp_path / "nowhere")
    assert read_abouts(small_corpus / "sources.toml") == {}


def test_digests_differ_with_what_is_said() -> None:
    assert About().digest == ""
    assert About(url="a").digest != About(url="b").digest != ""


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-06-24", "2024-06-24"),
        ("2024年6月", "2024-06"),
        ("published 2023", "2023"),
        ("2024/13/01", "2024"),
        ("2024-02-31", "2024-02"),
        ("tel. 120245", "undated"),
        ("", "undated"),
    ],
)
def test_a_date_is_found_in_what_a_file_says(text: str, date: str) -> None:
    assert as_date(text) == date
