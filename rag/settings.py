"""Every setting, with its unit and reason. The only place that reads the environment (prefix WENJIN_)."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from rag.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
_SECRET = re.compile(r"(?:^|_)(?:KEY|TOKEN|PASSWORD|PASSWD|SECRET|CREDENTIALS?)(?:_|$)", re.IGNORECASE)
_SECRET_CHARS = 8  # a shorter value may be an ordinary word; keys and tokens are longer


class Settings(BaseSettings):
    """Settings in force; each can be given as WENJIN_<NAME> in the environment. Reasons and measurements: evals/LOG.md."""

    model_config = SettingsConfigDict(env_prefix="WENJIN_", extra="ignore", frozen=True)

    index: Path = Field(default=ROOT / "var" / "index", description="folder of the index")
    corpus: Path = Field(default=ROOT / "corpus", description="folder of the shipped corpus")
    cache: Path = Field(default=ROOT / "var" / "cache", description="folder for the segmenter's prefix dictionary")
    chroma_url: str = Field(
        default="", description="http(s)://HOST:PORT of a Chroma server that keeps the vectors; empty: this process does"
    )
    chroma_token: SecretStr = Field(default=SecretStr(""), description="token sent to the Chroma server; shown and logged nowhere")
    chroma_tenant: str = Field(default="default_tenant", description="tenant on the Chroma server")
    chroma_database: str = Field(default="default_database", description="database on the Chroma server")
    chroma_timeout_s: float = Field(
        default=3.0, gt=0, le=60, description="seconds for the server's reply to a question, then this machine searches; it takes some 0.01"
    )
    chroma_sparse: bool = Field(
        default=False, description="whether words are searched for on that server too, which only Chroma's distributed engine can"
    )
    feedback: Path = Field(default=ROOT / "var" / "feedback.sqlite", description="SQLite file of what people thought of answers")
    keep_questions: Literal["off", "unanswered", "all"] = Field(
        default="off",
        description="which questions are kept in that file, masked, for `wenjin feedback report`; a question can tell who asked it",
    )
    keep_days: int = Field(default=180, ge=1, description="days a kept question stays; half a year shows what recurs")
    encoder: str = Field(default="wenjin-static", description="`wenjin-static` (shipped) or any sentence-transformers name or folder")
    reranker: str = Field(
        default="", description="a sentence-transformers cross-encoder's name or folder that reads the first passages again"
    )
    chat_model: str = Field(
        default="", description="openai:NAME or ollama:NAME writes the answer; empty: extractive, and no request is made"
    )
    chat_base_url: str = Field(default="", description="address of an OpenAI-compatible or ollama server; empty: the provider's own")
    chat_timeout_s: float = Field(
        default=30.0, gt=0, le=600, description="seconds for a whole answer of the model, then the extractive one is shown"
    )
    chat_max_chars: int = Field(
        default=2000, ge=200, description="longest reply taken from the model, characters; the longest answers need some 600"
    )
    host: str = Field(default="127.0.0.1", description="address the web interface listens on; loopback unless the operator says otherwise")
    port: int = Field(default=7860, ge=1, le=65535, description="port of the web interface")
    users: Path = Field(default=ROOT / "var" / "users.json", description="file of `wenjin user`; where it exists everybody has to log in")
    allowed_hosts: str = Field(
        default="",
        description="names this server is asked by besides localhost, comma-separated, `*.name` for subdomains; needed behind a proxy",
    )
    trusted_proxies: str = Field(
        default="", description="addresses or networks of reverse proxies whose X-Forwarded-… headers are believed, comma-separated"
    )
    rate: int = Field(
        default=1200,
        ge=1,
        description="questions and page events a minute of one client, on average; twenty people of one office make some 600",
    )
    rate_burst: int = Field(default=600, ge=1, description="questions and page events one client may make at once before the rate holds")
    client_at_once: int = Field(
        default=60, ge=1, description="questions of one client answered or waiting at a time, of the 68 there is room for in all"
    )
    most_streams: int = Field(
        default=1000, ge=1, description="pages and answers held open at a time by all clients together; one client gets a quarter"
    )
    session_hours: float = Field(default=12.0, gt=0, le=720, description="hours after which a login has to be renewed; a working day")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="bearer token that opens /metrics to others than this machine; shown and logged nowhere"
    )
    log: Literal["text", "json"] = Field(
        default="text", description="form of the messages on standard error; a question is a JSON line in both"
    )
    log_file: str = Field(default="", description="file that messages go to besides standard error; may be rotated while in use")
    log_questions: bool = Field(default=False, description="whether the line of a question holds its text, identifiers masked")
    allow_uploads: bool = Field(default=False, description="whether people may add and remove documents in the web interface")
    uploads: Path = Field(default=ROOT / "var" / "uploads", description="folder of the documents added in the web interface")
    upload_max_mb: int = Field(
        default=50, ge=1, le=100, description="largest file taken in the web interface, MB; ingestion reads up to 100"
    )
    upload_max_files: int = Field(default=10, ge=1, le=100, description="most files taken at once in the web interface")
    uploads_kept: int = Field(
        default=200, ge=1, description="most documents the folder of uploads may hold, so that it cannot fill the disk"
    )

    max_question_chars: int = Field(
        default=2_000, ge=10, description="longest question taken, characters; longer ones are pasted documents"
    )
    max_history: int = Field(default=6, ge=0, description="earlier questions looked at for a follow-up")
    window_chars: int = Field(
        default=60, ge=20, description="longest sentence window that is embedded, characters (120 loses 5 points R@1)"
    )
    chunk_chars: int = Field(default=500, ge=100, description="longest chunk of a plain text document, characters")

    bm25_k1: float = Field(default=0.9, ge=0, description="BM25 term saturation (0.6 to 1.2 within half a point)")
    bm25_b: float = Field(default=0.4, ge=0, le=1, description="BM25 length normalisation (0.2 to 0.9 within half a point)")
    dense_candidates: int = Field(default=200, ge=1, description="entries asked of Chroma for one question")
    hnsw_ef: int = Field(default=300, ge=10, description="Chroma's search depth; its default misses 3% at 10,000 passages and 8% at 80,000")
    candidates: int = Field(default=30, ge=1, description="passages that go on to the reranker")
    kept: int = Field(default=5, ge=1, description="passages kept for the answer")
    rank_bag: float = Field(default=0.9, description="weight of BM25 over the whole section, both languages and questions")
    rank_entry: float = Field(default=0.23, description="weight of BM25 of the section's best entry")
    rank_dense: float = Field(default=1.19, description="weight of the best entry's cosine")
    rank_words: float = Field(default=0.02, description="weight of the idf share of content words held")
    rank_near: float = Field(default=1.01, description="weight of the same with near words")
    rank_heading: float = Field(default=0.71, description="weight of the same in the heading")
    rank_scheme: float = Field(default=0.24, description="weight of being about a scheme the question names")
    rank_clash: float = Field(default=-0.16, description="weight of being about other schemes only")
    rank_year: float = Field(default=0.17, description="weight of holding the years asked about")
    rank_elsewhere: float = Field(default=-0.6, description="weight of being about another place when the question names none")
    rank_recent: float = Field(default=0.1, description="weight of newer facts when the question does not ask about the past")
    rank_judge: float = Field(default=3.0, description="weight of the cross-encoder, when one is named (not fitted: none can ship)")
    gate_bias: float = Field(default=-9.35, description="evidence gate: constant of the logistic")
    gate_words: float = Field(default=2.33, description="evidence gate: weight of the idf share of content words found")
    gate_near: float = Field(default=3.28, description="evidence gate: weight of the same, near words counting by their similarity")
    gate_cosine: float = Field(default=5.26, description="evidence gate: weight of the best cosine")
    gate_year: float = Field(default=0.89, description="evidence gate: weight of the passage holding the years asked about")
    gate_margin: float = Field(default=-0.8, description="evidence gate: weight of the first hit's score over the second")
    gate_gap: float = Field(default=2.29, description="evidence gate: weight of the first hit's score over the sixth to fifteenth")
    gate_missing: float = Field(default=-1.37, description="evidence gate: weight of a glossary term the nearest list question lacks")
    gate_alike: float = Field(default=0.74, description="evidence gate: weight of asking for the same kind of answer as that question")
    gate_strange: float = Field(default=-0.58, description="evidence gate: weight of the words' log odds of a question not answered")
    gate_size: float = Field(default=2.32, description="evidence gate: weight of the question's number of content words, in tens")
    max_answer_chars: int = Field(
        default=130, ge=40, description="length of an answer whose best sentence stands out, Chinese characters; English counts a third"
    )
    max_unsure_chars: int = Field(default=250, ge=40, description="length of an answer whose best sentence does not stand out")
    max_list_chars: int = Field(
        default=320, ge=40, description="length where a list, a comparison, a way to do something or several things are asked for"
    )
    clear_gap: float = Field(default=0.7, ge=0, description="the best sentence stands out when it scores this much more than the second")
    same_passage_gap: float = Field(
        default=4.2, ge=0, description="a further sentence of a passage already used scores at most this much less than the best"
    )
    new_passage_gap: float = Field(
        default=2.2, ge=0, description="a further sentence of another passage scores at most this much less than the best"
    )
    list_gaps: float = Field(default=1.5, ge=1, description="both gaps times this where a list or a comparison is asked for")
    say_hit: float = Field(default=1.31, description="answer sentence: weight of its passage's score over the best")
    say_top: float = Field(default=1.6, description="answer sentence: weight of standing in the best passage")
    say_words: float = Field(default=1.31, description="answer sentence: weight of the question's words held")
    say_near: float = Field(default=1.39, description="answer sentence: weight of the same with near words")
    say_cosine: float = Field(default=1.46, description="answer sentence: weight of the cosine with the question")
    say_fits: float = Field(default=1.14, description="answer sentence: weight of holding the kind of answer asked for")
    say_year: float = Field(default=0.3, description="answer sentence: weight of holding the years asked about")
    say_asked: float = Field(default=2.0, description="answer sentence: weight of the cosine with a list question that it answers")
    say_asked_near: float = Field(default=2.0, description="answer sentence: weight of the question's content in such a list question")
    say_elsewhere: float = Field(default=3.5, ge=0, description="answer sentence: taken off for another place when none is asked about")
    say_former: float = Field(
        default=2.1, ge=0, description="answer sentence: taken off for a rule no longer in force, unless the past is asked about"
    )
    say_story: float = Field(default=1.0, ge=0, description="answer sentence: taken off for a person not asked about")
    min_confidence: float = Field(
        default=0.22, ge=0, le=1, description="evidence below this is refused; chosen on the dev set, see evals/LOG.md"
    )


def load_settings(**overrides: object) -> Settings:
    """The settings in force; overrides of None are left out.

    Raises:
        SettingsError: a value that cannot be used, named with its variable.
    """
    try:
        return Settings(**{k: v for k, v in overrides.items() if v is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        name = "WENJIN_" + str(fault["loc"][0]).upper()
        raise SettingsError(
            f"{name}={fault['input']!r} cannot be used: {fault['msg']}; unset it or give another value (README.md, Settings)"
        ) from None


def secret_values() -> tuple[str, ...]:
    """What the environment calls a key, token, password or secret, ours and others', longest first: never to be written anywhere."""
    found = {value for name, value in os.environ.items() if _SECRET.search(name) and len(value) >= _SECRET_CHARS}
    return tuple(sorted(found, key=len, reverse=True))
