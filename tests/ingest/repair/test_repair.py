import random
from typing import Any

import pytest

from ingest.repair.repair import Plan, plan, repair_text
from ingest.repair.synthetic import cid_codes, random_letters, random_signs, replace_some
from tests.ingest.repair import cases, undamaged_part

REPAIRABLE = cases("in_the_wild") + cases("synthetic")
KNOWN = cases("known_failures")


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


def damaged_by(collection: str, share: float = 0.4) -> tuple[str, dict[str, str]]:
    text, swaps = replace_some(undamaged_part(), share, cid_codes(collection).get, random.Random(5))
    return text, {sign: char for char, sign in swaps.items()}


@pytest.mark.parametrize("case", REPAIRABLE, ids=named)
def test_damage_of_this_kind_is_undone(case: dict[str, Any]) -> None:
    assert repair_text(case["text"]).text == case["repaired"]


@pytest.mark.parametrize("case", cases("negative"), ids=named)
def test_sound_text_that_looks_strange_is_left_alone(case: dict[str, Any]) -> None:
    done = repair_text(case["text"])
    assert (done.text, done.repairs, done.damaged, done.reason, done.unknown) == (case["text"], (), False, "", 0)


@pytest.mark.parametrize(
    "case", [pytest.param(c, marks=pytest.mark.xfail(strict=True, reason="known limit"), id=named(c)) for c in KNOWN if "repaired" in c]
)
def test_damage_not_undone_yet(case: dict[str, Any]) -> None:
    assert repair_text(case["text"]).text == case["repaired"]


@pytest.mark.xfail(strict=True, reason="Han for Han cannot be seen without a model of the language")
@pytest.mark.parametrize("case", [c for c in KNOWN if "damaged" in c], ids=named)
def test_damage_not_seen_yet(case: dict[str, Any]) -> None:
    assert repair_text(case["text"]).damaged


@pytest.mark.parametrize("case", REPAIRABLE + cases("negative"), ids=named)
def test_repairing_twice_changes_nothing_more(case: dict[str, Any]) -> None:
    once = repair_text(case["text"])
    assert repair_text(once.text).repairs == ()


@pytest.mark.parametrize("case", REPAIRABLE, ids=named)
def test_the_repairs_lead_from_each_line_as_read_to_the_line_as_repaired(case: dict[str, Any]) -> None:
    done = repair_text(case["text"])
    before, after = case["text"].split("\n"), done.text.split("\n")
    assert len(before) == len(after)
    steps = iter(done.repairs)
    for first, last in zip(before, after, strict=True):
        line = first
        while line != last:
            step = next(steps)
            assert (step.before, step.page) == (line, None)
            assert step.after != line
            line = step.after
    assert next(steps, None) is None


@pytest.mark.parametrize("text", ["", "\n", "plain\r\n\ttext  \n\n", "\u3000中文\u00a0段落\x0c\n\n"])
def test_white_space_and_line_ends_stay_to_the_byte(text: str) -> None:
    assert repair_text(text).text == text


def test_lines_without_damage_keep_every_byte_in_a_damaged_file() -> None:
    text, _ = damaged_by("CNS1")
    sound = "  第二節\t費用 ½ ㎡ ①  ﾃｽﾄ × é\r"
    assert repair_text(f"{text}\n{sound}").text.split("\n")[-1] == sound


def test_random_damage_is_flagged_and_not_read() -> None:
    letters = random_letters(0x253, 0x1FFF)
    for seed in range(10):
        chance = random.Random(seed)
        text, _ = replace_some(undamaged_part(), 0.4, random_signs(letters, chance), chance)
        done = repair_text(text)
        assert done.damaged and done.reason
        assert (done.text, done.repairs) == (text, ())
        assert done.unknown > 0


def test_glyph_numbers_given_to_the_wrong_characters_are_not_read() -> None:
    numbers = sorted(cid_codes("CNS1").values())[:5000]
    for seed in range(10):
        chance = random.Random(seed)
        text, _ = replace_some(undamaged_part(), 0.6, random_signs(numbers, chance), chance)
        assert plan(text.split("\n")).collection is None


@pytest.mark.parametrize("collection", ["CNS1", "GB1", "Japan1", "Korea1"])
def test_the_collection_is_told_from_the_text(collection: str) -> None:
    text, _ = damaged_by(collection)
    assert plan(text.split("\n")).collection == collection


def test_two_strange_letters_are_too_few_to_tell_a_collection() -> None:
    how = plan(["௶工及၅利"])
    assert how == Plan()
    assert how.apply("௶工及၅利") == ("௶工及၅利", ())


def test_a_lost_character_stays_and_is_counted() -> None:
    text, _ = damaged_by("CNS1")
    done = repair_text(text + "\n增至1\ufffd0個名額，佔\ufffd成")
    assert done.text.endswith("\n增至1\ufffd0個名額，佔\ufffd成")
    assert done.unknown == 2


def test_the_reason_names_the_collection() -> None:
    text, _ = damaged_by("CNS1")
    assert "Adobe-CNS1" in repair_text(text).reason


def test_the_steps_of_a_line_begin_where_the_last_ended() -> None:
    text, _ = damaged_by("CNS1")
    line = text.split("\n")[0] + "，致電ＡＢ組"
    result, steps = plan(text.split("\n")).apply(line)
    assert [rule for rule, _, _ in steps] == ["cid", "compat"]
    assert steps[0][1] == line
    assert steps[0][2] == steps[1][1]
    assert steps[1][2] == result
    assert [len(before) == len(after) for _, before, after in steps] == [True, True]


def test_a_glyph_map_reads_every_damaged_glyph_of_a_line_and_no_other() -> None:
    text, truth = damaged_by("CNS1")
    how = plan(text.split("\n"))
    for line in text.split("\n"):
        assert how.glyph_map(line) == {char: truth[char] for char in line if char in truth}


def test_replacing_by_the_glyph_map_says_the_same_as_applying_the_plan() -> None:
    for case in REPAIRABLE:
        how = plan(case["text"].split("\n"))
        for line in case["text"].split("\n"):
            replaced = line
            for glyph, char in how.glyph_map(line).items():
                replaced = replaced.replace(glyph, char)
            assert replaced == how.apply(line)[0]


def test_a_glyph_with_two_readings_in_a_line_is_left_out_of_the_map() -> None:
    assert Plan().glyph_map("\uf06c 甲\uf06c乙") == {}
    assert Plan().glyph_map("\uf06c 甲乙") == {"\uf06c": "•"}


def test_a_named_glyph_is_a_key_as_a_whole() -> None:
    how = Plan("CNS1", 6.0, printed=False, named=True)
    assert how.glyph_map("本(cid:603)") == {"(cid:603)": "人"}


def test_glyph_numbers_of_a_font_of_its_own_are_not_read() -> None:
    text = undamaged_part()
    for number, char in enumerate("中心課程名報"):
        text = text.replace(char, f"(cid:{number + 3})")
    done = repair_text(text)
    assert done.text == text
    assert done.damaged
