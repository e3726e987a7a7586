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
        ordered = sorted(self._by_name, key=len, reverse=True)
        # Latin names need a break on both sides (not \b: it fails beside Han characters); Han names match anywhere.
        alternatives = [re.escape(n) if HAN.search(n) else rf"(?<![a-z0-9]){re.escape(n)}s?(?![a-z0-9])" for n in ordered]
        self._pattern = re.compile("|".join(alternatives)) if ordered else None

    def mentions(self, folded: str) -> Iterator[Mention]:
        """Terms named in folded text, in order."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(folded):
            term = self._by_name.get(match[0]) or self._by_name.get(match[0].removesuffix("s"))
            if term is not None:
                yield Mention(term, *match.span())

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
