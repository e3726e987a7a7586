import random

import pytest

from ingest.document import Health
from ingest.repair.cid import COLLECTIONS
from ingest.repair.detect import damage, health, judge
from ingest.repair.synthetic import cid_codes, random_letters, random_signs, replace_some
from tests.ingest.repair import cases, undamaged_part

SOUND = undamaged_part()


@pytest.mark.parametrize("case", cases("negative"), ids=lambda case: str(case["name"]))
def test_strange_but_sound_text_is_not_damaged(case: dict[str, str]) -> None:
    assert judge(case["text"]) == (False, "")


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_tenth_of_the_characters_as_glyph_numbers_is_damage(collection: str) -> None:
    for seed in range(20):
        text, _ = replace_some(SOUND, 0.1, cid_codes(collection).get, random.Random(seed))
        assert judge(text)[0]


@pytest.mark.parametrize("span", [(0x253, 0x1FFF), (0xE000, 0xF000), (0x3400, 0x4DBF), (0xAC00, 0xD7A3)])
def test_a_tenth_of_the_characters_as_random_letters_is_damage(span: tuple[int, int]) -> None:
    for seed in range(20):
        chance = random.Random(seed)
        text, _ = replace_some(SOUND, 0.1, random_signs(random_letters(*span), chance), chance)
        assert judge(text)[0]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("\ufffd\ufffd年開課", "lost"),
        ("(cid:12)(cid:40)(cid:51) 中心", "lost"),
        ("௶工及၅利ਜ਼", "unrelated scripts"),
        ("à¤¸à¥‡à¤µà¤¾ à¤•à¥‡à¤¨à¥à¤¦à¥à¤°", "accented"),
        ("\ue001\ue002\ue003\ue004\ue005\ue006", "lost"),
    ],
)
def test_the_reason_says_what_is_wrong(text: str, word: str) -> None:
    damaged, reason = judge(text)
    assert damaged
    assert word in reason


def test_damage_is_the_share_of_letters_out_of_place() -> None:
    assert damage("中心௶開") == 0.25
    assert damage("中心開放") == 0.0


def test_a_text_without_letters_has_no_share() -> None:
    assert damage("12.5% – 30") is None
    assert damage("") is None


@pytest.mark.parametrize(
    ("text", "picture_share", "expected"),
    [
        ("", 0.95, Health.SCAN),
        ("- 4 -", 0.8, Health.SCAN),
        ("", 0.0, Health.SHORT),
        ("第二章", 0.1, Health.SHORT),
        (SOUND, 0.9, Health.OK),
        (SOUND, 0.0, Health.OK),
        (SOUND.replace("中", "௶").replace("文", "ၳ").replace("課", "ʑ"), 0.0, Health.DAMAGED),
        ("௶工及၅利", 0.2, Health.DAMAGED),
        ("௶工及၅利", 0.9, Health.SCAN),
    ],
)
def test_the_health_of_a_page(text: str, picture_share: float, expected: Health) -> None:
    found, reason = health(text, picture_share)
    assert found is expected
    assert bool(reason) == (expected is not Health.OK)
