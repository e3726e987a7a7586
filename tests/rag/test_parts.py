import pytest

from rag.answer import Engine
from rag.parts import MAX_PARTS, Part, parts_of
from tests.cases import cases


@pytest.mark.parametrize(("question", "texts"), cases("parts"))
def test_a_question_that_asks_several_things_is_parted_as_printed(engine: Engine, question: str, texts: list[str]) -> None:
    assert [part.text for part in parts_of(engine.index, question)] == texts


@pytest.mark.parametrize("question", [row[0] for row in cases("one_question")])
def test_a_question_that_asks_one_thing_stays_whole(engine: Engine, question: str) -> None:
    assert parts_of(engine.index, question) == ()


def test_a_part_is_searched_for_with_the_scheme_the_question_names(engine: Engine) -> None:
    parts = parts_of(engine.index, "高才通申請要幾多錢？要等幾耐先有結果？")
    assert parts[1] == Part("要等幾耐先有結果？", "高才通 要等幾耐先有結果？")


def test_a_part_that_names_a_scheme_is_searched_for_as_it_is(engine: Engine) -> None:
    parts = parts_of(engine.index, "高才通批咗幾多宗申請，同埋優才有冇限額呀？")
    assert [part.search for part in parts] == [part.text for part in parts]


def test_a_part_without_a_scheme_to_take_over_is_searched_for_as_it_is(engine: Engine) -> None:
    parts = parts_of(engine.index, "老婆可唔可以喺香港返工，細路可唔可以入讀香港官立學校？")
    assert [part.search for part in parts] == ["老婆可唔可以喺香港返工", "細路可唔可以入讀香港官立學校？"]


def test_a_part_takes_over_what_the_first_is_about_where_it_names_none_of_its_kind(engine: Engine) -> None:
    parts = parts_of(engine.index, "受養人喺高才通下可唔可以工作？優才要等幾耐先有結果？")
    assert parts[1].search == "受養人 優才要等幾耐先有結果？"


def test_a_part_of_hardly_any_content_leans_on_the_whole(engine: Engine) -> None:
    parts = parts_of(engine.index, "海港中心喺邊度開門？幾錢？")
    assert parts[0].search == parts[0].text
    assert parts[1] == Part("幾錢？", "")


@pytest.mark.parametrize(("question", "searches"), cases("sides"))
def test_a_question_about_several_schemes_or_years_is_asked_of_each(engine: Engine, question: str, searches: list[str]) -> None:
    parts = parts_of(engine.index, question)
    assert len(parts) == len(searches)
    assert all(part.search.startswith(search) for part, search in zip(parts, searches, strict=True))
    assert {part.text for part in parts} == {question}


def test_no_more_than_three_parts_are_made(engine: Engine) -> None:
    asked = ["高才通批咗幾多宗", "優才限額有幾多", "海港中心喺邊度", "受養人可唔可以工作"]
    assert len(parts_of(engine.index, "？".join(asked[:MAX_PARTS]))) == MAX_PARTS == 3
    four = ["高才通批咗幾多宗", "高才通限額有幾多", *asked[2:]]
    assert parts_of(engine.index, "？".join(four)) == ()


def test_a_question_without_words_has_no_parts(engine: Engine) -> None:
    assert parts_of(engine.index, "？！？") == ()
