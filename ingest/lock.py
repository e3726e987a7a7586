"""One writer of an index at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from rag.errors import BrokenIndexError, IndexWriteError


@contextmanager
def alone(index: Path) -> Iterator[None]:
    """Nobody else writes the index meanwhile; the folder is made where there is none.

    The lock is the operating system's: it ends with the process that holds it, however that ends.

    Raises:
        BrokenIndexError: somebody else is writing it.
        IndexWriteError: the folder cannot be written.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
        with FileLock(index / ".lock", timeout=0):
            yield
    except Timeout:
        raise BrokenIndexError(f"another ingest is writing {index}; wait until it ends and try again") from None
    except OSError as error:
        raise IndexWriteError.of(index, error) from None
