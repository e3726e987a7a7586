"""The scheme a question is about where it needs one and names none: the commonest, said to be an example."""

from __future__ import annotations

import re

from rag.index import Index
from rag.messages import in_script
from rag.text import fold
from rag.topics import FAMILY, SCHEME_NAMES, holds, topic_of

DEFAULT_SCHEME = "ttps"  # by far the most holders
OTHER_SUBJECTS = frozenset({"body", "place", "event", "list"})  # glossary kinds: a question that names one is about that
_COUNTS = re.compile(r"(多少|几多|几)(人|个|位|名|宗|间|配偶|子女|家属|人才|大学)|一共|\bhow many\b")
# Words that belong to no topic but to any question about a scheme, in folded text.
_GENERIC = re.compile(
    r"申请人?|签证|香港|来港|请问|想问|知道|需要|可以|持有人?|人士|人才|计划|续签|续期|延期|最早|最快|大概|一般|通常|现在|而家|交|怎?办|准备|批|签|限制|点算|怎么|如果|失败|难"
    rf"|{FAMILY}|\b(apply|application|applying|applicant|visa|hong kong|hk|need|get|my|long|take|much|please|tell|know|usually|renew\w*|extend|extension|stay|scheme|talent|first|time|job|offer)\b"
)


def with_scheme(question: str, scheme: str, lang: str) -> str:
    """The question put about one scheme: its short name before it."""
    chinese, english = SCHEME_NAMES[scheme]
    return f"{english}: {question}" if lang == "en" else f"{in_script(chinese, lang)}：{question}"


def assumed_scheme(index: Index, question: str) -> str:
    """The scheme to take where a question needs one and names none; "" where it does not need one, or is about something else.

    It needs one when its topic differs by scheme and hardly anything is left of it besides the topic's words and those of any
    such question: "費用幾多？", but not "急症室費用幾多？". The corpus must hold the topic for that scheme.
    """
    topic = topic_of(question)
    folded = fold(question)
    if topic is None or not topic.of_scheme or _COUNTS.search(folded):
        return ""
    mentions = list(index.lexicon.mentions(folded))
    if any(m.term.scheme or m.term.kind in OTHER_SUBJECTS for m in mentions):
        return ""
    left = _GENERIC.sub(" ", topic.asks.sub(" ", folded))
    if index.segmenter.content_words(left) or not any(holds(p, topic, DEFAULT_SCHEME) for p in index.passages):
        return ""
    return DEFAULT_SCHEME
