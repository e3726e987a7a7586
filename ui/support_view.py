"""The list of support measures, its print sheet and its CSV; every text is escaped."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import escape
from itertools import groupby

from ingest.structured import Measure
from rag.messages import date_text
from ui.citing import cite_html, close_html
from ui.shelf import Shelf, text_of
from ui.support_list import AUDIENCES, COSTS, NEED_NAMES, STATUSES, Wanted, districts, found, measure_as_data
from ui.words import Words

COLUMNS = (
    "name", "need", "for_whom", "reach", "provider", "languages", "cost", "district", "status", "as_of", "source", "publisher", "url",
    "section",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula, also after spaces (OWASP, "CSV injection").
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_LINK = re.compile(r"https?://[\w./?=&;%#:~+-]*[\w/]|(?<![\d-])\d{4} \d{4}(?!\d)", re.ASCII)


def list_html(shelf: Shelf, wanted: Wanted, words: Words) -> str:
    """The measures that fit, with a box to tick each: by need, folded, when nothing is asked; else open."""
    measures = found(shelf, wanted)
    attributes = {
        "lang": words.lang,
        "failed": words["citing.failed"],
        "close": words["citing.close"],
        "first": words["support.pick_first"],
        "fault": words["support.failed"],
        "saved": words["support.saved"],
    }
    data = " ".join(f'data-{name}="{escape(text)}"' for name, text in attributes.items())
    count = escape(words.say("support.count", n=len(measures), all=len(shelf.measures)))
    body = _groups(shelf, measures, wanted, words) if measures else _nothing_html(words)
    return f'<div class="wj-support" {data}><p class="wj-support-count" role="status">{count}</p>{_bar_html(words)}{body}</div>'


def _bar_html(words: Words) -> str:
    def button(action: str) -> str:
        return f'<button type="button" class="wj-support-act" data-act="{action}">{escape(words[f"support.{action}"])}</button>'

    buttons = "".join(button(action) for action in ("pick_shown", "pick_none", "sheet", "csv"))
    return (
        f'<div class="wj-support-bar"><p>{escape(words["support.picked"])} <output data-picked>0</output></p>{buttons}'
        '<p class="wj-support-said" role="status" data-said></p></div>'
    )


def _groups(shelf: Shelf, measures: list[Measure], wanted: Wanted, words: Words) -> str:
    """In the order of the needs, a fold for each; with a text in the order of the match, in one list."""
    if wanted.text.strip():
        return f'<ul class="wj-support-list">{"".join(_item(shelf, m, words) for m in measures)}</ul>'
    parts = ""
    for need, members in groupby(measures, key=lambda m: m.need):
        items = [_item(shelf, m, words) for m in members]
        opened = "" if wanted.open_ended else " open"
        parts += (
            f'<details class="wj-support-need"{opened}><summary><h3>{escape(words[f"support.need_{need}"])} '
            f'<span class="wj-support-n">{len(items)}</span></h3></summary><ul class="wj-support-list">{"".join(items)}</ul></details>'
        )
    return parts


def _linked(text: str) -> str:
    """Escaped text with its web addresses and eight-digit telephone numbers as links."""
    out, at = "", 0
    for match in _LINK.finditer(text):
        to = match[0] if match[0].startswith("http") else f"tel:+852{match[0].replace(' ', '')}"
        away = ' target="_blank" rel="noopener noreferrer"' if to.startswith("http") else ""
        out += f'{escape(text[at : match.start()])}<a href="{escape(to)}"{away}>{escape(match[0])}</a>'
        at = match.end()
    return out + escape(text[at:])


def _facts(shelf: Shelf, measure: Measure, words: Words) -> list[tuple[str, str]]:
    """What is known of a measure, label and text; the name and the source aside."""
    data = measure_as_data(shelf, measure, words)
    keys = ("for_whom", "reach", "provider", "languages", "cost", "district")
    return [(words[f"support.{key}"], str(data[key])) for key in keys if data[key]]


def _item(shelf: Shelf, measure: Measure, words: Words) -> str:
    name = escape(text_of(measure.name, words))
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{_linked(text)}</dd></div>" for label, text in _facts(shelf, measure, words))
    tags = (words[f"support.need_{measure.need}"], words[f"support.status_{measure.status}"])
    return (
        f'<li class="wj-support-item"><label class="wj-support-name"><input type="checkbox" data-pick="{escape(measure.id)}">'
        f'<span class="wj-sr">{escape(words["support.pick"])} </span><span>{name}</span></label>'
        f'<p class="wj-support-tags">{"".join(f"<span>{escape(t)}</span>" for t in tags)}</p>'
        f"<dl>{facts}</dl>{cite_html(shelf, measure.section, measure.as_of, words)}</li>"
    )


def _nothing_html(words: Words) -> str:
    return (
        f'<div class="wj-support-nothing"><p><strong>{escape(words["support.nothing"])}</strong></p>'
        f"<p>{escape(words['support.nothing_hints'])}</p></div>"
    )


def picked(shelf: Shelf, ids: object) -> list[Measure]:
    """The measures named by what came from the browser, in the order of the file; anything unknown is left out."""
    named = {i for i in ids if isinstance(i, str)} if isinstance(ids, list) else set()
    return [m for m in shelf.measures if m.id in named]


def sheet_html(shelf: Shelf, measures: list[Measure], today: date, words: Words) -> str:
    """The inside of the dialog that is printed: the measures by need, each with its facts, date and source in words."""
    items = ""
    for need, members in groupby(sorted(measures, key=lambda m: NEED_NAMES.index(m.need)), key=lambda m: m.need):
        rows = "".join(_sheet_item(shelf, m, words) for m in members)
        items += f"<h3>{escape(words[f'support.need_{need}'])}</h3><ul>{rows}</ul>"
    note = words.say("support.sheet_note", date=date_text(today.isoformat(), words.lang))
    return (
        f'{close_html(words)}<button type="button" class="wj-close wj-support-print" data-print>{escape(words["support.print"])}</button>'
        f'<h2 class="wj-dialog-title">{escape(words["support.sheet_title"])}</h2><p>{escape(note)}</p>{items}'
    )


def _sheet_item(shelf: Shelf, measure: Measure, words: Words) -> str:
    data = measure_as_data(shelf, measure, words)
    facts = "".join(f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in _facts(shelf, measure, words))
    source = " · ".join(t for t in (str(data["date"]), words[f"support.status_{measure.status}"], data["title"], data["publisher"]) if t)
    return f"<li><strong>{escape(str(data['name']))}</strong><dl>{facts}</dl><p>{escape(source)}</p></li>"


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    return f"'{text}" if _FORMULA.match(text) else text


def csv_text(shelf: Shelf, measures: list[Measure], words: Words) -> str:
    """The measures as CSV (RFC 4180) with a heading; it begins with the mark by which Excel knows UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    named = {"name", "need", "as_of", "source", "publisher", "url", "section"}
    writer.writerow([words[f"support.csv_{c}" if c in named else f"support.{c}"] for c in COLUMNS])
    for measure in measures:
        data = measure_as_data(shelf, measure, words)
        data |= {
            "need": data["need_name"],
            "status": words[f"support.status_{measure.status}"],
            "as_of": data["date"],
            "source": data["title"],
        }
        writer.writerow([safe_cell(str(data[column])) for column in COLUMNS])
    return "\ufeff" + buffer.getvalue()


