"""The same question about another scheme: offered where the question named none, or one, and the corpus holds others."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.answer import Engine, search_only
from rag.assume import with_scheme
from rag.messages import in_script, message
from rag.suggest import scheme_of
from rag.text import fold_mapped
from rag.topics import SCHEME_NAMES, Topic, holds, topic_of
from rag.types import Answer

MAX_CHIPS = 5
_CATEGORY = re.compile(r"[abc]类|categor(?:y|ies) [abc]")  # in folded text: one scheme's own categories, which others lack
_NEW = re.compile(r"(?:新|\bnew )$", re.IGNORECASE)  # part of one scheme's name that the glossary leaves out


@dataclass(frozen=True, slots=True)
class Chip:
    """What a button says, and the question it asks."""

    label: str
    question: str


def example_note(answer: Answer) -> str:
    """For which scheme the answer is, in its language, where the question named none; "" otherwise."""
    scheme = answer.query.assumed
    return message("example", answer.query.lang, scheme=scheme_label(scheme, answer.query.lang)) if scheme and answer.citations else ""


def scheme_label(scheme: str, lang: str) -> str:
    """A scheme's short name in that language and script."""
    chinese, english = SCHEME_NAMES[scheme]
    return english if lang == "en" else in_script(chinese, lang)


def other_schemes(engine: Engine, answer: Answer) -> tuple[Chip, ...]:
    """The question with each other scheme for which the corpus answers it, commonest first, at most five.

    Only for a question whose topic differs by scheme and that is about one of them at most; the best passage for each chip's
    question is about that scheme and topic.
    """
    topic, own = topic_of(answer.query.standalone), scheme_of(answer)
    if topic is None or not topic.of_scheme or not answer.citations or len(answer.query.schemes) > 1 or not own:
        return ()
    chips = list[Chip]()
    for scheme in SCHEME_NAMES:
        question = _put_about(engine, answer, scheme)
        if scheme == own or not question or not any(holds(p, topic, scheme) for p in engine.index.passages):
            continue
        if _answers(engine, question, topic, scheme, answer.query.lang):
            chips.append(Chip(scheme_label(scheme, answer.query.lang), question))
        if len(chips) == MAX_CHIPS:
            break
    return tuple(chips)


def _put_about(engine: Engine, answer: Answer, scheme: str) -> str:
    """The question about that scheme: its name before a question that names none, in the place of the name in one that does."""
    query = answer.query
    if query.assumed:
        return with_scheme(query.asked, scheme, query.lang)
    mapped = fold_mapped(query.standalone)
    named = [m for m in engine.index.lexicon.mentions(mapped.text) if m.term.scheme]
    if len(named) != 1 or _CATEGORY.search(mapped.text):
        return ""
    start, end = mapped.offsets[named[0].start], mapped.offsets[named[0].end]
    return _NEW.sub("", query.standalone[:start]) + scheme_label(scheme, query.lang) + query.standalone[end:]


def _answers(engine: Engine, question: str, topic: Topic, scheme: str, lang: str) -> bool:
    """Whether the question's best passage, found with evidence enough to answer, is about that scheme and topic."""
    found = search_only(engine, question, lang=lang)
    kept = found.retrieval.kept
    return bool(kept) and found.evidence.confidence >= engine.settings.min_confidence and holds(kept[0].passage, topic, scheme)
