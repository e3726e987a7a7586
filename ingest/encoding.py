"""Bytes to text when nobody says which encoding: every candidate is decoded, the likeliest text wins.

A short Chinese text in Big5 is valid GB18030 and UTF-16 as well, so validity decides nothing there. Each decoding is scored by how
probable its characters are in Chinese and English prose; the bytes being the same, the sums compare directly.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

_FREQUENCIES = Path(__file__).resolve().parent / "data" / "han_frequency.txt"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
# Python's big5hkscs lacks Microsoft's additions to Big5 and cp950 lacks Hong Kong's; gb18030 holds gb2312 and gbk.
_CANDIDATES = ("big5hkscs", "cp950", "gb18030", "utf-16-le", "utf-16-be", "shift_jis", "euc_jp", "euc_kr", "cp1252")
# Nats against an encoding other than those Hong Kong's files come in: 9 is about one in ten thousand.
_PRIOR = {"shift_jis": -9.0, "euc_jp": -9.0, "euc_kr": -9.0, "cp950": -2.0, "utf-16-le": -2.0, "utf-16-be": -3.0}
_SCORED_CHARS = 20_000  # enough to tell, and bounds the time on a file of 100 MB
_MAX_LOST = 0.002  # share of undecodable bytes up to which a text counts as written in an encoding
# Nats a character below which even the best decoding is noise: Chinese prose has -7 to -8, English -3, random bytes -11 and less.
_LEAST_PER_CHAR = -10.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was written in, and how many of its characters were lost (U+FFFD in the text)."""

    text: str
    encoding: str
    lost: int = 0


@functools.cache
def _han() -> dict[str, float]:
    """Natural logarithm of each common Han character's share among Han characters."""
    out = dict[str, float]()
    for line in _FREQUENCIES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            band, chars = line.split()
            out |= dict.fromkeys(chars, -int(band) * math.log(2))
    return out


def _log_share(char: str) -> float:
    """Nats of one character in mixed prose: a half Han, a third Latin and digits, the rest punctuation and space."""
    code = ord(char)
    if char in "，。、；：「」（）《》“”？！…—":
        return -5.0
    if code < 0x80:
        if char.isalpha():
            return -4.0 if char.islower() else -5.5
        return -4.5 if char.isdigit() or char in " \n\r\t,." else (-6.5 if char.isprintable() else -25.0)
    if char in _han():
        return _han()[char] - 0.7
    if 0x4E00 <= code <= 0x9FFF:
        return -14.0
    if 0x3040 <= code <= 0x30FF:
        return -7.5
    if 0xAC00 <= code <= 0xD7AF:
        return -9.5
    if 0xA0 <= code <= 0xFF or char in "’‘–•":
        return -8.0
    if 0xFF00 <= code <= 0xFF5E or 0x3000 <= code <= 0x303F or 0x2010 <= code <= 0x27BF:
        return -8.5
    return -25.0 if unicodedata.category(char) in ("Cc", "Cn", "Co", "Cs") else -15.0


def _likelihood(text: str) -> float:
    return sum(n * _log_share(c) for c, n in Counter(text[:_SCORED_CHARS]).items())


def _decoded(raw: bytes, encoding: str) -> Decoded | None:
    """The text with its losses counted; None when more than `_MAX_LOST` of it cannot be decoded."""
    try:
        return Decoded(raw.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        # A cut file, a stray byte: the rest is still text. An early failure in a short text is another encoding.
        if len(raw) < 1 / _MAX_LOST and error.end < len(raw) - 1:
            return None
    text = raw.decode(encoding, errors="replace")
    lost = text.count("\ufffd")
    return Decoded(text, encoding, lost) if lost <= max(1, len(raw) * _MAX_LOST) else None


def _named(raw: bytes, encoding: str) -> Decoded | None:
    """By the name a file gives itself; its usual wider meaning is taken (gb2312 → gb18030, big5 → big5hkscs)."""
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252"}
    name = encoding.strip().lower()
    for choice in dict.fromkeys((wider.get(name, name), "cp950" if name == "big5" else name)):
        try:
            found = _decoded(raw, choice)
        except LookupError:  # no such encoding
            continue
        if found is not None:
            return found
    return None


def _likeliest(raw: bytes) -> Decoded | None:
    scored = list[tuple[float, Decoded]]()
    for encoding in _CANDIDATES:
        found = _decoded(raw, encoding)
        if found is not None and found.text:
            # Where only the beginning is scored, encodings are compared by the byte.
            share = min(1.0, _SCORED_CHARS / len(found.text))
            scored.append((_likelihood(found.text) / share + _PRIOR.get(encoding, 0.0), found))
    if not scored:
        return None
    score, best = max(scored, key=lambda pair: pair[0])
    if score / len(best.text) >= _LEAST_PER_CHAR:
        return best
    other = from_bytes(raw[:100_000]).best()
    return _named(raw, other.encoding) if other is not None and "\0" not in str(other)[:1000] else None


def decode(raw: bytes, named: str = "") -> Decoded | None:
    """The text of some bytes; None when they are not text in any encoding known.

    A byte order mark decides; then valid UTF-8, which other encodings do not produce by chance; then the encoding the file names
    itself; then the likeliest of Big5 with Hong Kong's characters, GB18030, UTF-16, Windows-1252, Japanese and Korean encodings.

    Args:
        raw: the whole file.
        named: encoding the file claims (HTML's meta), "" if none.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            text = raw.decode(encoding, errors="replace")
            return Decoded(text.removeprefix("\ufeff"), encoding.removesuffix("-sig"), text.count("\ufffd"))
    if b"\0" not in raw:
        utf8 = _decoded(raw, "utf-8")
        # Losses are forgiven where many more characters of several bytes are right: "é" of Windows-1252 is one loss and nothing right.
        if utf8 is not None and (utf8.lost == 0 or sum(not c.isascii() for c in utf8.text) > 50 * utf8.lost):
            return utf8
    found = (_named(raw, named) if named else None) or _likeliest(raw)
    # A zero byte stands in no text; in UTF-16 it is half a character and gone by now.
    return None if found is None or "\0" in found.text else found
