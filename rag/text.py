"""Text as search sees it: one folding, one tokeniser, one sentence splitter.

Folding is NFKC, lower case, OpenCC t2s and a few character variants, so that a question in any script and width meets a
passage in any other. Answers and citations always show the text as printed; `Folded` maps offsets back to it.
"""

from __future__ import annotations

import functools
import itertools
import logging
import re
import threading
import unicodedata
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import opencc
import snowballstemmer

from rag.words import VARIANTS, english_stop_words, function_words, written

with warnings.catch_warnings():
    # jieba 0.42.1 imports pkg_resources where it exists and has invalid escapes; both only warn.
    warnings.simplefilter("ignore")
    import jieba

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_RUN = re.compile(
    r"\d{1,3}(?:[ ,\u2009]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)?|[\u3400-\u4dbf\u4e00-\u9fff]+|[^\W\da-z_\u3400-\u4dbf\u4e00-\u9fff]+"
)
# Han numerals are figures only before a unit of count or time; 一般 and 統一 are words.
_HAN_FIGURE = re.compile(r"([一二两三四五六七八九十百千]+)(?=个?(?:年|月|日|天|周|星期|岁|次|类|种|项|间|所|名|人|成|倍|小时|分))")
_SENTENCE = re.compile(r"(?:[^。！？!?\n.]|\.(?!\s+[A-Z\"“]|\s*$))+[。！？!?.]*[”」』’\")）]*")
_LATIN = re.compile(r"[a-z]+")
_BAR = re.compile(r"(?<!\\)\|")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and, for each of its characters, the offset of the printed character it came from.

    `offsets` has one entry more than `text`: the printed text's length.
    """

    text: str
    offsets: tuple[int, ...]


@functools.cache
def _t2s() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@functools.cache
def _s2hk() -> opencc.OpenCC:
    return opencc.OpenCC("s2hk")


def whole(text: str) -> str:
    """The text with half characters (surrogates on their own), which no file or reply can hold, as question marks, one for one."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _converted(converter: opencc.OpenCC, text: str) -> str:
    try:
        return str(converter.convert(text))
    except UnicodeEncodeError:
        return str(converter.convert(whole(text)))


# A text is folded for its words, its names and its vector one after the other.
@functools.lru_cache(maxsize=256)
def fold(text: str) -> str:
    """The text for search: NFKC, Simplified, lower case, variants unified."""
    return _converted(_t2s(), unicodedata.normalize("NFKC", text)).lower().translate(VARIANTS)


def fold_mapped(text: str) -> Folded:
    """As `fold`, with offsets back to the printed text; works character by character, so it is some ten times slower."""
    chars, offsets = list[str](), list[int]()
    for index, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char):
            chars.append(part)
            offsets.append(index)
    joined = "".join(chars)
    simplified = _converted(_t2s(), joined)
    if len(simplified) != len(joined):
        simplified = "".join(_converted(_t2s(), c)[:1] or c for c in joined)
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in simplified)
    return Folded(lowered.translate(VARIANTS), (*offsets, len(text)))


def to_simplified(text: str) -> str:
    """Traditional to Simplified characters, wording kept."""
    return _converted(_t2s(), text)


def to_traditional(text: str) -> str:
    """Simplified to Traditional characters as used in Hong Kong, wording kept."""
    return _converted(_s2hk(), text)


def script_of(text: str) -> str:
    """ "zh-Hans" when more characters are Simplified only than Traditional only, else "zh-Hant"."""
    traditional = sum(a != b for a, b in zip(text, to_simplified(text), strict=False))
    simplified = sum(a != b for a, b in zip(text, to_traditional(text), strict=False))
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def is_han(token: str) -> bool:
    """Whether the token's first character is a Han character."""
    return bool(HAN.match(token))


