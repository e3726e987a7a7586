"""A conversation taken away: one answer as text, all of it as Markdown, or as a sheet to print that needs nothing else.

Everything that came from a person or a document is escaped: in HTML as HTML, in Markdown so that it stays text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from rag.answer import Engine
from rag.assume import DEFAULT_SCHEME
from rag.errors import CorpusError
from rag.index import Index
from rag.log import logger
from rag.messages import date_text, message
from rag.next_step import Channel, read_channels
from rag.scheme_chips import scheme_label
from rag.types import Status
from ui.ask_turn import Goal, Shown, Turn, now, shown
from ui.view import source_line
from ui.words import Words

# What Markdown would read as markup; a dot or a bracket only where a list would begin.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])|^(\s*)([-+>=]|\d+[.)])(?=\s)", re.MULTILINE)
_STYLE = """
:root { color-scheme: light; } body { font: 12pt/1.65 system-ui, "PingFang HK", "Microsoft JhengHei", "Noto Sans CJK HK", "Noto Sans CJK TC", sans-serif;
color: #1d1c19; max-width: 46rem; margin: 2rem auto; padding: 0 1.2rem; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.12rem; margin: 1.8rem 0 .3rem; padding-top: .8rem; border-top: 1px solid #cfc8b9; }
h3 { font-size: .95rem; margin: .9rem 0 .2rem; color: #18424c; } p, ul, ol { margin: .3rem 0; } .small { font-size: .86rem; color: #5b554b; }
blockquote { margin: .2rem 0 .1rem; padding-left: .7rem; border-left: 3px solid #4f97a4; white-space: pre-line; } li { margin: .35rem 0; }
button { font: inherit; padding: .4rem 1.2rem; border: 1px solid #1b505c; border-radius: .4rem; background: #1b505c; color: #fff; cursor: pointer; }
@page { margin: 18mm 16mm; } @media print { body { margin: 0; padding: 0; max-width: none; font-size: 11pt; } button { display: none; } li, blockquote { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""


def copied_text(turn: Turn, words: Words) -> str:
    """One answer for the clipboard: question, answer, quotes by number, next step, and what Wenjin is not."""
    lines = [turn.asked, "", *_example(turn), turn.text, ""]
    lines += [f"[{c.n}] {' '.join(c.quote.split())}" for c in turn.citations]
    lines += [_goal_line(goal) for goal in turn.goals]
    return "\n".join([*lines, "", words["footer"]]).strip()


def _example(turn: Turn) -> list[str]:
    return [message("example", turn.lang, scheme=scheme_label(turn.assumed, turn.lang))] if turn.assumed else []


def _goal_line(goal: Goal) -> str:
    return f"{goal.name} {goal.address} ({goal.date})".replace(" ()", "")


def provenance(found: Shown, words: Words) -> list[str]:
    """Where a citation comes from, a line each: source and publisher, dates, place, address, summary or verbatim. Empty when it is gone."""
    passage = found.passage
    if passage is None:
        return [words["ask.gone"]]
    source = passage.source
    where = passage.where.get(found.lang) or next(iter(passage.where.values()), "")
    kind = words["digest" if passage.digest else "verbatim"]
    return [
        " · ".join(t for t in (source_line(source, words), where, kind) if t),
        f"{words['as_of']}: {date_text(passage.as_of, words.lang)} · {words['published']}: {date_text(source.published, words.lang)}",
        *([source.url] if source.url else []),
    ]


def markdown(index: Index, turns: Sequence[Turn], words: Words) -> str:
    """The conversation as Markdown."""
    lines = [f"# {words['ask.export_title']}", "", _plain(words.say("ask.made", date=now()[:16].replace("T", " "))), ""]
    for turn in turns:
        lines += _turn_markdown(index, turn, words)
    return "\n".join([*lines, "---", "", _plain(words["footer"]), ""])


def _turn_markdown(index: Index, turn: Turn, words: Words) -> list[str]:
    understood = [_plain(message("understood", words.lang, question=turn.understood)), ""] if turn.understood else []
    body = turn.text or words["ask.fault_text"]
    lines = [f"## {_plain(' '.join(turn.asked.split()))}", "", *understood, *(_plain(line) for line in _example(turn))]
    lines += [_plain(line) + "  " for line in body.split("\n")] + [""]
    for cited in turn.citations:
        found = shown(index, cited)
        lines += [f"> **[{cited.n}]** " + _plain(" ".join(cited.quote.split())), ">"]
        lines += [f"> {_plain(line)}  " for line in provenance(found, words)] + [""]
    if turn.goals:
        lines += [f"**{words['next_step']}**", "", *(f"- {_plain(_goal_line(g))}" for g in turn.goals), ""]
    return lines


def _plain(text: str) -> str:
    """A line that Markdown shows as it is."""
    return _MARKUP.sub(lambda m: "\\" + m[1] if m[1] else f"{m[2]}\\{m[3]}", text)


def contacts(engine: Engine, turns: Sequence[Turn], words: Words) -> list[Goal]:
    """The official pages and enquiry lines of the schemes a conversation is about, as the corpus has them; without a scheme the enquiry lines only.

    None when the corpus's file cannot be read: the sheet stands without them.
    """
    try:
        channels = read_channels(engine.settings.corpus / "schemes.toml")
    except CorpusError as error:
        logger.warning("%s", error.line)
        return []
    cited = [shown(engine.index, c).passage for turn in turns for c in turn.citations[:1]]
    schemes = dict.fromkeys(s for passage in cited if passage and len(passage.schemes) == 1 for s in passage.schemes)
    found = [channel for scheme in schemes for channel in channels.get(scheme, ())]
    found = found or [channel for channel in channels.get(DEFAULT_SCHEME, ()) if not channel.url]
    return list(dict.fromkeys(_contact(channel, words) for channel in found))


def _contact(channel: Channel, words: Words) -> Goal:
    name, address = (words.of(text["zh-Hant"], text["en"]) for text in (channel.name, channel.address))
    return Goal(name=name, address=address, url=channel.url, date=date_text(channel.as_of, words.lang))


def sheet_html(index: Index, turns: Sequence[Turn], contacts: Sequence[Goal], words: Words) -> str:
    """The conversation as one HTML page to print, with nothing to load: questions, answers, quotes with their dates, whom to ask.

    Args:
        contacts: official channels the corpus names, shown at the end.
    """
    body = "".join(_turn_sheet(index, turn, words) for turn in turns)
    people = "".join(f"<li>{escape(_goal_line(goal))}</li>" for goal in contacts)
    asked = f"<h2>{escape(words['ask.contacts'])}</h2><ul>{people}</ul>" if people else ""
    made = words.say("ask.made", date=now()[:16].replace("T", " "))
    return (
        f'<!doctype html><html lang="{words.lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(words['ask.sheet_title'])}</title><style>{_STYLE}</style></head><body><h1>{escape(words['ask.sheet_title'])}</h1>"
        f'<p class="small">{escape(made)}</p><button type="button" onclick="print()">{escape(words["ask.print"])}</button>'
        f'<main>{body}{asked}</main><footer><p class="small">{escape(words["footer"])}</p></footer></body></html>'
    )


def _turn_sheet(index: Index, turn: Turn, words: Words) -> str:
    asked_at = f'<p class="small">{escape(words["ask.asked_at"])}: {escape(turn.at[:16].replace("T", " "))}</p>' if turn.at else ""
    understood = f'<p class="small">{escape(message("understood", words.lang, question=turn.understood))}</p>' if turn.understood else ""
    text = turn.text if turn.status is not Status.FAILED else words["ask.fault_text"]
    said = "".join(f"<p>{escape(line)}</p>" for line in [*_example(turn), *text.split("\n")])
    quotes = "".join(_quote_sheet(shown(index, c), words) for c in turn.citations)
    listed = f'<h3>{escape(words["ask.quotes"])}</h3><ol style="list-style: none; padding: 0">{quotes}</ol>' if quotes else ""
    goals = "".join(f"<li>{escape(_goal_line(goal))}</li>" for goal in turn.goals)
    steps = f"<h3>{escape(words['next_step'])}</h3><ul>{goals}</ul>" if goals else ""
    return (
        f"<section><h2>{escape(turn.asked)}</h2>{asked_at}{understood}<h3>{escape(words['ask.answer'])}</h3>"
        f'<div lang="{turn.lang}">{said}</div>{listed}{steps}</section>'
    )


def _quote_sheet(found: Shown, words: Words) -> str:
    rows = "".join(f"<div>{escape(line)}</div>" for line in provenance(found, words))
    return f'<li><blockquote lang="{escape(found.lang)}">[{found.n}] {escape(found.quote)}</blockquote><div class="small">{rows}</div></li>'
