from pathlib import Path

import pytest

from ingest.document import Block, Document, Health, Repair
from ingest.document_passages import Named, chunk_digest, document_chunks, document_passages, source_id, text_lang
from ingest.metadata import About
from rag.types import Passage
from tests.ingest.documents import document, heading, lines, page, text


def passages(found: Document, path: Path = Path("docs/marina.pdf"), about: About | None = None) -> list[Passage]:
    chunks = document_chunks(found, 500, lambda t: range(1, len(t) + 1))
    return document_passages(found, Named(path, path.name, about or About()), chunks)


def paged(*blocks: Block, health: Health = Health.OK, **more: object) -> Document:
    return document(*blocks, pages=(page(1, "i"), page(2, "7", health, reason="why")), **more)


def test_a_passage_carries_where_it_stands() -> None:
    block = text("The fee is 90 dollars.", page=2, boxes=lines(1, 2), line_starts=(0,))
    (found,) = passages(paged(heading("Fees", page=2), block))
    assert (found.page, found.printed_page, found.file) == (2, "7", "marina.pdf")
    assert found.boxes == ((2, 50.0, 100.0, 400.0, 115.0),)
    assert found.line_starts == (0,)
    assert found.where == {"en": "p. 7 (PDF p. 2)"}
    assert found.texts == {"en": "The fee is 90 dollars."}
    assert not found.digest


def test_where_gives_one_number_when_both_are_the_same_and_the_heading_without_pages() -> None:
    (one,) = passages(document(text("x y.", page=1), pages=(page(1, "1"),)))
    assert one.where == {"en": "p. 1"}
    (other,) = passages(document(heading("Fees"), text("x y.")))
    assert other.where == {"en": "Fees"}


def test_what_is_embedded_begins_with_title_and_whole_path_and_what_is_shown_does_not() -> None:
    found = passages(document(heading("A"), heading("B", 2), heading("C", 3), text("body"), title="Handbook"))
    assert found[0].about == "Handbook › A › B › C"
    assert found[0].headings == {"en": "B › C"}
    assert found[0].texts == {"en": "body"}


def test_a_title_that_is_the_first_heading_is_said_once() -> None:
    assert passages(document(heading("Handbook"), text("body"), title="Handbook"))[0].about == "Handbook"


def test_without_a_title_the_name_stands_for_it() -> None:
    (found,) = passages(document(text("body")))
    assert found.source.title == {"zh-Hant": "marina", "en": "marina"}
    assert found.headings == {"en": "marina"}


def test_said_metadata_goes_before_found() -> None:
    about = About.model_validate({"title": {"zh": "手冊", "en": "Guide"}, "date": "2024-06", "url": "https://example.org/a"})
    (found,) = passages(document(text("body"), title="Found", publisher="Press", date="2020"), about=about)
    assert found.source.title == {"zh-Hant": "手冊", "en": "Guide"}
    assert found.source.publisher == {"zh-Hant": "Press", "en": "Press"}
    assert (found.source.published, found.as_of, found.source.url) == ("2024-06", "2024-06", "https://example.org/a")


def test_quality_says_what_is_doubtful() -> None:
    plain, seen, lost = passages(
        paged(
            heading("A", page=1),
            text("plain", page=1),
            heading("B", page=2),
            text("seen", page=2, ocr=True),
            heading("C"),
            text("3\ufffd people"),
        )
    )
    assert (plain.quality, plain.ocr) == ("", False)
    assert (seen.quality, seen.ocr) == ("read from a picture", True)
    assert lost.quality == "1 character lost"
    (damaged,) = passages(paged(text("x", page=2), health=Health.DAMAGED))
    assert damaged.quality == "text layer damaged: why"


@pytest.mark.parametrize(
    ("repair", "marked"),
    [
        (Repair("cid", 1, "??", "勞"), [True, False]),
        (Repair("cid", 2, "?????", "福利局的工作"), [False, True]),
        (Repair("cid", 1, "?????", "not in any chunk"), [False, False]),
        (Repair("mojibake", None, "?", "工作"), [False, True]),
    ],
)
def test_passages_with_repaired_text_are_marked(repair: Repair, marked: list[bool]) -> None:
    found = passages(paged(heading("A"), text("勞工處。", page=1), heading("B"), text("福利局的工作。", page=2), repairs=(repair,)))
    assert [p.repaired for p in found] == marked
    assert [p.quality for p in found] == ["text layer repaired" if m else "" for m in marked]


def test_the_same_name_in_two_folders_is_two_sources(tmp_path: Path) -> None:
    assert source_id(tmp_path / "a" / "note.md") != source_id(tmp_path / "b" / "note.md")
    assert source_id(tmp_path / "資料.md").startswith("file-")


def test_a_chunks_digest_depends_on_text_and_headings_only() -> None:
    one, two = (passages(document(heading("A"), text("body")), Path(name))[0] for name in ("x/note.md", "y/note.md"))
    assert chunk_digest(one) == chunk_digest(two)
    assert chunk_digest(passages(document(heading("B"), text("body")))[0]) != chunk_digest(one)


@pytest.mark.parametrize(
    ("text", "lang"),
    [("A sentence.", "en"), ("123", "en"), ("續簽要三個月", "zh-Hant"), ("续签要三个月", "zh-Hans"), ("TTPS 續簽 visa", "zh-Hant")],
)
def test_the_language_is_told_by_letters_and_script(text: str, lang: str) -> None:
    assert text_lang(text) == lang
