"""The JSON API's requests and responses, from which its OpenAPI document is made. Responses let further keys through: keys may be added."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ingest.structured import NEEDS
from rag.types import Status

AnswerLang = Literal["auto", "zh-Hant", "zh-Hans", "en"]
PageLang = Literal["zh-Hant", "zh-Hans", "en"]
Need = Literal["", NEEDS]
MAX_HISTORY = 50  # earlier questions taken; the engine looks at the last few (WENJIN_MAX_HISTORY)
MAX_HITS = 30  # passages a search gives at most: as many as are ranked (WENJIN_CANDIDATES)
AS_OF = "date the facts hold for: a year, month or day as far as the source says, or `undated`"


def _whole(text: str) -> str:
    """Refuse half of a pair of UTF-16 codes, which JSON can hold and no reply could give back."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("holds half a character (a lone \\ud800 to \\udfff)")
    return text


_Whole = Annotated[str, AfterValidator(_whole)]


class _Response(BaseModel):
    model_config = ConfigDict(extra="allow")


class AskRequest(BaseModel):
    """A question with its conversation."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "咁受養人呢？", "history": ["高才通最早幾時可以續簽？"], "lang": "auto"}]},
    )
    question: _Whole = Field(
        description="In Traditional or Simplified Chinese, Cantonese wording or English; 2,000 characters unless set otherwise"
    )
    history: list[_Whole] = Field(default=[], max_length=MAX_HISTORY, description="earlier questions of the conversation, oldest first")
    lang: AnswerLang = Field(default="auto", description="language and script of the answer; `auto`: the question's")
    id: _Whole = Field(default="", max_length=200, description="given back with the answer")


class Citation(_Response):
    """What a marker `[n]` of the answer stands for."""

    n: int = Field(description="the marker's number")
    source: str
    title: str
    publisher: str
    date: str = Field(description="of publication, as printed")
    as_of: str = Field(description=AS_OF)
    section: str
    heading: str
    where: str = Field(description="place in the source: chapter, table, page")
    url: str = Field(description='"" where the source has no address')
    page: int | None = Field(description="1-based page of a file that was added")
    lang: str
    text: str = Field(description="the passage as stored")
    quote: str = Field(description="the sentence of `text` that supports the answer")
    digest: bool = Field(description="true: our summary of the source; false: verbatim text of a document somebody added")


class Retrieved(_Response):
    """A passage that was found, used or not."""

    source: str
    section: str
    text: str
    score: float = Field(description="higher is better")
    stages: dict[str, float] = Field(description="score by stage")


class AskResponse(_Response):
    """An answer, as `wenjin ask --json` prints it (docs/contract.md)."""

    id: str
    answer: str = Field(description="the text shown, each sentence followed by its markers `[n]`, then the dates or a fixed message")
    lang: str
    status: Status
    refused: bool = Field(description="true for `no_evidence` and `declined`")
    citations: list[Citation]
    retrieved: list[Retrieved] = Field(description="kept ones first, then the rejected, best first")
    standalone: str = Field(description="the question as searched for, with what it takes over from earlier ones")
    confidence: float = Field(ge=0, le=1, description="how good the evidence is")
    seconds: dict[str, float] = Field(description="by stage")
    latency_ms: float


class SearchHit(_Response):
    """A passage, in the language nearest to the question's."""

    passage: str = Field(description="`source/section`")
    source: str
    section: str
    title: str
    publisher: str
    date: str = Field(description="of publication, as printed")
    as_of: str = Field(description=AS_OF)
    heading: str
    where: str
    url: str
    page: int | None
    lang: str
    text: str
    digest: bool
    kept: bool = Field(description="whether an answer may stand on it")
    score: float = Field(description="higher is better")
    stages: dict[str, float]


class SearchResponse(_Response):
    """What a question finds, without an answer."""

    standalone: str
    lang: str
    confidence: float = Field(ge=0, le=1, description="how good the evidence is")
    hits: list[SearchHit] = Field(description="kept ones first, each part best first")


class _Backed(_Response):
    """The date and source of a fact."""

    as_of: str = Field(description=AS_OF)
    date: str = Field(description="`as_of` in words")
    section: str = Field(description="`source/section` of the passage that backs the fact")
    title: str
    publisher: str
    url: str
    published: str


class Fact(_Backed):
    """One dated value of a field of a scheme."""

    text: str
    status: str = Field(description="`official` for a page of the authority, `reported` where none says so, else empty")


class SchemeCategory(_Response):
    """A category of a scheme with facts of its own."""

    id: str
    name: str
    facts: dict[str, list[Fact]]


class Scheme(_Response):
    """An admission scheme."""

    id: str
    abbr: str
    name: str
    job_offer_needed: bool | None = Field(description="null where it depends")
    facts: dict[str, list[Fact]] = Field(description="by field, newest first")
    categories: list[SchemeCategory]


class SchemesResponse(_Response):
    """Every scheme."""

    lang: PageLang
    schemes: list[Scheme]


class Measure(_Backed):
    """A support measure. Texts the corpus does not have are empty."""

    id: str
    name: str
    need: str
    need_name: str
    for_whom: str
    provider: str
    reach: str = Field(description="how to get it")
    languages: str
    cost: str
    district: str
    status: str = Field(description="`official`, `digest` (our summary) or `reported`")


class SupportResponse(_Response):
    """The measures that fit."""

    lang: PageLang
    measures: list[Measure] = Field(description="best match first where there is a text, else by need")


class StatusResponse(_Response):
    """The index in force."""

    version: str
    index: str = Field(description="name of the generation in use; a new one means that the corpus or documents changed")
    built: str
    passages: int
    entries: int
    sources: dict[str, int] = Field(description="passages by source")
    encoder: str = Field(description="`wenjin-static`, or `other`")
    writer: Literal["extractive", "model"] = Field(description="whether answers are the passages' own sentences or a language model's")
    max_question_chars: int


class ErrorResponse(_Response):
    """Why a request was not served."""

    error: str = Field(
        description="a fixed word: bad_json, bad_request, bad_question, too_large, not_found, not_allowed, busy, unavailable, internal"
    )
    message: str = Field(description="one line: what happened, what was expected, what to do")
