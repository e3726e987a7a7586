"""The finder's result and the comparison of the schemes as HTML; every text is escaped."""

from __future__ import annotations

from html import escape

from ingest.facts import Value
from ingest.finder_rules import ALWAYS, CHOICES
from ingest.structured import Facts, Scheme
from ui.citing import cite_html
from ui.finder import Answers, Match, Outcome, Reason, Verdict, Way, matches
from ui.schemes_data import FIELDS
from ui.shelf import Shelf, text_of
from ui.words import Words

_SIGNS = {Outcome.FITS: "✓", Outcome.DEPENDS: "?", Outcome.MISSING: "…", Outcome.FAILS: "✗"}
# Lists of things that hold together; of the other fields the values are of one thing at several times, the newest first.
LISTS = frozenset(["who", "conditions", "apply_how", "dependants", "official_channel", "excluded_nationalities"])
SHOWN = 2  # values of a list that stand open in a cell; of other fields one
FIRST_FIELDS = ("who", "job_offer", "first_stay", "when_to_renew", "fee")
OFFERS = ("any", "needed", "not", "varies")


def finder_html(shelf: Shelf, answers: Answers, strange: list[str], words: Words) -> str:
    """Every scheme held against the answers, side by side: those that may fit, those that depend, those a rule speaks against.

    Args:
        answers, strange: as `ui.finder.read_answers` gives them.
    """
    parts = list[str]()
    if strange:
        names = words["schemes.listing"].join(words[f"schemes.q_{field}"] for field in strange)
        parts.append(f'<p class="wj-note" role="alert">{escape(words.say("schemes.strange", names=names))}</p>')
    if not answers:
        parts.append(f'<p class="wj-empty">{escape(words["schemes.nothing_answered"])}</p>')
        return _framed("".join(parts), words)
    found = matches(shelf, answers)
    counts = {verdict.value: sum(m.verdict is verdict for m in found) for verdict in Verdict}
    parts.append(f'<p class="wj-schemes-summary" role="status">{escape(words.say("schemes.summary", **counts))}</p>')
    parts.append(f'<p class="wj-note">{escape(words["schemes.no_decision"])}</p>')
    for verdict in Verdict:
        cards = "".join(_match_html(shelf, m, words) for m in found if m.verdict is verdict)
        if cards:
            title = f"{words[f'schemes.verdict_{verdict}']} ({counts[verdict.value]})"
            parts.append(f'<h3 class="wj-schemes-group">{escape(title)}</h3><div class="wj-schemes-cards">{cards}</div>')
    return _framed("".join(parts), words)


def _framed(inner: str, words: Words) -> str:
    """The frame the script of citations reads its language and words from."""
    return (
        f'<div class="wj-schemes" data-lang="{words.lang}" data-failed="{escape(words["citing.failed"])}"'
        f' data-close="{escape(words["citing.close"])}">{inner}</div>'
    )


def _named(scheme: Scheme, words: Words) -> str:
    name = escape(text_of(scheme.name, words))
    return f'{name} <span class="wj-schemes-abbr">{escape(scheme.abbr)}</span>' if scheme.abbr else name


def _match_html(shelf: Shelf, found: Match, words: Words) -> str:
    best, others = found.ways[0], found.ways[1:]
    shown = [_way_html(shelf, best, words)]
    shown += [
        f'<details class="wj-schemes-way"><summary>{_way_title(w, words)}</summary>{_reasons(shelf, w, words)}</details>' for w in others
    ]
    conditions = found.scheme.conditions
    if conditions:
        items = "".join(f"<li>{_value_html(shelf, v, words)}</li>" for v in conditions)
        title = escape(words.say("schemes.more_conditions", n=len(conditions)))
        shown.append(f"<details><summary>{title}</summary><ul>{items}</ul></details>")
    return (
        f'<article class="wj-schemes-card wj-schemes-{found.verdict}"><h4>{_named(found.scheme, words)}</h4>'
        f'<p class="wj-schemes-verdict">{escape(words[f"schemes.verdict_{found.verdict}"])}</p>{"".join(shown)}</article>'
    )


def _way_title(way: Way, words: Words) -> str:
    name = text_of(way.route, words)
    verdict = words[f"schemes.verdict_{way.verdict}"]
    return escape(f"{name}{'：' if words.lang != 'en' else ': '}{verdict}" if name else verdict)


def _way_html(shelf: Shelf, way: Way, words: Words) -> str:
    title = f'<p class="wj-schemes-route">{_way_title(way, words)}</p>' if way.route else ""
    return title + _reasons(shelf, way, words)


def _reasons(shelf: Shelf, way: Way, words: Words) -> str:
    """What each rule says, with its source; where a rule speaks against, the others are folded away."""
    items = [_reason(shelf, reason, words) for reason in way.reasons]
    against = sum(reason.outcome is Outcome.FAILS for reason in way.reasons)
    open_ = against or len(items)
    rest = f"<details><summary>{escape(words.say('schemes.more', n=len(items) - open_))}</summary>{_listed(items[open_:])}</details>"
    return _listed(items[:open_]) + (rest if items[open_:] else "")


