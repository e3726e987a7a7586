"""An answer in the terminal: text, numbered citations, and what was found."""

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


def citation_line(citation: Citation) -> str:
    """[1] title · publisher · date · place."""
    passage, lang = citation.passage, citation.lang
    named = "en" if lang == "en" else "zh-Hant"
    source = passage.source
    parts = [source.title.get(named, ""), source.publisher.get(named, ""), date_text(source.published, lang), passage.where[lang]]
    return f"[{citation.n}] " + " · ".join(p for p in parts if p)


def print_answer(answer: Answer, console: Console) -> None:
    """The verdict and the answer, citations with their quotes, and the rewritten question where it differs."""
    if answer.query.standalone != answer.query.asked:
        console.print(Text(message("understood", answer.query.lang, question=answer.query.standalone), style="dim"))
    example = example_note(answer)
    if example:
        console.print(Text(example, style="dim"))
    shown = Text(answer.text)
    shown.stylize("bold", 0, len(answer.verdict))
    console.print(shown)
    for citation in answer.citations:
        console.print(Text("\n" + citation_line(citation), style="bold"))
        console.print(Text(f"    {citation.quote}", style="dim"))
    if answer.refused and answer.retrieval.kept:
        console.print(Text("\n" + message("may_help", answer.query.lang), style="bold"))
        for hit in answer.retrieval.kept[:3]:
            console.print(Text(f"  {hit.passage.headings[hit.passage.lang_for(answer.query.lang)]} ({hit.passage.id})"))


def print_next(engine: Engine, answer: Answer, history: Sequence[str], console: Console) -> None:
    """Where to go next, the same question about other schemes, and what to ask next; nothing where there is none.

    Raises:
        CorpusError: see `next_step`.
    """
    lang = answer.query.lang
    lines = [next_step_text(next_step(engine, answer), lang)]
    for key, questions in (
        ("other_schemes", [c.question for c in other_schemes(engine, answer)]),
        ("following", suggestions(engine, answer, history)),
    ):
        if questions:
            lines.append("\n".join([message(key, lang), *(f"  {question}" for question in questions)]))
    for line in lines:
        if line:
            console.print(Text("\n" + line))


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
