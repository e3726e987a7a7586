"""The repair of a text layer, from the whole document to each line: which glyph numbers it is made of, what they say, in which order.

What cannot be read with certainty stays as it is and is counted; a lost character is never guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.document import Repair
from ingest.repair.cid import coded, coded_places, named_places, prove, reader, table, windows
from ingest.repair.compat import plain, plain_edits
from ingest.repair.detect import judge, odd_places
from ingest.repair.order import has_rtl, undo
from ingest.repair.shifted import latin_words, shifted_points, shifted_words
from ingest.repair.signs import LOST, one_sign
from ingest.repair.words import word_model

CID_RULE = "cid"
ASCII_RULE = "shifted-ascii"
COMPAT_RULE = "compat"
ORDER_RULE = "order"
_STAYS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f")  # white space to Python
# Paragraphs are judged by this many lines together, as short lines alone say little.
JUDGED_LINES = 12

Edit = tuple[int, int, str]
Step = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a document is to be repaired.

    Attributes:
        collection: the Adobe collection its glyph numbers belong to (CNS1, GB1, Japan1 or Korea1); None when none was proven.
        gain: by how many nats a damaged place the reading beats chance; 0 without a collection.
        printed: whether glyph numbers printed as code points are read.
        named: whether those printed as (cid:N) are read.
        latin: Latin words the document prints undamaged.
    """

    collection: str | None = None
    gain: float = 0.0
    printed: bool = False
    named: bool = False
    latin: frozenset[str] = frozenset()

    def apply(self, line: str) -> tuple[str, tuple[Step, ...]]:
        """The repaired line, and the steps to it: each the rule, the line before and the line after; one step begins where the last ended."""
        steps = list[Step]()
        edits = list[Edit]()
        for rule, more in ((CID_RULE, self._cid_edits(line)), (ASCII_RULE, self._ascii_edits(line))):
            before = _render(line, edits)
            edits = sorted(edits + more)
            after = _render(line, edits)
            if after != before:
                steps.append((rule, before, after))
        decoded = _render(line, edits)
        result = _render(decoded, plain_edits(decoded))
        if result != decoded:
            steps.append((COMPAT_RULE, decoded, result))
        return result, tuple(steps)

    def glyph_map(self, line: str) -> dict[str, str]:
        """The damaged glyphs of a line and what each says, for readers that keep every glyph in its box: nothing is moved.

        A key is one character or one "(cid:N)"; it is left out when the same glyph has two readings in the line.
        """
        edits = [(s, e, "".join(map(plain, new))) for s, e, new in self._cid_edits(line) + self._ascii_edits(line)]
        taken = {i for start, end, _ in edits for i in range(start, end)}
        edits += [(s, e, new) for s, e, new in plain_edits(line) if s not in taken]
        readings = dict[str, set[str]]()
        places = dict[str, int]()
        for start, end, new in edits:
            glyphs = [(line[start:end], new)] if line[start:end].startswith("(cid:") else list(zip(line[start:end], new, strict=True))
            for glyph, char in glyphs:
                readings.setdefault(glyph, set()).add(char)
                places[glyph] = places.get(glyph, 0) + 1
        return {glyph: min(chars) for glyph, chars in readings.items() if len(chars) == 1 and line.count(glyph) == places[glyph]}

    def _cid_edits(self, line: str) -> list[Edit]:
        if self.collection is None:
            return []
        read = reader(self.collection)
        edits = list[Edit]()
        if self.named:
            edits += [(start, end, char) for start, end, cid in named_places(line) if (char := read(cid))]
        if self.printed:
            edits += [(at, at + 1, char) for at in coded_places(line) if (char := read(ord(line[at])))]
            edits += [(at, at + 1, char) for at, c in enumerate(line) if c < " " and c not in _STAYS and (char := read(ord(c)))]
        return sorted(edits)

    def _ascii_edits(self, line: str) -> list[Edit]:
        if self.collection is None or not self.printed:
            return []
        words = shifted_words(line, self.latin)
        return sorted(words + shifted_points(line, table(self.collection)))


