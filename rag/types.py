"""What travels along the line: passage → hit → retrieval → citation → answer. Frozen, slotted, read-only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from rag.dates import Date

LANGS = ("zh-Hant", "zh-Hans", "en")  # an answer's
Lang = str  # one of LANGS


class Status(StrEnum):
    """How a question ended; `refused` is true for NO_EVIDENCE and DECLINED."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NO_EVIDENCE = "no_evidence"
    DECLINED = "declined"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a passage comes from. Titles and publishers by language ("zh-Hant", "en"); `published` as printed or "undated"."""

    id: str
    title: dict[str, str]
    publisher: dict[str, str]
    published: str
    url: str = ""
    status: str = ""
    digest: bool = True


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is found and cited: one section, in each language it has.

    Attributes:
        id: `<source>/<section>`, unique in an index.
        headings, texts, where: by language; every language of `texts` is in the others.
        as_of: the date its facts hold for, or "undated".
        questions: questions it answers, for search only, never shown.
        answering: for each of `questions`, the 1-based numbers of the prose sentences that answer it; empty when nobody has said.
        page: 1-based page of the file, when it has pages.
        digest: summary by this project (True) or verbatim text of a document somebody added (False).
        about: what is embedded and matched before the text, where that is more than the heading: title and whole heading path.
        file: the document's path, relative to the folder that was named; "" for the corpus.
        printed_page: the number printed on the page, "" if none.
        boxes: where the text stands: (page, x0, top, x1, bottom) of each printed line, points from the upper left corner.
        line_starts: offsets in the text at which each of `boxes` begins.
        ocr: read from a picture.
        repaired: holds text of a page whose text layer was repaired.
        quality: what is doubtful about the text, "" if nothing.
    """

    id: str
    source: Source
    section: str
    headings: dict[str, str]
    texts: dict[str, str]
    where: dict[str, str]
    as_of: str
    schemes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    answering: tuple[tuple[int, ...], ...] = ()
    page: int | None = None
    digest: bool = True
    about: str = ""
    file: str = ""
    printed_page: str = ""
    boxes: tuple[tuple[int, float, float, float, float], ...] = ()
    line_starts: tuple[int, ...] = ()
    ocr: bool = False
    repaired: bool = False
    quality: str = ""

    def lang_for(self, lang: Lang) -> str:
        """The language of this passage nearest to the one asked for."""
        wanted = "en" if lang == "en" else "zh-Hant"
        if wanted in self.texts:
            return wanted
        return next(iter(self.texts))


@dataclass(frozen=True, slots=True)
class Entry:
    """One text that is embedded and matched on behalf of a passage. kind: "window", "section" or "question"."""

    passage: str
    kind: str
    lang: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question as understood.

    Attributes:
        asked: as typed, identifiers masked.
        standalone: with what it takes over from earlier turns; what is searched for.
        lang: language and script of the answer.
        tokens: lexical tokens of `standalone`.
        terms: ids of the glossary terms it names.
        schemes: scheme keys it names.
        years: years it names, ascending.
        dates: the same with their months.
        size: number of content words and glossary terms of `standalone`.
        kinds: what is wanted: number, date, place, who, list, yesno, howto, comparison, reason.
        parts: where it asks several things, each as a question of its own; else empty.
        strange: log odds, by its words alone, that it is a question the corpus does not answer.
        assumed: the scheme key taken because the question needs one and names none; "" otherwise.
    """

    asked: str
    standalone: str
    lang: Lang
    tokens: tuple[str, ...]
    terms: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    dates: tuple[Date, ...] = ()
    kinds: tuple[str, ...] = ()
    size: int = 0
    parts: tuple[Query, ...] = ()
    strange: float = 0.0
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found: `score` is the last stage's, higher is better; `stages` keeps each stage's own."""

    passage: Passage
    score: float
    stages: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Hits best first: those kept for the answer, those rejected, and the seconds each stage took.

    `parts` holds, for each part of the question, the hits its own answer is looked for in; empty for a question of one part.
    """

    kept: tuple[Hit, ...]
    rejected: tuple[Hit, ...]
    seconds: dict[str, float] = field(default_factory=dict)
    parts: tuple[tuple[Hit, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Number n in the answer's text; `quote` is `passage.texts[lang][start:end]`."""

    n: int
    passage: Passage
    lang: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the numbers of the citations it stands on."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What `ask` returns.

    Attributes:
        note: a fixed message (dates, refusal, channel) in the asker's language.
        seconds: by stage.
        confidence: how good the evidence is, in [0, 1].
        verdict: the short answer to a yes/no question ("可以。", "No."), "" for none; it carries no marker, since the first sentence does.
    """

    query: Query
    status: Status
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    retrieval: Retrieval
    note: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    confidence: float = 0.0
    verdict: str = ""

    @property
    def refused(self) -> bool:
        """Whether no answer was given on purpose."""
        return self.status in (Status.NO_EVIDENCE, Status.DECLINED)

    @property
    def text(self) -> str:
        """The answer as text: the verdict, each sentence with its markers, and the note, on lines of their own."""
        gap = " " if self.query.lang == "en" else ""
        body = gap.join(s.text + "".join(f"[{n}]" for n in s.citations) for s in self.sentences)
        return "\n".join(part for part in (self.verdict, body, self.note) if part)
