"""Training texts as token ids: news sentences, news questions, dictionary entries, sentence pairs."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.text import Segmenter, is_han, sentences

Ids = NDArray[np.int32]
N_CHARS, N_HAN, N_ENGLISH, N_NUMBERS = 7_000, 48_000, 14_000, 1_500
_CEDICT = re.compile(r"^(\S+) (\S+) \[[^\]]*\] /(.*)/\s*$")
_NOT_A_GLOSS = re.compile(r"\s*(CL:|variant of|old variant|see |also written|surname |abbr\. for)")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that mean the same or answer one another, as token ids."""

    left: Ids
    right: Ids


@dataclass(frozen=True, slots=True)
class TrainingTexts:
    """All training material as ids into `vocabulary`.

    `tokens[sentence_starts[i]:sentence_starts[i + 1]]` is sentence i of the news; `document_starts` indexes sentences the same
    way. `frequency[t]` counts token t in the news. `news_questions` pairs a question with its document's number.
    """

    vocabulary: list[str]
    frequency: NDArray[np.int64]
    tokens: Ids
    sentence_starts: NDArray[np.int64]
    document_starts: NDArray[np.int64]
    news_questions: list[tuple[Ids, int]]
    dictionary: list[Pair]
    translations: list[Pair]


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def cedict(path: Path) -> Iterator[tuple[str, list[str]]]:
    """(Simplified headword, glosses) of CC-CEDICT; parentheses and cross-references are left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            match = _CEDICT.match(line)
            if match and is_han(match[2]):
                glosses = [re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", g) for g in match[3].split("/")]
                kept = [g.strip() for g in glosses if g.strip() and not _NOT_A_GLOSS.match(g)]
                if kept:
                    yield match[2], kept


def _news(data: Path, segmenter: Segmenter) -> tuple[list[list[list[int]]], list[str], dict[str, int]]:
    """News as documents of sentences of provisional ids, the provisional vocabulary, and document numbers by id."""
    ids: dict[str, int] = {}
    documents, numbers = list[list[list[int]]](), dict[str, int]()
    for row in rows(data / "crud_docs.jsonl.gz"):
        text = row["text"]
        numbers[row["id"]] = len(documents)
        documents.append([[ids.setdefault(t, len(ids)) for t in segmenter.encoder_tokens(text[a:b])] for a, b in sentences(text)])
    return documents, list(ids), numbers


def choose_vocabulary(news: Counter[str], chinese: Counter[str], english: Counter[str]) -> list[str]:
    """The most frequent single characters, Chinese words, English stems and numbers, each kind with its own share."""
    han = (Counter({t: c for t, c in news.items() if is_han(t)}) + chinese).most_common()
    chars = [t for t, _ in han if len(t) == 1][:N_CHARS]
    words = [t for t, _ in han if len(t) > 1][: N_HAN - len(chars)]
    stems = [t for t, _ in english.most_common() if re.fullmatch(r"[a-z]{1,20}", t)][:N_ENGLISH]
    numbers = [t for t, _ in news.most_common() if t[0].isdigit()][:N_NUMBERS]
    return list(dict.fromkeys(chars + words + stems + numbers))


def prepare(data: Path, segmenter: Segmenter) -> TrainingTexts:
    """Read and tokenise everything; some three minutes and 3 GB for the full data.

    Args:
        data: folder with crud_docs, crud_qa, cedict_ts.u8 and tatoeba_en_zh, gzipped.
    """
    documents, provisional, numbers = _news(data, segmenter)
    counts = np.zeros(len(provisional), np.int64)
    for document in documents:
        for sentence in document:
            np.add.at(counts, sentence, 1)
    news_counts = Counter(dict(zip(provisional, counts.tolist(), strict=True)))

    entries = [(segmenter.encoder_tokens(h), [segmenter.encoder_tokens(g) for g in gs]) for h, gs in cedict(data / "cedict_ts.u8.gz")]
    pairs = [(segmenter.encoder_tokens(r["zh"]), segmenter.encoder_tokens(r["en"])) for r in rows(data / "tatoeba_en_zh.jsonl.gz")]
    chinese, english = Counter[str](), Counter[str]()
    for head, glosses in entries:
        chinese.update(t for t in head if is_han(t))
        for gloss in glosses:
            english.update(t for t in gloss if t.isascii())
    for left, right in pairs:
        chinese.update({t: 3 for t in left if is_han(t)})
        english.update(right)
    english.update({t: min(c, 50) for t, c in news_counts.items() if t.isascii() and t.isalpha() and len(t) > 1})

    vocabulary = choose_vocabulary(news_counts, chinese, english)
    index = {t: i for i, t in enumerate(vocabulary)}

    def ids(tokens: list[str]) -> Ids:
        return np.array([index[t] for t in tokens if t in index], np.int32)

    final = np.array([index.get(t, -1) for t in provisional], np.int32)
    tokens, sentence_starts, document_starts = list[Ids](), [0], [0]
    for document in documents:
        for sentence in document:
            kept = final[np.array(sentence, np.int64)] if sentence else np.zeros(0, np.int32)
            kept = kept[kept >= 0]
            if len(kept) >= 3:
                tokens.append(kept)
                sentence_starts.append(sentence_starts[-1] + len(kept))
        document_starts.append(len(tokens))
    flat = np.concatenate(tokens)
    questions = [(ids(segmenter.encoder_tokens(r["question"])), numbers[r["doc_id"]]) for r in rows(data / "crud_qa.jsonl.gz")]
    dictionary = [Pair(ids(h), ids(g)) for h, gs in entries for g in gs]
    translations = [Pair(ids(a), ids(b)) for a, b in pairs]
    return TrainingTexts(
        vocabulary,
        np.bincount(flat, minlength=len(vocabulary)),
        flat,
        np.array(sentence_starts),
        np.array(document_starts),
        [(q, d) for q, d in questions if len(q)],
        [p for p in dictionary if len(p.left) and len(p.right)],
        [p for p in translations if len(p.left) and len(p.right)],
    )
