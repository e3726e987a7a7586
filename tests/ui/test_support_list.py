"""The measures found by words and filters."""

from __future__ import annotations

import pytest

from ingest.corpus import Bilingual
from ingest.structured import Measure
from rag.settings import ROOT, Settings
from ui.shelf import open_shelf
from ui.support_list import AUDIENCES, NEED_NAMES, Wanted, audiences, districts, found, is_free, measures_as_data
from ui.words import strings

SHELF = open_shelf(ROOT / "corpus")
SHELF_BY_ID: dict[str, Measure] = {m.id: m for m in SHELF.measures}


def ids(**wanted: object) -> list[str]:
    return [m.id for m in found(SHELF, Wanted(**wanted))]  # type: ignore[arg-type]


def test_without_a_filter_every_measure_is_listed_by_need() -> None:
    measures = found(SHELF, Wanted())
    assert len(measures) == len(SHELF.measures) == 152
    order = [NEED_NAMES.index(m.need) for m in measures]
    assert order == sorted(order)


@pytest.mark.parametrize(
    "texts", [("廣東話班", "广东话班", "Cantonese class", "cantonsee clas"), ("湊仔", "託兒", "child care", "childcare")]
)
def test_one_need_is_found_in_any_language_script_and_spelling(texts: tuple[str, ...]) -> None:
    lists = [set(ids(text=text)) for text in texts]
    assert set.intersection(*lists), texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ERB", "再培訓局"),
        ("睇醫生", "醫院"),
        ("scam", "18222"),
        ("深水埗", "深水埗"),
        ("HKTE job", "人才辦"),
        ("租屋", "租屋"),
        ("情緒困擾", "情緒"),
    ],
)
def test_the_first_hits_are_about_what_was_typed(text: str, expected: str) -> None:
    assert any(expected in m.name.zh for m in found(SHELF, Wanted(text=text))[:4])


@pytest.mark.parametrize("text", ["比特幣", "moon travel", "<marquee>", "{{7*7}}", "'; --", "𠮷", "x" * 5000])
def test_nothing_is_found_for_what_no_measure_is_about(text: str) -> None:
    assert ids(text=text) == []


def test_filters_narrow_each_other() -> None:
    assert {SHELF_BY_ID[i].need for i in ids(needs=("school", "children"))} == {"school", "children"}
    free = ids(cost="free")
    assert free
    assert set(free) < set(ids(cost="stated"))
    assert all(is_free(SHELF_BY_ID[i]) for i in free)
    assert len(ids(district="Wan Chai")) == 3
    assert {SHELF_BY_ID[i].status for i in ids(statuses=("reported",))} == {"reported"}
    assert set(ids(text="child care", needs=("children",))) < set(ids(text="child care"))


@pytest.mark.parametrize(
    ("cost", "free"),
    [("Free", True), ("Completely free", True), ("A waiver can be applied for", False), ("Free of conditions", False), ("", False)],
)
def test_only_what_costs_nothing_is_free(cost: str, free: bool) -> None:
    measure = SHELF.measures[0].model_copy(update={"cost": Bilingual.model_construct(zh=cost, en=cost)})
    assert is_free(measure) is free


def test_districts_are_parted_only_where_both_languages_part_alike() -> None:
    measure = SHELF.measures[0]
    both = measure.model_copy(update={"district": Bilingual(zh="沙田、北角", en="Sha Tin, North Point")})
    assert districts(both) == [("沙田", "Sha Tin"), ("北角", "North Point")]
    uneven = measure.model_copy(update={"district": Bilingual(zh="沙田、北角", en="some places")})
    assert districts(uneven) == [("沙田、北角", "some places")]


def test_most_measures_are_for_a_named_group_and_every_group_has_some() -> None:
    named = [audiences(m) for m in SHELF.measures]
    assert sum(bool(n) for n in named) >= 0.8 * len(named)
    assert {key for keys in named for key in keys} == set(AUDIENCES)


def test_measures_as_data_are_dated_and_cited_in_each_language() -> None:
    for lang in ("zh-Hant", "zh-Hans", "en"):
        data = measures_as_data(Settings(), lang)
        assert len(data) == 152
        assert all(d["name"] and d["need_name"] and d["date"] and d["section"] and d["publisher"] for d in data)
    assert {d["need"] for d in measures_as_data(Settings(), "en", need="housing")} == {"housing"}
    assert measures_as_data(Settings(), "en", need="no-such") == []
    assert measures_as_data(Settings(), "en", text="kindergarten")[0]["need"] in ("school", "family", "children")


def test_every_need_has_its_words() -> None:
    assert all(f"support.{kind}_{need}" in strings() for need in NEED_NAMES for kind in ("need", "also"))
