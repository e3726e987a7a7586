"""Where a text asks for something, and where it only tells."""

from __future__ import annotations

import re

from rag.text import fold

# What asks for something; matched on a folded piece. 无论什么国籍 and 近几年 ask nothing, nor do "when I renew" and "my wife is here".
HAN_ASKS = (
    r"(?<!无论|不论|过去|最近)(?:(?<![十廿卅近这那好])几|多少|多久|多长|什么|咩|(?<=[喺去])边|边(?=[个度间啲款样位种家日年条所])|哪|谁)"
    r"|点样|点解|(?<![一早快有几])点(?=[申续做算拣计办填交])|怎|如何|为何|吗|是否|系咪|可否|能否|有冇|有没有|(?P<verb>[\u4e00-\u9fff])[不唔](?P=verb)"
)
WH, AUX = (
    "how|hows|what|whats|when|whens|where|wheres|who|whos|whom|which|why",
    "can|could|do|does|did|is|are|was|were|will|would|should|must|may",
)
_SELF = "(?:i|we|you|he|she|it|they|there|my|our)(?![a-z])"
_ASKS = re.compile(
    rf"{HAN_ASKS}|(?<![a-z])(?!^when (?!(?:{AUX}|and|or|exactly) )|^where {_SELF})(?:{WH})(?![a-z])"
    rf"|(?<![a-z])(?:{AUX}) {_SELF}|(?:^|[,.:] |(?<![a-z])(?:and|so|but|also) )(?:{AUX})(?![a-z])"
)
_SENTENCES = re.compile(r"(?<=[.!?。！？;；])(?<!\d\.)\s*(?=\S)")


def asks(folded: str) -> bool:
    """Whether a piece of folded text asks for something."""
    return bool(_ASKS.search(folded.strip()))


def asking(question: str) -> str:
    """The sentences of a question that ask, without those that only tell ("Mum is 63. Can she come?"); all of it when it is one sentence or none asks."""
    pieces = [piece for piece in _SENTENCES.split(question) if piece.strip()]
    found = [piece for piece in pieces if piece.rstrip()[-1] in "?？" or asks(fold(piece))]
    return " ".join(found) if found else question
