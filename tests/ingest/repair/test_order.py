import pytest

from ingest.repair.order import candidates, has_rtl, open_brackets, reorder, undo

HEBREW = "\u05d0\u05d1\u05d2"


@pytest.mark.parametrize("base", ["L", "R"])
@pytest.mark.parametrize("line", [f"甲乙{HEBREW}丙", f"{HEBREW}甲（乙）丙，丁", f"甲{HEBREW}（乙{HEBREW}）", "甲乙丙"])
def test_a_bidirectional_step_done_twice_gives_the_line_back(line: str, base: str) -> None:
    once = reorder(line, base, "before", True)
    assert reorder(once, base, "before", True) == line


@pytest.mark.parametrize("base", ["L", "R"])
@pytest.mark.parametrize("marks", ["before", "after", "joined", "neutral"])
def test_no_character_is_lost_in_reordering(base: str, marks: str) -> None:
    line = f"甲\u0319{HEBREW}「\u05a3乙1\ufffd2」\u064e{HEBREW}"
    assert sorted(reorder(line, base, marks, False)) == sorted(line)  # type: ignore[arg-type]


def test_right_to_left_letters_are_turned_within_a_left_to_right_line() -> None:
    assert reorder(f"甲{HEBREW}乙", "L", "before", True) == f"甲{HEBREW[::-1]}乙"


def test_digits_keep_their_order_among_right_to_left_letters() -> None:
    assert reorder(f"{HEBREW}1\ufffd5", "R", "before", True) == f"1\ufffd5{HEBREW[::-1]}"


def test_a_line_without_right_to_left_letters_has_one_order() -> None:
    assert not has_rtl("甲乙 abc")
    assert candidates("甲乙 abc") == ["甲乙 abc"]


def test_the_line_as_it_is_comes_first() -> None:
    line = f"甲{HEBREW}乙"
    assert candidates(line)[0] == line
    assert f"甲{HEBREW[::-1]}乙" in candidates(line)


def read(line: str) -> str:
    return line.translate(str.maketrans(HEBREW, "開放中"))


def test_the_order_that_reads_best_is_taken() -> None:
    line = f"甲{HEBREW[::-1]}乙"
    assert undo(line, ("", ""), read, lambda text: 0.0 if "開放中" in text else -20.0) == f"甲{HEBREW}乙"


def test_an_order_that_reads_no_better_is_not_taken() -> None:
    line = f"甲{HEBREW[::-1]}乙"
    assert undo(line, ("", ""), read, lambda text: -3.0) == line


def test_brackets_decide_between_mirrored_orders() -> None:
    line = f"甲）{HEBREW[0]}"
    assert read(undo(line, ("前（乙", ""), read, lambda text: -1.0)) == "甲）開"


def test_open_brackets_are_those_without_their_close() -> None:
    assert open_brackets("（甲「乙」（丙") == "（（"
    assert open_brackets("甲）") == ""
