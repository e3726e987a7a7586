"""What to ask next: a few questions the corpus answers, put through fixed templates, in the asker's language and script.

The corpus's own question lists serve search only and are never shown. Called once an answer is on the screen, not by `ask`:
each suggestion is looked up before it is offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer import Engine, search_only
from rag.assume import DEFAULT_SCHEME
from rag.messages import message
from rag.text import fold
from rag.topics import BY_KEY, GENERAL, SCHEME_NAMES, USUAL, Topic, holds, topic_of
from rag.types import Answer, Passage

MAX_SUGGESTIONS = 3
MAX_LOOKED_UP = 8  # each costs a search
SURE = 0.6  # confidence of the evidence from which a suggestion is offered; an answer needs 0.2
MAX_HEADING = 24  # characters of a heading that reads well inside a question


@dataclass(frozen=True, slots=True)
class _Idea:
    """A question to offer, and what its best passage must be: of a topic and a scheme, or one particular passage."""

    question: str
    topic: Topic | None = None
    scheme: str = ""
    passage: str = ""

    def met_by(self, best: Passage) -> bool:
        """Whether the passage found first is the one meant."""
        return best.id == self.passage if self.topic is None else holds(best, self.topic, self.scheme)


def suggestions(engine: Engine, answer: Answer, history: Sequence[str] = ()) -> tuple[str, ...]:
    """Up to three questions to ask next, best first; none for a question that was declined.

    A question's best passage is the one meant, found with good evidence, and not cited by this answer. Topics asked about
    before are left out.

    Args:
        history: earlier questions of the conversation, oldest first.
    """
    cited = {c.passage.id for c in answer.citations}
    found = list[str]()
    for looked_up, idea in enumerate(_ideas(engine, answer, history)):
        if len(found) == MAX_SUGGESTIONS or looked_up == MAX_LOOKED_UP:
            break
        result = search_only(engine, idea.question, lang=answer.query.lang)
        if result.evidence.confidence < SURE or not result.retrieval.kept:
            continue
        best = result.retrieval.kept[0].passage
        if best.id not in cited and idea.met_by(best):
            cited.add(best.id)
            found.append(idea.question)
    return tuple(found)


def _ideas(engine: Engine, answer: Answer, history: Sequence[str]) -> Iterator[_Idea]:
    """Questions to try: topics that follow this one, then headings beside the passages cited in documents somebody added."""
    if not answer.citations:
        return
    lang, scheme = answer.query.lang, scheme_of(answer)
    if not scheme and DEFAULT_SCHEME in answer.citations[0].passage.schemes:
        scheme = DEFAULT_SCHEME  # one of several: the commonest is worth going on with
    asked = {t.key for text in (*history, answer.query.asked, answer.query.standalone) for t in [topic_of(text)] if t}
    yield from _headings(engine, answer)
    for key in _next_keys(answer, scheme):
        topic = BY_KEY[key]
        if key not in asked and (not topic.of_scheme or scheme):
            named = scheme if topic.of_scheme else ""
            yield _Idea(topic.question(lang, named), topic, named)


def scheme_of(answer: Answer) -> str:
    """The one scheme an answer is about: the one its question names, or else its first passage's; "" for several or none."""
    named = [s for s in answer.query.schemes if s in SCHEME_NAMES]
    if not named and answer.citations:
        named = [s for s in answer.citations[0].passage.schemes if s in SCHEME_NAMES]
    return named[0] if len(named) == 1 else ""


def _next_keys(answer: Answer, scheme: str) -> tuple[str, ...]:
    """Topics to go on to: those after what was asked, those after what the passages are about, and the usual ones."""
    asked = topic_of(answer.query.standalone)
    of_passages = [t for c in answer.citations[:1] for t in BY_KEY.values() if holds(c.passage, t)]
    keys = [k for t in ([asked] if asked else []) + of_passages for k in t.then]
    own = {t.key for t in of_passages} - {k for t in [asked] if t for k in t.then}
    return tuple(k for k in dict.fromkeys([*keys, *(USUAL if scheme else GENERAL)]) if k not in own)


def _headings(engine: Engine, answer: Answer) -> Iterator[_Idea]:
    """The headings next to the first passage cited, where it is of a document somebody added: the topics above are not its own."""
    first, lang = answer.citations[0].passage, answer.query.lang
    if first.digest:
        return
    passages, at = engine.index.passages, engine.index.positions[first.id]
    known = fold(first.headings[first.lang_for(lang)])
    for other in (*passages[at + 1 : at + 4], *passages[max(0, at - 2) : at]):
        heading = other.headings[other.lang_for(lang)]
        if other.source.id == first.source.id and fold(heading) != known and 1 < len(heading) <= MAX_HEADING:
            yield _Idea(message("heading_question", lang, heading=heading), passage=other.id)
