"""A fact's date and source as a button, and the passage that opens from it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from rag.messages import date_text
from ui.shelf import Shelf, open_shelf, origin
from ui.view import passage_html
from ui.words import PAGE_LANGS, Words

_SCRIPTS = Path(__file__).with_name("scripts")


def script(*names: str) -> str:
    """Scripts of ui/scripts one after the other, for a component's `js_on_load`."""
    return "\n".join((_SCRIPTS / f"{name}.js").read_text(encoding="utf-8") for name in names)


def cite_html(shelf: Shelf, section: str, as_of: str, words: Words) -> str:
    """A button with a fact's date and publisher that opens its passage; it says so where the fact is only reported."""
    passage = shelf.passages.get(section)
    parts = [date_text(as_of, words.lang), origin(passage, words) if passage else ""]
    if passage and passage.source.status == "reported":
        parts.append(words["citing.reported"])
    said = " · ".join(part for part in parts if part)
    return (
        f'<button type="button" class="wj-cite" data-passage="{escape(section)}" aria-haspopup="dialog">'
        f'<span class="wj-sr">{escape(words["citing.open"])} </span>{escape(said)}</button>'
    )


def pair(asked: object) -> tuple[object, Words]:
    """What a script of the page asks the server for, `[thing, language]`; the thing may be of any type and value."""
    thing, lang = asked if isinstance(asked, list) and len(asked) == 2 else (None, "")
    return thing, Words(lang if isinstance(lang, str) and lang in PAGE_LANGS else "zh-Hant")


def passage_dialog(folder: Path, asked: object) -> str:
    """The inside of the dialog that shows one passage: its card under a button that closes; a line where there is none.

    Args:
        asked: a passage's id and the language, see `pair`.
    """
    section, words = pair(asked)
    passage = open_shelf(folder).passages.get(section) if isinstance(section, str) else None
    body = passage_html(passage, passage.lang_for(words.lang), words) if passage else f"<p>{escape(words['citing.missing'])}</p>"
    return f'{close_html(words)}<h2 class="wj-dialog-title">{escape(words["passages"])}</h2>{body}'


def close_html(words: Words) -> str:
    """The button that closes a dialog."""
    return f'<button type="button" class="wj-close" data-close>{escape(words["citing.close"])}</button>'
