"""An identifier in any form people type it in never comes through; a figure always does."""

from __future__ import annotations

import string
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from rag.mask import luhn_valid, mask
from tests.fuzz.numbers import chinese_forms, wide

BEFORE = st.sampled_from(["我身份證", "HKID ", "HKID:", "身份證號碼是", "(", "", "my ID is ", "證件：", "no. "])
AFTER = st.sampled_from(["，點續簽？", " renew?", "。", "", ")", "想問優才", "\n"])
_WIDE = {ord(c): ord(c) + 0xFEE0 for c in string.ascii_letters + string.digits + "()"}


def check_digit(letters: str, digits: str) -> str:
    """By the published scheme, written apart from the code: weights 9 to 2, a blank counts 36, letters 10 to 35; 11 less the rest."""
    total = 36 * 9 + (ord(letters) - 55) * 8 if len(letters) == 1 else (ord(letters[0]) - 55) * 9 + (ord(letters[1]) - 55) * 8
    total += sum(int(d) * w for d, w in zip(digits, range(7, 1, -1), strict=True))
    return "0123456789A"[-total % 11]


@st.composite
def identity_cards(draw: st.DrawFn) -> tuple[str, str]:
    """Six digits, and the whole number as somebody writes it."""
    letters = draw(st.text(string.ascii_uppercase, min_size=1, max_size=2))
    digits = draw(st.text(string.digits, min_size=6, max_size=6))
    last = check_digit(letters, digits)
    gap, between = draw(st.sampled_from(["", " ", "-"])), draw(st.sampled_from(["", " "]))
    spaced = draw(st.sampled_from([digits, f"{digits[:3]} {digits[3:]}"]))
    end = draw(st.sampled_from([f"({last})", f"（{last}）", f" ({last})", last, f"-{last}", f" {last}", f"({last}"]))
    text = letters + gap + spaced + between * (end[0] not in " -") + end
    text = draw(st.sampled_from([text, text.lower(), text.translate(_WIDE)]))
    return digits, text


@given(identity_cards(), BEFORE, AFTER)
def test_an_identity_card_number_is_never_seen_again(card: tuple[str, str], before: str, after: str) -> None:
    digits, text = card
    shown = mask(before + text + after)
    assert digits not in shown.replace(" ", "")
    assert wide(digits) not in shown.replace(" ", "")
    assert shown.startswith(before.strip()[:2])


@given(st.text(string.digits, min_size=15, max_size=15), st.sampled_from(["", " ", "-"]), st.booleans(), BEFORE)
def test_a_card_number_is_never_seen_again(stem: str, gap: str, in_wide: bool, before: str) -> None:
    number = next(stem + d for d in string.digits if luhn_valid(stem + d))
    assume(number[0] != "0")
    text = gap.join(number[i : i + 4] for i in range(0, 16, 4))
    shown = mask(before + (wide(text) if in_wide else text))
    assert number[:12] not in "".join(c for c in shown if c.isdigit() and c.isascii())
    assert wide(number[:8]) not in shown


@given(
    st.sampled_from("45679"),
    st.text(string.digits, min_size=7, max_size=7),
    st.sampled_from(["", " ", "-"]),
    st.booleans(),
    st.sampled_from(["我電話", "call ", "+852 ", "(852) "]),
)
def test_a_mobile_number_is_never_seen_again(first: str, rest: str, gap: str, in_wide: bool, before: str) -> None:
    number = first + rest
    text = number[:4] + gap + number[4:]
    shown = mask(before + (wide(text) if in_wide else text) + "，請覆我")
    assert number[:4] not in shown
    assert wide(number[:4]) not in shown


FIGURE_WORDS = ("批出{}宗", "年薪{}元", "HK${}", "人口{}人", "約{}個名額", "{}元", "共{}份申請", "資產達港幣{}元")


@given(st.integers(1, 99_999_999), st.sampled_from(FIGURE_WORDS), st.data())
def test_a_figure_with_its_unit_stays(value: int, words: str, data: st.DataObject) -> None:
    form = data.draw(st.sampled_from(chinese_forms(value)))
    assume(value < 40_000_000 or form[0] not in "456789４５６７８９" or words[-1] not in "人額")  # eight bare digits may be a telephone
    text = words.format(form)
    assert mask(text) == text


@given(
    st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    st.sampled_from(
        [
            "{0.year}年{0.month}月{0.day}日",
            "{0:%Y-%m-%d}",
            "{0.day}/{0.month}/{0.year}",
            "{0:%Y%m%d}後",
            "2023-24年度",
            "2{0.month:03} {0.year}",
            "3{0.year:04}{0.month:03}",
        ]
    ),
)
def test_a_date_or_an_office_number_stays(day: date, form: str) -> None:
    text = f"到{form.format(day)}為止"
    assert mask(text) == text
