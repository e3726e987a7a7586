"""Answer → what is shown: pure functions from values to HTML in which every text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from rag.answer import Engine
from rag.messages import date_text, in_script, message
from rag.next_step import Place
from rag.scheme_chips import Chip, example_note, other_schemes
from rag.suggest import suggestions
from rag.types import Answer, Citation, Passage
from ui.passage_text import text_html
from ui.words import Words

MAX_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer as HTML, ready to be shown again; `answer` is None after a fault."""

    question: str
    html: str
    passages: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Chips:
    """What can be asked with one press after an answer: the same about other schemes, and what comes next."""

    schemes: tuple[Chip, ...] = ()
    following: tuple[str, ...] = ()

    @property
    def questions(self) -> list[str]:
        """The question of every chip, in the order of their buttons."""
        return [*(c.question for c in self.schemes), *self.following]


def chips_after(engine: Engine, exchanges: list[Exchange]) -> Chips:
    """The chips after the last exchange; none before the first or after a fault."""
    answer = exchanges[-1].answer if exchanges else None
    if answer is None:
        return Chips()
    return Chips(other_schemes(engine, answer), suggestions(engine, answer, [e.question for e in exchanges[:-1]]))


def next_step_html(places: tuple[Place, ...], lang: str, words: Words) -> str:
    """Where to go next, as links where they are web pages; "" without places."""
    items = ""
    for place in places:
        name = (
            f'<a href="{escape(place.url)}" target="_blank" rel="noopener noreferrer">{escape(place.name)}</a>'
            if place.url
            else escape(place.name)
        )
        shown = "" if place.url else f" {escape(place.address)}"
        items += f'<li>{name}{shown} <span class="wj-date">{escape(place.date)}</span></li>'
    return f'<div class="wj-next" lang="{lang}"><p>{escape(words["next_step"])}</p><ul>{items}</ul></div>' if items else ""


def answer_html(answer: Answer, words: Words, places: tuple[Place, ...] = ()) -> str:
    """How the question was understood, the verdict, the answer with superscript numbers that lead to the passages, the note, the next step."""
    parts = list[str]()
    if answer.query.standalone != answer.query.asked:
        parts.append(f'<p class="wj-understood">{escape(message("understood", words.lang, question=answer.query.standalone))}</p>')
    example = example_note(answer)
    if example:
        parts.append(f'<p class="wj-example-note" lang="{answer.query.lang}">{escape(example)}</p>')
    said = f"<strong>{escape(answer.verdict)}</strong> " if answer.verdict else ""
    said += "".join(
        escape(s.text) + "".join(f'<sup><a href="#wj-p{n}" aria-label="[{n}]">[{n}]</a></sup> ' for n in s.citations)
        for s in answer.sentences
    )
    if said:
        parts.append(f'<p class="wj-said" lang="{answer.query.lang}">{said}</p>')
    if answer.note:
        kind = "wj-note" if said else "wj-said"
        parts.append(f'<p class="{kind}" lang="{answer.query.lang}">{escape(answer.note)}</p>')
    parts.append(next_step_html(places, answer.query.lang, words))
    return "".join(parts)


def _facts(passage: Passage, lang: str, words: Words) -> str:
    named = "en" if lang == "en" else "zh-Hant"
    source = passage.source
    labels = [words["digest"] if passage.digest else words["verbatim"]]
    if source.status == "reported":
        labels.append(words["reported"])
    rows = [
        ("", " · ".join(t for t in (source.title.get(named, ""), source.publisher.get(named, "")) if t)),
        (words["published"], date_text(source.published, words.lang)),
        (words["as_of"], date_text(passage.as_of, words.lang)),
        (words["place"], passage.where.get(lang, "")),
    ]
    if passage.page is not None:
        rows.append((words["page"], str(passage.page)))
    if source.url:
        rows.append(("URL", source.url))
    items = "".join(f"<li>{escape(label)}{': ' if label else ''}{escape(value)}</li>" for label, value in rows if value)
    return f'<p class="wj-labels">{"".join(f"<span>{escape(x)}</span>" for x in labels)}</p><ul class="wj-facts">{items}</ul>'


def passage_html(passage: Passage, lang: str, words: Words, number: int | None = None, span: tuple[int, int] = (0, 0)) -> str:
    """One passage as a card: heading, marked text, where it comes from, and its other language folded away."""
    head = f"[{number}] " if number is not None else ""
    anchor = f' id="wj-p{number}"' if number is not None else ""
    others = "".join(
        f'<details><summary>{escape(words["other_language"])}</summary><p lang="{other}">{escape(passage.headings[other])}</p>'
        f"{text_html(text, other)}</details>"
        for other, text in passage.texts.items()
        if other != lang
    )
    return (
        f'<article class="wj-card"{anchor}><h3 lang="{lang}">{escape(head + passage.headings[lang])}</h3>'
        f"{text_html(passage.texts[lang], lang, *span)}{_facts(passage, lang, words)}{others}</article>"
    )


def _citation_html(citation: Citation, words: Words) -> str:
    return passage_html(citation.passage, citation.lang, words, citation.n, (citation.start, citation.end))


def passages_html(answer: Answer | None, words: Words) -> str:
    """The passages beside the answer; for a refusal the nearest ones, said to be no answer."""
    if answer is None:
        return f'<p class="wj-empty">{escape(words["no_passages"])}</p>'
    if answer.citations:
        return "".join(_citation_html(c, words) for c in answer.citations)
    cards = [passage_html(h.passage, h.passage.lang_for(answer.query.lang), words) for h in answer.retrieval.kept[:MAX_NEAREST]]
    return f'<p class="wj-empty">{escape(words["nearest"])}</p>' + "".join(cards) if cards else ""


def thread_html(exchanges: list[Exchange], words: Words) -> str:
    """The conversation so far, newest last."""
    turns = "".join(
        f'<div class="wj-turn"><p class="wj-you"><span>{escape(words["you"])}</span>{escape(e.question)}</p><div class="wj-answer">{e.html}</div></div>'
        for e in exchanges
    )
    return f'<div role="log" aria-live="polite" aria-label="{escape(words["conversation"])}">{turns}</div>'


def header_html(words: Words) -> str:
    """Name and purpose of the page."""
    return f"<h1>{escape(words['title'])}</h1><p>{escape(words['subtitle'])}</p>"


def footer_html(words: Words) -> str:
    """What the page is not."""
    return f'<p class="wj-footer">{escape(words["footer"])}</p>'


def error_html(text: str) -> str:
    """A friendly error in place of an answer."""
    return f'<p class="wj-note" role="alert">{escape(in_script(text, ""))}</p>'
