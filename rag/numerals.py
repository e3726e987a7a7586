"""Numbers written in words, Chinese or English, as digits: 三年 → 3年, 半年 → 6个月, twenty-four months → 24 months, 九成 → 90%."""

from __future__ import annotations

import re
from fractions import Fraction

_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ZH_STEPS = {"十": 10, "百": 100, "千": 1_000}
_ZH_MYRIADS = {"万": 10**4, "亿": 10**8}
ZH_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_START = "[零〇一二两三四五六七八九十]"
# What may follow a Han numeral that is a number; 一般, 统一, 十分 and 四川 are words. 成 is tenths, but not in 成员, 成立, 成为 …
UNITS = "年(?!级|代)|个|月|日|天|周|星期|礼拜|小时|钟头|分钟|岁|次|类|种|项|间|所|名|人|位|成(?![员立为功分本效绩果熟长])|倍|宗|元|港元|块|%|份|家|届|期|阶段|条|层|张|门|科|组|批|轮|环|大类"
_ZH_YEAR = re.compile("[〇零一二三四五六七八九]{4}(?=年)")
_ZH_NUMBER = re.compile(
    rf"(?<![哪那这每某同统])({_START}{ZH_NUMERAL}*)(半?)(?=(?:多|余)?(?:{UNITS})|(?:至|到|、|或){ZH_NUMERAL}{{1,4}}(?:{UNITS}))"
)
_ZH_PARTS = re.compile(rf"({ZH_NUMERAL}+|\d+)分之({ZH_NUMERAL}+|\d+)(?:点({ZH_NUMERAL}+))?")
_ZH_ORDINAL = re.compile(rf"第({_START}{ZH_NUMERAL}*)")
_TENTHS = re.compile(rf"(?<![\d.])([1-9])成(半|{ZH_NUMERAL}|[1-9])?(?![员立为功分本效绩果熟长])")
_HALF_AFTER = re.compile(r"(\d+)(年|个月|个小时|小时|个星期|天)半")
_HALF_BEFORE = re.compile(r"(\d+|[一两二三四五六七八九])个半(?=月|小时|钟头|星期|礼拜)")
_FOLDED_UNITS = (
    (re.compile(r"(?<![上下前后])半年"), "6个月"),
    (re.compile(r"半个?(?:小时|钟头)"), "30分钟"),
    (re.compile(r"半个月"), "0.5个月"),
    (re.compile(r"(?<!大)(?:一半|半数|过半)"), "50%"),
    (re.compile(r"(?<![a-z])half[- ]an?[- ]hour(?![a-z])|(?<![a-z])half-hour(?![a-z])"), "30 minutes"),
    (re.compile(r"(?<![a-z])half[- ]an?[- ]year(?![a-z])|(?<![a-z])half-year(?![a-z])"), "6 months"),
    (re.compile(r"(?<![a-z])an?[- ](year|month|week|day|hour) and a half(?![a-z])"), r"1.5 \1s"),
    (re.compile(r"(?<![a-z])(?<!first )(?<!second )(?<!latter )(?<!other )(?:one[- ])?half(?= of| the| were| are| had| have)"), "50%"),
    (re.compile(r"(?<![a-z])a fortnight(?![a-z])"), "14 days"),
    (re.compile(r"(?<![a-z])a decade(?![a-z])"), "10 years"),
)

