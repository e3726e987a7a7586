"""The Chinese-English word table (rag/translations): which words translate which, made by `python -m rag.training.make_words`."""

from __future__ import annotations

import functools
import gzip
from pathlib import Path

from rag.errors import SettingsError

TABLE = Path(__file__).resolve().parent / "translations" / "zh-en.tsv.gz"
Translations = dict[str, list[tuple[str, float]]]


@functools.cache
def read_word_table(path: Path = TABLE) -> Translations:
    """Translations of each folded Chinese word and English stem with their strength in (0, 1], strongest first.

    Raises:
        SettingsError: the table is missing or damaged.
    """
    found: Translations = {}
    try:
        for line in gzip.decompress(path.read_bytes()).decode().splitlines():
            chinese, english, strength = line.split("\t")
            found.setdefault(chinese, []).append((english, float(strength)))
            found.setdefault(english, []).append((chinese, float(strength)))
    except (OSError, EOFError, ValueError) as error:
        raise SettingsError(
            f"the word table {path} cannot be read ({error.__class__.__name__}); restore it with `git checkout -- rag/translations`"
        ) from None
    for some in found.values():
        some.sort(key=lambda pair: -pair[1])
    return found
