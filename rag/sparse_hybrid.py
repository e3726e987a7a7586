"""Words as sparse vectors in Chroma's distributed engine (`WENJIN_CHROMA_SPARSE`): one hybrid search there in place of two candidate lists.

An entry's vector holds BM25's weight of each of its tokens and a question's holds 1 for each of its own, so their dot product is the
entry's BM25 score. Chroma's local server has neither sparse index nor `Search`, and says so; see docs/scaling.md for what that leaves untested.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator, Sequence

import numpy as np
from chromadb import K, Knn, Rrf, Schema, Search, SparseVectorIndexConfig, VectorIndexConfig
from chromadb.base_types import SparseVector
from langchain_chroma import Chroma
from numpy.typing import NDArray

from rag.lexical import LexicalIndex
from rag.static_rows import Vectors

WORDS = "words"  # metadata key of the sparse vector
RRF = 60  # Cormack et al. 2009; only for the list of candidates, whose order is made afterwards
REFUSALS = ("sparse vector", "search operation is not implemented")  # how a server without the distributed engine says no


def token_id(token: str) -> int:
    """A token's dimension, 32 bits of BLAKE2b: among 500,000 tokens some 30 pairs share one, and then score as one word."""
    return int.from_bytes(hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=4).digest(), "little")


def question_words(tokens: Sequence[str]) -> SparseVector:
    """1 for each distinct token of a question."""
    ids = sorted({token_id(token) for token in tokens})
    return SparseVector(ids, [1.0] * len(ids))


def entry_words(index: LexicalIndex) -> Iterator[SparseVector]:
    """The BM25 weights of each document of an index, in order; empty for a document without tokens.

    Holds 16 bytes for each pair of document and token.
    """
    documents, dimensions, weights = list[NDArray[np.int64]](), list[NDArray[np.int64]](), list[NDArray[np.float32]]()
    for token in filter(None, index.vocabulary):  # bm25s adds an empty one
        held, values = index.postings(token)
        documents.append(held.astype(np.int32))
        dimensions.append(np.full(len(held), token_id(token), np.uint32))
        weights.append(values)
    if not documents:
        return
    of, at, weight = (np.concatenate(parts) for parts in (documents, dimensions, weights))
    order = np.lexsort((at, of))
    of, at, weight = of[order], at[order], weight[order]
    bounds = np.searchsorted(of, np.arange(index.size + 1)).tolist()
    for start, end in itertools.pairwise(bounds):
        # Tokens that share a dimension are added, as a question that names both adds them.
        ids, first = np.unique(at[start:end], return_index=True)
        sums = np.add.reduceat(weight[start:end], first) if len(first) else weight[start:end]
        yield SparseVector(ids.tolist(), sums.tolist())


def schema() -> Schema:
    """A collection with cosine vectors of ours and a sparse index over WORDS."""
    out = Schema()
    out.create_index(config=VectorIndexConfig(space="cosine", embedding_function=None))
    return out.create_index(config=SparseVectorIndexConfig(), key=WORDS)


def hybrid(vector: Vectors, tokens: Sequence[str], k: int) -> Search:
    """The search for a question's k best entries, by vector and by words, fused by rank.

    Args:
        vector: the question's unit vector, (dimensions,).
    """
    ranks = [Knn(query=vector.tolist(), limit=k, return_rank=True)]
    if tokens:
        ranks.append(Knn(query=question_words(tokens), key=WORDS, limit=k, return_rank=True))
    # An entry that only one side finds ranks after the k that the other finds.
    for rank in ranks:
        rank.default = float(k)
    return Search().rank(Rrf(list(ranks), k=RRF)).limit(k).select(K.DOCUMENT, K.METADATA)


def hybrid_entries(store: Chroma, vector: Vectors, tokens: Sequence[str], k: int) -> NDArray[np.int64]:
    """Numbers of the k entries that the server finds by both, best first; raises what Chroma raises."""
    found = store.hybrid_search(hybrid(vector, tokens, k))
    return np.array([int(document.id) for document in found if document.id is not None], np.int64)


def refuses_sparse(error: BaseException) -> bool:
    """Whether a server said that it has no sparse index or hybrid search: it is not the distributed engine."""
    said = str(error).lower()
    return any(words in said for words in REFUSALS)
