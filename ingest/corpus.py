"""The shipped corpus: bilingual sections, their sources and their question lists, read and checked.

The format and its rules are in docs/corpus.md.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from rag.errors import CorpusError

LANGS = ("zh-Hant", "en")
QUESTION_LANGS = ("zh-Hant", "zh-Hans", "yue", "en")
SCHEMES = frozenset(
    ["ttps", "qmas", "gep", "asmtp", "iang", "techtas", "assg", "cies", "vpas", "technical", "labour-import", "esls", "dependants"]
)
_HEAD = re.compile(r"^## (?P<title>\S.*?)\s*\{#(?P<id>[^\s}]+)(?P<attrs>[^{}]*)\}\s*$")
_ENTRY = re.compile(r"-|\d+(\+\d+)*")
_ATTR = re.compile(r"\s+([a-z_]+)=(?:\"([^\"]*)\"|([^\s\"]+))")


def _real_date(value: str) -> str:
    """A date of the corpus: year, year-month, year-month-day, or "undated"."""
    if value == "undated":
        return value
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        raise ValueError("expected 2024, 2024-05, 2024-05-31 or undated")
    date.fromisoformat((value + "-01-01")[:10])
    return value


CorpusDate = Annotated[str, AfterValidator(_real_date)]


class Bilingual(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(extra="forbid")
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class SourceEntry(BaseModel):
    """One `[[source]]` of sources.toml."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: Bilingual
    publisher: Bilingual
    published: CorpusDate
    kind: str = Field(min_length=1)
    url: str = ""
    note: str = ""


class SectionHead(BaseModel):
    """The keys of a section's heading line."""

    model_config = ConfigDict(extra="forbid")
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    title: str = Field(min_length=1)
    as_of: CorpusDate
    where: str = Field(min_length=1)
    schemes: str
    topics: str = Field(pattern=r"^[a-z0-9-]+( [a-z0-9-]+)*$")
    url: str = ""
    publisher: str = ""
    page_title: str = ""
    published: CorpusDate | Literal[""] = ""
    status: Literal["", "official", "reported"] = ""
    supersedes: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class CorpusSection:
    """One section in one language as it stands in its file; `line` is 1-based."""

    source: str
    lang: str
    head: SectionHead
    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question list."""

    section: str
    lang: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class SourceCorpus:
    """Everything of one source: sections by language in file order, questions in file order.

    `answering` gives, by section, the 1-based numbers of the sentences that answer each of its questions; a section may be absent.
    """

    entry: SourceEntry
    sections: dict[str, list[CorpusSection]]
    questions: list[Question]
    answering: dict[str, tuple[tuple[int, ...], ...]]


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    key = ".".join(str(part) for part in fault["loc"])
    got = f", got {fault['input']!r}" if isinstance(fault["input"], str) else ""
    return f"{key}: {fault['msg']}{got}"


def parse_head(line: str, path: Path, number: int) -> SectionHead:
    """Read one heading line.

    Raises:
        CorpusError: the line has no `{#id …}`, an unknown key, or a value of the wrong form.
    """
    match = _HEAD.match(line)
    if not match:
        raise CorpusError(path, number, f'a heading must read `## title {{#id as_of=… where="…" …}}`, got {line[:60]!r}')
    attrs, rest = {}, match["attrs"]
    for key, quoted, bare in _ATTR.findall(rest):
        attrs["page_title" if key == "title" else key] = quoted or bare
    left = _ATTR.sub("", rest).strip()
    if left:
        raise CorpusError(path, number, f'cannot read {left[:40]!r} in the heading; write key=value or key="two words"')
    try:
        head = SectionHead.model_validate({"id": match["id"], "title": match["title"], **attrs})
    except ValidationError as error:
        raise CorpusError(path, number, _first_fault(error)) from None
    unknown = set(head.schemes.split()) - SCHEMES
    if unknown:
        raise CorpusError(path, number, f"unknown scheme {sorted(unknown)[0]!r}; known: {' '.join(sorted(SCHEMES))}")
    return head


def read_sections(path: Path, source: str, lang: str) -> list[CorpusSection]:
    """Read one language file.

    Raises:
        CorpusError: unreadable file, text before the first heading, a broken heading, an empty section, a repeated id.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(path, 0, f"cannot be read as UTF-8 text ({error.__class__.__name__})") from None
    sections: list[CorpusSection] = []
    head: SectionHead | None = None
    start, body = 0, list[str]()

    def close() -> None:
        text = "\n".join(body).strip()
        if head is None:
            if text:
                first = next(n for n, line in enumerate(body, 1) if line.strip())
                raise CorpusError(path, first, "text before the first heading; begin the file with a `## …` line")
            return
        if not text:
            raise CorpusError(path, start, f"section {head.id!r} has no text")
        if any(s.head.id == head.id for s in sections):
            raise CorpusError(path, start, f"section id {head.id!r} is used twice")
        sections.append(CorpusSection(source, lang, head, text, str(path), start))

    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            close()
            head, start, body = parse_head(line, path, number), number, []
        else:
            body.append(line)
    close()
    return sections


