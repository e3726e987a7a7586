"""What `wenjin doctor` looks at. Each check returns what it found; a `todo` makes it a warning, an error of ours raised is worse."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rag.errors import BrokenIndexError, FeedbackError, IndexWriteError, ServeError, SettingsError, WenjinError
from rag.generation import current_generation, read_manifest
from rag.settings import Settings

OLDEST_PYTHON = (3, 11)
LEAST_DISK = 100 << 20  # bytes: below it a log or the feedback file may fill it up within days
LEAST_MEMORY = 1 << 30  # bytes: a server over the shipped corpus takes some 0.7 GB
MODEL_WAIT_S = 10.0  # seconds for the language model to say a word; a local one that is not yet loaded takes longer
_MEMINFO = Path("/proc/meminfo")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, in one line, and what to do about it; "" when all is well."""

    found: str
    todo: str = ""


def python(_: Settings) -> Finding:
    """The interpreter is one that Wenjin is made for."""
    found = platform.python_version()
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise SettingsError(f"{found}, but 3.11 or newer is needed; install it and run `make run PYTHON=python3.11`")
    return Finding(found)


def disk(settings: Settings) -> Finding:
    """There is room for the next generation beside the one in use."""
    folder = _existing(settings.index)
    free = shutil.disk_usage(folder).free
    said = f"{_mb(free)} free at {settings.index}"
    if free < LEAST_DISK:
        raise IndexWriteError(f"{said}; free at least {_mb(LEAST_DISK)}")
    try:
        current = current_generation(settings.index)
    except BrokenIndexError:
        current = None
    size = sum(path.stat().st_size for path in current.rglob("*") if path.is_file()) if current else 0
    if free < size + LEAST_DISK:
        return Finding(said, f"the next `wenjin ingest` needs about {_mb(size)}; free some space")
    return Finding(said)


def memory(_: Settings) -> Finding:
    """A server fits into what other programs leave."""
    if not _MEMINFO.exists():
        return Finding("not told by this system")
    lines = dict(line.split(":", 1) for line in _MEMINFO.read_text(encoding="ascii").splitlines() if ":" in line)
    free = int(lines["MemAvailable"].split()[0]) << 10
    todo = "" if free >= LEAST_MEMORY else f"a server takes some {_mb(LEAST_MEMORY)}; end other programs or add memory"
    return Finding(f"{_mb(free)} available", todo)


def corpus(settings: Settings) -> Finding:
    """The shipped corpus can be read."""
    from ingest.passages import corpus_passages

    return Finding(f"{len(corpus_passages(settings.corpus))} sections at {settings.corpus}")


def index(settings: Settings) -> Finding:
    """The index is whole to the last byte and row, of this version, and up to date with the corpus."""
    from ingest.build import is_stale
    from ingest.ledger import ledger_of
    from rag.checksums import damage_of

    folder, manifest = read_manifest(settings.index)
    damage = damage_of(folder, manifest, thorough=True)
    if damage:
        what = ", ".join(f"{d.part} {d.fault}" for d in damage)
        raise BrokenIndexError(f"damaged: {what}; repair it with `wenjin ingest --index {settings.index}`")
    ledger_of(settings.index, folder, manifest)
    age, todo = _age(manifest.built)
    found = f"{folder.name}, {manifest.passages} passages, {manifest.entries} entries, built {age}"
    renew = f"run `wenjin ingest --index {settings.index}`"
    if not manifest.checksums:
        return Finding(f"{found}, without checksums", f"made before there were any; {renew}")
    if is_stale(settings) != "fresh":
        return Finding(f"{found}, whole", f"corpus, encoder or settings have changed since; {renew}")
    return Finding(f"{found}, whole", todo)


def encoder(settings: Settings) -> Finding:
    """The encoder loads, encodes, and is the one the index was made with."""
    from rag.encoders import load_encoder
    from rag.text import Segmenter

    loaded = load_encoder(settings.encoder, Segmenter((), settings.cache))
    vector = loaded.encode(["問津 a test"])
    if vector.shape != (1, loaded.dimensions) or not vector.any():
        raise SettingsError(f"{loaded.fingerprint} gives no vector; set WENJIN_ENCODER to another model, or unset it")
    found = f"{loaded.fingerprint}, {loaded.dimensions} dimensions"
    if current_generation(settings.index) is not None:
        made = read_manifest(settings.index)[1].encoder
        if made != loaded.fingerprint:
            raise BrokenIndexError(
                f"{found}, but the index was made with {made}; run `wenjin ingest --index {settings.index}` or set WENJIN_ENCODER back"
            )
    return Finding(found)


