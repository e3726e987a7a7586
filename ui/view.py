"""Answer → what is shown: pure functions from values to HTML in which every text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from rag.messages import date_text, in_script
from rag.types import Answer, Citation, Passage
from ui.words import Words

MAX_NEAREST = 3


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer as HTML, ready to be shown again."""

    question: str
    html: str
    passages: str


def answer_html(answer: Answer, words: Words) -> str:
    """The answer with superscript numbers that lead to the passages, and the note below."""
    parts = list[str]()
    if answer.query.standalone != answer.query.asked:
        parts.append(f'<p class="wj-understood">{escape(words["understood"])}：{escape(answer.query.standalone)}</p>')
    said = "".join(
        escape(s.text) + "".join(f'<sup><a href="#wj-p{n}" aria-label="[{n}]">[{n}]</a></sup> ' for n in s.citations)
        for s in answer.sentences
    )
    if said:
        parts.append(f'<p class="wj-said" lang="{answer.query.lang}">{said}</p>')
    if answer.note:
        parts.append(f'<p class="wj-note" lang="{answer.query.lang}">{escape(answer.note)}</p>')
    return "".join(parts)


def _marked(text: str, start: int, end: int) -> str:
    return f"{escape(text[:start])}<mark>{escape(text[start:end])}</mark>{escape(text[end:])}"


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
        f'<p lang="{other}" class="wj-text">{escape(text)}</p></details>'
        for other, text in passage.texts.items()
        if other != lang
    )
    return (
        f'<article class="wj-card"{anchor}><h3 lang="{lang}">{escape(head + passage.headings[lang])}</h3>'
        f'<p class="wj-text" lang="{lang}">{_marked(passage.texts[lang], *span)}</p>{_facts(passage, lang, words)}{others}</article>'
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
