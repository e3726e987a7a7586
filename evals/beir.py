"""A retrieval set in the manner of BEIR: passages and queries in, a TREC run file out (`wenjin bench`).

P.jsonl  {"id", "text", "title"?}    Q.jsonl  {"id", "text"}    run  `qid Q0 docid rank score wenjin`, best first
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from evals.crosslingual import Crossing
from evals.passage_index import PassageIndex, Text, build
from evals.passage_rank import score
from rag.encoders import load_encoder
from rag.errors import CorpusError, DocumentError
from rag.settings import Settings
from rag.text import Segmenter

TAG = "wenjin"
SMALLEST_STEP = 1e-6  # between two scores of a run, as they are printed: tools that sort by score keep our order


@dataclass(frozen=True, slots=True)
class BenchReport:
    """What a bench did: counts, seconds for indexing, and a query's milliseconds (median and 95th percentile)."""

    passages: int
    queries: int
    unmatched: int
    index_seconds: float
    median_ms: float
    p95_ms: float


class _Row(BaseModel):
    id: str | int
    text: str
    title: str | None = None


def _text(path: Path, number: int, line: str) -> Text:
    try:
        row = _Row.model_validate_json(line)
    except ValidationError:
        raise CorpusError(path, number, 'expected a JSON object such as {"id": "1", "text": "…"}, with "title" if there is one') from None
    name = str(row.id)
    if not name or any(c.isspace() for c in name):
        raise CorpusError(path, number, f"the id {name!r} is empty or holds white space, which a TREC run file cannot; rename it")
    return Text(name, row.text, row.title or "")


def read_texts(path: Path) -> list[Text]:
    """Passages or queries of a JSON-lines file, in order.

    Raises:
        DocumentError: the file cannot be read or holds none.
        CorpusError: a line is not of that format, or an id stands twice.
    """
    found: dict[str, Text] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DocumentError(f"{path} cannot be read as UTF-8 text ({error.__class__.__name__}); check the path and the file") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            text = _text(path, number, line)
            if text.id in found:
                raise CorpusError(path, number, f"the id {text.id!r} stands twice; ids must differ")
            found[text.id] = text
    if not found:
        raise DocumentError(f'{path} holds no line; expected a JSON object such as {{"id": "1", "text": "…"}} a line')
    return list(found.values())


def ranked(index: PassageIndex, crossing: Crossing, query: str, k: int) -> list[tuple[str, float]]:
    """The first k passages (id, score), best first, scores strictly falling; those that share nothing are left out."""
    scores = score(index, crossing, query)
    order = [i for i in np.argsort(-scores, kind="stable")[:k] if scores[i] > 0]
    out, last = list[tuple[str, float]](), float("inf")
    for i in order:
        last = min(float(scores[i]), last - SMALLEST_STEP)
        out.append((index.passages[i].id, last))
    return out


def run_lines(query: Text, found: list[tuple[str, float]]) -> Iterator[str]:
    """Lines of a TREC run file for one query."""
    for rank, (passage, value) in enumerate(found, 1):
        yield f"{query.id} Q0 {passage} {rank} {value:.6f} {TAG}\n"


def open_passages(settings: Settings, passages: list[Text], progress: Progress, task: TaskID) -> tuple[PassageIndex, Crossing]:
    """Passages indexed with the encoder in force, ready for queries of either language."""
    segmenter = Segmenter(cache_dir=settings.cache)
    index = build(passages, load_encoder(settings.encoder, segmenter), segmenter, lambda n: progress.advance(task, n))
    return index, Crossing.build(index)


def bench(settings: Settings, files: tuple[Path, Path], out: Path, k: int, console: Console) -> BenchReport:
    """Rank the passages of one file for each query of another and write the run; `out` is replaced only when it is whole.

    Args:
        files: passages and queries.
        out: the TREC run file; its folder must exist.
        k: passages a query.

    Raises:
        WenjinError: a file cannot be read or written.
    """
    passages, queries = read_texts(files[0]), read_texts(files[1])
    if not out.parent.is_dir():
        raise DocumentError(f"{out} cannot be written: there is no folder {out.parent}; make it first: `mkdir -p {out.parent}`")
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), TimeRemainingColumn())
    seconds, unmatched = list[float](), 0
    temporary = out.with_name(out.name + ".part")
    with Progress(*columns, console=console) as progress:
        started = time.perf_counter()
        index, crossing = open_passages(settings, passages, progress, progress.add_task("passages", total=len(passages)))
        index_seconds = time.perf_counter() - started
        task = progress.add_task("queries", total=len(queries))
        try:
            with temporary.open("w", encoding="utf-8") as file:
                for query in queries:
                    clock = time.perf_counter()
                    found = ranked(index, crossing, query.text, k)
                    seconds.append(time.perf_counter() - clock)
                    unmatched += not found
                    file.writelines(run_lines(query, found))
                    progress.advance(task)
            temporary.replace(out)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise DocumentError(f"{out} cannot be written ({error.strerror}); name another file with --run") from None
    median, p95 = (1000 * float(q) for q in np.quantile(seconds, (0.5, 0.95)))
    return BenchReport(len(passages), len(queries), unmatched, index_seconds, median, p95)