def vectors(settings: Settings) -> Finding:
    """Where the vectors are kept answers: Chroma in this process, or the server when one is named."""
    if not settings.chroma_url:
        return Finding("kept beside the index by Chroma in this process")
    from rag.chroma_server import held_entries

    folder, manifest = read_manifest(settings.index)
    held = held_entries(settings, folder)
    if held != manifest.entries:
        raise BrokenIndexError(
            f"the Chroma server holds {held or 0} of {manifest.entries} vectors; write them with `wenjin ingest --index {settings.index}`"
        )
    return Finding(f"{held} at {settings.chroma_url}")


def ocr(settings: Settings) -> Finding:
    """Scanned pages can be read."""
    try:
        from ingest.ocr import LANGS, available
    except ImportError as error:
        return Finding(f"not installed ({error.name} is missing)", "scanned pages are skipped; pip install 'wenjin[ocr]'")
    reason = available()
    if reason is None:
        return Finding(f"tesseract with {', '.join(LANGS)}")
    found, _, todo = reason.partition("; ")
    return Finding(found, f"scanned pages are skipped until then: {todo}")


def language_model(settings: Settings) -> Finding:
    """The model says a word, when one is named; else nothing is asked."""
    if not settings.chat_model:
        return Finding("none named; answers are the passages' own sentences")
    from rag.chat import open_chat_model

    writer = open_chat_model(settings.model_copy(update={"chat_timeout_s": min(MODEL_WAIT_S, settings.chat_timeout_s)}))
    assert writer is not None
    try:
        said = "".join(writer.stream("Answer with one word.", "Say OK."))
    except WenjinError as error:
        return Finding(
            error.line.split("; ")[0], "answers are the passages' own sentences until then; check WENJIN_CHAT_MODEL and its server"
        )
    return Finding(f"{settings.chat_model} answers" if said.strip() else f"{settings.chat_model} answers nothing")


def feedback(settings: Settings) -> Finding:
    """The file of feedback can be written; it is not made for that."""
    from rag.checksums import can_write
    from rag.feedback_file import opened

    path = settings.feedback
    if path.exists():
        with opened(path, write=True):
            return Finding(f"{path} can be written")
    if not can_write(_existing(path.parent)):
        raise FeedbackError(f"{path.parent} cannot be written; name a file that can be written with WENJIN_FEEDBACK")
    return Finding(f"{path} will be made with the first verdict")


def port(settings: Settings) -> Finding:
    """The port is free; a server that runs already holds it."""
    from ui.server import check_port

    try:
        check_port(settings.host, settings.port)
    except ServeError as error:
        return Finding(error.line.split("; ")[0], "fine while Wenjin is being served there, else choose another with WENJIN_PORT")
    return Finding(f"{settings.host}:{settings.port} is free")


def access(settings: Settings) -> Finding:
    """Who can reach the server, and whether they have to log in."""
    from ui.server import open_door, warnings_for

    door = open_door(settings)
    warned = warnings_for(settings)
    if warned:
        found, _, todo = warned[0].partition("; ")
        return Finding(found, todo or "see docs/operations.md")
    return Finding(f"{settings.host}:{settings.port}, {'everybody logs in' if door else 'this machine only, without login'}")


def _age(built: str) -> tuple[str, str]:
    """How long ago the index was built, and what to do when that cannot be."""
    try:
        days = (datetime.now(UTC) - datetime.fromisoformat(built)).total_seconds() / 86_400
    except (ValueError, TypeError):
        return f"at an unknown time ({built[:30]!r})", ""
    if days < -0.01:
        return f"{built}, which is in the future", "set this machine's clock; answers do not depend on it"
    return f"{days:.0f} days ago" if days >= 1 else "today", ""


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return folder if folder.exists() or folder.parent == folder else _existing(folder.parent)


def _mb(size: int) -> str:
    return f"{size >> 20:,} MB" if size < 10 << 30 else f"{size >> 30:,} GB"