def read_questions(path: Path, ids: set[str]) -> list[Question]:
    """Read a question list; a source without one has none.

    Raises:
        CorpusError: a line without three tab-separated parts, an unknown section or language, an empty or repeated question.
    """
    if not path.exists():
        return []
    questions: list[Question] = []
    seen: set[tuple[str, str]] = set()
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(path, 0, f"cannot be read as UTF-8 text ({error.__class__.__name__})") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        parts = line.split("\t")
        if len(parts) != 3:
            raise CorpusError(path, number, f"expected `section<TAB>language<TAB>question`, got {len(parts)} part(s)")
        section, lang, text = (part.strip() for part in parts)
        if section not in ids:
            raise CorpusError(path, number, f"no section {section!r} in this source")
        if lang not in QUESTION_LANGS:
            raise CorpusError(path, number, f"unknown language {lang!r}; one of {', '.join(QUESTION_LANGS)}")
        if not text or (section, text) in seen:
            raise CorpusError(path, number, "empty question" if not text else f"question repeated: {text[:40]!r}")
        seen.add((section, text))
        questions.append(Question(section, lang, text, number))
    return questions


def read_answering(path: Path, questions: list[Question]) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Read which sentences answer the questions of each section; a source without the file has none.

    Raises:
        CorpusError: a line without two tab-separated parts, an entry that is not `2`, `1+3` or `-`, or not one entry a question.
    """
    if not path.exists():
        return {}
    asked = Counter(q.section for q in questions)
    found: dict[str, tuple[tuple[int, ...], ...]] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        section, tab, rest = line.partition("\t")
        entries = rest.split()
        if not tab or section in found:
            raise CorpusError(path, number, "expected `section<TAB>sentence numbers of each question`, each section once")
        wrong = next((e for e in entries if not _ENTRY.fullmatch(e)), "")
        if wrong:
            raise CorpusError(path, number, f"expected sentence numbers such as 2 or 1+3, or -, got {wrong!r}")
        if len(entries) != asked[section]:
            raise CorpusError(path, number, f"{len(entries)} entries for the {asked[section]} questions of {section!r}")
        found[section] = tuple(() if e == "-" else tuple(map(int, e.split("+"))) for e in entries)
    return found


def read_sources(path: Path) -> list[SourceEntry]:
    """Read sources.toml.

    Raises:
        CorpusError: missing file, broken TOML, a missing or unknown key, a repeated id.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(path, 0, f"cannot be read ({error.__class__.__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(path, 0, f"not valid TOML: {error}") from None
    entries: list[SourceEntry] = []
    if not data.get("source"):
        raise CorpusError(path, 0, "no [[source]] in it; add one for each source folder")
    for index, raw in enumerate(data.get("source", []), 1):
        try:
            entry = SourceEntry.model_validate(raw)
        except ValidationError as error:
            raise CorpusError(path, 0, f"source {index}: {_first_fault(error)}") from None
        if any(e.id == entry.id for e in entries):
            raise CorpusError(path, 0, f"source id {entry.id!r} is used twice")
        entries.append(entry)
    return entries


def _check_links(sections: list[CorpusSection]) -> None:
    ids = {s.head.id for s in sections}
    for section in sections:
        for name in ("supersedes", "superseded_by"):
            target = getattr(section.head, name)
            if target and target not in ids:
                raise CorpusError(section.path, section.line, f"{name} names section {target!r}, which this source does not have")


def _check_pair(source: SourceEntry, zh: list[CorpusSection], en: list[CorpusSection]) -> None:
    for a, b in zip(zh, en, strict=False):
        if a.head.id != b.head.id:
            raise CorpusError(b.path, b.line, f"expected section {a.head.id!r} as in {a.path}:{a.line}, got {b.head.id!r}")
        for key in ("as_of", "schemes", "topics", "url", "published", "status"):
            if getattr(a.head, key) != getattr(b.head, key):
                raise CorpusError(b.path, b.line, f"{key} of {a.head.id!r} differs from {a.path}:{a.line}")
    _check_links(zh)
    _check_links(en)
    if len(zh) != len(en):
        longer, other = (zh, en) if len(zh) > len(en) else (en, zh)
        extra = longer[len(other)]
        raise CorpusError(extra.path, extra.line, f"section {extra.head.id!r} is missing in the other language")
    if source.id == "official":
        for section in (*zh, *en):
            head = section.head
            if not (head.url and head.publisher and head.page_title and head.published and head.status):
                raise CorpusError(section.path, section.line, "an official fact needs url, publisher, title, published and status")


def read_source(entry: SourceEntry, folder: Path) -> SourceCorpus:
    """Read one source's folder and hold its two languages against each other.

    Raises:
        CorpusError: see the readers; also ids, order or dates that differ between the languages.
    """
    sections = {lang: read_sections(folder / f"{lang}.md", entry.id, lang) for lang in LANGS}
    _check_pair(entry, sections["zh-Hant"], sections["en"])
    ids = {s.head.id for s in sections["zh-Hant"]}
    questions = read_questions(folder / "questions.tsv", ids)
    return SourceCorpus(entry, sections, questions, read_answering(folder / "answering.tsv", questions))


def read_corpus(folder: Path) -> Iterator[SourceCorpus]:
    """Read every source of a corpus folder, in the order of sources.toml.

    Raises:
        CorpusError: the first fault found, with file and line.
    """
    for entry in read_sources(folder / "sources.toml"):
        yield read_source(entry, folder / entry.id)
