"""`wenjin index export|import`: the index as one file, to keep or to bring to another machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rag.settings import load_settings
from ui.output import IndexOption, errors

index_app = typer.Typer(help="The index as one file.", no_args_is_help=True)


@index_app.command("export")
def export(target: Annotated[Path, typer.Argument(help="File to write, for example index.tar.gz.")], index: IndexOption = None) -> None:
    """Write the index in use to one file, checked whole first; a server may go on answering from it."""
    from ingest.archive import export_index

    moved = export_index(load_settings(index=index), target)
    errors.print(f"{target}: {moved.generation}, {moved.manifest.passages} passages, {moved.size:,} bytes", markup=False, highlight=False)


@index_app.command("import")
def import_(
    source: Annotated[Path, typer.Argument(help="File made by `wenjin index export`.")],
    outdated: Annotated[bool, typer.Option("--outdated", help="Also one that `wenjin ingest` has to bring up to date next.")] = False,
    index: IndexOption = None,
) -> None:
    """Put an exported index in use, everything in it checked first; the one in use before stays until then, and is kept beside it."""
    from ingest.archive_import import import_index

    settings = load_settings(index=index)
    moved = import_index(settings, source, outdated)
    errors.print(
        f"index at {settings.index}: {moved.generation}, {moved.manifest.passages} passages from {source}", markup=False, highlight=False
    )
    if moved.upgrade:
        errors.print(f"it {moved.upgrade}: run `wenjin ingest --index {settings.index}`", markup=False, highlight=False)
