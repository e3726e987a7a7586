"""A language model's text to sentences with their markers: no markup, no HTML, nothing hidden, the asker's script."""

from __future__ import annotations

import re
import unicodedata

from rag.messages import in_script
from rag.prompt import NO_ANSWER
from rag.text import HAN, script_of, sentences
from rag.types import Sentence

_SCRIPT = re.compile(r"<(script|style|iframe|svg|template|think)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*(?:>|$)")
_FENCED = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]*)\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)")
_LINE_START = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+•·][ \t]+|\d{1,2}[.)、][ \t]+|\|)", re.MULTILINE)
_RULES = re.compile(r"^[ \t]*[-=*_|: ]{3,}[ \t]*$", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|(?<![A-Za-z0-9])_{1,3}(?=\S)|(?<=\S)_{1,3}(?![A-Za-z0-9])|`+|~~")
# [1], 【1】, [1, 2], [1-3], [^1], [source 1], [來源1]
_MARKER = re.compile(
    r"\[\s*\^?\s*(?:sources?|passages?|refs?|來源|来源|資料|资料|段落)?\s*#?(\d{1,9}(?:\s*(?:,|、|;|-|–|and|和|及)\s*\d{1,9})*)\s*\]",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"([。！？!?.]+[”」』’\")）]*)[ \t]*((?:\[\d[\d,\- ]*\][ \t]*)+)")
_UNFINISHED = re.compile(r"(?:\[[^\]\n]{0,40}|<[^>\n]*)$")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])(Mr|Ms|Mrs|Dr|Prof|St|No|Ltd|Inc|Co)\.(?=\s)")
_SPEAKS_OF_ITSELF = re.compile(
    r"\b(?:I(?:'m| am|'ll| will)? (?:sorry|cannot|can't|unable|won't)|as an ai|as a language model|my instructions|system prompt)\b"
    r"|作為(?:一個)?(?:AI|人工智能|語言模型)|作为(?:一个)?(?:AI|人工智能|语言模型)|我(?:無法|无法|不能|未能)(?:回答|提供|協助|协助)|抱歉|對不起|对不起",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans("【】［］〔〕", "[][][]")


def plain_text(reply: str) -> str:
    """The reply without HTML, markup and characters that hide or reorder text; markers as [n]."""
    text = unicodedata.normalize("NFC", reply).translate(_BRACKETS)
    text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co"))
    for pattern in (_SCRIPT, _COMMENT, _TAG, _FENCED):
        text = pattern.sub("", text)
    text = _IMAGE_OR_LINK.sub(lambda m: m[1], text)
    text = _RULES.sub("", text)
    # Twice: a list item may be a heading.
    text = _LINE_START.sub("", _LINE_START.sub("", text))
    return _EMPHASIS.sub("", text).replace("|", " ")


def _numbers(listed: str) -> list[int]:
    found = list[int]()
    for first, last in re.findall(r"(\d+)(?:\s*[-–]\s*(\d+))?", listed):
        # A range of more than ten is no citation.
        found += range(int(first), min(int(last or first), int(first) + 9) + 1)
    return found


def _sentence(piece: str, lang: str) -> Sentence | None:
    """One sentence in the asker's script; None for what is none, speaks of the model itself, or is in another language."""
    numbers = [n for m in _MARKER.finditer(piece) for n in _numbers(m[1])]
    text = " ".join(_MARKER.sub("", piece).split())
    text = re.sub(r"\s+([,.;:!?，。；：！？、])", r"\1", text)
    if not any(c.isalnum() for c in text) or _SPEAKS_OF_ITSELF.search(text):
        return None
    han = len(HAN.findall(text))
    if (lang == "en" and han * 2 > len(text)) or (lang != "en" and not han):
        return None
    return Sentence(in_script(text, lang, script_of(text)) if lang != "en" else text, tuple(dict.fromkeys(numbers)))


def read_reply(reply: str, lang: str, whole: bool = True) -> list[Sentence]:
    """The sentences of a reply, in order, with the numbers they are marked with, known or not.

    Args:
        reply: as received so far.
        whole: False while more may come; the last sentence, whose end or marker may be missing, is then left out.
    """
    text = reply if whole else _UNFINISHED.sub("", reply)
    text = _MARKER.sub(lambda m: "".join(f"[{n}]" for n in _numbers(m[1])), plain_text(text))
    text = _ABBREVIATION.sub(r"\1", _TRAILING.sub(r"\2\1 ", text))
    pieces = [text[a:b] for a, b in sentences(text)]
    if not whole:
        pieces = pieces[:-1]
    return [s for piece in pieces for s in [_sentence(piece, lang)] if s is not None]


def refuses(reply: str) -> bool:
    """Whether the model says that the passages do not answer."""
    return plain_text(reply).strip(" .。\n").upper() == NO_ANSWER
