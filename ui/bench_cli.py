"""`wenjin bench`: any retrieval set to a TREC run file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.settings import load_settings
from ui.output import errors


def bench(
    passages: Annotated[Path, typer.Option("--passages", help="Passages: a JSON object a line with id, text and, if any, title.")],
    queries: Annotated[Path, typer.Option("--queries", help="Queries: a JSON object a line with id and text.")],
    run: Annotated[Path, typer.Option("--run", help="The TREC run file to write.")],
    k: Annotated[int, typer.Option("--k", min=1, help="Passages a query.")] = 100,
) -> None:
    """Rank any passages for any queries, in either language, into a TREC run file."""
    from evals.beir import bench as run_bench

    done = run_bench(load_settings(), (passages, queries), run, k, errors)
    errors.print(
        f"{done.passages} passages indexed in {done.index_seconds:.1f} s; {done.queries} queries, median {done.median_ms:.1f} ms,"
        f" p95 {done.p95_ms:.1f} ms; {done.unmatched} without a match → {run}"
    )
