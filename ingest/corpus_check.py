"""Editorial checks of the corpus beyond its format: figures, script, length, question lists, originality.

Run `wenjin corpus check`; each finding is one line `file:line: what`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from pathlib import Path

import opencc

from ingest.corpus import LANGS, CorpusSection, SourceCorpus, read_source, read_sources
from ingest.structured import structured_findings
from rag.errors import CorpusError
from rag.figures import figures
from rag.text import prose_spans

MIN_QUESTIONS = {"zh-Hant": 3, "zh-Hans": 3, "en": 3, "yue": 2}
TOTAL_QUESTIONS = (10, 40)
MIN_HAN, MAX_HAN = 40, 420
COPIED_RUN = 25
# Written so in Hong Kong, names above all, though converters give another form.
HONG_KONG_FORMS = frozenset("恒")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words with capitals in a row, small words between them: an English name.
_TITLE = re.compile(r"[A-Z][\w'-]*(?:\s+(?:(?:of|for|and|the|to|in|on)\s+)*[A-Z][\w'-]*)+")
_MARKUP = re.compile(r"\]\(|<[a-zA-Z/]|\*\*|__")
_TRADITIONAL_FROM = opencc.OpenCC("s2hk")


def simplified_only(text: str) -> set[str]:
    """Characters that only Simplified Chinese uses: not in Big5 and changed by OpenCC s2hk.

    Big5-HKSCS would not do: it holds many Simplified characters for names.
    """
    found = set()
    for char in set(_HAN.findall(text)):
        try:
            char.encode("big5")
        except UnicodeEncodeError:
            if char not in HONG_KONG_FORMS and _TRADITIONAL_FROM.convert(char) != char:
                found.add(char)
    return found


def prose(text: str) -> str:
    """The text without its table rows."""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("|"))


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if not c.isspace() and c not in "|-*#>「」『』《》〈〉,、，。；;：:()·•\"'“”‘’.!！？?")


@functools.lru_cache(maxsize=8)
def _spots(original: str, length: int) -> frozenset[str]:
    source = _bare(original)
    return frozenset(source[i : i + length] for i in range(len(source) - length + 1))


def copied_runs(text: str, original: str, length: int = COPIED_RUN) -> list[str]:
    """Runs of at least `length` characters that stand in both texts, white space and punctuation aside, longest form.

    Runs without any sentence in them (names, lists of figures) must be judged by a reader: a run counts only when it holds
    at least 15 Han characters, or 25 letters, that are not inside one quoted name of the passage.
    """
    names = re.findall(r"[「《〈『][^」》〉』]{4,}[」》〉』]", text) + _TITLE.findall(text)
    target, spots = _bare(text), _spots(original, length)
    runs, i = list[str](), 0
    while i + length <= len(target):
        if target[i : i + length] not in spots:
            i += 1
            continue
        end = i + length
        while end < len(target) and target[end - length + 1 : end + 1] in spots:
            end += 1
        run = target[i:end]
        rest = run
        for name in sorted((_bare(n) for n in names), key=len, reverse=True):
            rest = rest.replace(name, "")
        if len(re.sub(r"[\d%$./]", "", rest)) >= min(length, 18):
            runs.append(run)
        i = end
    return runs


def _pair_findings(zh: CorpusSection, en: CorpusSection) -> list[str]:
    found = []
    a, b = figures(f"{zh.head.title}\n{zh.text}", "zh-Hant"), figures(f"{en.head.title}\n{en.text}", "en")
    if a != b:
        found.append(f"{en.path}:{en.line}: figures of {en.head.id!r} differ: only Chinese {sorted(a - b)}, only English {sorted(b - a)}")
    simplified = simplified_only(zh.head.title + zh.head.where + zh.text)
    if simplified:
        found.append(f"{zh.path}:{zh.line}: Simplified characters {''.join(sorted(simplified))} in {zh.head.id!r}")
    han = len(_HAN.findall(prose(zh.text)))
    if not MIN_HAN <= han <= MAX_HAN:
        found.append(f"{zh.path}:{zh.line}: {zh.head.id!r} has {han} Chinese characters of prose, expected {MIN_HAN} to {MAX_HAN}")
    for section in (zh, en):
        if _MARKUP.search(section.text):
            found.append(f"{section.path}:{section.line}: links, HTML or emphasis in {section.head.id!r}")
        if prose(section.text).strip() == "":
            found.append(f"{section.path}:{section.line}: {section.head.id!r} has a table but no sentences")
    return found


def _question_findings(source: SourceCorpus, path: Path) -> list[str]:
    found = []
    by_section: dict[str, Counter[str]] = {s.head.id: Counter() for s in source.sections["zh-Hant"]}
    for question in source.questions:
        by_section[question.section][question.lang] += 1
    for section, counts in by_section.items():
        short = [f"{lang} {counts[lang]}/{need}" for lang, need in MIN_QUESTIONS.items() if counts[lang] < need]
        if short or not TOTAL_QUESTIONS[0] <= counts.total() <= TOTAL_QUESTIONS[1]:
            found.append(f"{path}: questions of {section!r}: {counts.total()} in all, too few: {', '.join(short) or 'none'}")
    return found


def _answering_findings(source: SourceCorpus, path: Path) -> list[str]:
    """Questions tied to a sentence that a section does not have, in either language."""
    found = []
    for zh, en in zip(source.sections["zh-Hant"], source.sections["en"], strict=True):
        numbers = {n for entry in source.answering.get(zh.head.id, ()) for n in entry}
        last = min(len(prose_spans(zh.text)), len(prose_spans(en.text)))
        if numbers and not 1 <= min(numbers) <= max(numbers) <= last:
            found.append(f"{path}: {zh.head.id!r} names sentence {max(numbers)}, but has {last}")
    return found


def check_source(source: SourceCorpus, folder: Path, original: str = "") -> list[str]:
    """Every finding of one source, in file order; empty when all is well.

    Args:
        source: the source as read.
        folder: its folder, for messages.
        original: the published text, when at hand, for the originality check.
    """
    found = []
    for zh, en in zip(source.sections["zh-Hant"], source.sections["en"], strict=True):
        found += _pair_findings(zh, en)
    found += _question_findings(source, folder / "questions.tsv")
    found += _answering_findings(source, folder / "answering.tsv")
    if original:
        for lang in LANGS:
            for section in source.sections[lang]:
                for run in copied_runs(prose(section.text), original):
                    found.append(f"{section.path}:{section.line}: {section.head.id!r} repeats the original: {run}")
    return found


def check_corpus(folder: Path, originals: Path | None = None) -> list[str]:
    """Format and editorial findings of a whole corpus folder; a source that cannot be read is one finding.

    Args:
        folder: the corpus folder, with sources.toml.
        originals: folder with `<source>.txt`; None leaves the originality check out.
    """
    found, sections = list[str](), dict[str, str]()
    for entry in read_sources(folder / "sources.toml"):
        try:
            source = read_source(entry, folder / entry.id)
        except CorpusError as error:
            found.append(error.line)
            continue
        text = ""
        if originals is not None:
            text = "".join(p.read_text(encoding="utf-8") for p in sorted(originals.glob(f"{entry.id}*.txt")))
        found += check_source(source, folder / entry.id, text)
        sections |= {f"{entry.id}/{s.head.id}": s.head.as_of for s in source.sections["zh-Hant"]}
    try:
        found += structured_findings(folder, sections)
    except CorpusError as error:
        found.append(error.line)
    return found


def main() -> None:
    """Check the corpus folder named on the command line, with the originals as an optional second argument."""
    import sys

    originals = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    found = check_corpus(Path(sys.argv[1]), originals)
    print("\n".join(found) or "no findings")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
