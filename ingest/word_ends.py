"""Where a text can be cut without cutting a word."""

from __future__ import annotations

import threading
from collections.abc import Callable

from rag.lexicon import read_lexicon
from rag.settings import Settings
from rag.text import Segmenter


def word_ends_of(settings: Settings) -> Callable[[str], list[int]]:
    """Where words end, by the segmenter with the glossary's names; it is loaded for the first sentence that must be cut."""
    lock, made = threading.Lock(), list[Segmenter]()

    def ends(text: str) -> list[int]:
        with lock:
            if not made:
                made.append(Segmenter(read_lexicon(settings.corpus / "glossary.toml").words, settings.cache))
        return made[0].word_ends(text)

    return ends
