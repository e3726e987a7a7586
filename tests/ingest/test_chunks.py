from collections.abc import Sequence

import pytest

from ingest.chunks import Chunk, chunk_section, cut_long
from ingest.document import Block, Kind
from ingest.sections import Section
from rag.text import Segmenter
from tests.ingest.documents import footnote, item, lines, table, text


def spaces(text: str) -> list[int]:
    """Word ends of an English text."""
    return [i + 1 for i, c in enumerate(text) if c == " "] + [len(text)]


def chunks(*blocks: Block, limit: int = 500, headings: tuple[str, ...] = ("Fees",)) -> list[Chunk]:
    return chunk_section(Section(headings, blocks), limit, spaces)


def texts(found: Sequence[Chunk]) -> list[str]:
    return [c.text for c in found]


def test_paragraphs_are_packed_up_to_the_limit_and_sentences_stay_whole() -> None:
    found = chunks(text("One is short. Two is short too."), text("Three stands in a paragraph of its own."), limit=60)
    assert texts(found) == ["One is short. Two is short too.", "Three stands in a paragraph of its own."]
    assert texts(chunks(text("One."), text("Two."))) == ["One.\nTwo."]
    assert all(c.headings == ("Fees",) for c in found)


def test_a_paragraph_is_parted_at_a_sentence_end() -> None:
    found = chunks(text("泊船費用是每天90元。每月付款可減一成。船主須在七日前預約。"), limit=20)
    assert texts(found) == ["泊船費用是每天90元。每月付款可減一成。", "船主須在七日前預約。"]


def test_a_line_that_opens_a_list_goes_with_its_first_item() -> None:
    found = chunks(text("Berths are let by the day and by the month."), text("Bring along:"), item("a licence"), item("the fee"), limit=60)
    assert texts(found) == ["Berths are let by the day and by the month.", "Bring along:\na licence\nthe fee"]


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    sentence = "船主須在七日前以電話或電郵預約泊位，並繳付相等於三天泊船費用的按金，逾期不到者按金不予退還。"
    found = texts(chunks(text(sentence), limit=30))
    assert found == ["船主須在七日前以電話或電郵預約泊位，", "並繳付相等於三天泊船費用的按金，逾期不到者按金不予退還。"]


def test_a_sentence_without_clauses_is_cut_between_words_never_inside_one(segmenter: Segmenter) -> None:
    sentence = "香港特別行政區政府勞工及福利局局長在立法會人力事務委員會特別會議上介紹輸入人才計劃最新推行情況"
    pieces = [sentence[a:b] for a, b in cut_long(sentence, 0, len(sentence), 14, segmenter.word_ends)]
    assert "".join(pieces) == sentence
    assert max(map(len, pieces)) <= 14
    for word in ("政府", "局長", "立法會", "委員會", "會議", "介紹", "計劃"):
        assert any(word in piece for piece in pieces), word


def test_numbers_and_latin_words_are_not_cut(segmenter: Segmenter) -> None:
    sentence = "截至二月底共有85 424宗獲批而TechnologyTalentAdmissionScheme另計"
    pieces = [sentence[a:b] for a, b in cut_long(sentence, 0, len(sentence), 12, segmenter.word_ends)]
    assert any("85 424" in p for p in pieces)
    assert "".join(pieces) == sentence


def test_a_word_longer_than_the_limit_is_cut_all_the_same() -> None:
    assert [b - a for a, b in cut_long("x" * 25, 0, 25, 10, lambda t: [len(t)])] == [10, 10, 5]


@pytest.mark.parametrize("limit", [100, 200, 500])
def test_no_chunk_of_text_is_longer_than_the_limit(limit: int, segmenter: Segmenter) -> None:
    blocks = tuple(text("船隻須停泊在指定的泊位並繳付費用，" * n + "否則會被拖走。") for n in range(1, 30))
    found = chunk_section(Section((), blocks), limit, segmenter.word_ends)
    assert max(len(c.text) for c in found) <= limit
    assert "".join(texts(found)).replace("\n", "") == "".join(b.text for b in blocks)


def test_boxes_are_those_of_the_lines_a_chunk_touches() -> None:
    words = "The first line ends. The second line ends. The third line ends."
    block = text(words, page=1, boxes=lines(3), line_starts=(0, 21, 43))
    first, second = chunks(block, limit=45)
    assert (first.text, first.boxes, first.line_starts) == (words[:42], lines(3)[:2], (0, 21))
    assert (second.text, second.boxes, second.line_starts) == (words[43:], lines(3)[2:], (0,))