@dataclass(frozen=True, slots=True)
class RepairedText:
    """A text file after repair.

    Attributes:
        text: the text; what no repair concerned is as it was, to the byte.
        repairs: every change of every line, in order.
        damaged: whether the text as given was damaged.
        reason: in plain English, what was wrong and how it was read; "" for sound text.
        unknown: characters of `text` that are still not what the page shows: U+FFFD, and in damaged parts every letter out of place.
    """

    text: str
    repairs: tuple[Repair, ...]
    damaged: bool
    reason: str
    unknown: int


def plan(lines: Sequence[str]) -> Plan:
    """Decide from all lines of a document whether they are made of Adobe glyph numbers, and of which collection."""
    lines = [line for line in lines if not line.isascii() or "(cid:" in line]
    printed, named = windows(lines, named=False), windows(lines, named=True)
    if not printed and not named:
        return Plan()
    model = word_model()
    proofs = {"printed": prove(printed, model), "named": prove(named, model)}
    found = [proof for proof in proofs.values() if proof]
    if not found:
        return Plan()
    best = max(found, key=lambda proof: proof.gain)
    agreed = {name: proof is not None and proof.collection == best.collection for name, proof in proofs.items()}
    return Plan(best.collection, best.gain, agreed["printed"], agreed["named"], latin_words(lines))


def _render(line: str, edits: Sequence[Edit]) -> str:
    """The line with every edit made; edits are sorted and apart."""
    pieces, at = list[str](), 0
    for start, end, new in edits:
        pieces += [line[at:start], new]
        at = end
    return "".join([*pieces, line[at:]])


def _ordered(lines: list[str], repair: Plan) -> list[str]:
    """The lines, each in the order in which it reads best."""
    if not repair.printed:
        return lines
    read = [repair.apply(line)[0] for line in lines]
    full = [i for i, line in enumerate(lines) if line.strip()]
    ordered = list(lines)
    for at, i in enumerate(full):
        if has_rtl(lines[i]) and any(coded(c) for c in lines[i]):
            around = (read[full[at - 1]] if at else "", read[full[at + 1]] if at + 1 < len(full) else "")
            ordered[i] = undo(lines[i], around, lambda line: repair.apply(line)[0], word_model().score)
            read[i] = repair.apply(ordered[i])[0]
    return ordered


def repair_text(text: str) -> RepairedText:
    """Repair a text file as a whole: order and glyph numbers line by line, then characters in another dress."""
    lines = text.split("\n")
    damaged, reason = _judge_all(lines)
    how = plan(lines)
    ordered = _ordered(lines, how)
    repairs, result = list[Repair](), list[str]()
    for line, moved in zip(lines, ordered, strict=True):
        if moved != line:
            repairs.append(Repair(ORDER_RULE, None, line, moved))
        repaired, steps = how.apply(moved)
        repairs += [Repair(rule, None, before, after) for rule, before, after in steps]
        result.append(repaired)
    if how.collection:
        damaged = True
        reason = f"glyph numbers of Adobe-{how.collection} printed as characters" + (f"; {reason}" if reason else "")
    unknown = _unknown(result)
    return RepairedText("\n".join(result), tuple(repairs), damaged, reason, unknown)


def _parts(lines: Sequence[str]) -> list[str]:
    full = [line for line in lines if line.strip()]
    return ["\n".join(full[i : i + JUDGED_LINES]) for i in range(0, len(full), JUDGED_LINES)]


def _judge_all(lines: Sequence[str]) -> tuple[bool, str]:
    """The first damaged part's verdict."""
    return next((verdict for verdict in map(judge, _parts(lines)) if verdict[0]), (False, ""))


def _unknown(lines: Sequence[str]) -> int:
    """Characters that still are not what the page shows."""
    total = 0
    for part in _parts(lines):
        total += len(odd_places(one_sign(part))) if judge(part)[0] else part.count(LOST)
    return total
