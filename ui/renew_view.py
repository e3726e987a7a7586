"""The renewal plan and what to put right in the form → HTML, every text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from itertools import groupby
from urllib.parse import quote

from ingest.renewal import Line, Renewal
from ingest.structured import Scheme
from rag.messages import date_text
from rag.types import Passage
from ui.ics import calendar
from ui.renewal import Plan, State, reminders
from ui.renewal_form import Problem
from ui.renewal_notes import notes, title_of
from ui.shelf import origin
from ui.view import passage_html
from ui.words import Words

_FILE = "wenjin-renewal.ics"
# The part with boxes to tick; the others are plain lists.
_TICKED = "prepare"
# Shown beside the window, not as a part of its own.
_BESIDE = "window_note"


def day_text(day: date, words: Words) -> str:
    """A day in words: 2026年5月31日, 31 May 2026."""
    return date_text(day.isoformat(), words.lang)


def choices(schemes: Iterable[Scheme], rules: Renewal, words: Words) -> list[tuple[str, str]]:
    """Schemes with a window as (name, value): each category of a scheme by itself, then the scheme for who does not know the category."""
    with_window = {scheme for window in rules.windows for scheme in window.schemes}
    found = list[tuple[str, str]]()
    for scheme in schemes:
        if scheme.id not in with_window:
            continue
        name = words.of(scheme.name.zh, scheme.name.en)
        short = f"{scheme.abbr} · " if scheme.abbr else ""
        found += [(f"{words.of(c.name.zh, c.name.en)} · {name}", f"{scheme.id}/{c.id}") for c in scheme.category]
        whole = words.say("renew.unsure", name=f"{short}{name}") if scheme.category else f"{short}{name}"
        found.append((whole, f"{scheme.id}/"))
    return found


def problems_html(problems: Iterable[Problem], words: Words) -> str:
    """What to put right, as a list that is read out at once."""
    items = ""
    for problem in problems:
        values = {k: day_text(date.fromisoformat(v), words) if k == "day" else v for k, v in problem.values}
        said = words.say(f"renew.problem_{problem.key}", field=words[f"renew.{problem.field}"], **values)
        items += f"<li>{escape(said)}</li>"
    return f'<div class="wj-renew-problems" role="alert"><h2 tabindex="-1">{escape(words["renew.problems"])}</h2><ul>{items}</ul></div>'


def plan_html(plan: Plan, name: str, passages: Mapping[str, Passage], words: Words) -> str:
    """The whole plan.

    Args:
        name: the scheme and category as picked.
        passages: by id, to open under the lines.
    """
    told = words.say(
        "renew.told",
        expiry=day_text(plan.case.expiry, words),
        situation=words[f"renew.situation_{plan.case.situation}"],
        dependants=words["renew.with_dependants" if plan.case.dependants else "renew.without_dependants"],
    )
    made = words.say("renew.made_on", day=day_text(plan.today, words))
    head = (
        f'<h2 tabindex="-1">{escape(words.say("renew.plan_of", name=name))}</h2>'
        f'<p class="wj-renew-told">{escape(told)} <span class="wj-renew-dim">{escape(made)}</span></p>'
    )
    parts = "".join(_part(part, plan, passages, words) for part in plan.parts if part != _BESIDE)
    former = _section("former", _list(plan.former, passages, words), words) if plan.former else ""
    lang = escape(words.lang)
    return f'<div class="wj-renew-plan" lang="{lang}">{head}{_window(plan, passages, words)}{_actions(plan, name, passages, words)}{_contents(plan, words)}{parts}{former}</div>'


def _contents(plan: Plan, words: Words) -> str:
    """Links to the parts."""
    there = [*(part for part in plan.parts if part != _BESIDE), *(["former"] if plan.former else [])]
    links = "".join(f'<li><a href="#wj-renew-{part}">{escape(words[f"renew.part_{part}"])}</a></li>' for part in there)
    return f'<nav class="wj-renew-contents" aria-label="{escape(words["renew.contents"])}"><ul>{links}</ul></nav>'


def _state_text(plan: Plan, words: Words) -> str:
    if plan.state is State.PASSED:
        return words["renew.state_passed_one"] if plan.days_left == -1 else words.say("renew.state_passed", days=-plan.days_left)
    if plan.state is State.EARLY and plan.opening:
        days = (plan.opening.opens - plan.today).days
        return words["renew.state_tomorrow"] if days == 1 else words.say("renew.state_early", days=days)
    if plan.days_left == 0:
        return words["renew.state_last_day"]
    if plan.opening is None:
        return ""
    return words["renew.state_one_day"] if plan.days_left == 1 else words.say("renew.state_open", days=plan.days_left)


def _window(plan: Plan, passages: Mapping[str, Passage], words: Words) -> str:
    """The state in large, the two dates, the rule they were counted by and what to know beside it."""
    said = _state_text(plan, words)
    if plan.opening and plan.opening.rule.basis == "general" and plan.state is not State.PASSED:
        said = words.say("renew.by_notice", state=said)
    state = f'<p class="wj-renew-state">{escape(said)}</p>'
    if plan.state is State.PASSED:
        body = f"<p>{escape(words['renew.passed_lead'])}</p>"
    elif plan.opening is None:
        body = f"<p>{escape(words['renew.no_window'])}</p>"
    else:
        pairs = (("renew.opens", plan.opening.opens), ("renew.closes", plan.opening.closes))
        days = "".join(
            f'<div><dt>{escape(words[key])}</dt><dd><time datetime="{day.isoformat()}">{escape(day_text(day, words))}</time></dd></div>'
            for key, day in pairs
        )
        rule = plan.opening.rule
        lines = _list((rule, *plan.parts.get(_BESIDE, ())), passages, words)
        general = f"<p>{escape(words['renew.basis_general'])}</p>" if rule.basis == "general" else ""
        body = f'<dl>{days}</dl>{general}{lines}<p class="wj-renew-dim">{escape(words["renew.counted"])}</p>'
    return f'<div class="wj-renew-window wj-renew-{plan.state}">{state}{body}</div>'


def _actions(plan: Plan, name: str, passages: Mapping[str, Passage], words: Words) -> str:
    """The calendar file, carried in the link itself so that nothing is kept on the server, and the button that prints."""
    days = reminders(plan)
    link = ""
    if days:
        file = calendar(notes(plan, name, passages, words), words["renew.calendar_name"], plan.today)
        href = f"data:text/calendar;charset=utf-8,{quote(file)}"
        link = f'<a class="wj-renew-ics" download="{_FILE}" href="{href}">{escape(words["renew.add_calendar"])}</a>'
    button = f'<button type="button" class="wj-renew-print">{escape(words["renew.print"])}</button>'
    listed = "".join(
        f"<li><strong>{escape(day_text(r.day, words))}</strong> {escape(title_of(r, words))}"
        f"{'' if r.rules else ' <span class=wj-renew-dim>' + escape(words['renew.suggested']) + '</span>'}</li>"
        for r in days
    )
    ahead = f'<div class="wj-renew-days"><h3>{escape(words["renew.next_days"])}</h3><ol>{listed}</ol></div>' if listed else ""
    return f'{ahead}<div class="wj-renew-actions">{link}{button}</div>'


def _part(part: str, plan: Plan, passages: Mapping[str, Passage], words: Words) -> str:
    lines = plan.parts[part]
    body = ""
    if part == "abode":
        body += _clock(plan, words)
    if part == _TICKED and lines:
        body += f'<p class="wj-renew-count">{escape(words["renew.ready"])} <output>0</output> / {len(lines)}</p>'
    if part == "criterion" and lines and not plan.situation_known:
        situation = words[f"renew.situation_{plan.case.situation}"]
        body += f"<p>{escape(words.say('renew.situation_nothing', situation=situation))}</p>"
    body += _list(lines, passages, words, ticked=part == _TICKED) if lines else f"<p>{escape(words['renew.nothing'])}</p>"
    return _section(part, body, words)


def _section(part: str, body: str, words: Words) -> str:
    return f'<section class="wj-renew-part wj-renew-part-{part}" id="wj-renew-{part}"><h3>{escape(words[f"renew.part_{part}"])}</h3>{body}</section>'


def _clock(plan: Plan, words: Words) -> str:
    if plan.clock is None or plan.case.arrival is None:
        return f'<p class="wj-renew-dim">{escape(words["renew.abode_none"])}</p>'
    day = plan.clock.day
    key = "renew.abode_reached" if day <= plan.today else "renew.abode_ahead"
    said = words.say(key, arrival=day_text(plan.case.arrival, words), day=day_text(day, words), years=plan.clock.years)
    return f'<p class="wj-renew-clock">{escape(said)}</p><p class="wj-renew-dim">{escape(words["renew.abode_note"])}</p>'


def _list(lines: Iterable[Line], passages: Mapping[str, Passage], words: Words, ticked: bool = False) -> str:
    """Lines in their order; those in a row that stand on the same passage share one citation below them."""
    groups = "".join(
        f"<li><ul>{''.join(_item(line, words, ticked) for line in group)}</ul>{_citation(section, as_of, passages, words)}</li>"
        for (section, as_of), group in groupby(lines, key=lambda line: (line.section, line.as_of))
    )
    return f'<ul class="wj-renew-lines">{groups}</ul>'


def _item(line: Line, words: Words, ticked: bool) -> str:
    said = escape(words.of(line.zh, line.en))
    if line.url:
        said = f'<a href="{escape(line.url)}" target="_blank" rel="noopener noreferrer">{said}</a>'
    if ticked:
        said = f'<label><input type="checkbox" data-wj-tick="{escape(line.id)}"> <span>{said}</span></label>'
    if line.former:
        return f'<li class="wj-renew-former"><span class="wj-renew-badge">{escape(words["renew.former"])}</span> {said}</li>'
    return f"<li>{said}</li>"


def _citation(section: str, as_of: str, passages: Mapping[str, Passage], words: Words) -> str:
    """Source and date, under which the passage opens; the date alone where the passage is missing."""
    passage, dated = passages.get(section), escape(date_text(as_of, words.lang))
    if passage is None:
        return f'<span class="wj-renew-cite">{dated}</span>'
    card = passage_html(passage, passage.lang_for(words.lang), words)
    return f'<details class="wj-renew-cite"><summary>{escape(origin(passage, words))} · {dated}</summary>{card}</details>'
