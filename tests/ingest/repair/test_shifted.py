from ingest.repair.cid import table
from ingest.repair.shifted import latin_words, shifted_points, shifted_words

CNS1 = table("CNS1")


def test_a_token_is_read_when_the_document_prints_that_word() -> None:
    assert shifted_words('௶45&."', frozenset({"STEAM"})) == []
    assert shifted_words('௶45&".', frozenset({"STEAM"})) == [(1, 6, "STEAM")]


def test_a_token_is_left_when_the_document_does_not_print_the_word() -> None:
    assert shifted_words('௶45&".', frozenset()) == []


def test_a_token_is_left_in_a_line_without_glyph_numbers() -> None:
    assert shifted_words('工45&".', frozenset({"STEAM"})) == []


def test_figures_and_words_are_never_taken_for_moved_letters() -> None:
    assert shifted_words("௶2024 abcd", frozenset({"QOQS"})) == []


def test_a_lone_letter_between_glyph_numbers_of_a_damaged_heading_is_a_comma() -> None:
    assert shifted_points("௶ʈe௶", CNS1) == [(2, 3, "、")]
    assert shifted_points("௶ʈe", CNS1) == [(2, 3, "、")]


def test_a_lone_letter_in_a_mostly_sound_line_stays() -> None:
    assert shifted_points("使用e௶過關十分方便", CNS1) == []
    assert shifted_points("e௶ʈ", CNS1) == []


def test_latin_words_have_four_letters() -> None:
    assert latin_words(["STEAM教育 and HK", "data"]) == {"STEAM", "data"}
