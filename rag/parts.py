"""A question that asks two things ("幾多錢，同埋要等幾耐?") to its parts, each a question of its own about the same subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.asks import AUX, HAN_ASKS, WH, asks
from rag.coverage import content_tokens
from rag.index import Index
from rag.text import Folded, fold_mapped

MAX_PARTS = 3
# Where one question ends and another begins, in folded text: at a mark, or at a word for "and" that a question follows. A comma
# parts only what asks something on both sides, and 另外 or 还有 inside a clause is an adverb (是否还有名额).
_SAYS_ASK = "(?:想问|请问|问)下?"
_ALSO = rf"(?:(?:同埋|以及|另外|并且|而且|顺便|同时|跟住|然后|(?:仲有|还有)(?=,|{_SAYS_ASK}))(?:{_SAYS_ASK})?,?)"
_BREAKS = re.compile(
    rf"[?;。!]+\s*{_ALSO}?|(?:(?<!\d),|,(?!\d))(?!\s*(?:who|which) )\s*(?:{_ALSO}|(?:and |also |plus )+)?|、?(?:同埋|以及)(?=[^,?;。!]*(?:{HAN_ASKS}))"
    rf"|(?:另外|顺便|同时|仲有|还有|同埋){_SAYS_ASK},?|\s+and (?:also )?(?=(?:{WH}|{AUX})(?![a-z]))"
)
OWN_WORDS = 3  # content words from which a part is searched for on its own; a shorter one leans on the rest
SUBJECT_KINDS = frozenset({"scheme", "procedure", "person", "named", "body", "event"})  # of the glossary: what a later part is about too
SIDE_KINDS = ("scheme", "person", "named", "place")
# What is left of "A 和 B 有什么区别" without its names; a comparison of nothing in particular is one of these traits.
_COMPARES = re.compile(
    r"区别|分别|差别|不同|比较|相比|对比|有(什么|咩)|(什么|咩)|边个好|哪个好|好啲|点拣|怎么选|之间|有|系|是|的|嘅|同埋|跟|和|同|与|及|定|还|阿|呀|呢|吗|"
    r"(?<![a-z])(what|is|are|the|difference|differences|between|and|or|vs|versus|compare|compared|with|to|which|better|how|do|does|differ|from|of|a|an|in|s)(?![a-z])"
)
_JOINS = re.compile(r"\s*(?:同埋?|和|与|及|跟|、|,|/|定系?|还是|and|or|vs\.?|versus)\s*")
GENERAL_TRAITS = "對象 條件 首次逗留期限 eligibility conditions first stay"
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the things a question asks: its text as printed, and the text to search for it with ("" when it leans on the rest)."""

    text: str
    search: str


def parts_of(index: Index, question: str) -> tuple[Part, ...]:
    """The parts of a question; empty when it asks one thing, or more than three.

    A piece that asks nothing ("我係高才，老婆想過嚟") joins the piece after it, since it is told for that one's sake.
    """
    mapped = fold_mapped(question)
    pieces = _pieces(index, mapped.text)
    if not 2 <= len(pieces) <= MAX_PARTS:
        return _sides(index, question)
    named = [m for m in index.lexicon.mentions(mapped.text) if m.term.kind in SUBJECT_KINDS]
    first = [m for m in named if m.start < pieces[0][1]]
    parts = list[Part]()
    for a, b in pieces:
        text = question[mapped.offsets[a] : mapped.offsets[b]].strip()
        own = {m.term.kind for m in named if a <= m.start < b}
        taken = [question[mapped.offsets[m.start] : mapped.offsets[m.end]] for m in first if m.term.kind not in own and m.start < a]
        search = " ".join([*dict.fromkeys(taken), text])
        parts.append(Part(text, "" if len(content_tokens(index, search)) < OWN_WORDS or not content_tokens(index, text) else search))
    return tuple(parts)


def _sides(index: Index, question: str) -> tuple[Part, ...]:
    """A question about two or three schemes, persons or years as one question about each; empty where it names fewer or more."""
    mapped = fold_mapped(question)
    for kind in SIDE_KINDS:
        spans = [(m.term.id, m.start, m.end) for m in index.lexicon.mentions(mapped.text) if m.term.kind == kind]
        if kind == "person" and not any(_JOINS.fullmatch(mapped.text[a[2] : b[1]]) for a, b in pairwise(spans)):
            continue  # "from what age is a child a dependant?" asks about one thing
        sides = _one_each(question, mapped, spans)
        if sides:
            return sides
    return _one_each(question, mapped, [(m[0], *m.span()) for m in YEAR.finditer(mapped.text)])


def _one_each(question: str, mapped: Folded, spans: list[tuple[str, int, int]]) -> tuple[Part, ...]:
    """The question once for each thing named, without the names of the others."""
    names = list(dict.fromkeys(name for name, _, _ in spans))
    if not 2 <= len(names) <= MAX_PARTS:
        return ()
    parts = list[Part]()
    for own in names:
        text = question
        for name, start, end in reversed(spans):
            if name != own:
                text = text[: mapped.offsets[start]] + " " + text[mapped.offsets[end] :]
        left = _COMPARES.sub(" ", fold_mapped(text).text)
        general = not any(c.isalnum() for name, _, _ in spans for c in left.replace(_named(mapped, spans, own), ""))
        parts.append(Part(question, f"{text.strip()} {GENERAL_TRAITS}" if general else text.strip()))
    return tuple(parts)


def _named(mapped: Folded, spans: list[tuple[str, int, int]], own: str) -> str:
    """How the question names it, folded."""
    return next(mapped.text[start:end] for name, start, end in spans if name == own)


def _pieces(index: Index, folded: str) -> list[tuple[int, int]]:
    """Spans of folded text that each ask something."""
    pieces, start = list[tuple[int, int]](), 0
    for found in [*_BREAKS.finditer(folded), None]:
        end, after = (found.start(), found.end()) if found else (len(folded), len(folded))
        if not asks(folded[start:end]) or (found and not asks(folded[after:])):
            continue
        if _says_something(index, folded[start:end]):
            pieces.append((start, end))
        elif pieces:  # "…, is that right?" belongs to what it asks about
            pieces[-1] = (pieces[-1][0], end)
        else:  # "Where and when …?"
            continue
        start = after
    return pieces


def _says_something(index: Index, folded: str) -> bool:
    """Whether a piece has content of its own to search for."""
    return bool(index.segmenter.content_words(folded) or any(True for _ in index.lexicon.mentions(folded)))