class Segmenter:
    """jieba with a dictionary of its own: one instance per process, loaded once.

    Args:
        words: terms to keep whole (folded or not), usually the glossary's.
        cache_dir: folder for jieba's prefix dictionary; a shared temporary folder could be written by others.
    """

    def __init__(self, words: Iterable[str] = (), cache_dir: Path | None = None) -> None:
        jieba.setLogLevel(logging.ERROR)
        self._cutter = jieba.Tokenizer()
        if cache_dir is not None:
            cache_dir.mkdir(parents=True, exist_ok=True)
            self._cutter.tmp_dir = str(cache_dir)
            self._cutter.cache_file = "jieba.cache"
        self._cutter.initialize()
        for word in words:
            folded = fold(word)
            if len(folded) > 1 and all(is_han(c) for c in folded):
                self._cutter.add_word(folded)
        # A run is met again in the section, its windows and its sentences; the size bounds the memory to some 20 MB.
        self._search_words = functools.lru_cache(maxsize=16_384)(self._cut_for_search)

    def _cut_for_search(self, run: str) -> tuple[str, ...]:
        return tuple(self._cutter.cut_for_search(run, HMM=False))

    def words(self, folded: str) -> list[str]:
        """Search-mode words of folded text: sub-words too, single characters kept, English stemmed, numbers whole."""
        out = list[str]()
        for run in _RUN.findall(folded):
            if is_han(run):
                out += self._search_words(run)
            elif run[0].isdigit():
                out.append(re.sub(r"[ ,\u2009]", "", run))
            else:
                out.append(stem(run))
        return out

    def lexical_parts(self, text: str) -> tuple[list[str], list[str], list[str]]:
        """Tokens for BM25 by kind: words without English stop words, every character bigram as `#ab`, Han numerals as figures."""
        folded = written(fold(text))
        return (
            [w for w in self.words(folded) if w not in english_stop_words()],
            ["#" + b for b in bigrams(folded)],
            han_figures(folded),
        )

    def lexical_tokens(self, text: str) -> list[str]:
        """Tokens for BM25, see `lexical_parts`, kind after kind."""
        words, pairs, figures = self.lexical_parts(text)
        return words + pairs + figures

    def word_ends(self, text: str) -> list[int]:
        """Offsets in printed text, ascending, where it can be cut without cutting a word, a number or a Latin word."""
        folded = fold_mapped(text)
        ends, done = list[int](), 0
        for run in _RUN.finditer(folded.text):
            ends += range(done + 1, run.start() + 1)
            pieces = self._cutter.cut(run[0], HMM=False) if is_han(run[0]) else (run[0],)
            for end in itertools.accumulate((len(piece) for piece in pieces), initial=run.start()):
                ends.append(end)
            done = run.end()
        ends += range(done + 1, len(folded.text) + 1)
        return sorted({folded.offsets[end] for end in ends} - {0})

    def content_words(self, text: str) -> list[str]:
        """Distinct words that carry a topic, in order: no function words, no single Han character inside a longer word."""
        folded = written(fold(text))
        words = [w for w in self.words(folded) if w not in english_stop_words() and w not in function_words()]
        long = [w for w in words if len(w) > 1 and is_han(w)]
        return list(dict.fromkeys(w for w in words if not (len(w) == 1 and is_han(w) and any(w in other for other in long))))

    def encoder_tokens(self, text: str) -> list[str]:
        """Tokens for the static encoder: words of two or more characters, then every single Han character."""
        folded = fold(text)
        return [w for w in self.words(folded) if len(w) > 1 or not is_han(w)] + [c for c in folded if is_han(c)]


_STEMMING = threading.Lock()


@functools.lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The English stem (Snowball English, also known as Porter2). One thread at a time: the stemmer keeps the word it works on."""
    with _STEMMING:
        return str(_stemmer().stemWord(word.removesuffix("'s").replace("'", "")))


@functools.cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


def bigrams(folded: str) -> list[str]:
    """All overlapping character pairs inside runs of Han characters."""
    out = list[str]()
    for run in _RUN.findall(folded):
        if is_han(run):
            out += [run[i : i + 2] for i in range(len(run) - 1)]
    return out


@functools.lru_cache(maxsize=4096)  # a sentence is held against many others
def traits(text: str) -> frozenset[str]:
    """The Han character pairs and Latin words of a printed text: what two texts are compared by."""
    folded = fold(text)
    return frozenset((*bigrams(folded), *_LATIN.findall(folded)))


def table_cells(row: str) -> list[str]:
    r"""The cells of a Markdown table row; "\|" is a bar inside a cell."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(inner)]


def length(text: str) -> float:
    """Length in Chinese characters; three Latin letters count as one."""
    han = len(HAN.findall(text))
    return han + (len(text) - han) / 3


def han_number(numeral: str) -> int | None:
    """The value of a Han numeral below ten thousand (三十六 → 36); None when it is not one."""
    total, digit = 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            return None
    return total + digit


def han_figures(folded: str) -> list[str]:
    """Figures written in Han numerals before a unit, as digits: 三年 → ["3"]."""
    values = (han_number(numeral) for numeral in _HAN_FIGURE.findall(folded))
    return [str(value) for value in values if value is not None]


def sentences(text: str) -> list[tuple[int, int]]:
    """Sentence spans (start, end) of printed text, white space trimmed, in order; a line break always ends a sentence."""
    spans = list[tuple[int, int]]()
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if any(c.isalnum() for c in text[start:end]):
            spans.append((start, end))
    return spans


def prose_spans(text: str) -> list[tuple[int, int]]:
    """Sentence spans without table rows; with them when there is nothing else."""
    spans = sentences(text)
    return [(a, b) for a, b in spans if not text[a:b].startswith("|")] or spans


def pack(text: str, max_chars: int) -> list[str]:
    """Whole sentences packed into pieces of at most `max_chars`; a longer sentence is cut at that length.

    A table row counts as a sentence, since a line break ends one.
    """
    pieces = list[str]()
    start, end = -1, -1
    for a, b in sentences(text):
        if start >= 0 and b - start > max_chars:
            pieces.append(text[start:end])
            start = -1
        if b - a > max_chars:
            pieces += [text[i : min(i + max_chars, b)] for i in range(a, b, max_chars)]
            continue
        start = a if start < 0 else start
        end = b
    if start >= 0:
        pieces.append(text[start:end])
    return pieces
