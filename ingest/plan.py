"""What a run has to do: which files to read, which stay as they are, which leave the index. Reads bytes, never text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.document_passages import Named
from ingest.files import SUFFIXES, FoundFile, find_files
from ingest.ledger import FileRecord, file_digest
from ingest.metadata import NAME, Abouts
from rag.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be read: its record holds its state, and nothing yet of what reading gives."""

    named: Named
    record: FileRecord


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with the files named, and with those the index holds.

    Attributes:
        tasks: files to read: new, changed, or read otherwise before.
        unchanged: records of named files that stay as they are.
        others: records of files that this run does not name.
        twins: records of files whose bytes another file has, which stands for them.
        gone: records of files that have left a named folder.
        skipped: (file, reason) of those that cannot be read.
        notes: lines for the user.
    """

    tasks: tuple[Task, ...]
    unchanged: tuple[FileRecord, ...]
    others: tuple[FileRecord, ...]
    twins: tuple[FileRecord, ...]
    gone: tuple[FileRecord, ...]
    skipped: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def kept(self) -> tuple[FileRecord, ...]:
        """Records whose passages the index holds and keeps."""
        return tuple(r for r in (*self.others, *self.unchanged) if not r.skipped and not r.same_as)


def _root(path: Path, named: Sequence[Path]) -> Path:
    """The named folder a file was found in, or its own folder when it was named itself."""
    absolute = path.absolute()
    roots = [folder for folder in named if absolute.is_relative_to(folder)]
    return max(roots, key=lambda folder: len(folder.parts)) if roots else absolute.parent


def _state(named: Named, before: FileRecord | None, reader: str) -> FileRecord:
    """The file's record as it is now, with what reading it gave before where nothing has changed.

    Raises:
        OSError: it cannot be read.
    """
    status = named.path.stat()
    path, about = str(named.path.absolute()), named.about.digest
    same = before is not None and (before.size, before.mtime_ns) == (status.st_size, status.st_mtime_ns)
    digest = before.digest if before is not None and same else file_digest(named.path)
    fresh = FileRecord(
        path=path, file=named.file, digest=digest, size=status.st_size, mtime_ns=status.st_mtime_ns, about=about, reader=reader
    )
    if before is None or (before.digest, before.about, before.reader) != (digest, about, reader):
        return fresh
    return before.model_copy(update={"mtime_ns": status.st_mtime_ns})


def _is_done(record: FileRecord) -> bool:
    return bool(record.source or record.skipped)


def _is_gone(record: FileRecord, folders: Sequence[Path], found: Mapping[str, object]) -> bool:
    path = Path(record.path)
    return record.path not in found and any(path.is_relative_to(folder) for folder in folders)


def make_plan(paths: Sequence[Path], before: Sequence[FileRecord], reader: str, retry_skipped: bool = False) -> Plan:
    """Compare the files named with the ledger.

    A file is unchanged when size and time are, or else its bytes; what `sources.toml` says about it and what read it count too.

    Args:
        before: the ledger; nothing to start anew.
        reader: fingerprint of what would read them now.
        retry_skipped: read again what could not be read before (a password was given).

    Raises:
        DocumentError: a path that does not exist or cannot be read, or a fault in a `sources.toml`.
    """
    folders = [path.absolute() for path in paths if path.is_dir()]
    abouts, ledger = Abouts(), {record.path: record for record in before}
    tasks, done = dict[str, Task](), dict[str, FileRecord]()
    skipped, left_out = list[tuple[str, str]](), Counter[str]()
    for found in find_files(paths):
        if found.reason:
            kind = other_kind(found)
            left_out[kind] += 1
            skipped += [] if kind else [(str(found.path), found.reason)]
            continue
        root = _root(found.path, folders)
        file = found.path.absolute()
        named = Named(found.path, file.relative_to(root).as_posix(), abouts.of(file, root))
        try:
            record = _state(named, ledger.get(str(file)), reader)
        except OSError as error:
            skipped.append((str(found.path), f"{found.path} cannot be opened ({error.strerror}); check its permissions"))
            continue
        if _is_done(record) and not (retry_skipped and record.skipped):
            done[record.path] = record
        else:
            tasks[record.path] = Task(named, record)
    seen = {**tasks, **done}
    gone = tuple(r for r in before if _is_gone(r, folders, seen))
    others = tuple(r for r in before if r.path not in seen and r not in gone)
    plan = Plan(tuple(tasks.values()), tuple(done.values()), others, (), gone, tuple(skipped))
    plan = _with_twins(plan, abouts)
    return replace(plan, notes=(*abouts.without_file(), *_other_kinds(left_out)))


def other_kind(found: FoundFile) -> str:
    """The suffix of a file that is no document and goes unmentioned, "hidden" for a hidden one; "" for a document, readable or not."""
    if found.path.name.startswith((".", "~$")) or found.path.name == NAME:
        return "hidden"
    strange = found.path.is_file() and found.path.suffix.lower() not in SUFFIXES and "save as" not in found.reason
    return (found.path.suffix.lower() or "no suffix") if strange else ""


def _other_kinds(left_out: Counter[str]) -> list[str]:
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(left_out.items()) if kind not in ("", "hidden"))
    return [f"left out, not being documents: {kinds}"] if kinds else []


def _with_twins(plan: Plan, abouts: Abouts) -> Plan:
    """Of files with the same bytes one is indexed: one that already is, else the first; the others point at it.

    A file of another folder whose twin has gone or changed is read for itself.
    """
    first = {r.digest: r.path for r in plan.kept}
    tasks, twins = list[Task](), list[FileRecord]()
    for task in (*plan.tasks, *(_orphan(r, abouts) for r in plan.others if r.same_as and Path(r.path).exists())):
        at = first.setdefault(task.record.digest, task.record.path)
        if at == task.record.path:
            tasks.append(task)
        else:
            twins.append(task.record.model_copy(update={"same_as": at}))
    others = tuple(r for r in plan.others if not r.same_as)
    return replace(plan, tasks=tuple(tasks), others=others, twins=tuple(twins))


def _orphan(record: FileRecord, abouts: Abouts) -> Task:
    path = Path(record.path)
    root = path.parents[len(Path(record.file).parts) - 1]
    return Task(Named(path, record.file, abouts.of(path, root)), record)


def nothing_to_read(plan: Plan) -> DocumentError:
    """Why none of the files named can be indexed."""
    reasons = "; ".join(reason for _, reason in plan.skipped) or f"no {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]} file found"
    return DocumentError(f"nothing could be indexed: {reasons}")
