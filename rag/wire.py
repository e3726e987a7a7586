"""Answers as the JSON other tools read (the contract of docs/contract.md)."""

from __future__ import annotations

from typing import Any

from rag.types import Answer, Citation, Hit


def _citation(citation: Citation) -> dict[str, Any]:
    passage, source, lang = citation.passage, citation.passage.source, citation.lang
    named = "en" if lang == "en" else "zh-Hant"
    return {
        "n": citation.n,
        "source": source.id,
        "title": source.title.get(named, ""),
        "publisher": source.publisher.get(named, ""),
        "date": source.published,
        "as_of": passage.as_of,
        "section": passage.section,
        "heading": passage.headings[lang],
        "where": passage.where[lang],
        "url": source.url,
        "page": passage.page,
        "lang": lang,
        "text": passage.texts[lang],
        "quote": citation.quote,
        "digest": passage.digest,
    }


def _retrieved(hit: Hit, lang: str) -> dict[str, Any]:
    passage = hit.passage
    stages = {name: round(value, 4) for name, value in hit.stages.items()}
    text = passage.texts[passage.lang_for(lang)]
    return {"source": passage.source.id, "section": passage.section, "text": text, "score": round(hit.score, 4), "stages": stages}


def answer_json(answer: Answer, question_id: str, latency_ms: float) -> dict[str, Any]:
    """One line of A.jsonl. `retrieved` holds the kept hits first, then the rejected, best first."""
    retrieval = answer.retrieval
    return {
        "id": question_id,
        "answer": answer.text,
        "lang": answer.query.lang,
        "status": str(answer.status),
        "refused": answer.refused,
        "citations": [_citation(c) for c in answer.citations],
        "retrieved": [_retrieved(h, answer.query.lang) for h in (*retrieval.kept, *retrieval.rejected)],
        "standalone": answer.query.standalone,
        "confidence": round(answer.confidence, 4),
        "seconds": {stage: round(s, 5) for stage, s in answer.seconds.items()},
        "latency_ms": round(latency_ms, 1),
    }
