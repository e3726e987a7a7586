import pytest

from ingest.repair.signs import foreign_words, one_sign, script, standing


@pytest.mark.parametrize(
    ("char", "expected"),
    [("中", "home"), ("é", "home"), ("ế", "home"), ("•", "home"), ("\uf0b7", "home"), ("α", "guest"), ("한", "guest"), ("㗎", "guest"), ("\ue123", "guest"),
     ("௶", "stranger"), ("ʑ", "stranger"), ("\ufffd", "lost"), ("\x91", "lost"), ("\x85", "home"), ("\u200d", "home"), ("😀", "home")],
)  # fmt: skip
def test_where_a_character_stands(char: str, expected: str) -> None:
    assert standing(char) == expected


@pytest.mark.parametrize("word", ["สมชาย", "السلام", "hœːŋ", "Hànyǔ", "nǚ", "ˈkʰæn"])
def test_a_word_of_one_script_is_a_foreign_word(word: str) -> None:
    assert foreign_words(f"、{word}。") == set(range(1, 1 + len(word)))


@pytest.mark.parametrize("text", ["௶工及၅利", "ණၳɛʑ", "科eʈ೻", "甲ɛɢ乙", "\ue001\ue002\ue003\ue004", "㐀㐁㐂㐃"])
def test_damage_is_no_foreign_word(text: str) -> None:
    assert foreign_words(text) == set()


def test_a_short_word_counts_beside_longer_ones_of_its_script() -> None:
    assert foreign_words("स्वागत है") == {0, 1, 2, 3, 4, 5, 7, 8}
    assert foreign_words("है") == set()


def test_a_named_glyph_is_one_sign() -> None:
    assert len(one_sign("甲(cid:603)乙")) == 3


def test_phonetic_letters_are_latin() -> None:
    assert {script("ʑ"), script("ː"), script("a")} == {"LATIN"}
    assert script("α") == "GREEK"
