"""Figures of a text as values, so that two languages can be held against each other."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from rag.dates import MONTHS

# A thin or plain space parts thousands only before exactly three digits ("85 424"), so "2343 2255" stays two figures.
_NUMBER = r"\d{1,3}(?:[ ,\u2009\u00a0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_ZH_UNITS = {"亿": 10**8, "万": 10**4, "百万": 10**6, "千万": 10**7, "千": 10**3, "百": 10**2, "万亿": 10**12}
_EN_UNITS = {"trillion": 10**12, "billion": 10**9, "million": 10**6, "thousand": 10**3}
_ZH = re.compile(rf"({_NUMBER})\s*(万亿|百万|千万|亿|万|千|百)?")
_EN = re.compile(rf"({_NUMBER})(?:[\s-]*(trillion|billion|million|thousand)\b)?", re.IGNORECASE)
# "May" and "March" are months only next to a figure; the other names always are.
_EN_MONTH = re.compile(
    r"\b(January|February|April|June|July|August|September|October|November|December)\b"
    r"|\b(March|May)\b(?=,?\s+\d)|(?<=\d\s)(March|May)\b"
)


def _value(number: str, unit: int) -> str:
    digits = re.sub(r"[ ,\u2009\u00a0]", "", number)
    return format((Decimal(digits) * unit).normalize(), "f")


def figures(text: str, lang: str) -> set[str]:
    """The figures of a text as plain decimal strings: 25萬 and 250,000 are both "250000"; month names count as 1 to 12.

    Args:
        text: prose or table of one section.
        lang: "zh-Hant", "zh-Hans" or "en".
    """
    text = unicodedata.normalize("NFKC", text).replace("萬", "万").replace("億", "亿")
    if lang != "en":
        return {_value(n, _ZH_UNITS.get(u, 1)) for n, u in _ZH.findall(text)}
    found = {_value(n, _EN_UNITS.get(u.lower(), 1)) for n, u in _EN.findall(text)}
    for names in _EN_MONTH.findall(text):
        found.add(str(MONTHS.index(next(n for n in names if n)) + 1))
    return found
