import pytest

from ingest.pdf.text import clean, ends, glue, is_mark, join, joined, raised, without_cids


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("新來者多住在", "九龍東", "新來者多住在九龍東"),
        ("the ferry to", "Lamma leaves", "the ferry to Lamma leaves"),
        ("每年最少 35", "000 名", "每年最少 35 000 名"),
        ("a long settle-", "ment in town", "a long settlement in town"),
        ("the range 12-", "15 is open", "the range 12- 15 is open"),
        ("地點在 Pier", "四號", "地點在 Pier四號"),
        ("見 https://example.org/a/", "page-2", "見 https://example.org/a/page-2"),
    ],
)
def test_lines_join_as_a_reader_would_say_them(before: str, after: str, whole: str) -> None:
    assert join(before, after)[0] == whole


def test_every_line_start_points_at_its_line() -> None:
    text, starts = joined(["渡輪在早上", "八時 opens", "the gate and re-", "turns"])
    assert text == "渡輪在早上八時 opens the gate and returns"
    assert [text[s : s + 2] for s in starts] == ["渡輪", "八時", "th", "tu"]


@pytest.mark.parametrize("text", ["•", "➤", "(一)", "1.", "a)", "（3）", "①", "[4]", "(甲)", "iv."])
def test_a_lone_list_mark_is_known(text: str) -> None:
    assert is_mark(text)


@pytest.mark.parametrize("text", ["2024", "一", "渡輪", "3.5%", "A"])
def test_a_word_or_figure_is_no_list_mark(text: str) -> None:
    assert not is_mark(text)


@pytest.mark.parametrize("text", ["開放。", "open.", "如下：", "（見附表）。」", "抵港。¹", "of it.”"])
def test_a_sentence_end_is_seen_behind_quotes_and_note_numbers(text: str) -> None:
    assert ends(text)


def test_a_comma_ends_nothing() -> None:
    assert not ends("開放，")


def test_symbol_font_bullets_and_ligatures_read_as_text() -> None:
    assert (clean("\uf0b7"), clean("ﬁ"), clean("\u200b")) == ("•", "fi", "")


def test_a_glyph_without_a_character_is_marked_not_guessed() -> None:
    assert without_cids("共(cid:21)人") == "共\ufffd人"


def test_raised_digits_cannot_be_read_into_a_figure() -> None:
    assert raised("12") == "¹²"


def test_a_web_address_goes_on_without_a_space_but_a_sentence_after_it_does_not() -> None:
    assert glue("https://example.org/ab", "cd/ef") == ""
    assert glue("see https://example.org/ab", "(in Chinese)") == " "
