"""A question that asks two things ("幾多錢，同埋要等幾耐?") to its parts, each a question of its own about the same subject."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.coverage import content_tokens
from rag.index import Index
from rag.text import fold_mapped

MAX_PARTS = 3
# Where one question ends and another begins; matched on folded text. A comma parts only what asks something on both sides.
_BREAKS = re.compile(
    r"[?？;；。!]+\s*|[,，、]?\s*(?:同埋|以及|另外|仲有|还有|并且|而且|顺便|同时|跟住|然后)(?:想问|请问|问)?[,，]?|[,，]\s*(?:and |also |plus )?|\s+and (?:also )?(?=how|what|when|where|who|which|can|do|does|is|are|will|must)"
)
# What asks for something; matched on folded text.
_ASKS = re.compile(
    r"(?<![十廿卅])几|多少|多久|多长|什么|咩|边(?=[个度间啲款样位种家日年条所])|哪|谁|点样|点解|怎|如何|为何|吗|是否|系咪|可否|可唔可|能否|能不能|可不可"
    r"|得唔得|使唔使|需唔需|要不要|有冇|有没有|会唔会|会不会"
    r"|(?<![a-z])(how|what|when|where|who|whom|which|why|can|could|does|did|is|are|was|were|will|should)(?![a-z])"
)
OWN_WORDS = 3  # content words from which a part is searched for on its own; a shorter one leans on the rest


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
        return ()
    schemes = [m for m in index.lexicon.mentions(mapped.text) if m.term.scheme]
    subject = question[mapped.offsets[schemes[0].start] : mapped.offsets[schemes[0].end]] if schemes else ""
    parts = list[Part]()
    for a, b in pieces:
        text = question[mapped.offsets[a] : mapped.offsets[b]].strip()
        own = any(a <= m.start < b for m in schemes)
        leans = len(content_tokens(index, text)) < OWN_WORDS
        parts.append(Part(text, "" if leans else text if own or not subject else f"{subject} {text}"))
    return tuple(parts)


def _pieces(index: Index, folded: str) -> list[tuple[int, int]]:
    """Spans of folded text that each ask something."""
    pieces, start = list[tuple[int, int]](), 0
    for found in [*_BREAKS.finditer(folded), None]:
        end, after = (found.start(), found.end()) if found else (len(folded), len(folded))
        if not _ASKS.search(folded, start, end) or (found and not _ASKS.search(folded, after)):
            continue
        if _says_something(index, folded[start:end]):
            pieces.append((start, end))
        elif pieces:  # "…, is that right?" belongs to what it asks about
            pieces[-1] = (pieces[-1][0], end)
        start = after
    return pieces


def _says_something(index: Index, folded: str) -> bool:
    """Whether a piece has content of its own to search for."""
    return bool(index.segmenter.content_words(folded) or any(True for _ in index.lexicon.mentions(folded)))
