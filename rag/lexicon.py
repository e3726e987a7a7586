"""The glossary: names of one thing in every script and register, found in text and turned into one token."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.errors import CorpusError
from rag.text import HAN, fold

_LATIN = re.compile(r"[a-z0-9]")


class Term(BaseModel):
    """One `[[term]]` of glossary.toml. `colloquial` holds short, spoken and mainland names; `scheme` its scheme key."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    id: str = Field(pattern=r"^[a-z0-9-]+$")
    kind: str = Field(min_length=1)
    zh_hant: str = Field(alias="zh-Hant", min_length=1)
    zh_hans: str = Field(alias="zh-Hans", min_length=1)
    en: str = Field(min_length=1)
    abbr: list[str] = []
    colloquial: list[str] = []
    scheme: str = ""

    @property
    def names(self) -> list[str]:
        """Every name of the thing."""
        return [self.zh_hant, self.zh_hans, self.en, *self.abbr, *self.colloquial]


@dataclass(frozen=True, slots=True)
class Mention:
    """A term found in folded text at [start, end)."""

    term: Term
    start: int
    end: int


class Lexicon:
    """Finds glossary terms in text, longest name first, without overlaps."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = {t.id: t for t in terms}
        self._by_name: dict[str, Term] = {}
        for term in self.terms.values():
            for name in term.names:
                self._by_name.setdefault(fold(name), term)
        # By the first two characters, longest name first: one pass over the text, however many names there are.
        self._starts: dict[str, list[str]] = {}
        self._firsts = {name[0] for name in self._by_name if name}
        for name in sorted(self._by_name, key=len, reverse=True):
            self._starts.setdefault(name[:2], []).append(name)

    def _named(self, folded: str, start: int) -> tuple[str, int] | None:
        """The longest name at that place and where it ends.

        Latin names need a break on both sides (not \\b: it fails beside Han characters) and may have a plural s; Han names match
        anywhere.
        """
        for name in (*self._starts.get(folded[start : start + 2], ()), *self._starts.get(folded[start : start + 1], ())):
            if not folded.startswith(name, start):
                continue
            end = start + len(name)
            if HAN.search(name):
                return name, end
            if start and _LATIN.match(folded[start - 1]):
                continue
            if folded[end : end + 1] == "s" and not _LATIN.match(folded[end + 1 : end + 2]):
                return name, end + 1
            if not _LATIN.match(folded[end : end + 1]):
                return name, end
        return None

    def mentions(self, folded: str) -> Iterator[Mention]:
        """Terms named in folded text, in order."""
        start = 0
        while start < len(folded):
            found = self._named(folded, start) if folded[start] in self._firsts else None
            if found is None:
                start += 1
                continue
            name, end = found
            yield Mention(self._by_name[name], start, end)
            start = end

    def tokens(self, text: str) -> list[str]:
        """One `@id` token for each mention, for the lexical index."""
        return ["@" + m.term.id for m in self.mentions(fold(text))]

    @property
    def words(self) -> list[str]:
        """Every name, for the segmenter's dictionary."""
        return list(self._by_name)


def read_lexicon(path: Path) -> Lexicon:
    """Read glossary.toml; a missing file is an empty lexicon.

    Raises:
        CorpusError: broken TOML, a missing or unknown key, a repeated id.
    """
    if not path.exists():
        return Lexicon([])
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8")).get("term", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(path, 0, f"not valid TOML: {error}") from None
    terms = list[Term]()
    for number, entry in enumerate(raw, 1):
        try:
            term = Term.model_validate(entry)
        except ValidationError as error:
            fault = error.errors()[0]
            raise CorpusError(path, 0, f"term {number}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}") from None
        if any(t.id == term.id for t in terms):
            raise CorpusError(path, 0, f"term id {term.id!r} is used twice")
        terms.append(term)
    return Lexicon(terms)
