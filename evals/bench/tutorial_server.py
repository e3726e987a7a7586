"""The tutorial stack behind an HTTP endpoint like ours, to be put under the same load: `python -m evals.bench.tutorial_server --port 7900`.

What a tutorial builds over our corpus (evals.systems, `baseline:tutorial`): fixed chunks, all-MiniLM-L6-v2, Chroma; the answer is the
first chunk, so no language model is counted on either side.
"""

from __future__ import annotations

import argparse
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from evals.cases import Case
from evals.systems import System, corpus_texts, fixed_chunks, tutorial
from rag.generation import read_manifest, read_passages
from rag.settings import load_settings


class Asked(BaseModel):
    """A question as our API takes it."""

    question: str


def make_app(system: System) -> FastAPI:
    """One endpoint, run in the framework's own threads as tutorials do."""
    app = FastAPI()

    @app.post("/api/v1/ask")
    def ask(asked: Asked) -> dict[str, Any]:
        about = {"id": "load", "lang": "en", "audience": "evaluator", "kind": "fact", "answerable": False}
        return system(Case.model_validate(about | {"question": asked.question}))

    return app


def main() -> None:
    """Index the corpus of the index in use, then serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    args = parser.parse_args()
    folder, _ = read_manifest(load_settings().index)
    passages = tuple(read_passages(folder / "passages.jsonl"))
    app = make_app(tutorial(fixed_chunks(corpus_texts(passages))))
    uvicorn.run(app, host="127.0.0.1", port=args.port, log_level="warning")


if __name__ == "__main__":
    main()
