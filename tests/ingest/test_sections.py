from ingest.document import Kind
from ingest.sections import Section, is_deck, split_document
from tests.ingest.documents import document, heading, page, text


def paths(sections: list[Section]) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(s.headings, [b.text for b in s.blocks]) for s in sections]


def test_headings_part_sections_and_give_their_path() -> None:
    found = split_document(
        document(
            text("intro"),
            heading("A"),
            text("under a"),
            heading("B", 2),
            text("under b"),
            heading("C", 3),
            text("under c"),
            heading("D", 2),
            text("under d"),
            heading("E"),
            text("under e"),
        )
    )
    assert paths(found) == [
        ((), ["intro"]),
        (("A",), ["under a"]),
        (("A", "B"), ["under b"]),
        (("A", "B", "C"), ["under c"]),
        (("A", "D"), ["under d"]),
        (("E",), ["under e"]),
    ]


def test_a_heading_over_headings_only_stays_in_their_path() -> None:
    found = split_document(document(heading("Part"), heading("Fees", 2), text("ninety dollars")))
    assert paths(found) == [(("Part", "Fees"), ["ninety dollars"])]


def test_headings_with_nothing_under_them_are_kept_as_text() -> None:
    found = split_document(document(heading("Part"), heading("One", 2), heading("Two", 2), heading("Next"), text("body"), heading("End")))
    assert paths(found) == [(("Part",), ["One", "Two"]), (("Next",), ["body"]), ((), ["End"])]
    assert all(b.kind is Kind.TEXT for s in found for b in s.blocks)


def test_no_block_is_lost_or_doubled() -> None:
    blocks = [heading("A"), heading("B", 3), text("x"), heading("C", 2), heading("D", 2), text("y"), text("z"), heading("E", 4)]
    found = split_document(document(*blocks))
    said = [b.text for s in found for b in s.blocks] + [h for s in found for h in s.headings]
    assert set(said) == {b.text for b in blocks}
    assert sorted(b.text for s in found for b in s.blocks) == ["C", "E", "x", "y", "z"]


def test_each_slide_of_a_deck_is_a_section_even_under_the_same_title() -> None:
    pages = tuple(page(n, wide=True) for n in (1, 2, 3))
    deck = document(
        heading("Opening", page=1),
        heading("Fees", page=2),
        text("ninety", page=2),
        heading("Fees", page=3),
        text("a hundred", page=3),
        text("more", page=3),
        pages=pages,
    )
    assert is_deck(deck)
    assert paths(split_document(deck)) == [((), ["Opening"]), (("Fees",), ["ninety"]), (("Fees",), ["a hundred", "more"])]


def test_a_slide_without_a_title_does_not_take_the_one_before() -> None:
    pages = tuple(page(n, wide=True) for n in (1, 2))
    deck = document(heading("Fees", page=1), text("ninety", page=1), text("untitled", page=2), pages=pages)
    assert paths(split_document(deck)) == [(("Fees",), ["ninety"]), ((), ["untitled"])]


def test_a_report_with_a_wide_annex_is_no_deck() -> None:
    pages = (page(1), page(2), page(3, wide=True))
    report = document(heading("A", page=1), text("one", page=1), text("two", page=2), pages=pages)
    assert not is_deck(report)
    assert paths(split_document(report)) == [(("A",), ["one", "two"])]
    assert not is_deck(document(text("one wide page", page=1), pages=(page(1, wide=True),)))
