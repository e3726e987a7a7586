"""An exported index put in use: unpacked beside the one in use, checked whole, and switched to by one rename."""

from __future__ import annotations

import hashlib
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from ingest.archive import CONTENTS, FORMAT, ROOT, Contents, Moved, check_generation
from ingest.lock import alone
from rag.encoder_name import encoder_fingerprint
from rag.errors import ArchiveError, BrokenIndexError, IndexWriteError
from rag.generation import CURRENT, LEDGER, MANIFEST, SCHEMA, Manifest, current_generation, manifest_in, switch, write_manifest
from rag.settings import Settings

MOST_FILES = 200  # a generation has some 30
MOST_BYTES = 1 << 40  # unpacked; far above what one machine can search, far below what makes a length overflow
_MOST_CONTENTS = 1 << 20  # bytes of contents.json
_SPARE = 64 << 20  # bytes left free on the disk after an import
_BLOCK = 1 << 20
# Names as generations have them; none is absolute, leads upwards or hides.
_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,2}")


def import_index(settings: Settings, source: Path, outdated: bool = False) -> Moved:
    """Put an exported index in use. Everything is checked before the switch; until then the index in use stays.

    Args:
        outdated: also one that has to be brought up to date with `wenjin ingest` first, since its format is older or its encoder is
            another.

    Raises:
        ArchiveError: the file is no exported index, is damaged or of another version, or does not fit on the disk.
        BrokenIndexError: an ingest is under way.
        IndexWriteError: the index folder cannot be written.
    """
    index = settings.index
    with _archive(source) as archive, alone(index):
        contents = _contents(source, archive)
        _check_room(index, source, contents)
        folder: Path | None = None
        try:
            folder = Path(tempfile.mkdtemp(prefix=f"gen-{datetime.now(UTC):%Y%m%dT%H%M%S}-", dir=index))
            _unpack(source, archive, contents, folder)
            manifest = _checked(source, index, folder)
            upgrade = _outdated(settings, manifest)
            if upgrade and not outdated:
                raise ArchiveError(f"{source} {upgrade}; give --outdated to put it in use all the same and run `wenjin ingest` next")
            before = _before(index)
            manifest = write_manifest(folder, manifest.model_copy(update={"replaces": before.name if before else ""}))
            if before is None:
                (index / CURRENT).unlink(missing_ok=True)
            switch(index, folder)
        except OSError as error:
            raise IndexWriteError.of(index, error) from None
        finally:
            if folder is not None and _before(index) != folder:
                shutil.rmtree(folder, ignore_errors=True)
    return Moved(folder.name, manifest, contents.size, upgrade)


def _before(index: Path) -> Path | None:
    """The generation in use; none where CURRENT is damaged, which an import puts right."""
    try:
        return current_generation(index)
    except BrokenIndexError:
        return None


@contextmanager
def _archive(source: Path) -> Iterator[tarfile.TarFile]:
    """The archive as a stream, so that nothing is unpacked that was not asked for.

    Raises:
        ArchiveError: the file cannot be read, or what is read from it in the block is no sound archive.
    """
    try:
        with source.open("rb") as file, tarfile.open(fileobj=file, mode="r|gz") as archive:
            yield archive
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise ArchiveError(
            f"{source} is no whole exported index ({error or error.__class__.__name__}); copy it again from where it was"
        ) from None
    except OSError as error:
        raise ArchiveError(f"{source} cannot be read ({error.strerror or error}); give a file made by `wenjin index export`") from None


def _contents(source: Path, archive: tarfile.TarFile) -> Contents:
    """What the archive says it holds: its first member.

    Raises:
        ArchiveError: it is another archive, or of another version.
    """
    foreign = ArchiveError(f"{source} is no exported index; give a file made by `wenjin index export`")
    first = archive.next()
    if first is None or first.name != CONTENTS or not first.isreg() or first.size > _MOST_CONTENTS:
        raise foreign
    try:
        contents = Contents.model_validate_json(_opened(archive, first).read())
    except ValidationError:
        raise foreign from None
    if contents.format != FORMAT:
        raise ArchiveError(
            f"{source} has archive format {contents.format}, this version reads {FORMAT}; import it with the version that made it"
        )
    names = set(contents.files)
    sizes = [held.size for held in contents.files.values()]
    if not names >= {MANIFEST, LEDGER} or len(names) > MOST_FILES or not all(_SAFE.fullmatch(name) for name in names):
        raise foreign
    if min(sizes) < 0 or sum(sizes) > MOST_BYTES:
        raise foreign
    return contents


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    file = archive.extractfile(member)
    assert file is not None, "a regular file"
    return file


def _check_room(index: Path, source: Path, contents: Contents) -> None:
    free = shutil.disk_usage(index).free
    if free < contents.size + _SPARE:
        raise ArchiveError(
            f"{source} needs {(contents.size + _SPARE) >> 20} MB unpacked, but {index} has {free >> 20} MB free; free space or name another"
            " folder with --index"
        )


def _unpack(source: Path, archive: tarfile.TarFile, contents: Contents, folder: Path) -> None:
    """Write the files the archive says it holds, each checked as it is written.

    Raises:
        ArchiveError: a file is missing, is not announced, is a link or has other bytes.
    """
    waiting = dict(contents.files)
    while (member := archive.next()) is not None:
        name = member.name.removeprefix(ROOT)
        held = waiting.pop(name, None) if member.name.startswith(ROOT) else None
        if held is None or not member.isreg() or member.size != held.size:
            raise ArchiveError(f"{source} holds something it does not announce ({member.name[:100]!r}); do not trust it, make a new export")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest, part = hashlib.sha256(), _opened(archive, member)
        with path.open("xb") as file:
            while block := part.read(_BLOCK):
                digest.update(block)
                file.write(block)
        if digest.hexdigest() != held.sha256:
            raise ArchiveError(f"{source} is damaged: {name} has other bytes than when it was exported; copy it again from where it was")
    if waiting:
        raise ArchiveError(f"{source} is damaged: {min(waiting)} is missing; copy it again from where it was")


def _checked(source: Path, index: Path, folder: Path) -> Manifest:
    """The manifest of what was unpacked, with every part held against it.

    Raises:
        ArchiveError: it is damaged, or of a format that cannot be taken over.
    """
    try:
        manifest = manifest_in(index, folder)
        check_generation(index, folder, manifest)
    except BrokenIndexError as error:
        reason = error.line.split("; ")[0].removeprefix(f"the index at {index} ")
        raise ArchiveError(f"{source} cannot be used: the index in it {reason}; make a new export") from None
    return manifest


def _outdated(settings: Settings, manifest: Manifest) -> str:
    wanted = encoder_fingerprint(settings.encoder)
    if manifest.schema_version != SCHEMA:
        return f"holds an index of format {manifest.schema_version}, this version needs {SCHEMA}"
    if manifest.encoder != wanted:
        return f"holds an index made with the encoder {manifest.encoder}, but {wanted} is in force"
    if manifest.store == "server" or settings.chroma_url:
        return "holds an index whose vectors have to be written to another place"
    return ""
