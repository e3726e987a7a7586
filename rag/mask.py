"""Personal identifiers out of a question before anything is stored, logged, searched or sent.

Hong Kong identity card numbers (with their check digit or in their printed form), passports and Mainland identity numbers,
payment cards (Luhn), mobile numbers and e-mail addresses. Office telephone numbers (2 or 3 at the front) stay: people ask about them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from rag.text import whole

MASK = "□"
# Forms of one character as the patterns know it, one for one, so that places stay: full width, other spaces and dashes.
_PLAIN = (
    {ord("！") + i: chr(0x21 + i) for i in range(94)}
    | dict.fromkeys(map(ord, "\u3000\u00a0\u2009\u202f"), " ")
    | dict.fromkeys(map(ord, "‐‑‒–—−"), "-")
)
_HKID = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2})[ -]?(\d{3}) ?(\d{3})[ -]?(\( ?)?([0-9Aa])( ?\))?(?![A-Za-z0-9])")
_MAINLAND_ID = re.compile(r"(?<!\d)\d{6}[ -]?(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?\d{3}[\dXx](?!\d)")
_PASSPORT = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z]{1,2}\d{7,8}|[A-Z]{3}\d{6})(?![A-Za-z0-9])")
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
# A sum or a count of eight digits has its unit right behind it or its currency before it.
_MOBILE = re.compile(
    r"(?<![\d$£€¥])(?:\+?852[ -]?)?[4-9]\d{3}[ -]?\d{4}(?!\d|[宗元蚊份萬万億亿])|(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"
)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def hkid_valid(letters: str, digits: str, check: str) -> bool:
    """Whether the check digit of a Hong Kong identity card number fits.

    The weighted sum of the characters, weights 9 down to 1, is divisible by 11; letters count 10 to 35, a missing first letter
    36, and A as check digit 10 (Immigration Department's published scheme).
    """
    values = [36, *(ord(c) - 55 for c in letters.upper())][-2:]
    values += [int(d) for d in digits] + [10 if check.upper() == "A" else int(check)]
    return sum(v * w for v, w in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def luhn_valid(number: str) -> bool:
    """Whether the digits pass the Luhn check of ISO/IEC 7812."""
    digits = [int(c) for c in number if c.isdigit()][::-1]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0


def _is_hkid(match: re.Match[str]) -> bool:
    printed = bool(match[4]) and bool(match[6])
    return printed or hkid_valid(match[1], match[2] + match[3], match[5])


def _always(_: re.Match[str]) -> bool:
    return True


_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (_EMAIL, _always),
    (_MAINLAND_ID, _always),
    (_CARD, lambda match: luhn_valid(match[0])),
    (_HKID, _is_hkid),
    (_PASSPORT, _always),
    (_MOBILE, _always),
)


def mask(text: str) -> str:
    """The text with each identifier replaced by one box, in whatever width it is typed; a question about a figure or an office
    telephone stays as it is.
    """
    for pattern, is_one in _KINDS:
        plain, pieces, done = text.translate(_PLAIN), list[str](), 0
        for match in pattern.finditer(plain):
            if is_one(match):
                pieces += [text[done : match.start()], MASK]
                done = match.end()
        text = "".join(pieces) + text[done:]
    return text


def masked_line(text: str) -> str:
    """A text on one line with its identifiers masked; half a character, which no file or reply can hold, is `?`."""
    return mask(" ".join(whole(text).split()))


def without_masks(text: str) -> str:
    """The text for search: no boxes, and no words that only introduce one."""
    introduced = re.compile(
        rf"(?:我|本人|个|個)?(?:的|嘅)?(?:香港)?(?:身份[证證]|身分證|护照|護照|手[机機]|电话|電話|电邮|電郵|邮箱|卡号|卡號|HKID|passport|phone|mobile|e-?mail|ID)"
        rf"\s?(?:号码|號碼|号|號|number|no\.?)?\s?(?:是|係|系|为|為|is|:|：)?\s?{MASK}[，,、。;；]?",
        re.IGNORECASE,
    )
    return " ".join(introduced.sub(" ", text).replace(MASK, " ").split())