_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_VALUES = {w: i for i, w in enumerate(_ONES)} | {w: 10 * i for i, w in enumerate(_TENS, 2)}
NUMBER_WORDS = frozenset((*_EN_VALUES, "third", "thirds", "quarter", "quarters", "half", "hundred", "tenth", "tenths"))
_EN_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(sorted(_ONES, key=len, reverse=True))})"
_EN_NUMBER = re.compile(rf"(?<![a-z])({_EN_WORD})( hundred)?( and a half)?(?![a-z])")
_ORDINALS = dict(zip("third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), range(3, 13), strict=True)) | {
    "quarter": 4
}
_PART = "third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
# "a third party" and "a quarter final" are no shares; "one-third" is, whatever follows.
_EN_PARTS = re.compile(
    rf"(?<![a-z])(an?|{_EN_WORD}|\d+)(?:-(?:{_PART})s?(?![a-z-])| (?:{_PART})s?(?=\s*(?:of|the|were|are|had|have|said|in)(?![a-z])|\s*[.,;)]|$))"
)
_EN_ORDINAL = re.compile(rf"(?<![a-z])({'|'.join(o for o in _ORDINALS if o != 'quarter')})(?![a-z])")
# "one" is a number before a unit only: "one of them", "one-stop".
_ONE_COUNTS = re.compile(
    r"[- ](?:years?|months?|weeks?|days?|hours?|minutes?|working|calendar|per ?cent|percent|hundred|thousand|million|billion|third|quarter)(?![a-z])"
)


def han_value(numeral: str) -> int | None:
    """The value of a Han numeral below a billion billion (二十五万 → 250000); None for what is none, such as 三三."""
    total, below, digit = 0, 0, None
    for char in numeral:
        if char in _ZH_DIGITS:
            if digit:
                return None
            digit = _ZH_DIGITS[char]
        elif char in _ZH_STEPS:
            below += (1 if digit is None else digit) * _ZH_STEPS[char]
            digit = None
        elif char in _ZH_MYRIADS:
            myriads = below + (digit or 0)
            total = (total + myriads) * _ZH_MYRIADS[char] if char == "亿" else total + myriads * _ZH_MYRIADS[char]
            below, digit = 0, None
        else:
            return None
    return total + below + (digit or 0)


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() else han_value(text)


def _decimal(value: Fraction) -> str:
    """A value as digits; one that does not end, such as a third, as a fraction."""
    return str(float(value)).removesuffix(".0") if (value * 10**6).denominator == 1 else f"{value.numerator}/{value.denominator}"


def _zh(match: re.Match[str]) -> str:
    value = han_value(match[1])
    if value is None or (
        value == 1 and not match[2] and not re.match("年|个月|个星期|个小时|月|日|天|周|星期|小时|成", match.string[match.end() :])
    ):
        return match[0]
    return f"{value}{'.5' if match[2] else ''}"


def _zh_parts(match: re.Match[str]) -> str:
    below, above = _number(match[1]), _number(match[2])
    if not below or above is None:
        return match[0]
    tail = "".join(str(_ZH_DIGITS.get(c, "")) for c in match[3] or "")
    whole = Fraction(f"{above}.{tail}") if tail else Fraction(above)
    return f"{_decimal(100 * whole / below)}%"


def _tenths(match: re.Match[str]) -> str:
    after = match[2] or "0"
    unit = 5 if after == "半" else _number(after)
    return match[0] if unit is None or unit > 9 else f"{10 * int(match[1]) + unit}%"


def _en_value(words: str) -> int:
    return sum(_EN_VALUES[w] for w in re.split("[- ]", words))


def _en(match: re.Match[str]) -> str:
    if match[1] == "one" and not match[2] and not match[3] and not _ONE_COUNTS.match(match.string, match.end()):
        return match[0]
    return f"{_en_value(match[1]) * (100 if match[2] else 1)}{'.5' if match[3] else ''}"


def _en_parts(match: re.Match[str]) -> str:
    above = 1 if match[1] in ("a", "an") else int(match[1]) if match[1].isdigit() else _en_value(match[1])
    below = next(value for name, value in _ORDINALS.items() if match[0].removesuffix("s").endswith(name))
    # "the 3 third-year students" and "two quarter-final places" are no shares; a share is less than the whole.
    return f"{_decimal(Fraction(100 * above, below))}%" if above < below else match[0]


def in_digits(folded: str) -> str:
    """Folded text with its written numbers as digits, halves and shares worked out; a share that does not end stays a fraction (100/3%)."""
    text = _ZH_YEAR.sub(lambda m: "".join(str(_ZH_DIGITS[c]) for c in m[0]), folded)
    text = _ZH_PARTS.sub(_zh_parts, text)
    for pattern, plain in _FOLDED_UNITS:
        text = pattern.sub(plain, text)
    text = _ZH_ORDINAL.sub(lambda m: f"第{han_value(m[1])}" if han_value(m[1]) is not None else m[0], text)
    text = _HALF_BEFORE.sub(lambda m: f"{_number(m[1])}.5个", text)
    text = _HALF_AFTER.sub(r"\1.5\2", _ZH_NUMBER.sub(_zh, text))
    text = _TENTHS.sub(_tenths, text)
    text = _EN_PARTS.sub(_en_parts, text)
    text = _EN_NUMBER.sub(_en, text)
    return _EN_ORDINAL.sub(lambda m: f"{_ORDINALS[m[1]]}th", text)


def loose_values(folded: str) -> frozenset[int]:
    """Every value a text may be said to hold in words, words such as 两地 and "both" too: for what is held, never for what is claimed."""
    found = {value for run in re.findall(f"{ZH_NUMERAL}+", folded) if (value := han_value(run)) is not None}
    found |= {_en_value(words) for words, *_ in _EN_NUMBER.findall(folded)}
    return frozenset(
        found
        | ({2} if re.search("双|both|second|twice", folded) else set())
        | ({1} if re.search("首|first|single|唯一", folded) else set())
    )
