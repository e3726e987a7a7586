"""`wenjin ingest`, `inspect` and `status`: documents into the index, what becomes of them, and what the index holds."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from rag.errors import ChatError
from rag.settings import load_settings
from ui.output import IndexOption, emit, errors

if TYPE_CHECKING:
    from ingest.ledger import FileRecord
    from ingest.report import IngestReport
    from rag.chat import ChatWriter
    from rag.settings import Settings

Kinds = ".pdf .txt .md .html .docx"
PasswordOption = Annotated[str, typer.Option("--password", help="Password of locked PDFs.")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON, an object a line.")]
SHOWN_FILES = 200  # rows of the closing table; the index of a large archive is better read with `wenjin status --json`


def ingest(  # noqa: PLR0913 options of a command
    paths: Annotated[list[Path] | None, typer.Argument(help=f"Files or folders ({Kinds}); none: the shipped corpus.")] = None,
    index: IndexOption = None,
    reset: Annotated[bool, typer.Option("--reset", help="Start from an empty index.")] = False,
    if_stale: Annotated[bool, typer.Option("--if-stale", help="Do nothing when the index is up to date with the corpus.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Files read at a time; 0: one a processor core.")] = 0,
    password: PasswordOption = "",
    with_questions: Annotated[bool, typer.Option("--expand", help="Let a chat model write questions for new passages.")] = False,
) -> None:
    """Bring the index up to date with documents; the old index answers until the new one is whole."""
    from ingest.build import ingest as run
    from ingest.build import is_stale
    from ingest.expand import NEEDS
    from ingest.report import Options
    from rag.chat import open_chat_model
    from rag.errors import SettingsError

    settings = load_settings(index=index)
    writer = open_chat_model(settings) if with_questions else None
    if with_questions and writer is None:
        raise SettingsError(NEEDS)
    chat = _asking(writer) if writer else None
    if if_stale and not paths:
        state = is_stale(settings)
        if state == "fresh":
            errors.print(f"index at {settings.index} is up to date", markup=False)
            return
        reset = reset or state == "unusable"
    _show_report(run(settings, paths or [], reset, errors, Options(jobs, password, chat)), settings)


def _asking(writer: ChatWriter) -> Callable[[str], str]:
    """The model as a function from prompt to reply; once it fails it is not asked again, and the documents go without questions."""
    down = list[str]()

    def ask(prompt: str) -> str:
        if down:
            return ""
        try:
            return "".join(writer.stream("", prompt))
        except ChatError as error:
            down.append(error.line)
            errors.print(f"no questions are written from here on: {error.line}", markup=False, highlight=False)
            return ""

    return ask


def _show_report(report: IngestReport, settings: Settings) -> None:
    for note in report.notes:
        errors.print(note, markup=False, highlight=False)
    rows = _rows(report)
    if rows:
        table = Table("file", "pages", "passages", "repaired", "OCR", "note")
        for row in rows[:SHOWN_FILES]:
            table.add_row(*(escape(cell) for cell in row))
        errors.print(table)
    if len(rows) > SHOWN_FILES:
        errors.print(f"and {len(rows) - SHOWN_FILES:,} files more; `wenjin status --json` lists them all")
    same = [f"{report.unchanged} unchanged" if report.unchanged else "", f"{len(report.removed)} removed" if report.removed else ""]
    counts = "".join(f", {part}" for part in same if part)
    made = "" if report.written else "nothing to do; "
    manifest = report.manifest
    errors.print(
        f"index at {settings.index}: {made}{manifest.passages} passages, {manifest.entries} entries{counts}, {report.seconds:.1f} s",
        markup=False,
    )


def _rows(report: IngestReport) -> list[tuple[str, ...]]:
    """The closing table: what was read, what stands for something else, what left, what was skipped."""
    read = {record.source: record for record in report.records if record.source}
    names = {record.path: record for record in read.values()}
    rows = list[tuple[str, ...]]()
    for name, count in report.read:
        record = names.get(str(Path(name).absolute()))
        if record is None:
            rows.append((name, "", str(count), "", "", ""))
        else:
            rows.append((name, _count(record.pages), str(count), _count(record.repaired), _count(record.ocr), "; ".join(record.warnings)))
    rows += [(name, "", "-", "", "", f"same as {other}") for name, other in report.twins]
    rows += [(name, "", "-", "", "", "removed: no longer in its folder") for name in report.removed]
    rows += [(name, "", "-", "", "", f"skipped: {reason.removeprefix(name).lstrip(': ')}") for name, reason in report.skipped]
    return rows


def _count(number: int) -> str:
    return str(number) if number else ""


def inspect(
    path: Annotated[Path, typer.Argument(help=f"A file ({Kinds}) or a folder of them.")],
    as_json: JsonOption = False,
    password: PasswordOption = "",
) -> None:
    """What ingestion makes of a file: pages, repairs, warnings, sections, chunks. Nothing is indexed."""
    from ingest.inspect import inspect as run

    for found in run(path, load_settings(), password):
        if as_json:
            emit(found)
        else:
            _show_file(found, Console())


def _show_file(found: dict[str, Any], console: Console) -> None:
    console.rule(escape(found["file"]))
    if "error" in found:
        console.print(found["error"], markup=False)
        return
    if found["pages"]:
        table = Table("page", "printed", "health", "chars", "OCR", "reason")
        for page in found["pages"]:
            cells = (page["number"], page["printed"], page["health"], page["chars"], "yes" if page["ocr"] else "", page["reason"])
            table.add_row(*(escape(str(cell)) for cell in cells))
        console.print(table)
    for warning in found["warnings"]:
        console.print(f"warning: {warning}", markup=False, highlight=False)
    for repair in found["repairs"]:
        where = f"page {repair['page']}: " if repair["page"] else ""
        console.print(f"repair {repair['rule']}: {where}{repair['before']!r} → {repair['after']!r}", markup=False, highlight=False)
    for section in found["sections"]:
        console.print(f"section {' › '.join(section['headings']) or '(none)'}: {section['chunks']} chunk(s)", markup=False, highlight=False)
    for number, chunk in enumerate(found["chunks"], 1):
        place = f", p. {chunk['page']}" if chunk["page"] else ""
        note = f", {chunk['quality']}" if chunk["quality"] else ""
        console.print(f"[chunk {number}: {chunk['kind']}{place}, {chunk['boxes']} boxes{note}]", markup=False, highlight=False)
        console.print(chunk["text"], markup=False, highlight=False, soft_wrap=True)


def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    index: IndexOption = None,
) -> None:
    """What the index holds, its documents and their pages, and the settings in force."""
    from ingest.ledger import read_ledger
    from rag.generation import read_manifest

    settings = load_settings(index=index)
    folder, manifest = read_manifest(settings.index)
    documents = _documents(read_ledger(settings.index))
    data = {
        "index": str(settings.index),
        "generation": folder.name,
        **manifest.about(),
        "documents": documents,
        "settings": json.loads(settings.model_dump_json()),
    }
    if as_json:
        emit(data)
        return
    table = Table("", "", show_header=False)
    for key, value in data.items():
        if key not in ("settings", "sources", "documents"):
            table.add_row(key, escape(str(value)))
    table.add_row("sources", ", ".join(f"{name} {count}" for name, count in manifest.sources.items()))
    for key, value in settings.model_dump().items():
        table.add_row(f"WENJIN_{key.upper()}", escape(str(value)))
    console = Console()
    console.print(table)
    if documents:
        console.print(_document_table(documents))


def _documents(records: list[FileRecord]) -> list[dict[str, Any]]:
    """The ledger as JSON values, without any absolute path."""
    files = {record.path: record.file for record in records}
    return [
        {
            "file": r.file,
            "source": r.source,
            "passages": len(r.chunks),
            "pages": r.pages,
            "health": r.health,
            "ocr": r.ocr,
            "repaired": r.repaired,
            "generated": r.generated,
            "warnings": list(r.warnings),
            "same_as": files.get(r.same_as, ""),
            "skipped": r.skipped.replace(r.path, r.file),
        }
        for r in records
    ]


def _document_table(documents: list[dict[str, Any]]) -> Table:
    table = Table("file", "pages", "health", "passages", "repaired", "OCR", "note")
    for d in documents[:SHOWN_FILES]:
        health = ", ".join(f"{count} {name}" for name, count in d["health"].items())
        note = d["skipped"] or (f"same as {d['same_as']}" if d["same_as"] else "; ".join(d["warnings"]))
        cells = (d["file"], _count(d["pages"]), health, _count(d["passages"]), _count(d["repaired"]), _count(d["ocr"]), note)
        table.add_row(*(escape(str(cell)) for cell in cells))
    return table
