"""The order of a line that an extractor's bidirectional step scrambled: glyph numbers that fell on Hebrew or Arabic code points were taken for
right-to-left text.

The step is Unicode's UAX #9 with embedding levels 0 to 2; done again it gives the line back. What it took for the paragraph's
direction, for a mark's base and for mirrored brackets is not known, so every combination is a candidate, and the words that come out decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from typing import Literal

from ingest.repair.signs import LOST

Marks = Literal["before", "after", "joined", "neutral"]
_MARKS: tuple[Marks, ...] = ("before", "after", "joined", "neutral")
_PAIRS = {"（": "）", "「": "」", "『": "』", "《": "》", "〈": "〉", "(": ")", "[": "]", "【": "】", "“": "”"}
_MIRRORED = _PAIRS | {close: opening for opening, close in _PAIRS.items() if opening != "“"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
# Nats. A fault of punctuation outweighs a chance word; a change must be worth more than a tie.
_UNPAIRED = 4.0
_BAD_EDGE = 10.0
MIN_ADVANTAGE = 1.0
_NEVER_FIRST = "，。、；：？！）」』》〉】"
_NEVER_LAST = "（「『《〈【•"
# U+0870 to 089F came with Unicode 14: to the tables that most extractors carry they are unassigned.
_YOUNG = range(0x870, 0x8A0)
_CONTEXT = 4  # characters of the lines around


def has_rtl(line: str) -> bool:
    """Whether the line holds a character that a bidirectional step moves."""
    return any(_kind(c) == "R" for c in line)


def _kind(char: str) -> str:
    """R right to left, E digit, M mark, N neutral, else L; unassigned code points of the right-to-left blocks are R (UAX #9, table 4)."""
    kind = unicodedata.bidirectional(char)
    if kind in ("R", "AL") or (not kind and 0x590 <= ord(char) < 0x900) or ord(char) in _YOUNG:
        return "R"
    if kind in ("EN", "AN"):
        return "E"
    if kind == "NSM":
        return "M"
    return "L" if kind in ("L", "") else "N"


def _units(line: str, marks: Marks) -> list[str]:
    """The line in pieces that keep their inner order: characters, or with "joined" marks together with what follows them."""
    if marks != "joined":
        return list(line)
    units = list[str]()
    for char in line:
        if units and _kind(units[-1][-1]) == "M" and _kind(char) == "N":
            units[-1] += char
        else:
            units.append(char)
    return units


def _kinds(units: list[str], base: str, marks: Marks) -> list[str]:
    """L, R or E for each unit, marks and neutrals resolved (rules W1, W2, W7, N0 to N2)."""
    kinds = [_kind(unit[0]) for unit in units]
    for i in range(1, len(units) - 1):
        # A character lost between two digits was a digit.
        if units[i] == LOST and kinds[i - 1] == "E" and kinds[i + 1] == "E":
            kinds[i] = "E"
    _resolve_marks(kinds, base, marks)
    strong = base
    for i, kind in enumerate(kinds):
        if kind in "LR":
            strong = kind
        elif kind == "E" and strong == "L":
            kinds[i] = "L"
    _resolve_brackets(units, kinds, base)
    _resolve_neutrals(kinds, base)
    return kinds


def _resolve_marks(kinds: list[str], base: str, marks: Marks) -> None:
    """Rule W1, and what became of it in a line read backwards: a mark takes the side of its neighbour."""
    if marks == "after":
        for i in range(len(kinds) - 2, -1, -1):
            if kinds[i] == "M" and kinds[i + 1] == "R":
                kinds[i] = "R"
    for i, kind in enumerate(kinds):
        if kind == "M":
            kinds[i] = "N" if marks == "neutral" else kinds[i - 1] if i else base


def _resolve_brackets(units: list[str], kinds: list[str], base: str) -> None:
    """Rule N0: a pair of brackets takes the paragraph's side if that occurs inside, else the side inside if it also comes before."""
    stack = list[int]()
    for at, unit in enumerate(units):
        bracket = unit[-1]
        if bracket in _PAIRS:
            stack.append(at)
        elif bracket in _CLOSING and any(units[i][-1] == _CLOSING[bracket] for i in stack):
            while units[stack[-1]][-1] != _CLOSING[bracket]:
                stack.pop()
            start = stack.pop()
            inside = {_side(kind) for kind in kinds[start + 1 : at]} - {"N"}
            before = next((_side(kind) for kind in reversed(kinds[:start]) if kind != "N"), base)
            if inside:
                kinds[start] = kinds[at] = base if base in inside or before == base else before


def _side(kind: str) -> str:
    return "R" if kind == "E" else kind


def _resolve_neutrals(kinds: list[str], base: str) -> None:
    """Rules N1 and N2: neutrals take the side both neighbours share, else the paragraph's."""
    at = 0
    while at < len(kinds):
        if kinds[at] != "N":
            at += 1
            continue
        end = at
        while end < len(kinds) and kinds[end] == "N":
            end += 1
        before = _side(kinds[at - 1]) if at else base
        after = _side(kinds[end]) if end < len(kinds) else base
        kinds[at:end] = [before if before == after else base] * (end - at)
        at = end


def reorder(line: str, base: str, marks: Marks, mirror: bool) -> str:
    """One bidirectional step over a line (UAX #9, rules L2 and L4); done twice it mostly gives the line back.

    Args:
        line: one line.
        base: the paragraph's direction, "L" or "R".
        marks: whose side a combining mark takes: that of the character "before" it, of a right-to-left letter "after" it, of the neutrals
            around it ("neutral"), or it stays "joined" to a neutral that follows.
        mirror: whether brackets in right-to-left parts are turned round.
    """
    units = _units(line, marks)
    side = {"L": 0 if base == "L" else 2, "R": 1, "E": 2}
    levels = [side[kind] for kind in _kinds(units, base, marks)]
    if mirror:
        units = ["".join(_MIRRORED.get(c, c) for c in u) if level == 1 else u for u, level in zip(units, levels, strict=True)]
    for lowest in (2, 1):
        at = 0
        while at < len(units):
            end = at
            while end < len(units) and levels[end] >= lowest:
                end += 1
            units[at:end], levels[at:end] = units[at:end][::-1], levels[at:end][::-1]
            at = max(end, at + 1)
    return "".join(units)


def first_strong(text: str) -> str:
    """The direction of a paragraph by its first strong letter, "L" or "R" (UAX #9, rules P2 and P3)."""
    return next((kind for kind in map(_kind, text) if kind in "LR"), "L")


def _steps(text: str) -> Iterator[str]:
    for base, marks, mirror in product(("L", "R"), _MARKS, (True, False)):
        result = reorder(text, base, marks, mirror)
        # A paragraph is right to left because its first strong letter is (rule P2): the true order must begin so.
        if base == "L" or first_strong(result) == "R":
            yield result


def candidates(line: str) -> list[str]:
    """The line as it is, then the lines it may have been: reordered as a whole, or one of its words reordered; distinct."""
    if not has_rtl(line):
        return [line]
    found = dict.fromkeys([line, *_steps(line)])
    words = re.split(r"(\s+)", line)
    for at, word in enumerate(words):
        if len(words) > 1 and has_rtl(word):
            found.update(dict.fromkeys("".join([*words[:at], step, *words[at + 1 :]]) for step in _steps(word)))
    return list(found)


def open_brackets(text: str) -> str:
    """The brackets a text leaves open, outermost first."""
    stack = list[str]()
    for char in text:
        if char in _PAIRS:
            stack.append(char)
        elif char in _CLOSING and stack and stack[-1] == _CLOSING[char]:
            stack.pop()
    return "".join(stack)


def _faults(text: str, opened: str) -> float:
    """Nats to take off for brackets closed but never opened, and for punctuation that no line begins or ends with."""
    stack, unpaired = list(opened), 0
    for char in text:
        if char in _PAIRS:
            stack.append(char)
        elif char in _CLOSING:
            if stack and stack[-1] == _CLOSING[char]:
                stack.pop()
            else:
                unpaired += 1
    body = text.strip()
    # A line may leave a bracket open for the next; two of a kind side by side are a turned one.
    doubled = sum(1 for a, b in pairwise(stack) if a == b)
    edges = (body[:1] in _NEVER_FIRST and bool(body)) + (body[-1:] in _NEVER_LAST and bool(body))
    return _UNPAIRED * (unpaired + doubled) + _BAD_EDGE * edges


def undo(line: str, around: tuple[str, str], read: Callable[[str], str], score: Callable[[str], float]) -> str:
    """The line in the order in which it reads best; as it is unless another order is better by a margin.

    Args:
        line: a line as printed, glyph numbers and all.
        around: the lines before and after it, decoded.
        read: what a line says, its glyph numbers decoded.
        score: log probability of decoded text, in nats.
    """
    options = candidates(line)
    if len(options) == 1:
        return line
    before, after = around[0].strip(), around[1].strip()
    opened = open_brackets(before)

    def value(option: str) -> float:
        text = read(option).strip()
        head = "" if text.startswith("•") else before[-_CONTEXT:]
        tail = "" if after.startswith("•") else after[:_CONTEXT]
        return score(head + text + tail) - _faults(text, opened)

    values = [value(option) for option in options]
    values[0] += MIN_ADVANTAGE
    return options[max(range(len(options)), key=values.__getitem__)]
