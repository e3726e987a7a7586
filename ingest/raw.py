"""The bytes and the text of one file, within the limits."""

from __future__ import annotations

from pathlib import Path

from ingest.encoding import Decoded, decode
from ingest.limits import Limits
from rag.errors import DocumentError


def read_bytes(path: Path, limits: Limits) -> bytes:
    """A whole file.

    Raises:
        DocumentError: it is larger than the limit, empty, or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > limits.max_bytes:
            raise DocumentError(f"{path} has {size:,} bytes, more than {limits.max_bytes:,}; split it")
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{path} cannot be opened ({error.strerror}); check its permissions") from None
    if not raw.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise DocumentError(f"{path} is empty")
    return raw


def read_text(path: Path, raw: bytes, limits: Limits, named: str = "") -> Decoded:
    """The text of a file's bytes, line ends unified; `named` is the encoding the file claims.

    Raises:
        DocumentError: it is not text, empty, or longer than the limit.
    """
    found = decode(raw, named)
    if found is None:
        raise DocumentError(f"{path} is not text in any encoding known; save it as UTF-8")
    if len(found.text) > limits.max_chars:
        raise DocumentError(f"{path} has {len(found.text):,} characters, more than {limits.max_chars:,}; split it")
    if not found.text.strip():
        raise DocumentError(f"{path} is empty")
    text = found.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n\n")
    return Decoded(text, found.encoding, found.lost)


def lost_warning(found: Decoded) -> tuple[str, ...]:
    """A warning where characters could not be decoded."""
    return (f"{found.lost} character(s) could not be decoded as {found.encoding}",) if found.lost else ()
