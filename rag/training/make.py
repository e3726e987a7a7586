"""Make the shipped encoder: `python -m rag.training.make --data FOLDER`.

Stages: news and translations; English rows pulled to their translations; the same again; questions of the corpus and of two
public reading sets. Seeds are fixed; a clean run gives the same figures within noise.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pickle
from pathlib import Path

import numpy as np
import torch

from rag.static_rows import StaticRows, save_rows
from rag.text import Segmenter
from rag.training.align import word_table
from rag.training.sampling import Mixture, Sampler
from rag.training.texts import Pair, TrainingTexts, prepare
from rag.training.train import Stage, first_rows, pull_english_to_chinese, train

STAGES = (Stage(2500, 1e-3), Stage(1500, 5e-4), Stage(500, 4e-4))
READING_SETS = ("drcd_dev", "cmrc_trial")


def reading_pairs(data: Path) -> list[tuple[str, str]]:
    """(question, passage) of the reading sets that may be trained on."""
    pairs = list[tuple[str, str]]()
    for name in READING_SETS:
        with gzip.open(data / f"{name}.passages.jsonl.gz", "rt", encoding="utf-8") as lines:
            passages = {r["passage_id"]: r["text"] for r in map(json.loads, lines)}
        with gzip.open(data / f"{name}.queries.jsonl.gz", "rt", encoding="utf-8") as lines:
            pairs += [(r["query"], passages[r["passage_id"]]) for r in map(json.loads, lines)]
    return pairs


def corpus_pairs(corpus: Path) -> list[tuple[str, str]]:
    """(question, section text) of the corpus's question lists, with the section in both languages, as plain files."""
    pairs = list[tuple[str, str]]()
    for questions in sorted(corpus.glob("*/questions.tsv")):
        texts: dict[str, list[str]] = {}
        for lang in ("zh-Hant", "en"):
            body = (questions.parent / f"{lang}.md").read_text(encoding="utf-8")
            for block in body.split("\n## ")[0 if body.startswith("## ") else 1 :]:
                heading, _, text = block.removeprefix("## ").partition("\n")
                title, _, attributes = heading.partition("{#")
                texts.setdefault(attributes.split()[0].rstrip("}"), []).append(f"{title.strip()} {text.strip()}")
        for line in questions.read_text(encoding="utf-8").splitlines():
            if line.count("\t") == 2:
                section, _, question = line.split("\t")
                pairs += [(question, text) for text in texts.get(section, [])]
    return pairs


def _ids(model: StaticRows, pairs: list[tuple[str, str]]) -> list[Pair]:
    out = []
    for left, right in pairs:
        a, b = (np.array(model.token_ids(t)[:240], np.int32) for t in (left, right))
        if len(a) and len(b):
            out.append(Pair(a, b))
    return out


def _prepared(data: Path, work: Path, segmenter: Segmenter) -> TrainingTexts:
    """The tokenised texts; kept in the work folder between runs, since they take minutes."""
    cache = work / "texts.pickle"
    if cache.exists():
        with cache.open("rb") as file:
            kept: TrainingTexts = pickle.load(file)
            return kept
    texts = prepare(data, segmenter)
    with cache.open("wb") as file:
        pickle.dump(texts, file)
    return texts


def main() -> None:
    """Train and write the model folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the training data")
    parser.add_argument("--corpus", type=Path, default=Path("corpus"))
    parser.add_argument("--out", type=Path, default=Path("rag/models/wenjin-static"))
    parser.add_argument("--work", type=Path, default=Path("var/training"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--from-stage", type=int, default=0, help="resume from the rows kept after this stage (0 trains all)")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(1)
    segmenter = Segmenter(cache_dir=args.work)
    texts = _prepared(args.data, args.work, segmenter)
    is_ascii = np.array([t.isascii() and t.isalpha() for t in texts.vocabulary])
    is_word = np.array([len(t) > 1 for t in texts.vocabulary])
    table = word_table(texts.dictionary + texts.translations, is_word)
    print(f"{len(texts.vocabulary):,} tokens, {len(texts.tokens):,} in the news, {len(table.chinese):,} word pairs", flush=True)

    rows = first_rows(texts.frequency, args.seed)
    for number, stage in enumerate(STAGES, 1):
        kept = args.work / f"rows-{number}.npy"
        if number <= args.from_stage:
            rows = np.load(kept)
            continue
        if number == 2:
            rows = pull_english_to_chinese(rows, table, is_ascii)
        in_domain, mixture = list[Pair](), Mixture()
        if number == 3:
            model = StaticRows(texts.vocabulary, rows, segmenter, "")
            in_domain = _ids(model, corpus_pairs(args.corpus)) + _ids(model, reading_pairs(args.data))
            mixture = Mixture(in_domain=0.4)
        rows = train(rows, Sampler(texts, table, mixture, in_domain, args.seed + number), stage)
        np.save(kept, rows)
    provenance: dict[str, object] = {"seed": args.seed, "stages": [[s.steps, s.learning_rate, s.batch] for s in STAGES], "notice": "NOTICE"}
    save_rows(args.out, texts.vocabulary, rows, provenance)
    size = sum(f.stat().st_size for f in args.out.iterdir()) / 1e6
    print(f"wrote {args.out} ({size:.1f} MB)")


if __name__ == "__main__":
    main()
