"""Where Chroma keeps a generation's vectors: in its folder, in this process, or on the server that the settings name."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import CreateCollectionConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from numpy.typing import NDArray

from rag.checksums import can_write
from rag.chroma_server import close, collection_name, connect, held_entries, server_fault
from rag.encoders import Encoder, EncoderEmbeddings
from rag.errors import BrokenIndexError, ChromaServerError
from rag.log import logger
from rag.nearest import ExactSearch, NearestEntries
from rag.server_search import Asking, ServerSearch
from rag.settings import Settings
from rag.sparse_hybrid import hybrid_entries
from rag.static_rows import Vectors

COLLECTION = "entries"
CHROMA_FAULTS = chromadb.errors.ChromaError  # what Chroma raises, for those who may not import it


def hnsw(ef: int) -> CreateCollectionConfiguration:
    """How Chroma builds and searches its graph: `ef` candidates a search, 200 while building, 32 neighbours an entry."""
    return {"hnsw": {"space": "cosine", "ef_search": ef, "ef_construction": 200, "max_neighbors": 32}}


def open_client(folder: Path) -> ClientAPI:
    """An embedded Chroma client with usage reports off."""
    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def open_store(folder: Path, encoder: Encoder, ef: int, client: ClientAPI | None = None) -> Chroma:
    """An embedded collection behind LangChain's vector store, with our own vectors; made when it does not exist."""
    return Chroma(
        collection_name=COLLECTION,
        embedding_function=EncoderEmbeddings(encoder),
        client=client or open_client(folder),
        collection_configuration=hnsw(ef),
    )


def own_copy(folder: Path) -> Path | None:
    """A copy of Chroma's folder among the machine's temporary files, for where it cannot be written; None where it can.

    Chroma writes to its database whenever it opens it, so it cannot read one from a read-only disk.

    Raises:
        BrokenIndexError: there is no room for a copy.
    """
    if can_write(folder) and can_write(folder / "chroma.sqlite3"):
        return None
    copy: Path | None = None
    try:
        copy = Path(tempfile.mkdtemp(prefix="wenjin-chroma-"))
        for path in (p for p in folder.rglob("*") if p.is_file()):
            target = copy / path.relative_to(folder)
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, target)  # without its permissions, which may forbid writing
    except OSError as error:
        if copy is not None:
            shutil.rmtree(copy, ignore_errors=True)
        raise BrokenIndexError(
            f"{folder} cannot be written, and there is no copying it to {tempfile.gettempdir()} ({error.strerror});"
            " make either writable, or name a folder with room in TMPDIR"
        ) from None
    return copy


def _asked(collection: Collection, vector: Vectors, k: int) -> NDArray[np.int64]:
    """Only ids are asked for: texts and metadata take three times as long as the search."""
    found = collection.query(query_embeddings=vector.tolist(), n_results=k, include=[])
    return np.array(found["ids"][0], np.int64)


class EmbeddedSearch:
    """Chroma in this process. The client is closed with its last reader, which frees the graph of a generation no longer in use.

    When Chroma fails, because its files were taken away under it, the vectors are searched exactly from then on.

    Args:
        client: of the folder.
        exact: the same vectors.
        copy: the folder when it is one of our own, see `own_copy`; removed with the last reader or the process.
    """

    def __init__(self, client: ClientAPI, exact: ExactSearch, copy: Path | None = None) -> None:
        self._collection = client.get_collection(COLLECTION, embedding_function=None)
        self._exact, self._failed = exact, False
        if copy is not None:
            weakref.finalize(self, shutil.rmtree, copy, True)
        weakref.finalize(self, close, client).atexit = False

    def nearest(self, vector: Vectors, k: int, tokens: Sequence[str] = ()) -> NDArray[np.int64]:
        """See `NearestEntries`."""
        if not self._failed:
            try:
                return _asked(self._collection, vector, k)
            except Exception as error:  # whatever it is, the question goes on
                self._failed = True
                logger.error("Chroma failed (%s); questions are answered by exact search; see `wenjin doctor`", error.__class__.__name__)
        return self._exact.nearest(vector, k)


def open_dense(settings: Settings, folder: Path, encoder: Encoder, vectors: NDArray[np.float16]) -> tuple[Chroma, NearestEntries]:
    """The vectors of the generation in use, behind LangChain's interface and ours.

    Raises:
        ChromaServerError: the server does not answer, or does not hold them all.
    """
    if not settings.chroma_url:
        copy = own_copy(folder / "chroma")
        client = open_client(copy or folder / "chroma")
        return open_store(folder / "chroma", encoder, settings.hnsw_ef, client), EmbeddedSearch(client, ExactSearch(vectors), copy)
    held, wanted = held_entries(settings, folder) or 0, len(vectors)
    if held != wanted:
        raise ChromaServerError(
            f"the Chroma server at {settings.chroma_url} holds {held} of the index's {wanted} vectors; write them with"
            f" `wenjin ingest --index {settings.index}`"
        )
    client, name = connect(settings), collection_name(folder)
    try:
        collection = client.get_collection(name, embedding_function=None)
        embeddings = EncoderEmbeddings(encoder)
        store = Chroma(collection_name=name, embedding_function=embeddings, client=client, create_collection_if_not_exists=False)
    except Exception as error:  # Chroma raises bare ones too
        close(client)
        raise server_fault(settings, error) from None
    return store, ServerSearch(client, server_asking(store, collection, settings.chroma_sparse), ExactSearch(vectors))


def server_asking(store: Chroma, collection: Collection, sparse: bool) -> Asking:
    """How the server is asked: by vector, or by vector and words where its engine has both."""
    if sparse:
        return lambda vector, tokens, k: hybrid_entries(store, vector, tokens, k)
    return lambda vector, _, k: _asked(collection, vector, k)
