"""What a text says in figures, each with its unit: lengths of time, money, percentages, counts, and dates, in either language."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from fractions import Fraction

from rag.date_readings import blanked, take_dates
from rag.figure import Figure, Reading
from rag.numerals import in_digits
from rag.text import fold

_NUMBER = r"(?<!\d)(?<!\d\.)(\d+/0*[1-9]\d*|\d{1,3}(?:[ ,\u2009\u00a0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_MOST_DIGITS = 60  # longer runs are no figures: codes, or made to be slow
_SCALES = {
    "万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "百": 10**2,
    "trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3, "hundred": 10**2, "bn": 10**9, "m": 10**6, "k": 10**3,
}  # fmt: skip
_SCALE = r"( ?(?:万亿|千万|百万|亿|万|千|百(?!分))|[ -]?(?:trillion|billion|million|thousand|hundred)(?![a-z])|(?:bn|m|k)(?![a-z0-9]))"
_MONEY = {
    "hkd": r"hk\$|hkd|港币|港元|hong kong dollars?", "usd": r"us\$|usd|美元|美金|us dollars?", "sgd": r"s\$|sg\$|sgd|新加坡元|坡元|坡币|新元|singapore dollars?",
    "cny": r"rmb|cny|人民币|元人民币|renminbi|yuan", "gbp": r"gbp|£|英镑|pounds?(?: sterling)?", "eur": r"eur|€|欧元|euros?", "aud": r"a\$|aud|澳元|澳币|australian dollars?",
    "cad": r"c\$|cad|加元|加币|canadian dollars?", "jpy": r"jpy|日元|日圆|yen", "mop": r"mop|澳门元|澳门币|patacas?", "twd": r"nt\$|twd|新台币|台币",
}  # fmt: skip
_CURRENCY = "|".join(sorted((p for patterns in _MONEY.values() for p in patterns.split("|")), key=len, reverse=True))
_BEFORE = re.compile(rf"(?<![a-z])({_CURRENCY}|¥|\$)\s?$")
_AFTER = re.compile(rf"\s?(?:多|余)?(元?(?:{_CURRENCY})(?![a-z])|元|块钱?|蚊|dollars?(?![a-z]))")
_MORE = r"(?:(?:or more|or above|odd|or so|calendar|consecutive|clear|more|further|additional|extra|full|whole|school) )?"
_LENGTHS = (
    ("wday", 1, r"个?工作[天日]|[ -](?:working|business)[ -]days?(?![a-z])"),
    ("mon", 12, rf"年(?!级|代|版|度|施政|人力|前瞻)|[ -]{_MORE}(?:years?|yrs?)(?![a-z])"),
    ("mon", 1, rf"个多?月|[ -]{_MORE}months?(?![a-z])"),
    ("day", 7, rf"个?多?(?:周|星期|礼拜)(?!岁|年|[一二三四五六日末])|[ -]{_MORE}weeks?(?![a-z])"),
    ("day", 14, r"[ -]fortnights?(?![a-z])"),
    ("day", 1, rf"天|[ -]{_MORE}days?(?![a-z])"),
    ("min", 60, r"个?(?:小时|钟头)|[ -](?:hours?|hrs?)(?![a-z])"),
    ("min", 1, r"分钟|[ -](?:minutes?|mins?)(?![a-z])"),
)  # fmt: skip
_UNIT = tuple((kind, size, re.compile(rf"(?:多|余)?(?:{pattern})")) for kind, size, pattern in _LENGTHS)
_AGE = re.compile(r"岁|周岁|[ -]years?[ -](?:old|of age)")
_PERCENT = re.compile(r"\s?(?:%|个?百分点|percentage points?|per ?cent|pct(?![a-z]))")
_DAY_OF_MONTH = re.compile(r"[日号](?![线楼室])")
# Between two figures of one list or range, the unit of the second is the first's too: 2至3年, "12 or 24 months", "2+3+3年".
_JOINED = re.compile(
    r"\s*(?:-year|-month|年|个月)?\s*(?:至|到|-|–|—|~|\+|/|、|或|与|和|及|,|,? ?(?:to|or|and)(?![a-z]))\s*(?:至少|约|about|up to)?\s*"
)
# Behind a figure with a unit: "from 2 years to 3", "2 years instead of 1".
_FOLLOWS = re.compile(r"\s*,?\s*(?:to|or|instead of|rather than|not|而非|改为|至|到)\s*(?:the )?")
# Which side of a figure is meant; "no more than" before "more than".
_SIDES_BEFORE = (
    (
        "most",
        r"(?:不得?(?:超过|多于|高于)|至多|最多|(?<!不)(?<!不得)(?:少于|低于)|不足|未满|不到|no more than|not more than|at most|up to|(?<!no )(?<!not )(?:less|fewer) than|under|below|within)",
    ),
    (
        "least",
        r"(?:不得?(?:少于|低于)|至少|最少|起码|(?<!不)(?<!不得)(?:超过|多于|高于)|逾|at least|(?:no|not) (?:less|fewer) than|(?<!no )(?<!not )more than|over|above|exceed(?:s|ing)?)",
    ),
)
_BEFORE_SIDES = tuple((side, re.compile(rf"{words}\s?(?:约|about )?\S{{0,4}}$")) for side, words in _SIDES_BEFORE)
_SIDES_AFTER = (
    ("most", re.compile(r"\s?[\u4e00-\u9fff]{0,2}(?:或以下|以下|或更少|之内|以内| or less| or fewer| or below| or under)")),
    ("least", re.compile(r"\s?[\u4e00-\u9fff]{0,2}(?:或以上|以上|或更多|或更高| or more| or above| or over)")),
)
# 2+3+3年, 2-3-3 year: one pattern, in its order.
_PATTERN = re.compile(r"(?<![\d+-])(\d{1,2}(?:\+\d{1,2})+|\d(?:-\d){2,})(?![\d+-])\s?(?:years?(?![a-z])|(年)|(个月|months?(?![a-z])))?")
_PHONE = re.compile(r"(?<!\d)(?<!\d[.,])(\d{4})[ -](\d{4})(?![\d%])(?![.,]\d)")


def _currency(name: str) -> str:
    name = name.strip().lstrip("元") or "元"
    return next((code for code, pattern in _MONEY.items() if re.fullmatch(pattern, name)), "cur")


def _value(digits: str, scale: str | None) -> Fraction:
    return Fraction(re.sub(r"[ ,\u2009\u00a0]", "", digits)) * _SCALES.get((scale or "").strip(" -"), 1)


@dataclass(frozen=True, slots=True)
class _Raw:
    """A number with what stands around it, before units are shared along a list."""

    start: int
    end: int
    unit_end: int
    value: Fraction
    scale: str | None
    readings: tuple[Reading, ...]


def _unit(text: str, start: int, end: int, value: Fraction) -> tuple[tuple[Reading, ...], int]:
    """What the number is counted in, and where that ends; none for a plain count."""
    before = _BEFORE.search(text[max(0, start - 12) : start])
    after = _AFTER.match(text, end)
    if before or after:
        names = [m[1] for m in (before, after) if m]
        codes = [c for c in map(_currency, names) if c != "cur"]
        return ((("money:" + (codes[0] if codes else "cur"), value),), after.end() if after else end)
    if percent := _PERCENT.match(text, end):
        return (("pct", value),), percent.end()
    if _AGE.match(text, end):
        return (("n", value), ("mon", 12 * value)), end
    if start and text[start - 1] == "第":
        return (), end
    for kind, size, pattern in _UNIT:
        if match := pattern.match(text, end):
            return ((kind, value * size),), match.end()
    if value.denominator == 1 and value <= 31 and (match := _DAY_OF_MONTH.match(text, end)):
        return (("dom", value), ("day" if match[0] == "日" else "n", value)), match.end()
    return (), end


def _take_numbers(text: str) -> list[_Raw]:
    found = list[_Raw]()
    for match in re.finditer(rf"{_NUMBER}{_SCALE}?", text):
        if len(match[1]) > _MOST_DIGITS:
            continue
        scale = match[2]
        if scale in ("m", "k", "bn") and not _BEFORE.search(text[max(0, match.start() - 12) : match.start()]):
            scale = None
        end = match.end() if scale else match.end(1)
        value = _value(match[1], scale)
        readings, unit_end = _unit(text, match.start(), end, value)
        found.append(_Raw(match.start(), end, unit_end, value, scale, readings))
    return found


def _alone(text: str, raw: _Raw) -> bool:
    """Whether neither a unit nor a noun follows: the end of a clause."""
    return not raw.readings and not re.match(r"\s*[a-z\u4e00-\u9fff%$+-]", text[raw.end :])


def _bare(text: str, raw: _Raw) -> bool:
    """Whether nothing tells what the number counts: a cell of a table, or the end of a Chinese clause (年薪達250萬)."""
    return _alone(text, raw) and bool(re.search(r"[|\u4e00-\u9fff]\s*$", text[: raw.start]))


def _shared(text: str, raw: _Raw, following: _Raw | None) -> tuple[Reading, ...]:
    """What the next number's scale and unit make of this one, where both stand in one list or range."""
    if following is None or raw.readings or not _JOINED.fullmatch(text, raw.end, following.start):
        return ()
    scaled = raw.value * (_SCALES.get((following.scale or "").strip(" -"), 1) if not raw.scale else 1)
    factor = {raw.value, scaled}
    own = following.value
    return tuple((kind, v * (value / own)) for kind, value in following.readings if isinstance(value, Fraction) and own for v in factor)


