"""One number in every form people write it in. Written for the tests, from the rules of the two languages, apart from the code they check."""

from __future__ import annotations

_HAN = "零一二三四五六七八九"
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = ("", "", *"twenty thirty forty fifty sixty seventy eighty ninety".split())
_WIDE = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


def han(value: int) -> str:
    """1 to 99,999,999 in Chinese numerals: 10,020 is 一萬零二十, 15 is 十五."""
    if value >= 10_000:
        high, low = divmod(value, 10_000)
        return han(high) + "萬" + ("" if not low else ("零" if low < 1_000 else "") + _below(low))
    text = _below(value)
    return text.removeprefix("一") if 10 <= value < 20 else text


def _below(value: int) -> str:
    out, gap = "", False
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            out += ("零" if gap and out else "") + _HAN[digit] + name
            gap = False
        else:
            gap = True
    return out


def english(value: int) -> str:
    """1 to 99 in English words."""
    if value < 20:
        return _ONES[value]
    ten, one = divmod(value, 10)
    return _TENS[ten] + (f"-{_ONES[one]}" if one else "")


def wide(text: str) -> str:
    """Digits in full width."""
    return text.translate(_WIDE)


def chinese_forms(value: int) -> list[str]:
    """Plain, with commas, with thin spaces, in full width, in numerals; with 萬 where it comes out even."""
    forms = [str(value), f"{value:,}", wide(f"{value}"), han(value)]
    if value >= 10_000:
        forms += [f"{value:,}".replace(",", " "), f"{value:,}".replace(",", "\u2009")]
        if value % 1_000 == 0:
            forms += [f"{value / 10_000:g}萬", f"{value / 10_000:g}万", f"{value / 10_000:g} 萬"]
    return forms


def english_forms(value: int) -> list[str]:
    """Plain, with commas, in full width, in words up to 99; with `million` where it comes out even."""
    forms = [str(value), f"{value:,}", wide(str(value))]
    if value < 100:
        forms += [english(value), english(value).replace("-", " "), english(value).capitalize()]
    if value >= 1_000_000 and value % 100_000 == 0:
        forms += [f"{value / 1e6:g} million", f"{value / 1e6:g}-million"]
    return forms
