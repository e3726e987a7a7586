"""Whether a text says what its page shows: letters of unrelated scripts amid Han characters give a broken text layer away.

The rule sees context, so a Thai name, a phonetic transcription, an Arabic quotation or a page in Korean is not damage.
Damage from one Han character to another cannot be seen here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from ingest.document import Health
from ingest.repair.signs import foreign_words, is_han, one_sign, script, standing

# Measured (python -m ingest.repair.measure): no clean news document or encyclopedia paragraph reaches these together.
MIN_SHARE = 0.02
MIN_BLOCKS = 4
MIN_TOUCHING = 0.3
# Letters of this many scripts directly beside Han characters are damage at any share above the smaller one.
MIN_SCRIPTS = 3
SMALL_SHARE = 0.005
# Rare Han characters and Greek letters are met in sound text one or two at a time.
MIN_GUESTS = 3
# Sound Latin text has few accented letters: French about 5 %, Icelandic about 15 %.
MAX_ACCENTED = 0.3
MIN_LETTERS_ACCENTED = 12
# A page number or a running title may stand on a scanned page.
SCAN_MAX_CHARS = 25
SCAN_MIN_PICTURE = 0.5
_BULLET = re.compile(r"^\s*\(cid:\d+\)(?=\s)")


@dataclass(frozen=True, slots=True)
class Signs:
    """What was counted in a text: its letters, and among them those out of place.

    Attributes:
        letters: letters and marks of any script, and every sign that is foreign, private or lost.
        odd: those out of place; a (cid:N) counts once.
        blocks: distinct blocks of 128 code points the odd ones come from.
        touching: odd ones directly beside a Han character or beside each other.
        scripts: distinct scripts of the odd ones directly beside a Han character.
        lost: U+FFFD, control codes and (cid:N) among the odd ones.
    """

    letters: int
    odd: int
    blocks: int
    touching: int
    scripts: int
    lost: int


def odd_places(text: str) -> list[int]:
    """Offsets of the characters out of place in a text whose (cid:N) are one sign each, in order."""
    strange = [i for i, c in enumerate(text) if standing(c) != "home"]
    if not strange:
        return []
    words = foreign_words(text)
    strange = [i for i in strange if i not in words]
    sure = [i for i in strange if standing(text[i]) != "guest"]
    guests = {text[i] for i in strange if standing(text[i]) == "guest" and _suspect_guest(text, i)}
    return strange if sure or len(guests) >= MIN_GUESTS else sure


def _suspect_guest(text: str, at: int) -> bool:
    """Private use anywhere, Hangul and rare Han beside Han, Greek and Cyrillic between Han ("α粒子" is sound)."""
    if unicodedata.category(text[at]) == "Co":
        return True
    sides = [is_han(c) for c in text[max(0, at - 1) : at] + text[at + 1 : at + 2]]
    return len(sides) == 2 and all(sides) if text[at] < "\u0530" else any(sides)


def _beside_han(text: str, at: int) -> bool:
    return (at > 0 and is_han(text[at - 1])) or (at + 1 < len(text) and is_han(text[at + 1]))


def count(text: str) -> Signs:
    """The signs of damage in a text; a line break does not part neighbours."""
    flat = one_sign(_without_bullets(text)).replace("\n", "")
    places = odd_places(flat)
    odd = set(places)
    beside = [i for i in places if _beside_han(flat, i)]
    return Signs(
        letters=sum(map(_is_letter, flat)),
        odd=len(places),
        blocks=len({ord(flat[i]) >> 7 for i in places}),
        touching=sum(1 for i in places if _beside_han(flat, i) or i - 1 in odd or i + 1 in odd),
        scripts=len({script(flat[i]) for i in beside}),
        lost=sum(1 for i in places if standing(flat[i]) == "lost" or unicodedata.category(flat[i]) == "Co"),
    )


def _is_letter(char: str) -> bool:
    return standing(char) != "home" or unicodedata.category(char)[0] in "LM"


def _without_bullets(text: str) -> str:
    """The text less every (cid:N) that opens a line before a space: a bullet of a symbol font, met in sound files."""
    if "(cid:" not in text:
        return text
    return "\n".join(_BULLET.sub("", line) for line in text.split("\n"))


def damage(text: str) -> float | None:
    """Share of a text's letters that are out of place, in [0, 1]; None when it has no letters."""
    signs = count(text)
    return signs.odd / signs.letters if signs.letters else None


def judge(text: str) -> tuple[bool, str]:
    """Whether a page or paragraph is damaged, and why, in plain English ("" when it is not)."""
    accented = _accented(text)
    if accented > MAX_ACCENTED:
        return True, f"{accented:.0%} of the letters are accented, as when bytes of another encoding are shown as Latin letters"
    signs = count(text)
    if not signs.odd:
        return False, ""
    share = signs.odd / signs.letters
    numbers = f"{signs.odd} of {signs.letters} letters ({share:.1%})"
    if share > SMALL_SHARE and signs.scripts >= MIN_SCRIPTS:
        return True, f"{numbers} belong to {signs.scripts} unrelated scripts and stand beside Han characters"
    if share <= MIN_SHARE:
        return False, ""
    if signs.lost == signs.odd:
        return True, f"{numbers} are lost: their glyphs have no character"
    if signs.blocks >= MIN_BLOCKS:
        return True, f"{numbers} come from {signs.blocks} unrelated parts of Unicode"
    if signs.touching > MIN_TOUCHING * signs.odd:
        return True, f"{numbers} are foreign letters in the middle of other words"
    return False, ""


def _accented(text: str) -> float:
    """Share of the letters that are accented Latin ones, in [0, 1]; 0 for a few letters only."""
    letters = [c for c in text if c.isalpha()]
    if len(letters) < MIN_LETTERS_ACCENTED:
        return 0.0
    return sum("\u00c0" <= c <= "\u00ff" for c in letters) / len(letters)


def health(text: str, picture_share: float) -> tuple[Health, str]:
    """The state of a PDF page's text layer, and why.

    Args:
        text: the page's text as extracted, (cid:N) included.
        picture_share: the part of the page that its pictures cover, in [0, 1].
    """
    chars = sum(not c.isspace() for c in one_sign(text))
    if chars < SCAN_MAX_CHARS and picture_share >= SCAN_MIN_PICTURE:
        return Health.SCAN, f"{chars} characters of text, and pictures cover {picture_share:.0%} of the page"
    damaged, reason = judge(text)
    if damaged:
        return Health.DAMAGED, reason
    if chars < SCAN_MAX_CHARS:
        return Health.SHORT, f"{chars} characters of text"
    return Health.OK, ""
