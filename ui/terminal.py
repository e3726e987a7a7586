"""An answer in the terminal: text, numbered citations, and what was found. Lines are broken on a terminal only, never in a file or a pipe."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from rag.answer import Engine, Found
from rag.messages import date_text, message
from rag.next_step import next_step, next_step_text
from rag.scheme_chips import example_note, other_schemes
from rag.suggest import suggestions
from rag.types import Answer, Citation
from ui.terminal_wrap import wrapped

_QUOTE, _ITEM = "    ", "  "  # indents


def citation_line(citation: Citation) -> str:
    """[1] title · publisher · date · place."""
    passage, lang = citation.passage, citation.lang
    named = "en" if lang == "en" else "zh-Hant"
    source = passage.source
    parts = [source.title.get(named, ""), source.publisher.get(named, ""), date_text(source.published, lang), passage.where[lang]]
    return f"[{citation.n}] " + " · ".join(p for p in parts if p)


def _say(console: Console, text: str, style: str = "", indent: str = "") -> None:
    """Print text, its lines broken to the terminal's width; without any style where NO_COLOR is set."""
    for paragraph in text.split("\n"):
        lines = wrapped(paragraph, console.width, indent) if console.is_terminal else [indent + paragraph if paragraph else ""]
        console.print(Text("\n".join(lines), style="" if console.no_color else style), soft_wrap=True)


def print_answer(answer: Answer, console: Console) -> None:
    """The verdict and the answer, citations with their quotes, and the rewritten question where it differs."""
    lang = answer.query.lang
    if answer.query.standalone != answer.query.asked:
        _say(console, message("understood", lang, question=answer.query.standalone), "dim")
    example = example_note(answer)
    if example:
        _say(console, example, "dim")
    if answer.verdict:
        _say(console, answer.verdict, "bold")
    _say(console, answer.text.removeprefix(answer.verdict).lstrip("\n"))
    for citation in answer.citations:
        _say(console, "\n" + citation_line(citation), "bold")
        _say(console, citation.quote, "dim", _QUOTE)
    if answer.refused and answer.retrieval.kept:
        _say(console, "\n" + message("may_help", lang), "bold")
        for hit in answer.retrieval.kept[:3]:
            _say(console, f"{hit.passage.headings[hit.passage.lang_for(lang)]} ({hit.passage.id})", indent=_ITEM)


def print_next(engine: Engine, answer: Answer, history: Sequence[str], console: Console) -> None:
    """Where to go next, the same question about other schemes, and what to ask next; nothing where there is none.

    Raises:
        CorpusError: see `next_step`.
    """
    lang = answer.query.lang
    step = next_step_text(next_step(engine, answer), lang)
    if step:
        _say(console, "\n" + step)
    for key, questions in (
        ("other_schemes", [c.question for c in other_schemes(engine, answer)]),
        ("following", suggestions(engine, answer, history)),
    ):
        if questions:
            _say(console, "\n" + message(key, lang))
            for question in questions:
                _say(console, question, indent=_ITEM)


def print_hits(found: Found, console: Console) -> None:
    """A table of the hits, kept ones first."""
    table = Table("", "passage", "heading", "score", "bag", "entry", "dense")
    for kept, hits in (("✓", found.retrieval.kept), ("", found.retrieval.rejected)):
        for hit in hits:
            stages = [f"{hit.stages[k]:.2f}" for k in ("bm25_bag", "bm25_entry", "dense")]
            heading = next(iter(hit.passage.headings.values()))
            table.add_row(kept, Text(hit.passage.id), Text(heading), f"{hit.score:.3f}", *stages)
    console.print(table)
    evidence = found.evidence
    console.print(
        f"evidence {evidence.confidence:.2f}: words {evidence.words:.2f}, near {evidence.near:.2f}, cosine {evidence.cosine:.2f}, year {evidence.year:.2f}"
    )
