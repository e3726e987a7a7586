"""Title, publisher, date and address of a document: from `sources.toml` beside it, else from the file itself, else its name."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ingest.corpus import CorpusDate
from ingest.document import Document
from rag.errors import DocumentError

NAME = "sources.toml"
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?")


class InTwo(BaseModel):
    """A text in one or both languages."""

    model_config = ConfigDict(extra="forbid")
    zh: str = ""
    en: str = ""


Named = Annotated[InTwo, BeforeValidator(lambda v: {"zh": v, "en": v} if isinstance(v, str) else v)]


class About(BaseModel):
    """What `sources.toml` says about one file. `title` and `publisher` are a text, or one for `zh` and one for `en`."""

    model_config = ConfigDict(extra="forbid")
    title: Named = Field(default_factory=InTwo)
    publisher: Named = Field(default_factory=InTwo)
    # TOML has dates of its own: 2024-06-24 without quotation marks is one.
    date: Annotated[CorpusDate, BeforeValidator(lambda v: v.isoformat() if isinstance(v, date) else v)] = "undated"
    url: str = ""

    @property
    def digest(self) -> str:
        """Changes when anything said changes; "" when nothing is said."""
        return "" if self == About() else hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


def is_corpus(folder: Path) -> bool:
    """Whether a folder holds a corpus in our format: `sources.toml` with `[[source]]` entries."""
    try:
        return isinstance(tomllib.loads((folder / NAME).read_text(encoding="utf-8")).get("source"), list)
    except (OSError, ValueError):
        return False


def read_abouts(path: Path) -> dict[str, About]:
    """Entries of a `sources.toml` by file name, relative to its folder; none when there is no such file.

    Raises:
        DocumentError: not TOML, or a key or value that cannot be used; the line names file, entry and key.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path} cannot be read ({error}); correct it or remove it") from None
    if isinstance(raw.get("source"), list):
        return {}
    return {name: _about(path, name, entry) for name, entry in raw.items()}


def _about(path: Path, name: str, entry: Any) -> About:
    if isinstance(entry, dict) and any(isinstance(v, dict) and k not in About.model_fields for k, v in entry.items()):
        inner = next(k for k, v in entry.items() if isinstance(v, dict) and k not in About.model_fields)
        raise DocumentError(f'{path}: write the file\'s name in quotation marks: ["{name}.{inner}"]')
    try:
        return About.model_validate(entry)
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(map(str, fault["loc"]))
        if fault["type"] == "extra_forbidden":
            raise DocumentError(f"{path}: [{name!r}] has the unknown key {key!r}; known are {', '.join(About.model_fields)}") from None
        where = f"{key} = {fault['input']!r}" if key else repr(fault["input"])
        raise DocumentError(f"{path}: [{name!r}] {where} cannot be used: {fault['msg']}") from None


@dataclass(frozen=True, slots=True)
class Abouts:
    """Looks entries up, reading each `sources.toml` once."""

    _read: dict[Path, dict[str, About]] = field(default_factory=dict)

    def of(self, file: Path, root: Path) -> About:
        """What the nearest `sources.toml` from the file's folder up to `root` says about it.

        Raises:
            DocumentError: such a file has a fault.
        """
        folder = file.parent
        while True:
            entries = self._entries(folder)
            name = file.relative_to(folder).as_posix()
            if name in entries:
                return entries[name]
            if folder == root or folder.parent == folder:
                return About()
            folder = folder.parent

    def _entries(self, folder: Path) -> dict[str, About]:
        if folder not in self._read:
            self._read[folder] = read_abouts(folder / NAME)
        return self._read[folder]

    def without_file(self) -> list[str]:
        """A line for each entry that names a file which is not there."""
        return [
            f"{folder / NAME} names {name!r}, which is not there"
            for folder, entries in self._read.items()
            for name in entries
            if not (folder / name).exists()
        ]


def as_date(text: str) -> str:
    """The first date in a text as 2024, 2024-05 or 2024-05-31; "undated" when there is none."""
    for match in _DATE.finditer(text):
        parts = [match[1], *(f"{int(p):02d}" for p in match.groups()[1:] if p)]
        for size in range(len(parts), 0, -1):
            try:
                date.fromisoformat("-".join([*parts[:size], "01", "01"][:3]))
            except ValueError:
                continue
            return "-".join(parts[:size])
    return "undated"


@dataclass(frozen=True, slots=True)
class Shown:
    """Title and publisher by language ("zh-Hant", "en"), date of publication or "undated", address or ""."""

    title: dict[str, str]
    publisher: dict[str, str]
    date: str
    url: str


def shown(about: About, document: Document, stem: str) -> Shown:
    """What is shown of a document: what somebody said about it goes before what the file says, and that before its name."""

    def both(said: InTwo, found: str) -> dict[str, str]:
        return {"zh-Hant": said.zh or said.en or found, "en": said.en or said.zh or found}

    when = about.date if about.date != "undated" else as_date(document.date)
    return Shown(both(about.title, document.title.strip() or stem), both(about.publisher, document.publisher.strip()), when, about.url)
