from ingest.pdf.lines import pieces_of
from ingest.pdf.narrow import split_at_narrow_gutters
from tests.ingest.pdf.setting import glyphs


def test_columns_parted_by_less_than_a_letter_are_cut_apart() -> None:
    rows = [g for i in range(8) for g in glyphs("左欄的文字一二三四", 50, 100 + 16 * i) + glyphs("右欄的文字五六七八", 147, 100 + 16 * i)]
    pieces = pieces_of(rows)
    assert len(pieces) == 8
    assert {p.text for p in split_at_narrow_gutters(pieces)} == {"左欄的文字一二三四", "右欄的文字五六七八"}


def test_english_words_are_not_cut_where_a_few_gaps_meet() -> None:
    words = [
        "the ferry leaves at nine from pier",
        "tickets are sold on board to all of us",
        "please keep your bags near you now",
        "no food is sold after the last stop",
    ]
    pieces = pieces_of([g for i in range(8) for g in glyphs(words[i % 4], 50, 100 + 16 * i)])
    assert split_at_narrow_gutters(pieces) == pieces


def test_a_single_line_that_runs_over_a_gutter_shown_by_others_is_cut_there() -> None:
    apart = [g for i in range(6) for g in glyphs("左欄的文字一二三四", 50, 100 + 16 * i) + glyphs("右欄的文字五六七八", 147, 108 + 16 * i)]
    met = glyphs("左欄的末行一二三四", 50, 300) + glyphs("右欄的末行五六七八", 147, 300)
    found = {p.text for p in split_at_narrow_gutters(pieces_of(apart + met))}
    assert {"左欄的末行一二三四", "右欄的末行五六七八"} <= found
