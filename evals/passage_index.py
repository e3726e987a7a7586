"""Any passages as an index in memory: BM25 over title and text, vectors of sentence windows, words by sentence.

Made for retrieval sets of up to some 100,000 passages: cosines are exact, nothing is written to disk. Beyond some 3,000 passages
windows are compared for the passages that BM25 or the whole passage's vector put among the first 300.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.encoders import Encoder
from rag.lexical import LexicalIndex
from rag.static_rows import Vectors
from rag.text import HAN, Segmenter, fold, pack, sentences

K1, B = 0.9, 0.4  # as settings.bm25_k1 and bm25_b
WINDOW_CHARS = {"zh": 60, "en": 180}  # a Latin letter carries about a third of a Han character's meaning
BATCH = 256  # passages whose windows are encoded together
MAX_EXACT_WINDOWS = 20_000  # about 3,000 passages; a multiplication with 70,000 windows takes 10 to 20 ms
LOOKED_AT = 300
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Text:
    """A passage, or a query (without title)."""

    id: str
    text: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Bags:
    """Distinct word ids of a run of units (sentences or titles).

    Attributes:
        words: ids of all units, one unit after the other.
        starts: words of unit u are `starts[u]` to `starts[u + 1]`.
    """

    words: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def build(cls, units: Iterable[Sequence[str]], ids: dict[str, int]) -> Bags:
        """Bags of token lists; unseen tokens get the next id."""
        parts, starts = list[NDArray[np.int32]](), [0]
        for tokens in units:
            part = np.array([ids.setdefault(t, len(ids)) for t in dict.fromkeys(tokens)], np.int32)
            parts.append(part)
            starts.append(starts[-1] + len(part))
        return cls(np.concatenate(parts) if parts else np.zeros(0, np.int32), np.array(starts, np.int64))

    def between(self, first: int, end: int) -> NDArray[np.int32]:
        """Word ids of the units from `first` to `end`."""
        return self.words[self.starts[first] : self.starts[end]]

    def sums(self, first: int, end: int, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """The sum of its words' weights for each unit from `first` to `end`, (end - first,)."""
        running = np.concatenate([[0.0], np.cumsum(weights[self.between(first, end)], dtype=np.float64)])
        return np.asarray(np.diff(running[self.starts[first : end + 1] - self.starts[first]]), np.float32)


@dataclass(frozen=True, slots=True)
class PassageIndex:
    """Passages ready to be ranked.

    Attributes:
        folded: title and text as search sees them, for common runs.
        wholes: unit vectors of title and text, (passages, dimensions).
        windows: unit vectors of sentence windows, (windows, dimensions).
        window_starts: windows of passage p are `window_starts[p]` to `window_starts[p + 1]`; at least one each.
        ids: word ids used by `sentences` and `titles`.
        sentence_starts: sentences of passage p are `sentence_starts[p]` to `sentence_starts[p + 1]`; at least one each.
        languages: passages in each language; those without letters have none.
    """

    passages: tuple[Text, ...]
    folded: tuple[str, ...]
    bm25: LexicalIndex
    wholes: Vectors
    windows: Vectors
    window_starts: NDArray[np.int64]
    ids: dict[str, int]
    sentences: Bags
    sentence_starts: NDArray[np.int64]
    titles: Bags
    languages: Counter[str]
    encoder: Encoder
    segmenter: Segmenter

    def cosines(self, vector: Vectors, lexical: Scores) -> tuple[Scores, Scores]:
        """Cosine of each passage's best window and of the whole passage, (passages,) each, in [-1, 1].

        Of many passages only the first by `lexical` and by the whole are looked at by window; the others keep the whole's.
        """
        whole = self.wholes @ vector
        if len(self.windows) <= MAX_EXACT_WINDOWS:
            return np.maximum(np.maximum.reduceat(self.windows @ vector, self.window_starts[:-1]), whole), whole
        best = whole.copy()
        near = [np.argpartition(-scores, min(LOOKED_AT, len(scores)) - 1)[:LOOKED_AT] for scores in (lexical, whole)]
        for p in np.unique(np.concatenate(near)).tolist():
            block = self.windows[self.window_starts[p] : self.window_starts[p + 1]]
            best[p] = max(best[p], (block @ vector).max())
        return best, whole


def language(text: str) -> str:
    """ "zh" or "en" by the letters of a text, a Han character weighing as much as three; "" for a text without letters."""
    han, latin = 3 * len(HAN.findall(text)), sum(c.isascii() and c.isalpha() for c in text)
    return "zh" if han > latin else "en" if latin else ""


def windows_of(passage: Text) -> list[str]:
    """Sentence windows of a passage; at least one."""
    return pack(passage.text, WINDOW_CHARS[language(passage.text) or "zh"]) or [passage.text]


def build(
    passages: Sequence[Text], encoder: Encoder, segmenter: Segmenter, advance: Callable[[int], None] = lambda _: None
) -> PassageIndex:
    """Index passages; `advance` is told how many more are done."""
    wholes, windows, window_starts = list[Vectors](), list[Vectors](), [0]
    documents, sentence_tokens, sentence_starts = list[list[str]](), list[list[str]](), [0]
    titles = list[list[str]]()
    for start in range(0, len(passages), BATCH):
        batch = passages[start : start + BATCH]
        pieces = [windows_of(p) for p in batch]
        wholes.append(encoder.encode([f"{p.title} {p.text}".strip() for p in batch]))
        windows.append(encoder.encode([piece for some in pieces for piece in some]))
        window_starts += (window_starts[-1] + np.cumsum([len(some) for some in pieces])).tolist()
        for passage in batch:
            spans = sentences(passage.text) or [(0, len(passage.text))]
            own = [segmenter.lexical_tokens(passage.text[a:b]) for a, b in spans]
            title = segmenter.lexical_tokens(passage.title.replace("_", " "))
            documents.append(title + [t for tokens in own for t in tokens])
            titles.append(title)
            sentence_tokens += own
            sentence_starts.append(len(sentence_tokens))
        advance(len(batch))
    ids: dict[str, int] = {}
    return PassageIndex(
        tuple(passages),
        tuple(fold(f"{p.title}\n{p.text}") for p in passages),
        LexicalIndex.build(documents, K1, B),
        np.concatenate(wholes),
        np.concatenate(windows),
        np.array(window_starts, np.int64),
        ids,
        Bags.build(sentence_tokens, ids),
        np.array(sentence_starts, np.int64),
        Bags.build(titles, ids),
        Counter(language(f"{p.title} {p.text}") for p in passages),
        encoder,
        segmenter,
    )