def _listed(items: list[str]) -> str:
    return f'<ul class="wj-schemes-reasons">{"".join(items)}</ul>'


def _reason(shelf: Shelf, reason: Reason, words: Words) -> str:
    rule = reason.rule
    about = "" if rule.field == ALWAYS else f"{words[f'schemes.q_{rule.field}']} – "
    said = escape(about + words[f"schemes.outcome_{reason.outcome}"])
    return (
        f'<li class="wj-schemes-{reason.outcome}"><span class="wj-schemes-sign" aria-hidden="true">{_SIGNS[reason.outcome]}</span>'
        f'<span class="wj-schemes-said">{said}</span> {_value_html(shelf, rule, words)}</li>'
    )


def _value_html(shelf: Shelf, value: Value, words: Words) -> str:
    return f"{escape(text_of(value, words))} {cite_html(shelf, value.section, value.as_of, words)}"


def chosen_schemes(shelf: Shelf, ids: list[str], offer: str) -> list[Scheme]:
    """The schemes ticked that also pass the filter on the job offer, one of OFFERS; an unknown one lets all pass."""
    needed = {"needed": True, "not": False, "varies": None}
    return [s for s in shelf.schemes if s.id in ids and (offer not in needed or s.job_offer_needed is needed[offer])]


def table_html(shelf: Shelf, schemes: list[Scheme], fields: list[str], words: Words) -> str:
    """The schemes beside each other, a row for each kind of fact; on a narrow screen the rows stand below each other."""
    chosen = [field for field in FIELDS if field in fields]
    if not schemes or not chosen:
        return _framed(
            f'<p class="wj-empty" role="status">{escape(words["schemes.table_no_facts" if schemes else "schemes.table_none"])}</p>', words
        )
    heads = "".join(f'<th scope="col" role="columnheader">{_named(s, words)}</th>' for s in schemes)
    rows = ""
    for field in chosen:
        cells = "".join(
            f'<td role="cell"><p class="wj-schemes-of">{_named(s, words)}</p>{_cell(shelf, s, field, words)}</td>' for s in schemes
        )
        rows += f'<tr role="row"><th scope="row" role="rowheader"><span>{escape(words[f"schemes.f_{field}"])}</span></th>{cells}</tr>'
    count = escape(words.say("schemes.table_count", schemes=len(schemes), facts=len(chosen)))
    return _framed(
        f'<p class="wj-schemes-count" role="status">{count}</p><p class="wj-note">{escape(words["schemes.table_note"])}</p>'
        f'<div class="wj-schemes-scroll" tabindex="0" role="region" aria-label="{escape(words["schemes.compare"])}">'
        f'<table role="table" class="wj-schemes-table" style="--wj-columns: {len(schemes)}"><thead role="rowgroup"><tr role="row">'
        f'<th scope="col" role="columnheader">{escape(words["schemes.fact"])}</th>{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></div>',
        words,
    )


def _cell(shelf: Shelf, scheme: Scheme, field: str, words: Words) -> str:
    parts = [_values_html(shelf, scheme, field, words)]
    for category in scheme.category:
        inner = _values_html(shelf, category, field, words)
        if inner:
            parts.append(f'<p class="wj-schemes-route">{escape(text_of(category.name, words))}</p>{inner}')
    return "".join(parts) or f'<p class="wj-schemes-none">{escape(words["schemes.not_stated"])}</p>'


def _values_html(shelf: Shelf, facts: Facts, field: str, words: Words) -> str:
    """The first values open, the others folded away; "" for none."""
    values: list[Value] = getattr(facts, field)
    open_ = SHOWN if field in LISTS else 1
    items = [f"<li>{_value_html(shelf, value, words)}</li>" for value in values]
    if not items:
        return ""
    rest = items[open_:]
    more = f"<details><summary>{escape(words.say('schemes.more', n=len(rest)))}</summary><ul>{''.join(rest)}</ul></details>" if rest else ""
    return f"<ul>{''.join(items[:open_])}</ul>{more}"


def choices(field: str, words: Words) -> list[tuple[str, str]]:
    """A question's choices as labels and values."""
    plain = {"yes": "a_yes", "no": "a_no", "unsure": "a_unsure"}
    keys = [(c, f"a_{c}" if field != "offer" and c in plain else f"a_{field}_{c}") for c in CHOICES[field]]
    return [(words[f"schemes.{key}"], choice) for choice, key in keys]


def scheme_choices(shelf: Shelf, words: Words) -> list[tuple[str, str]]:
    """The schemes as labels and values."""
    return [(s.abbr or text_of(s.name, words) if words.lang == "en" else text_of(s.name, words), s.id) for s in shelf.schemes]


def field_choices(words: Words) -> list[tuple[str, str]]:
    """What can be compared, as labels and values."""
    return [(words[f"schemes.f_{field}"], field) for field in FIELDS]


def offer_choices(words: Words) -> list[tuple[str, str]]:
    """The filter on the job offer, as labels and values."""
    return [(words[f"schemes.offer_{offer}"], offer) for offer in OFFERS]
