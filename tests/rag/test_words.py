from pathlib import Path

import pytest

import rag.words
from rag.text import fold
from rag.words import english_stop_words, function_words, places, written
from tests.cases import cases

DATA = Path(rag.words.__file__).parent / "data"


@pytest.mark.parametrize(("spoken", "standard"), cases("written"))
def test_spoken_wording_becomes_written(spoken: str, standard: str) -> None:
    assert written(fold(spoken)) == written(fold(standard))


@pytest.mark.parametrize("name", ["cantonese.tsv", "english.tsv"])
def test_a_line_of_a_wording_table_is_a_spoken_and_another_written_wording(name: str) -> None:
    rows = [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert [row for row in rows if len(row) != 2 or not all(row) or fold(row[0]) == fold(row[1])] == []


@pytest.mark.parametrize("name", ["cantonese.tsv", "english.tsv"])
def test_no_spoken_wording_stands_in_a_table_with_two_meanings(name: str) -> None:
    rows = [line.split("\t") for line in (DATA / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    meanings: dict[str, set[str]] = {}
    for spoken, standard in rows:
        meanings.setdefault(fold(spoken), set()).add(fold(standard))
    assert {spoken: found for spoken, found in meanings.items() if len(found) > 1} == {}


def test_a_place_is_found_under_each_of_its_names_and_inside_no_other_word() -> None:
    found = [
        [names.search(fold(text)) is not None for names in places()].count(True) for text in ("東京", "Tokyo", "日本", "in the U.K. now")
    ]
    assert found == [1, 1, 1, 1]
    assert not any(names.search(fold(text)) for names in places() for text in ("tokyoite", "帳單", "usage", "milky"))


def test_the_longest_spoken_phrase_wins() -> None:
    assert written(fold("做咩")) == fold("為什麼")
    assert written(fold("咩")) == fold("什麼")


def test_function_words_are_folded_and_carry_no_comment() -> None:
    words = function_words()
    assert fold("甚麼") in words
    assert all(word == fold(word) and not word.startswith("#") for word in words)


def test_english_stop_words_are_lower_case_single_words() -> None:
    words = english_stop_words()
    assert {"the", "of"} <= words
    assert all(word == word.lower() and " " not in word for word in words)


def test_words_that_tell_a_topic_are_no_stop_words() -> None:
    assert not {"work", "visa", "wife"} & english_stop_words()
    assert not {fold(w) for w in ("簽證", "續簽", "配偶", "工作")} & function_words()
