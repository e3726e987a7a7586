"""An answer written by a language model, sentence by sentence as each passes the check."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.chat import ChatWriter
from rag.cite import supported_only
from rag.errors import ChatError
from rag.lexicon import Lexicon
from rag.log import logger
from rag.parse_reply import read_reply, refuses
from rag.prompt import build_prompt
from rag.text import bigrams, fold, sentences, stem
from rag.types import Answer, Citation, Passage, Sentence

# Keys of rag/messages.py: the model did not answer, or nothing it wrote stands.
NOT_REACHED, NOT_USABLE = "model_not_reached", "model_not_usable"


@dataclass(frozen=True, slots=True)
class Draft:
    """What of a model's answer stands so far, all of it checked; `fault` is a message key when it cannot be used."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    finished: bool = False
    fault: str = ""


def passages_for(answer: Answer) -> list[Passage]:
    """The passages a model is given, in the order of their numbers: those kept, then others the extractive answer cites."""
    listed = [hit.passage for hit in answer.retrieval.kept] + [c.passage for c in answer.citations]
    return list({p.id: p for p in listed}.values())


def _words(text: str) -> set[str]:
    folded = fold(text)
    return set(bigrams(folded)) | {stem(w) for w in re.findall(r"[a-z]+", folded)} | set(re.findall(r"\d+", folded))


def _citation(number: int, passage: Passage, said: str, lang: str) -> Citation:
    """A passage cited for a sentence, quoted by its sentence that shares most words with it."""
    spoken = passage.lang_for(lang)
    text, words = passage.texts[spoken], _words(said)
    start, end = max(sentences(text), key=lambda span: len(words & _words(text[span[0] : span[1]])), default=(0, 0))
    return Citation(number, passage, spoken, text[start:end], start, end)


def _checked(written: list[Sentence], passages: Sequence[Passage], lang: str, lexicon: Lexicon) -> tuple[list[Sentence], list[Sentence]]:
    """Sentences that stand, and those that do not, still with the numbers the model was given."""
    offered = tuple(Citation(n, p, p.lang_for(lang), "", 0, 0) for n, p in enumerate(passages, 1))
    kept, dropped = supported_only(tuple(written), offered, lexicon)
    return list(kept), list(dropped)


def _numbered(kept: list[Sentence], passages: Sequence[Passage], lang: str) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The same with passages numbered in order of use, as every answer is."""
    citations: dict[int, Citation] = {}
    said = list[Sentence]()
    for sentence in kept:
        for n in sentence.citations:
            if n not in citations:
                citations[n] = _citation(len(citations) + 1, passages[n - 1], sentence.text, lang)
        said.append(Sentence(sentence.text, tuple(citations[n].n for n in sentence.citations)))
    return tuple(said), tuple(citations.values())


def _pieces(chat: ChatWriter, system: str, user: str, max_chars: int) -> Iterator[str]:
    """The reply so far, after each piece that may end a sentence, and the whole of it.

    Raises:
        ChatError: as `ChatWriter.stream`, or the reply is too long.
    """
    reply, ends = "", frozenset("。！？!?.\n")
    for piece in chat.stream(system, user):
        reply += piece
        if len(reply) > max_chars:
            raise ChatError(f"the language model wrote more than {max_chars:,} characters; see WENJIN_CHAT_MAX_CHARS")
        if not ends.isdisjoint(piece):
            yield reply
    yield reply


def drafts(chat: ChatWriter, plain: Answer, earlier: Sequence[str], lexicon: Lexicon, max_chars: int) -> Iterator[Draft]:
    """Growing drafts of the answer, each with one checked sentence more, and a last one that is finished.

    Args:
        plain: the extractive answer, whose question and passages are used.
        earlier: questions before this one, identifiers masked, oldest first.
    """
    query, passages = plain.query, passages_for(plain)
    prompt = build_prompt(query, passages, earlier)
    kept, seen, reply = list[Sentence](), 0, ""

    def grew(written: list[Sentence]) -> bool:
        nonlocal seen
        before = len(kept)
        good, bad = _checked(written[seen:], passages, query.lang, lexicon)
        seen = max(seen, len(written))
        for sentence in bad:
            logger.warning("removed a sentence of the language model that its passages do not hold: %s", sentence.text)
        kept.extend(s for s in dict.fromkeys(good) if s not in kept)
        return len(kept) > before

    try:
        for reply in _pieces(chat, prompt.system, prompt.user, max_chars):
            if grew(read_reply(reply, query.lang, whole=False)):
                yield Draft(*_numbered(kept, passages, query.lang))
    except ChatError as error:
        logger.warning("%s; the extractive answer is shown", error.line)
        yield Draft((), (), finished=True, fault=NOT_REACHED)
        return
    grew(read_reply(reply, query.lang))
    if not kept:
        logger.warning(
            "the language model %s; the extractive answer is shown", "found no answer" if refuses(reply) else "wrote nothing that stands"
        )
        yield Draft((), (), finished=True, fault=NOT_USABLE)
        return
    yield Draft(*_numbered(kept, passages, query.lang), finished=True)