def test_line_starts_point_into_the_chunks_text_over_several_blocks() -> None:
    found = chunks(
        text("First.", page=1, boxes=lines(1), line_starts=(0,)), text("Second one.", page=2, boxes=lines(1, 2), line_starts=(0,))
    )
    assert texts(found) == ["First.\nSecond one."]
    assert [found[0].text[s:][:6] for s in found[0].line_starts] == ["First.", "Second"]
    assert [b.page for b in found[0].boxes] == [1, 2]
    assert found[0].page == 1


def test_a_chunk_that_begins_in_the_middle_of_a_line_begins_with_its_box() -> None:
    words = "One ends here. Two begins on the same line and goes on to the next one."
    block = text(words, page=3, boxes=lines(2, 3), line_starts=(0, 40))
    _, second = chunks(block, limit=60)
    assert second.line_starts == (0, 25)
    assert second.boxes == lines(2, 3)


def test_a_table_repeats_caption_and_header_and_says_each_row_as_a_sentence() -> None:
    rows = [("Scheme", "Received", "Approved"), *((f"Plan {n}", str(n * 10), str(n * 9)) for n in range(1, 7))]
    found = chunks(text("Berths are few."), text("Table 2: Applications"), table(*rows), limit=200)
    assert texts(found)[0] == "Berths are few."
    tables = found[1:]
    assert len(tables) > 1
    assert all(c.text.startswith("Table 2: Applications\nScheme | Received | Approved\n") for c in tables)
    assert all(c.kind is Kind.TABLE for c in tables)
    for n in range(1, 7):
        holding = [c for c in tables if f"Plan {n} | {n * 10} | {n * 9}" in c.text]
        assert len(holding) == 1, "each row is in one chunk, whole"
        assert f"Plan {n}: Received {n * 10}; Approved {n * 9}." in holding[0].text


def test_a_table_parts_the_text_around_it() -> None:
    found = chunks(text("Before it stands a whole sentence."), table(("A", "B"), ("1", "2")), text("After it."))
    assert [c.kind for c in found] == [Kind.TEXT, Kind.TABLE, Kind.TEXT]


def test_a_sentence_before_a_table_is_not_its_caption() -> None:
    found = chunks(text("The fees follow here."), table(("Berth", "Fee"), ("small", "90")))
    assert texts(found)[0] == "The fees follow here."
    assert found[1].text.startswith("Berth | Fee\n")
    assert "Fees: small: Fee 90." in found[1].text, "the heading says what the row is about"


def test_a_tables_boxes_are_its_rows() -> None:
    block = table(("Berth", "Fee"), ("small", "90"), ("large", "120"), page=1, boxes=lines(3))
    (found,) = chunks(block)
    at = {found.text[s:].split("\n")[0]: b for s, b in zip(found.line_starts, found.boxes, strict=True)}
    assert at["small | 90"] == lines(3)[1]
    assert at["Fees: large: Fee 120."] == lines(3)[2]


def test_the_second_part_of_a_table_is_on_the_page_of_its_rows() -> None:
    rows = [("Berth", "Fee"), *((f"berth number {n}", f"{n} dollars a day") for n in range(12))]
    boxes = (*lines(7, 1), *lines(6, 2))
    found = chunks(table(*rows, page=1, boxes=boxes), limit=250)
    assert found[0].page == 1
    assert found[-1].page == 2


def test_a_table_of_one_row_is_kept() -> None:
    assert texts(chunks(table(("Open", "daily")))) == ["Open | daily"]


def test_a_footnote_is_a_chunk_of_its_own_and_the_sentence_around_it_goes_on() -> None:
    found = chunks(text("The fee is 90 dollars."), footnote("¹ From May on.", page=1), text("It is paid at the gate."))
    assert texts(found) == ["The fee is 90 dollars.\nIt is paid at the gate.", "¹ From May on."]
    assert found[1].kind is Kind.FOOTNOTE


def test_what_was_read_from_a_picture_is_marked() -> None:
    assert chunks(text("Seen.", ocr=True))[0].ocr
    assert not chunks(text("Read."))[0].ocr


def test_white_space_alone_gives_no_chunk() -> None:
    assert chunks(text("  "), text("…")) == [Chunk("…", ("Fees",), Kind.TEXT)]
