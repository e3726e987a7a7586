"""Measure the repair of text layers: what is read rightly, what is changed without need, what is flagged.

    python -m ingest.repair.measure --originals DIR --news DIR --pdfs DIR

`--originals` holds supp2024.txt, its decoding by hand and sound texts; `--news` JSON lines of sound documents; `--pdfs` two damaged files.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import gzip
import json
import random
import unicodedata
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from pdfminer.high_level import extract_text

from ingest.repair.cid import COLLECTIONS, coded, reader
from ingest.repair.detect import judge
from ingest.repair.order import first_strong, has_rtl, reorder
from ingest.repair.repair import COMPAT_RULE, RepairedText, plan, repair_text
from ingest.repair.signs import LOST
from ingest.repair.synthetic import cid_codes, random_letters, random_signs, replace_some

NEWS_DOCUMENTS = 20_000
PARAGRAPHS = 500  # a source, for synthetic damage
ORDER_PARAGRAPHS, LINE_CHARS = 100, 25
PIECE_CHARS = (80, 150, 400)
SEED = 2024
_LETTERS = {"letters": (0x253, 0x1FFF), "private use": (0xE000, 0xF000), "rare Han": (0x3400, 0x4DBF), "Hangul": (0xAC00, 0xD7A3)}


def bare(text: str) -> str:
    """The text as it is compared: NFKC, without white space and bullets."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if not c.isspace() and c not in "•\uf06c\uf070")


def error_rate(text: str, truth: str) -> float:
    """Levenshtein distance over the truth's length (character error rate)."""
    target = np.array([ord(c) for c in truth])
    steps = np.arange(len(truth) + 1)
    row = steps.copy()
    for number, char in enumerate(text, 1):
        new = np.minimum(row[1:] + 1, row[:-1] + (target != ord(char)))
        whole = np.concatenate(([number], new))
        row = np.minimum.accumulate(whole - steps) + steps
    return float(row[-1]) / max(1, len(truth))


def aligned(damaged: str, truth: str) -> Iterator[tuple[str, str]]:
    """Pairs of damaged code point and true character.

    The undamaged characters are the anchors (difflib); a gap between two anchors counts when both sides are equally long, so
    the alignment never looks at what a repair made of the damaged ones.
    """
    masked = "".join("\0" if coded(c) or c == LOST else c for c in damaged)
    for tag, start, end, first, last in SequenceMatcher(None, masked, truth, autojunk=False).get_opcodes():
        if tag == "replace" and end - start == last - first:
            yield from zip(damaged[start:end], truth[first:last], strict=True)


def measure_decoding(folder: Path) -> None:
    """The damaged original against its decoding by hand."""
    raw = (folder / "supp2024.txt").read_text(encoding="utf-8")
    truth = bare((folder / "supp2024.decoded.txt").read_text(encoding="utf-8"))
    done = repair_text(raw)
    reordered = {r.before: r.after for r in done.repairs if r.rule == "order"}
    lines = [reordered.get(line, line) for line in raw.split("\n")]
    pairs = list(aligned("".join("".join(lines).split()).replace("•", ""), truth))
    votes = dict[str, Counter[str]]()
    for code, char in pairs:
        if coded(code):
            votes.setdefault(code, Counter())[char] += 1
    how = plan(raw.split("\n"))
    read = reader(how.collection or "CNS1")
    right = {code for code, seen in votes.items() if unicodedata.normalize("NFKC", read(ord(code)) or code) == seen.most_common(1)[0][0]}
    places = [(code, char) for code, char in pairs if coded(code)]
    hits = sum(unicodedata.normalize("NFKC", read(ord(code)) or code) == char for code, char in places)
    printed = {c for c in raw if coded(c)}
    print(f"collection {how.collection}, {how.gain:.2f} nats a place over chance; rules {dict(Counter(r.rule for r in done.repairs))}")
    print(
        f"damaged code points in the file: {len(printed)} in {sum(map(coded, raw))} places, left after repair {sum(map(coded, done.text))}"
    )
    print(
        f"aligned: {len(votes)} code points in {len(places)} places; read rightly {len(right)} = {len(right) / len(votes):.1%}, places {hits / len(places):.1%}"
    )
    print(f"  read otherwise: {[(f'U+{ord(c):04X}', read(ord(c)), votes[c].most_common(2)) for c in sorted(set(votes) - right)]}")
    lost = raw.count(LOST)
    print(f"lost (U+FFFD) {lost}, after repair {done.text.count(LOST)}, unknown {done.unknown}; reason: {done.reason}")
    print(
        f"character error rate: as extracted {error_rate(bare(raw), truth):.3f}, repaired {error_rate(bare(done.text), truth):.4f}, ",
        end="",
    )
    print(f"of the decodable characters {(error_rate(bare(done.text), truth) * len(truth) - lost) / (len(truth) - lost):.4f}")
    print(f"repairing again changes {len(repair_text(done.text).repairs)} lines")


def measure_untouched(folder: Path) -> None:
    """The sound originals: what a repair changes that it should not."""
    for path in sorted(folder.glob("*.txt")):
        if path.name == "supp2024.txt":
            continue
        done: RepairedText = repair_text(path.read_text(encoding="utf-8"))
        changed = Counter(r.rule for r in done.repairs)
        signs = Counter((a, b) for r in done.repairs if r.rule == COMPAT_RULE for a, b in zip(r.before, r.after, strict=False) if a != b)
        others = sum(n for rule, n in changed.items() if rule != COMPAT_RULE)
        listed = {f"U+{ord(a):04X} {b}": n for (a, b), n in signs.items()}
        print(f"{path.name:22} glyph or order repairs {others}; {COMPAT_RULE} {listed}; damaged {done.damaged}, unknown {done.unknown}")


