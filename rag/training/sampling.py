"""Random training pairs: a text and another that a search for it should find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.training.align import WordTable
from rag.training.texts import Ids, Pair, TrainingTexts

MAX_QUERY, MAX_PASSAGE = 40, 240


@dataclass(frozen=True, slots=True)
class Mixture:
    """Share of each kind of pair in a batch; what is left goes to plain news. Shares measured in evals/LOG.md."""

    questions: float = 0.05
    pseudo_translated: float = 0.22
    dictionary: float = 0.13
    translations: float = 0.12
    in_domain: float = 0.0


@dataclass(frozen=True, slots=True)
class Translator:
    """Samples a translation token by token: `starts` indexes `targets` and `cumulative` by source token."""

    starts: NDArray[np.int64]
    targets: NDArray[np.int64]
    cumulative: NDArray[np.float64]

    @classmethod
    def from_table(cls, source: NDArray[np.int64], target: NDArray[np.int64], probability: NDArray[np.float64], size: int) -> Translator:
        """Keep translations of probability 0.08 or more, eight a token at most."""
        order = np.lexsort((-probability, source))
        s, t, p = source[order], target[order], probability[order]
        rank = np.arange(len(s)) - np.searchsorted(s, s)
        keep = (p >= 0.08) & (rank < 8)
        s, t, p = s[keep], t[keep], p[keep]
        total = np.bincount(s, p, minlength=size)[s]
        starts = np.searchsorted(s, np.arange(size + 1))
        running = np.cumsum(p / total)
        before = np.concatenate([[0.0], running])[starts[s]]
        return cls(starts, t, running - before)

    def translate(self, text: Ids, is_word: NDArray[np.bool_], is_ascii: NDArray[np.bool_], rng: np.random.Generator) -> Ids:
        """Word by word; a token without a translation stays when it is ASCII and goes otherwise."""
        out = list[int]()
        for token, draw in zip(text.tolist(), rng.random(len(text)), strict=True):
            if not is_word[token]:
                continue
            a, b = self.starts[token], self.starts[token + 1]
            if b > a:
                out.append(int(self.targets[min(a + int(np.searchsorted(self.cumulative[a:b], draw)), b - 1)]))
            elif is_ascii[token]:
                out.append(token)
        return np.array(out, np.int32)


class Sampler:
    """Draws (query, passage) pairs; `in_domain` pairs are given as (query, passage) and drawn as they are."""

    def __init__(self, texts: TrainingTexts, table: WordTable, mixture: Mixture, in_domain: list[Pair], seed: int) -> None:
        self.texts, self.mixture, self.in_domain = texts, mixture, in_domain
        self.rng = np.random.default_rng(seed)
        size = len(texts.vocabulary)
        self.is_word = np.array([len(t) > 1 for t in texts.vocabulary])
        self.is_ascii = np.array([t.isascii() for t in texts.vocabulary])
        self.to_english = Translator.from_table(table.chinese, table.english, table.english_given_chinese, size)
        self.documents = np.flatnonzero(np.diff(texts.document_starts) >= 3)

    def _span(self, first: int, last: int) -> Ids:
        starts = self.texts.sentence_starts
        return self.texts.tokens[starts[first] : starts[last]]

    def news(self) -> tuple[Ids, Ids]:
        """A span of one sentence, and one to five sentences around it; the sentence itself stays in four times of ten."""
        rng, starts = self.rng, self.texts.document_starts
        document = self.documents[rng.integers(len(self.documents))]
        first, end = int(starts[document]), int(starts[document + 1])
        at = first + int(rng.integers(min(end - first, 14)))
        query = self._span(at, at + 1)
        keep = rng.random() < 0.4
        low = max(first, at - int(rng.integers(0 if keep else 1, 3)))
        high = min(end, at + 1 + int(rng.integers(0, 3)))
        parts = [self._span(low, at), self._span(at + 1, high)] + ([query] if keep else [])
        if len(query) > 8 and rng.random() < 0.7:
            length = int(rng.integers(4, 16))
            start = int(rng.integers(max(1, len(query) - length)))
            query = query[start : start + length]
        return query[:MAX_QUERY], np.concatenate(parts)[:MAX_PASSAGE]

    def _question(self) -> tuple[Ids, Ids]:
        question, document = self.texts.news_questions[self.rng.integers(len(self.texts.news_questions))]
        starts = self.texts.document_starts
        return question, self._span(int(starts[document]), int(starts[document + 1]))[:MAX_PASSAGE]

    def _pseudo_translated(self) -> tuple[Ids, Ids]:
        query, passage = self.news()
        draw = self.rng.random()
        if draw < 0.45 or draw >= 0.7:
            query = self.to_english.translate(query, self.is_word, self.is_ascii, self.rng)
        if draw >= 0.45:
            passage = self.to_english.translate(passage, self.is_word, self.is_ascii, self.rng)
        return query, passage

    def _either_way(self, pairs: list[Pair]) -> tuple[Ids, Ids]:
        pair = pairs[self.rng.integers(len(pairs))]
        return (pair.left, pair.right) if self.rng.random() < 0.5 else (pair.right, pair.left)

    def pair(self) -> tuple[Ids, Ids]:
        """One pair drawn by the mixture."""
        m, draw = self.mixture, self.rng.random()
        if draw < m.in_domain:
            drawn = self.in_domain[self.rng.integers(len(self.in_domain))]
            return drawn.left, drawn.right
        draw = (draw - m.in_domain) / (1 - m.in_domain)
        for share, sample in (
            (m.questions, self._question),
            (m.pseudo_translated, self._pseudo_translated),
            (m.dictionary, lambda: self._either_way(self.texts.dictionary)),
            (m.translations, lambda: self._either_way(self.texts.translations)),
        ):
            if draw < share:
                return sample()
            draw -= share
        return self.news()

    def batch(self, size: int) -> list[tuple[Ids, Ids]]:
        """`size` pairs with tokens on both sides."""
        out = list[tuple[Ids, Ids]]()
        while len(out) < size:
            query, passage = self.pair()
            if len(query) and len(passage):
                out.append((query, passage))
        return out
