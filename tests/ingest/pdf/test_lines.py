from ingest.pdf.lines import pieces_of
from tests.ingest.pdf.setting import glyphs


def texts(found: list) -> list[str]:  # type: ignore[type-arg]
    return [p.text for p in sorted(found, key=lambda p: (p.top, p.x0))]


def test_glyphs_of_mixed_fonts_on_one_line_are_one_piece_in_order() -> None:
    bold = glyphs("渡輪", 70, 101, 10, True, "Hei")
    assert texts(pieces_of(glyphs("開往", 50, 100) + bold + glyphs("pier", 90, 99.5, 11))) == ["開往渡輪pier"]


def test_a_gap_wider_than_a_letter_parts_columns_and_a_narrow_one_is_a_space() -> None:
    found = pieces_of(glyphs("left side", 50) + glyphs("right", 200))
    assert texts(found) == ["left side", "right"]


def test_letters_set_apart_evenly_are_one_word() -> None:
    assert texts(pieces_of(glyphs("NOTICE", gap=3))) == ["NOTICE"]
    assert texts(pieces_of(glyphs("會議紀錄", gap=14))) == ["會議紀錄"]


def test_a_raised_note_number_stays_in_its_line_and_apart_from_the_figure() -> None:
    line, mark, rest = glyphs("共12", 50, 100), glyphs("3", 70, 98, 5), glyphs("人到訪", 73, 100)
    assert texts(pieces_of(line + mark + rest)) == ["共12³人到訪"]


def test_small_print_beside_a_large_title_does_not_mix_its_lines() -> None:
    small = glyphs("first line", 200, 100, 8) + glyphs("second line", 200, 110, 8)
    assert set(texts(pieces_of(glyphs("大題", 50, 98, 24) + small))) == {"大題", "first line", "second line"}


def test_a_list_mark_belongs_to_the_text_behind_a_wide_gap_but_a_figure_to_its_own_cell() -> None:
    assert texts(pieces_of(glyphs("(一)", 50) + glyphs("派發傳單", 90))) == ["(一) 派發傳單"]
    assert texts(pieces_of(glyphs("3.41", 50) + glyphs("0.92", 90))) == ["3.41", "0.92"]