def _texts(path: Path, limit: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for _, line in zip(range(limit), file, strict=False)]


def measure_false_alarms(folder: Path) -> None:
    """Sound documents: how many are flagged, given a plan, or changed by a rule other than compat."""
    for name, limit in (("crud_docs.jsonl.gz", NEWS_DOCUMENTS), *((f.name, 10_000) for f in sorted(folder.glob("*.passages.jsonl.gz")))):
        texts = _texts(folder / name, limit)
        flagged = sum(judge(text)[0] for text in texts)
        plans = sum(plan(text.split("\n")).collection is not None for text in texts)
        print(f"{name:32} {len(texts):6} documents: flagged {flagged} ({flagged / len(texts):.3%}), with a collection {plans}")


def measure_detector(folder: Path) -> None:
    """Sound paragraphs with a share of their distinct Han characters replaced: how many are flagged."""
    chance = random.Random(SEED)  # noqa: S311 - a measurement that must come out the same again
    print(f"{'flagged':32}", *(f"{share:>8.0%}" for share in (0.02, 0.05, 0.1, 0.2)))
    for source in ("drcd_dev", "cmrc_trial"):
        texts = _texts(folder / f"{source}.passages.jsonl.gz", PARAGRAPHS)
        for kind in (*COLLECTIONS, *_LETTERS):
            codes = cid_codes(kind) if kind in COLLECTIONS else {}
            rates = list[str]()
            for share in (0.02, 0.05, 0.1, 0.2):
                signs = [codes.get if codes else random_signs(random_letters(*_LETTERS[kind]), chance) for _ in texts]
                caught = sum(judge(replace_some(text, share, sign, chance)[0])[0] for text, sign in zip(texts, signs, strict=True))
                rates.append(f"{caught / len(texts):8.1%}")
            print(f"{source + ', ' + kind:32}", *rates)


def measure_choice(folder: Path) -> None:
    """The collection chosen for short pieces with 30 % damage; random letters and shuffled glyph numbers must get none."""
    chance = random.Random(SEED)  # noqa: S311 - as above
    numbers = sorted(set(cid_codes("CNS1").values()))[:5401]
    for source in ("drcd_dev", "cmrc_trial"):
        texts = _texts(folder / f"{source}.passages.jsonl.gz", 200)
        for length in PIECE_CHARS:
            for kind in (*COLLECTIONS, "letters", "shuffled"):
                chosen = Counter[str | None]()
                for text in texts:
                    letters = numbers if kind == "shuffled" else random_letters(*_LETTERS["letters"])
                    sign = cid_codes(kind).get if kind in COLLECTIONS else random_signs(letters, chance)
                    chosen[plan([replace_some(text[:length], 0.3, sign, chance)[0]]).collection] += 1
                print(f"{source}, {length} characters, {kind:9} {dict(chosen)}")


def measure_order(folder: Path) -> None:
    """Lines with CNS1 damage, put through a bidirectional step or not: how many come out whole and in order."""
    counts = Counter[tuple[bool, bool]]()
    codes = cid_codes("CNS1")
    for seed, text in enumerate(_texts(folder / "drcd_dev.passages.jsonl.gz", ORDER_PARAGRAPHS)):
        lines = [text[i : i + LINE_CHARS] for i in range(0, len(text), LINE_CHARS)]
        chance = random.Random(seed)  # noqa: S311 - as above
        seen = replace_some("\n".join(lines), 0.35, codes.get, chance)[0].split("\n")
        moved = [reorder(line, first_strong(line), "before", True) for line in seen]
        for given in (seen, moved):
            done = repair_text("\n".join(given)).text.split("\n")
            for before, after, result, line in zip(seen, given, done, lines, strict=True):
                if has_rtl(before):
                    counts[before != after, result == line] += 1
    for was_moved, name in ((True, "scrambled"), (False, "in order")):
        right, wrong = counts[was_moved, True], counts[was_moved, False]
        print(
            f"lines with right-to-left glyph numbers, {name}: {right + wrong}, right after repair {right} ({right / max(1, right + wrong):.1%})"
        )


def measure_pdfs(folder: Path) -> None:
    """Damaged PDFs, character by character: readings of `glyph_map` against the list of what was damaged."""
    for name in ("supp_damaged", "supp_nocmap"):
        lines = extract_text(folder / f"{name}.pdf").split("\n")
        how = plan(lines)
        path = folder / f"{name}.map.json"
        truth = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        readings = Counter((glyph, char) for line in lines for glyph, char in how.glyph_map(line).items())
        right = sum(truth.get(glyph) == char for glyph, char in readings)
        print(
            f"{name}: collection {how.collection}, gain {how.gain:.2f}; glyphs read {len(readings)}, rightly {right} of {len(truth)}; wrong",
            end=" ",
        )
        print([(g, c, truth.get(g)) for g, c in readings if truth.get(g) != c])


def main() -> None:
    """Print every table for the folders named."""
    parser = argparse.ArgumentParser(prog="python -m ingest.repair.measure", description="Measure the repair of text layers.")
    for name in ("originals", "news", "pdfs"):
        parser.add_argument(f"--{name}", type=Path)
    given = parser.parse_args()
    if given.originals:
        measure_decoding(given.originals)
        measure_untouched(given.originals)
    if given.pdfs:
        measure_pdfs(given.pdfs)
    if given.news:
        measure_false_alarms(given.news)
        measure_detector(given.news)
        measure_order(given.news)
        measure_choice(given.news)


if __name__ == "__main__":
    main()
