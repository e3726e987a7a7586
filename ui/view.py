"""What several pages show: header and footer, a passage as a card, a friendly error. Pure functions in which every text is escaped."""

from __future__ import annotations

from html import escape

from rag.messages import date_text
from rag.types import Passage, Source
from ui.passage_text import Spans, text_html
from ui.words import Words


def header_html(words: Words) -> str:
    """Name and purpose of the page; for its script the language, and what Gradio's notices say in it."""
    notices = "".join(
        f' data-{key}="{escape(words[f"notice_{key}"])}"' for key in ("error", "close", "lost", "busy", "large", "fault", "more")
    )
    return f'<div data-lang="{words.lang}"{notices}><h1>{escape(words["title"])}</h1><p>{escape(words["subtitle"])}</p></div>'


def footer_html(words: Words) -> str:
    """What the page is not."""
    return f'<p class="wj-footer">{escape(words["footer"])}</p>'


def error_html(text: str) -> str:
    """A friendly error in place of what was asked for."""
    return f'<p class="wj-note" role="alert">{escape(text)}</p>'


def link_html(url: str, text: str = "") -> str:
    """A web address to press, opened beside this page; any other address is text only."""
    shown = escape(text or url)
    if not url.startswith(("https://", "http://")):
        return shown
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{shown}</a>'


def source_line(source: Source, words: Words) -> str:
    """Title and publisher of a source in the page's language where it has them, else in its own; script as written."""
    named = ("en", "zh-Hant") if words.lang == "en" else ("zh-Hant", "en")
    found = (next((t for lang in named if (t := texts.get(lang, ""))), "") for texts in (source.title, source.publisher))
    return " · ".join(text for text in found if text)


def passage_labels(passage: Passage, words: Words) -> list[str]:
    """What a reader should know of a passage at a glance: summary or verbatim, as reported, read from a picture, repaired."""
    labels = [words["digest" if passage.digest else "verbatim"]]
    flags = (("reported", passage.source.status == "reported"), ("ask.from_picture", passage.ocr), ("ask.repaired", passage.repaired))
    return labels + [words[key] for key, holds in flags if holds]


def _facts(passage: Passage, lang: str, words: Words) -> str:
    where = passage.where.get(lang, "")
    if passage.page is not None and where == f"p. {passage.page}":  # a document's: the page's own row says it in words
        where = ""
    rows = [
        ("", source_line(passage.source, words)),
        (words["published"], date_text(passage.source.published, words.lang)),
        (words["as_of"], date_text(passage.as_of, words.lang)),
        (words["place"], where),
        (words["page"], str(passage.page) if passage.page is not None else ""),
    ]
    items = [f"<li>{escape(label)}{': ' if label else ''}{escape(value)}</li>" for label, value in rows if value]
    if passage.source.url:
        items.append(f"<li>{link_html(passage.source.url)}</li>")
    labels = "".join(f"<span>{escape(label)}</span>" for label in passage_labels(passage, words))
    return f'<p class="wj-labels">{labels}</p><ul class="wj-facts">{"".join(items)}</ul>'


def passage_html(
    passage: Passage,
    lang: str,
    words: Words,
    number: int | None = None,
    spans: Spans = (),
    around: tuple[str, str] = ("", ""),
) -> str:
    """One passage as a card: heading, marked text, where it comes from, and its other language folded away.

    Args:
        number: of the citation; the card's id is then `wj-p<number>`.
        spans: of the text to mark.
        around: HTML before the text and at the end of the card.
    """
    head = f"[{number}] " if number is not None else ""
    anchor = f' id="wj-p{number}" tabindex="-1"' if number is not None else ""
    others = "".join(
        f'<details><summary>{escape(words["other_language"])}</summary><p lang="{other}">{escape(passage.headings[other])}</p>'
        f"{text_html(text, other)}</details>"
        for other, text in passage.texts.items()
        if other != lang
    )
    return (
        f'<article class="wj-card"{anchor}><h3 lang="{lang}">{escape(head + passage.headings[lang])}</h3>{around[0]}'
        f"{text_html(passage.texts[lang], lang, spans)}{_facts(passage, lang, words)}{others}{around[1]}</article>"
    )