def need_choices(shelf: Shelf, words: Words) -> list[tuple[str, str]]:
    """The needs as labels with their counts, and values."""
    counts = {need: sum(m.need == need for m in shelf.measures) for need in NEED_NAMES}
    return [(f"{words[f'support.need_{need}']} ({counts[need]})", need) for need in NEED_NAMES if counts[need]]


def audience_choices(words: Words) -> list[tuple[str, str]]:
    """The groups of people as labels and values."""
    return [(words[f"support.audience_{key}"], key) for key in AUDIENCES]


def cost_choices(words: Words) -> list[tuple[str, str]]:
    """The filter on the cost as labels and values."""
    return [(words["support.any"], ""), *((words[f"support.cost_{cost}"], cost) for cost in COSTS)]


def status_choices(words: Words) -> list[tuple[str, str]]:
    """The kinds of source as labels and values."""
    return [(words[f"support.status_{status}"], status) for status in STATUSES]


def provider_choices(shelf: Shelf, words: Words) -> list[tuple[str, str]]:
    """The providers as labels and values, by how many measures they give; first all of them."""
    named = {m.provider.en: text_of(m.provider, words) for m in shelf.measures}
    counts = {en: sum(m.provider.en == en for m in shelf.measures) for en in named}
    ordered = sorted(named, key=lambda en: (-counts[en], named[en]))
    return [(words["support.any"], ""), *((f"{named[en]} ({counts[en]})", en) for en in ordered)]


def district_choices(shelf: Shelf, words: Words) -> list[tuple[str, str]]:
    """The districts named as labels and values; first all of them."""
    named = {en: zh for m in shelf.measures for zh, en in districts(m)}
    return [(words["support.any"], ""), *((words.of(zh, en), en) for en, zh in sorted(named.items()))]
