"""Writing a new generation's entries to Chroma: in this process, or in batches with retries to the server that the settings name."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.base_types import SparseVector
from numpy.typing import NDArray
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from rag.chroma_server import OWNER, PASSING_FAULTS, close, collection_name, connect, owner_of, server_fault
from rag.chroma_store import COLLECTION, hnsw, open_client
from rag.errors import ChromaServerError
from rag.log import logger
from rag.settings import Settings
from rag.sparse_hybrid import WORDS, refuses_sparse, schema
from rag.static_rows import Vectors

WRITE_TIMEOUT_S = 120.0  # of one batch; a server that builds its graph meanwhile takes some seconds
ATTEMPTS = 6  # for one batch; with the pauses between them a server may be away for half a minute
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 15.0
FALLBACK_BATCH = 1_000  # entries put at once where the server does not say how many it takes


class EntryWriter(Protocol):
    """What takes a new generation's entries."""

    def write(self, ids: list[str], embeddings: Vectors, documents: list[str], metadatas: Sequence[dict[str, str]]) -> None:
        """Entries with their unit vectors (n, dimensions), texts and metadata."""
        ...

    def close(self) -> None:
        """No more will come."""
        ...


class EmbeddedWriter:
    """Chroma in this process, filled from nothing."""

    def __init__(self, folder: Path, ef: int) -> None:
        self._client = open_client(folder)
        self._collection = self._client.create_collection(COLLECTION, configuration=hnsw(ef), embedding_function=None)

    def write(self, ids: list[str], embeddings: Vectors, documents: list[str], metadatas: Sequence[dict[str, str]]) -> None:
        """See `EntryWriter`."""
        self._collection.add(ids=ids, embeddings=embeddings, documents=documents, metadatas=list(metadatas))

    def close(self) -> None:
        """Free the graph, which a process that goes on serving would keep."""
        close(self._client)


def _passing(error: BaseException) -> bool:
    """Whether it is worth another attempt; a bare exception is a reply of a proxy, or of a server that is starting."""
    return isinstance(error, PASSING_FAULTS) or type(error) is Exception


def _tell(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    pause = state.next_action.sleep if state.next_action else 0.0
    logger.warning("the Chroma server failed (%s); again in %.1f s", error.__class__.__name__, pause)


class ServerWriter:
    """Writes entries in batches that the server takes. A batch is put again when it may have been lost: upserts may be repeated.

    Raises:
        ChromaServerError: (from `write`) the server refuses, or is away longer than all attempts last.
    """

    def __init__(self, settings: Settings, client: ClientAPI, collection: Collection, sleep: Callable[[float], None] = time.sleep) -> None:
        self._settings, self._client, self._collection = settings, client, collection
        most = client.get_max_batch_size()
        self._most = most if most > 0 else FALLBACK_BATCH
        self._attempts = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=FIRST_PAUSE_S, max=LONGEST_PAUSE_S),
            retry=retry_if_exception(_passing),
            sleep=sleep,
            before_sleep=_tell,
            reraise=True,
        )

    def close(self) -> None:
        """Close the connections."""
        close(self._client)

    def write(self, ids: list[str], embeddings: Vectors, documents: list[str], metadatas: Sequence[dict[str, str]]) -> None:
        """Entries with their unit vectors (n, dimensions), texts and metadata; in force one batch after the other."""
        for start in range(0, len(ids), self._most):
            part = slice(start, start + self._most)
            self._put(
                partial(
                    self._collection.upsert,
                    ids=ids[part],
                    embeddings=embeddings[part],
                    documents=documents[part],
                    metadatas=list(metadatas[part]),
                )
            )

    def write_words(self, entries: NDArray[np.int64], words: Iterable[SparseVector]) -> None:
        """Sparse vectors of entries written before, by their numbers; an entry without tokens has none."""
        waiting = {str(entry): vector for entry, vector in zip(entries.tolist(), words, strict=True) if vector.indices}
        ids = list(waiting)
        for start in range(0, len(ids), self._most):
            part = ids[start : start + self._most]
            self._put(partial(self._collection.update, ids=part, metadatas=[{WORDS: waiting[name]} for name in part]))

    def _put(self, request: Callable[[], object]) -> None:
        try:
            self._attempts(request)
        except Exception as error:  # see `connect`
            raise server_fault(self._settings, error) from None


def open_writer(settings: Settings, folder: Path) -> EntryWriter:
    """What takes the entries of the generation in a new folder.

    Raises:
        ChromaServerError: the server does not answer or refuses.
    """
    if not settings.chroma_url:
        return EmbeddedWriter(folder / "chroma", settings.hnsw_ef)
    client = connect(settings, WRITE_TIMEOUT_S)
    kind: dict[str, Any] = {"schema": schema()} if settings.chroma_sparse else {"configuration": hnsw(settings.hnsw_ef)}
    about = {OWNER: owner_of(settings.index)}
    try:
        return ServerWriter(
            settings, client, client.create_collection(collection_name(folder), metadata=about, embedding_function=None, **kind)
        )
    except Exception as error:  # Chroma raises bare ones too
        close(client)
        if settings.chroma_sparse and refuses_sparse(error):
            raise ChromaServerError(
                f"the Chroma server at {settings.chroma_url} has no sparse index, only its distributed engine has; unset WENJIN_CHROMA_SPARSE"
            ) from None
        raise server_fault(settings, error) from None
