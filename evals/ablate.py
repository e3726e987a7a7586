"""The line with one part taken out at a time, as one table."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from evals.run import Run, run_set
from rag.answer import Engine, open_engine
from rag.index import open_index
from rag.rerank import NAMES
from rag.settings import Settings
from rag.types import Passage
from rag.write import write_generation


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to take a part out: settings to change, and what to leave out of the index."""

    name: str
    changes: dict[str, float]
    without_questions: bool = False
    without_glossary: bool = False
    without_english: bool = False

    @property
    def rebuilds(self) -> bool:
        """Whether it needs an index of its own."""
        return self.without_questions or self.without_glossary or self.without_english


def _only(*kept: str) -> dict[str, float]:
    return {f"rank_{name}": 0.0 for name in NAMES if name not in kept}


VARIANTS = (
    Variant("everything", {}),
    Variant("BM25 only", {**_only("bag", "entry"), "dense_candidates": 1}),
    Variant("vectors only", _only("dense")),
    Variant("no vectors", {"rank_dense": 0.0, "dense_candidates": 1}),
    Variant("no BM25 in the order", {"rank_bag": 0.0, "rank_entry": 0.0}),
    Variant("no reranking features", _only("bag", "entry", "dense")),
    Variant("no near words", {"rank_near": 0.0}),
    Variant("no headings", {"rank_heading": 0.0}),
    Variant("no scheme and year", {"rank_scheme": 0.0, "rank_clash": 0.0, "rank_year": 0.0}),
    Variant("no refusal", {"min_confidence": 0.0}),
    Variant("no question lists", {}, without_questions=True),
    Variant("no glossary", {}, without_glossary=True),
    Variant("one language", {}, without_english=True),
)


def reduced(passages: tuple[Passage, ...], variant: Variant) -> list[Passage]:
    """The passages without what the variant leaves out."""
    out = []
    for passage in passages:
        kept = passage
        if variant.without_questions:
            kept = replace(kept, questions=())
        if variant.without_english and "zh-Hant" in kept.texts:
            texts, headings, where = ({"zh-Hant": d["zh-Hant"]} for d in (kept.texts, kept.headings, kept.where))
            kept = replace(kept, texts=texts, headings=headings, where=where)
        out.append(kept)
    return out


def _engine(settings: Settings, variant: Variant, folder: Path, passages: tuple[Passage, ...]) -> Engine:
    changed = settings.model_copy(update=variant.changes)
    if not variant.rebuilds:
        return open_engine(changed)
    changed = changed.model_copy(update={"index": folder / variant.name.replace(" ", "-")})
    write_generation(changed, reduced(passages, variant), "", Console(stderr=True, quiet=True), not variant.without_glossary)
    return open_engine(changed)


def ablate(settings: Settings, set_path: Path, out: Path) -> Iterator[tuple[Variant, Run]]:
    """Run a set with each variant; run folders go under `out`."""
    passages = open_index(settings).passages
    with tempfile.TemporaryDirectory(prefix="wenjin-ablation-") as folder:
        for variant in VARIANTS:
            engine = _engine(settings, variant, Path(folder), passages)
            yield variant, run_set(engine, set_path, out / variant.name.replace(" ", "-"))
