"""What other programs may ask for, as plain data: answers, passages, schemes, support measures, the state of the index. All of it only reads."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from rag.answer import ask, search_only
from rag.service import Service
from rag.settings import Settings
from rag.types import Answer, Hit
from rag.wire import answer_json


def package_version() -> str:
    """Wenjin's version as installed; "" where it runs without being installed."""
    try:
        return version("wenjin")
    except PackageNotFoundError:
        return ""


def answer_data(
    service: Service,
    question: str,
    history: Sequence[str] = (),
    lang: str = "auto",
    question_id: str = "",
    told: Callable[[Answer], None] | None = None,
) -> dict[str, Any]:
    """One line of A.jsonl (docs/contract.md); arguments and faults as `rag.answer.ask`. `told` gets the answer itself."""
    started = time.perf_counter()
    answer = ask(service.engine, question, history, lang)
    service.keeper.keep(answer)
    if told is not None:
        told(answer)
    return answer_json(answer, question_id, 1000 * (time.perf_counter() - started))


def search_data(service: Service, question: str, count: int, lang: str = "auto") -> dict[str, Any]:
    """The first `count` hits of a question, kept ones first, each part best first; arguments and faults as `rag.answer.ask`.

    Returns:
        `standalone` and `lang` of the question as understood, `confidence` in [0, 1], `hits` (see `_hit`).
    """
    found = search_only(service.engine, question, (), lang)
    kept = [(hit, True) for hit in found.retrieval.kept]
    rest = [(hit, False) for hit in found.retrieval.rejected]
    return {
        "standalone": found.query.standalone,
        "lang": found.query.lang,
        "confidence": round(found.evidence.confidence, 4),
        "hits": [_hit(hit, is_kept, found.query.lang) for hit, is_kept in (kept + rest)[:count]],
    }


def _hit(hit: Hit, kept: bool, lang: str) -> dict[str, Any]:
    """A passage in the language nearest to the question's; `kept` tells whether an answer may stand on it."""
    passage, named = hit.passage, "en" if lang == "en" else "zh-Hant"
    spoken = passage.lang_for(lang)
    return {
        "passage": passage.id,
        "source": passage.source.id,
        "section": passage.section,
        "title": passage.source.title.get(named, ""),
        "publisher": passage.source.publisher.get(named, ""),
        "date": passage.source.published,
        "as_of": passage.as_of,
        "heading": passage.headings[spoken],
        "where": passage.where[spoken],
        "url": passage.source.url,
        "page": passage.page,
        "lang": spoken,
        "text": passage.texts[spoken],
        "digest": passage.digest,
        "kept": kept,
        "score": round(hit.score, 4),
        "stages": {name: round(value, 4) for name, value in hit.stages.items()},
    }


def status_data(service: Service) -> dict[str, Any]:
    """The index in force and how answers are written. Names no file and no address: settings hold both."""
    engine, shipped = service.engine, str(Settings.model_fields["encoder"].default)
    manifest = engine.index.manifest
    return {
        "version": package_version(),
        "index": engine.index.folder.name,
        "built": manifest.built,
        "passages": manifest.passages,
        "entries": manifest.entries,
        "sources": dict(manifest.sources),
        "encoder": shipped if engine.settings.encoder == shipped else "other",
        "writer": "extractive" if engine.chat is None else "model",
        "max_question_chars": engine.settings.max_question_chars,
    }
