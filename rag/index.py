"""An open index: the parts of a generation that a question needs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from numpy.typing import NDArray

from rag.encoders import Encoder, EncoderEmbeddings, load_encoder
from rag.errors import BrokenIndexError, CorpusError
from rag.generation import Manifest, again, read_manifest, read_passages
from rag.lexical import LexicalIndex
from rag.lexicon import Lexicon, read_lexicon
from rag.settings import Settings
from rag.static_rows import Vectors
from rag.text import Segmenter
from rag.thesaurus import Thesaurus
from rag.types import Passage

COLLECTION = "entries"
CHROMA_FAULTS = chromadb.errors.ChromaError  # what Chroma raises, for those who may not import it
LEXICAL_KINDS = frozenset({"section", "question"})


@dataclass(frozen=True, slots=True)
class EntryTable:
    """Which passage each entry speaks for.

    Attributes:
        passage: passage number of each entry, ascending.
        starts: entries of passage p are `starts[p]` to `starts[p + 1]`.
        lexical: entry numbers that the lexical entry index holds, in its order (all but sentence windows).
    """

    passage: NDArray[np.int32]
    starts: NDArray[np.int64]
    lexical: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Index:
    """An open generation.

    `vectors` is (entries, dimensions) float16 on disk; `positions` maps passage ids to numbers; `spoken` is (passages, 2), whether
    a passage has a Chinese and an English text; `store` and `collection` are one thing, behind LangChain's interface and Chroma's.
    """

    folder: Path
    manifest: Manifest
    passages: tuple[Passage, ...]
    positions: dict[str, int]
    spoken: NDArray[np.bool_]
    entries: EntryTable
    vectors: NDArray[np.float16]
    bag: LexicalIndex
    entry: LexicalIndex
    heading: LexicalIndex
    thesaurus: Thesaurus
    store: Chroma
    collection: Collection
    encoder: Encoder
    segmenter: Segmenter
    lexicon: Lexicon

    def tokens(self, text: str) -> list[str]:
        """Lexical tokens of a text: words, bigrams, figures and the glossary terms it names."""
        return self.segmenter.lexical_tokens(text) + self.lexicon.tokens(text)


def open_client(folder: Path) -> ClientAPI:
    """An embedded Chroma client with usage reports off."""
    return chromadb.PersistentClient(path=str(folder), settings=ChromaSettings(anonymized_telemetry=False))


def open_store(folder: Path, encoder: Encoder, ef: int) -> Chroma:
    """The Chroma collection of a generation behind LangChain's vector store, with our own vectors."""
    return Chroma(
        collection_name=COLLECTION,
        embedding_function=EncoderEmbeddings(encoder),
        client=open_client(folder),
        collection_configuration={"hnsw": {"space": "cosine", "ef_search": ef, "ef_construction": 200, "max_neighbors": 32}},
    )


def read_entries(path: Path, passages: int) -> EntryTable:
    """The entry table from entries.jsonl ([passage number, kind, language] a line)."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    passage = np.array([r[0] for r in rows], np.int32)
    lexical = np.array([i for i, r in enumerate(rows) if r[1] in LEXICAL_KINDS], np.int64)
    return EntryTable(passage, np.searchsorted(passage, np.arange(passages + 1)), lexical)


def open_index(settings: Settings) -> Index:
    """Open the generation in use.

    Raises:
        BrokenIndexError: it is missing, damaged, of another version, or made by another encoder.
        SettingsError: the encoder cannot be loaded.
    """
    folder, manifest = read_manifest(settings.index)
    try:
        lexicon = read_lexicon(folder / "glossary.toml")
        passages = tuple(read_passages(folder / "passages.jsonl"))
        entries = read_entries(folder / "entries.jsonl", len(passages))
        vectors: NDArray[np.float16] = np.load(folder / "vectors.npy", mmap_mode="r")
        bag, entry, heading = (LexicalIndex.load(folder / name) for name in ("bag", "entry", "heading"))
    except (OSError, ValueError, KeyError, TypeError, IndexError, CorpusError) as error:
        raise BrokenIndexError(
            f"the index at {settings.index} cannot be read ({error.__class__.__name__}); {again(settings.index)}"
        ) from None
    segmenter = Segmenter(lexicon.words, settings.cache)
    encoder = load_encoder(settings.encoder, segmenter)
    if encoder.fingerprint != manifest.encoder:
        raise BrokenIndexError(
            f"the index at {settings.index} was built with the encoder {manifest.encoder}, but {encoder.fingerprint} is in force;"
            f" {again(settings.index)} or set WENJIN_ENCODER back"
        )
    try:
        store = open_store(folder / "chroma", encoder, settings.hnsw_ef)
        collection = open_client(folder / "chroma").get_collection(COLLECTION, embedding_function=None)
    except (OSError, ValueError, chromadb.errors.ChromaError) as error:
        raise BrokenIndexError(
            f"the index at {settings.index} cannot be read ({error.__class__.__name__}); {again(settings.index)}"
        ) from None
    return Index(
        folder,
        manifest,
        passages,
        {p.id: i for i, p in enumerate(passages)},
        np.array([(any(lang != "en" for lang in p.texts), "en" in p.texts) for p in passages], np.bool_).reshape(-1, 2),
        entries,
        vectors,
        bag,
        entry,
        heading,
        Thesaurus.build(bag.vocabulary, encoder),
        store,
        collection,
        encoder,
        segmenter,
        lexicon,
    )


def nearest_entries(index: Index, vector: Vectors, k: int) -> NDArray[np.int64]:
    """Numbers of the k entries that Chroma finds nearest, nearest first; none for a zero vector.

    Only ids are asked for: texts and metadata from Chroma's database take three times as long as the search.
    """
    if not vector.any():
        return np.zeros(0, np.int64)
    found = index.collection.query(query_embeddings=vector.tolist(), n_results=min(k, index.manifest.entries), include=[])
    return np.array(found["ids"][0], np.int64)


def query_vector(index: Index, text: str) -> Vectors:
    """The unit vector of a question, (dimensions,)."""
    return np.asarray(index.encoder.encode([text])[0])
