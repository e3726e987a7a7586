"""An open index: the parts of a generation that a question needs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from langchain_chroma import Chroma
from numpy.typing import NDArray

from rag.checksums import check_parts
from rag.chroma_store import CHROMA_FAULTS, open_dense
from rag.encoders import Encoder, load_encoder
from rag.errors import BrokenIndexError, CorpusError
from rag.generation import PASSAGES, Manifest, current_generation, mend, read_manifest, read_passages
from rag.lexical import LexicalIndex
from rag.lexicon import Lexicon, read_lexicon
from rag.nearest import NearestEntries
from rag.settings import Settings
from rag.static_rows import Vectors
from rag.text import Segmenter
from rag.thesaurus import Thesaurus
from rag.types import Passage

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
    a passage has a Chinese and an English text; `store` and `dense` are one collection, behind LangChain's interface and ours.
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
    dense: NearestEntries
    encoder: Encoder
    segmenter: Segmenter
    lexicon: Lexicon

    def tokens(self, text: str) -> list[str]:
        """Lexical tokens of a text: words, bigrams, figures and the glossary terms it names."""
        return self.segmenter.lexical_tokens(text) + self.lexicon.tokens(text)


def read_entries(path: Path, passages: int) -> EntryTable:
    """The entry table from entries.jsonl ([passage number, kind, language] a line)."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    passage = np.array([r[0] for r in rows], np.int32)
    lexical = np.array([i for i, r in enumerate(rows) if r[1] in LEXICAL_KINDS], np.int64)
    return EntryTable(passage, np.searchsorted(passage, np.arange(passages + 1)), lexical)


def open_index(settings: Settings) -> Index:
    """Open the generation in use, every part checked against its checksum first.

    Raises:
        BrokenIndexError: it is missing, damaged, of another version, or made by another encoder.
        SettingsError: the encoder cannot be loaded.
    """
    while True:
        before = current_generation(settings.index)
        try:
            return _open(settings)
        except BrokenIndexError:
            # Two runs of ingestion that end meanwhile remove the generation that was being opened.
            if current_generation(settings.index) == before:
                raise


def _open(settings: Settings) -> Index:
    folder, manifest = read_manifest(settings.index)
    check_parts(settings.index, folder, manifest)
    if manifest.store == "server" and not settings.chroma_url:
        raise BrokenIndexError(
            f"the vectors of the index at {settings.index} are on a Chroma server; name it in WENJIN_CHROMA_URL,"
            f" or keep them on this machine from now on with `wenjin ingest --index {settings.index}`"
        )
    try:
        lexicon = read_lexicon(folder / "glossary.toml")
        passages = tuple(read_passages(folder / PASSAGES))
        entries = read_entries(folder / "entries.jsonl", len(passages))
        vectors: NDArray[np.float16] = np.load(folder / "vectors.npy", mmap_mode="r")
        bag, entry, heading = (LexicalIndex.load(folder / name) for name in ("bag", "entry", "heading"))
    except (OSError, ValueError, KeyError, TypeError, IndexError, CorpusError) as error:
        raise _unreadable(settings, error) from None
    segmenter = Segmenter(lexicon.words, settings.cache)
    encoder = load_encoder(settings.encoder, segmenter)
    if encoder.fingerprint != manifest.encoder:
        raise BrokenIndexError(
            f"the index at {settings.index} was built with the encoder {manifest.encoder}, but {encoder.fingerprint} is in force;"
            f" bring it up to date with `wenjin ingest --index {settings.index}`, documents in it stay, or set WENJIN_ENCODER back"
        )
    try:
        store, dense = open_dense(settings, folder, encoder, vectors)
    except (OSError, ValueError, CHROMA_FAULTS) as error:
        raise _unreadable(settings, error) from None
    except BaseException as error:
        if error.__class__.__name__ != "PanicException":  # of Chroma's native part, which no class of ours or its own covers
            raise
        raise _unreadable(settings, error) from None
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
        dense,
        encoder,
        segmenter,
        lexicon,
    )


def _unreadable(settings: Settings, error: BaseException) -> BrokenIndexError:
    return BrokenIndexError(f"the index at {settings.index} cannot be read ({error.__class__.__name__}); {mend(settings.index)}")


def nearest_entries(index: Index, vector: Vectors, k: int, tokens: Sequence[str] = ()) -> NDArray[np.int64]:
    """Numbers of the k entries that Chroma finds nearest, nearest first; none for a zero vector.

    Args:
        tokens: of the question, which only Chroma's distributed engine searches for.
    """
    if not vector.any():
        return np.zeros(0, np.int64)
    return index.dense.nearest(vector, min(k, index.manifest.entries), tokens)


def query_vector(index: Index, text: str) -> Vectors:
    """The unit vector of a question, (dimensions,)."""
    return np.asarray(index.encoder.encode([text])[0])
