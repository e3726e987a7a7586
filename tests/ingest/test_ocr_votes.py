from ingest.document import Box
from ingest.ocr_votes import LOST, Read, Seen, align, decide, merged, vote


def box(line: int, x0: float = 0, x1: float = 200) -> Box:
    return Box(1, x0, line * 20.0, x1, line * 20.0 + 12)


def seen(text: str, line: int = 0) -> Seen:
    return Seen(box(line), tuple(text))


def read(text: str, line: int = 0, confidence: float = 95.0) -> Read:
    return Read(box(line), text, (confidence,) * len(text))


DAMAGED = frozenset("ᐁᐂᐃ")


def test_a_damaged_glyph_takes_what_stands_at_its_places() -> None:
    tally = vote([seen("搬ᐁ安排"), seen("舊居ᐁ出", 1)], [read("搬遷安排"), read("舊居遷出", 1)], DAMAGED)
    assert decide(tally) == {"ᐁ": "遷"}


def test_alignment_bears_what_ocr_drops_and_adds() -> None:
    assert [(i, j) for i, j in align("租戶ᐁ回表格", "租，戶交回表", DAMAGED) if i == 2] == [(2, 3)]


def test_a_reading_without_a_clear_majority_is_none() -> None:
    layer, ocr = [seen("甲ᐁ乙", i) for i in range(5)], [read(f"甲{c}乙", i) for i, c in enumerate("遷遷選還逭")]
    assert decide(vote(layer, ocr, DAMAGED)) == {}
    assert decide(vote(layer[:3], ocr[:3], DAMAGED)) == {"ᐁ": "遷"}


def test_votes_of_pages_add_up_and_the_first_tally_is_not_changed() -> None:
    first = vote([seen("甲ᐁ乙")], [read("甲選乙")], DAMAGED)
    both = vote([seen("甲ᐁ乙"), seen("丙ᐁ丁", 1)], [read("甲遷乙"), read("丙遷丁", 1)], DAMAGED, first)
    assert decide(first) == {"ᐁ": "選"}
    assert decide(both) == {"ᐁ": "遷"}


def test_a_digit_needs_two_clear_places_that_agree() -> None:
    assert decide(vote([seen("共ᐁ宗")], [read("共3宗")], DAMAGED)) == {}
    two = [seen("共ᐁ宗"), seen("第ᐁ項", 1)]
    assert decide(vote(two, [read("共3宗"), read("第3項", 1)], DAMAGED)) == {"ᐁ": "3"}
    assert decide(vote(two, [read("共3宗"), read("第3項", 1, confidence=60)], DAMAGED)) == {}
    assert decide(vote(two, [read("共3宗"), read("第8項", 1)], DAMAGED)) == {}


def test_a_lost_glyph_has_no_reading_for_all_its_places() -> None:
    assert vote([seen(f"甲{LOST}乙")], [read("甲丙乙")], frozenset(LOST)) == {}


def test_lines_of_other_columns_do_not_vote() -> None:
    beside = Read(box(0, 300, 500), "甲選乙", (95.0,) * 3)
    assert vote([seen("甲ᐁ乙")], [beside], DAMAGED) == {}


def test_a_merged_line_takes_sound_glyphs_from_the_layer_and_readings_for_the_rest() -> None:
    layer = [seen("2024年搬ᐁ安ᐂ費")]
    assert merged(read("2O24年般遷安排費"), layer, DAMAGED, {"ᐁ": "遷"}) == "2024年搬遷安排費"


def test_a_merged_line_never_takes_a_digit_nobody_voted_for() -> None:
    assert merged(read("收費ᐁ00元".replace("ᐁ", "3")), [seen("收費ᐁ00元")], DAMAGED, {}) == f"收費{LOST}00元"


def test_a_cid_is_one_glyph() -> None:
    line = Seen(box(0), ("甲", "(cid:12)", "乙"))
    assert decide(vote([line], [read("甲丙乙")], frozenset({"(cid:12)"}))) == {"(cid:12)": "丙"}


def test_a_line_the_layer_knows_nothing_of_stays_as_read() -> None:
    assert merged(read("圖中文字"), [seen("ᐁᐂ", 4)], DAMAGED, {}) == "圖中文字"
    assert merged(read("圖中文字"), [seen("別的內容很長很長很長")], DAMAGED, {}) == "圖中文字"
