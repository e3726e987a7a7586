from pathlib import Path

import pytest

from ingest.repair.measure import aligned, bare, error_rate
from ingest.repair.repair import COMPAT_RULE, repair_text
from tests.conftest import REPOSITORY

ORIGINALS = REPOSITORY.parent / "shared" / "originals"
needs_originals = pytest.mark.skipif(not ORIGINALS.exists(), reason="the original documents (../shared/originals) are not here")


@pytest.mark.parametrize(
    ("text", "truth", "rate"),
    [("abcd", "abcd", 0.0), ("abxd", "abcd", 0.25), ("acd", "abcd", 0.25), ("", "ab", 1.0), ("zabcd", "abcd", 0.25)],
)
def test_the_error_rate_is_edits_over_the_truths_length(text: str, truth: str, rate: float) -> None:
    assert error_rate(text, truth) == rate


def test_white_space_and_bullets_are_not_compared() -> None:
    assert bare("• 甲 乙\n１") == "甲乙1"


def test_damaged_places_are_aligned_by_the_sound_ones_around_them() -> None:
    assert list(aligned("甲乙௶丙丁၅戊", "甲乙勞丙丁務戊")) == [("௶", "勞"), ("၅", "務")]


def test_a_gap_of_another_length_is_not_aligned() -> None:
    assert list(aligned("甲乙௶丙丁", "甲乙勞工丙丁")) == []


@needs_originals
def test_the_damaged_original_is_read_within_five_percent() -> None:
    raw = (ORIGINALS / "supp2024.txt").read_text(encoding="utf-8")
    truth = bare((ORIGINALS / "supp2024.decoded.txt").read_text(encoding="utf-8"))
    done = repair_text(raw)
    assert error_rate(bare(done.text), truth) <= 0.02
    assert done.unknown == done.text.count("\ufffd") == raw.count("\ufffd")


@needs_originals
def test_sound_originals_get_no_repair_but_plain_characters() -> None:
    sound: list[Path] = [path for path in sorted(ORIGINALS.glob("*.txt")) if path.name != "supp2024.txt"]
    assert sound
    for path in sound:
        done = repair_text(path.read_text(encoding="utf-8"))
        assert {repair.rule for repair in done.repairs} <= {COMPAT_RULE}
        assert not done.damaged
