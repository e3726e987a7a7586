"""How much of a question's content a passage holds: word for word, by near words, and in its heading."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.asks import asking
from rag.far import farness
from rag.index import Index
from rag.text import is_han
from rag.types import Query

TOLD = 0.5  # weight of a word that a question only tells (0.3 and 0.7 within a case or two on the development sets)
LEAST_ASKED = 2  # content tokens
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Shares of the question's content words, weighted by idf, for every passage; each (passages,) in [0, 1].

    Attributes:
        words: held word for word anywhere in the passage, its questions and both languages included.
        near: as `words`, a near word counting by its similarity.
        heading: held word for word in a heading.
        far: how far those words are from the corpus that it holds neither so nor so (`rag.far.farness`); 0 or above, not a share.
    """

    words: Scores
    near: Scores
    heading: Scores
    far: Scores


def content_tokens(index: Index, text: str) -> list[str]:
    """Content words of a question without those inside a longer one, and a token for each glossary term it names, once.

    A Chinese compound that the index does not hold counts by its character pairs: 急诊费 is about 急诊.
    """
    words = index.segmenter.content_words(text)
    whole = [w for w in words if not any(w in other and w != other for other in words)]
    parts = [part for w in whole for part in ([w] if w in index.thesaurus.vocabulary or not is_han(w) else _pairs(w))]
    return list(dict.fromkeys(parts + index.lexicon.tokens(text)))


def _pairs(word: str) -> list[str]:
    """The bigram tokens of a compound of three characters and more; a shorter word as it is."""
    return ["#" + word[i : i + 2] for i in range(len(word) - 1)] if len(word) > 2 else [word]


def content_shares(index: Index, text: str) -> dict[str, float]:
    """The content tokens of a question with their shares of its idf, which sum to 1; empty for a question without any.

    A word only told before what is asked counts half, unless hardly anything is left; a glossary term counts in full.
    """
    idf = {token: index.bag.idf(token) for token in content_tokens(index, text)}
    asked = asking(text)
    if asked != text and len(stays := set(content_tokens(index, asked))) >= LEAST_ASKED:
        idf = {token: value if token in stays or token.startswith("@") else TOLD * value for token, value in idf.items()}
    total = sum(idf.values())
    return {token: value / total for token, value in idf.items()}


def cover(index: Index, query: Query) -> Coverage:
    """Coverage of every passage; all zero for a question without content words."""
    size = len(index.passages)
    words, near, heading, far = (np.zeros(size, np.float32) for _ in range(4))
    shares = content_shares(index, query.standalone)
    index.thesaurus.look_up(shares)
    for token, weight in shares.items():
        held = index.bag.documents(token)
        words[held] += weight
        best = np.zeros(size, np.float32)
        for other, similarity in index.thesaurus.near(token):
            documents = index.bag.documents(other)
            best[documents] = np.maximum(best[documents], similarity)
        foreign = foreign_to(index, token)
        if foreign is not None:
            for other, similarity in index.thesaurus.translations(token):
                documents = index.bag.documents(other)
                documents = documents[foreign[documents]]
                best[documents] = np.maximum(best[documents], similarity)
        best[held] = 1.0
        near += weight * best
        if away := farness(token, index.thesaurus.vocabulary):  # 0 for nearly every word of a question about the corpus
            far += weight * away * (1 - best)
        heading[index.heading.documents(token)] += weight
    return Coverage(words, near, heading, far)


def foreign_to(index: Index, word: str) -> NDArray[np.bool_] | None:
    """Which passages have no text in the word's language, (passages,); None when all have, as in the shipped corpus, or it has none."""
    if not word[0].isalpha():  # "@term" and figures are the same in both languages
        return None
    foreign = ~index.spoken[:, 0 if is_han(word.removeprefix("#")) else 1]
    return foreign if foreign.any() else None


def translated_scores(index: Index, query: Query) -> Scores:
    """BM25 by the question's content words, each counting as its best translation where its language is missing, (passages,)."""
    total = np.zeros(len(index.passages), np.float32)
    for word in content_tokens(index, query.standalone):
        best = np.zeros_like(total)
        documents, values = index.bag.postings(word)
        best[documents] = values
        foreign = foreign_to(index, word)
        if foreign is not None:
            for member, weight in index.thesaurus.translations(word):
                documents, values = index.bag.postings(member)
                best[documents] = np.maximum(best[documents], np.where(foreign[documents], weight * values, 0.0))
        total += best
    return total