def _taken_over(text: str, raw: _Raw, before: _Raw | None) -> tuple[Reading, ...]:
    """What the unit of the number before makes of one that has none: "from 2 years to 3"."""
    if before is None or not before.value or not _alone(text, raw) or not _FOLLOWS.fullmatch(text, before.unit_end, raw.start):
        return ()
    return tuple((kind, v * (raw.value / before.value)) for kind, v in before.readings if isinstance(v, Fraction))


def _pattern(match: re.Match[str]) -> tuple[Reading, ...]:
    """A sequence of lengths; in years unless months are said."""
    parts = tuple(int(n) for n in re.split(r"[+-]", match[1]))
    return (("months" if match[3] else "sequence", parts),)


def _side(text: str, raw: _Raw) -> str:
    """See `Figure.side`."""
    before = re.split(r"[,;。]", text[max(0, raw.start - 24) : raw.start])[-1]
    found = [side for side, pattern in _BEFORE_SIDES if pattern.search(before)]
    found += [side for side, pattern in _SIDES_AFTER if pattern.match(text, raw.unit_end)]
    return found[0] if found else ""


@functools.lru_cache(maxsize=4096)
def figures_of(text: str) -> tuple[Figure, ...]:
    """Every figure of a text, in order of place."""
    plain = in_digits(fold(text))
    found, rest = take_dates(plain)
    for match in list(_PHONE.finditer(rest)):
        found.append(Figure(match[0], match.start(), match.end(), (("n", Fraction(int(match[1] + match[2]))),)))
        rest = blanked(rest, match.start(), match.end())
    found += [Figure(m[0], m.start(), m.end(), _pattern(m)) for m in _PATTERN.finditer(rest)]
    raws = _take_numbers(rest)
    for position in range(len(raws) - 1, -1, -1):
        raw, following = raws[position], raws[position + 1] if position + 1 < len(raws) else None
        shared = _shared(rest, raw, following) or _taken_over(rest, raw, raws[position - 1] if position else None)
        raws[position] = replace(raw, readings=(*raw.readings, *shared))
        bare: tuple[Reading, ...] = (("bare", raw.value),) if _bare(rest, raw) else ()
        count: tuple[Reading, ...] = (("n", raw.value),) if not raw.readings or shared else ()
        found.append(
            Figure(
                rest[raw.start : raw.unit_end],
                raw.start,
                raw.unit_end,
                (*raw.readings, *shared, *count, *bare),
                raw.value,
                _side(rest, raw),
            )
        )
    return tuple(sorted(found, key=lambda f: (f.start, f.end)))
