"""Which encoder a name stands for, and its fingerprint, without loading it: no numpy, no framework, some 20 ms."""

from __future__ import annotations

import hashlib
from pathlib import Path

from rag.errors import SettingsError
from rag.settings import ROOT

SHIPPED = "wenjin-static"
SHIPPED_FOLDER = ROOT / "rag" / "models" / SHIPPED


def static_folder(name: str) -> Path | None:
    """The folder of the static encoder of that name; None when it is a sentence-transformers name or folder."""
    if name == SHIPPED:
        return SHIPPED_FOLDER
    return Path(name) if (Path(name) / "rows.npz").exists() else None


def unreadable(folder: Path, error: Exception) -> SettingsError:
    """What to say of a static encoder's folder that cannot be read."""
    return SettingsError(
        f"{folder} is not a readable static encoder ({error.__class__.__name__}); restore it from the repository (`git checkout -- rag/models`)"
        " or set WENJIN_ENCODER to another model"
    )


def static_fingerprint(folder: Path) -> str:
    """Kind and digest of a static encoder's rows.

    Raises:
        SettingsError: the rows cannot be read.
    """
    try:
        return f"wenjin-static:{hashlib.sha256((folder / 'rows.npz').read_bytes()).hexdigest()[:16]}"
    except OSError as error:
        raise unreadable(folder, error) from None


def encoder_fingerprint(name: str) -> str:
    """The fingerprint that the encoder of that name has.

    Raises:
        SettingsError: a static encoder's rows cannot be read.
    """
    folder = static_folder(name)
    return f"sentence-transformers:{name}" if folder is None else static_fingerprint(folder)
