"""The passages beside an answer, for one turn at a time: cards with the supporting words marked, where they come from, the page they stand on."""

from __future__ import annotations

import re
from html import escape

from rag.index import Index
from rag.text import to_simplified
from ui.ask_turn import Shown, Turn, nearest_passages, shown
from ui.view import passage_html
from ui.words import Words

LEAST_WORDS = 6  # characters of a sentence that is looked for in a passage
_DATED = re.compile(r"\s*[（(][^（()）]*[)）][。.]?$")
MAX_TITLE = 60  # characters of the question above its passages


def passages_html(index: Index, turn: Turn | None, words: Words) -> str:
    """The passages of one turn; for a refusal the nearest ones, said to be no answer. Each card has room for its page's picture."""
    if turn is None:
        return f'<div class="wj-ask-beside"><p class="wj-empty">{escape(words["no_passages"])}</p></div>'
    if turn.citations:
        head = words.say("ask.source_count", n=len(turn.citations))
        cards = "".join(_card(shown(index, c), turn, words) for c in turn.citations)
    else:
        head = ""
        nearest = nearest_passages(index, turn)
        cards = "".join(passage_html(p, p.lang_for(turn.lang), words) for p in nearest)
        cards = f'<p class="wj-empty">{escape(words["nearest" if nearest else "no_passages"])}</p>' + cards
    asked = turn.asked if len(turn.asked) <= MAX_TITLE else turn.asked[: MAX_TITLE - 1] + "…"
    title = " · ".join(t for t in (words.say("ask.of_question", question=asked), head) if t)
    return f'<div class="wj-ask-beside" data-turn="{escape(turn.id)}"><p class="wj-ask-of">{escape(title)}</p>{cards}</div>'


def _card(found: Shown, turn: Turn, words: Words) -> str:
    """One citation's card; when the passage changed or is gone, the sentence as it was cited."""
    back = f'<button type="button" class="wj-ask-link wj-ask-back" data-act="back">{escape(words["ask.back"])}</button>'
    if found.passage is None:
        return f'<article class="wj-card" id="wj-p{found.n}" tabindex="-1"><h3>[{found.n}]</h3>{_as_cited("gone", found, words)}{back}</article>'
    above = "" if found.end > found.start else _as_cited("changed", found, words)
    spans = supporting(found.passage.texts[found.lang], found, turn)
    return passage_html(found.passage, found.lang, words, found.n, spans, (above, f'<div data-room="{found.n}"></div>{back}'))


def supporting(text: str, found: Shown, turn: Turn) -> list[tuple[int, int]]:
    """The spans of a passage's text that an answer stands on, ascending: the quote, and every sentence that cites it in the text's own words."""
    spans = [(found.start, found.end)] if found.end > found.start else []
    for sentence in turn.sentences:
        if found.n in sentence.citations:
            spans += _stands(text, sentence.text, turn.lang)
    merged = list[tuple[int, int]]()
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _stands(text: str, sentence: str, lang: str) -> list[tuple[int, int]]:
    """Where a sentence of the answer stands in the text, in whatever script, with or without the date put behind it; none for a reworded one."""
    simplified = to_simplified(text) if lang == "zh-Hans" else text
    if len(simplified) != len(text):  # a phrase that the other script writes shorter: places would be off
        return []
    for wanted in (sentence, _DATED.sub("", sentence)):
        at = simplified.find(wanted) if len(wanted) >= LEAST_WORDS else -1
        if at >= 0:
            return [(at, at + len(wanted))]
    return []


def _as_cited(key: str, found: Shown, words: Words) -> str:
    quote = f'<blockquote class="wj-text" lang="{escape(found.lang)}">{escape(found.quote)}</blockquote>' if found.quote else ""
    return f'<p class="wj-note">{escape(words[f"ask.{key}"])}</p>{quote}'
