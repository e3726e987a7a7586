"""Names a sentence gives: glossary names, Latin names, titles, quotations, and names known by their ending; and whether a text holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.lexicon import Lexicon, Mention, Term
from rag.numerals import NUMBER_WORDS
from rag.text import HAN, fold, stem
from rag.word_table import read_word_table
from rag.words import english_stop_words

# Proper names: of these kinds, and written with a capital in English. "visa", "school" and "spouse" are words, not names.
NAMED_KINDS = frozenset({"scheme", "place", "body", "event", "list", "document", "person"})
# Whom or what every passage is about without saying so.
UNDERSTOOD = frozenset({"hksar-government", "hongkonger", "chief-executive"})
# Short names that are also common words (專才: professionals), and wordings of roles that the glossary leaves to search.
COMMON_WORDS = frozenset("专才 第二代 科技人才 技能专才 高峰会 博览会 就业博览 就业博览会 国内 资助学校 新移民".split())
ROLE_WORDS = {
    "child": ("儿童", "孩"),
    "parents": ("家长", "父", "母"),
    "dependant": ("受养", "dependent"),
    "employer": ("雇用", "聘用", "employ"),
    "spouse": ("夫", "妻", "married"),
}
# Roles: swapping one for another changes who a rule is for.
ROLES = frozenset({"spouse", "child", "parents", "dependant", "employer", "domestic-helper", "social-worker", "nurse"})
QUOTED_CHARS = 4  # a shorter quotation marks a word, a longer one is somebody's
KNOWN = 0.7  # of a quotation's characters in glossary names: it is held under any of their names

_TITLE = re.compile(r"《([^》]{2,80})》")
_QUOTED = re.compile(r"「([^」]{2,80})」|“([^”]{2,80})”")
_ADDRESS = re.compile(r"(?:https?://)?[A-Za-z0-9](?:[A-Za-z0-9@_-]*\.)+[A-Za-z]{2,}(?:/[A-Za-z0-9._~/?#=&%-]*)?")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.'’-]*[A-Za-z0-9]|[A-Z](?![a-z])")
_ABBREVIATED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]|[A-Z][a-z]+\.[A-Z][a-z]+")
_CALENDAR = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
_UNITS = frozenset("hong kong hk hkd us usd rmb cny sgd gbp eur aud cad nt mr ms mrs dr prof".split())
_BEGINS = re.compile(r"(?:^|[.!?:;。！？：；\n•\-–—(（「“\"]\s*)$")
_ENDINGS = "大學|學院|公司|銀行|醫院|委員會|協會|總署|事務處|管理局|發展局|基金會|辦公室|辦事處|領事館|法院|商會|聯會|工會|出版社|報社|日報"
_SURNAMES = "陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周徐蘇葉莊呂江何蕭羅高潘簡朱鍾游彭詹胡施沈余趙盧梁顏柯翁魏孫戴方宋范鄧杜傅侯曹薛丁卓阮馬董温唐藍石蔣古紀姚連馮歐程湯黎鄺甘麥伍馬孔霍區關譚"
_HONORIFICS = "先生|女士|小姐|教授|博士|局長|司長|處長|署長|主席|議員|醫生|校長|主任"


def _compiled() -> tuple[re.Pattern[str], re.Pattern[str]]:
    ending = re.compile(f"([\u4e00-\u9fff]{{2}})({fold(_ENDINGS)})")
    person = re.compile(f"(?<![\u4e00-\u9fff])?([{fold(_SURNAMES)}][\u4e00-\u9fff]{{0,2}}?)({fold(_HONORIFICS)})")
    return ending, person


_ENDING, _PERSON = _compiled()
# Before an ending these are no part of a name: 這些大學, 就讀學院, 有關公司.
_COMMON = re.compile(
    "[的在和及与或是由向到于各该此某本有无任非可所以将被从为把对等至家间个些名大小新旧多少几两同其他入职读办设开关属聘请约求问询上下前后内外一]"
)


@dataclass(frozen=True, slots=True)
class Names:
    """What a sentence names.

    Attributes:
        terms: glossary terms.
        written: names to be found as they are written.
        classes: letters of classes (A類).
        openers: words with a capital that begin a sentence: names unless a dictionary has them.
    """

    terms: tuple[Term, ...]
    written: tuple[str, ...]
    classes: frozenset[str] = frozenset()
    openers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Holder:
    """A text that names are looked for in.

    Attributes:
        folded: the whole text, folded, of every language.
        compact: the same without spaces and marks.
        words: its Latin words, and their stems.
        letters: single capital letters standing alone ("Category A", A類).
        terms: ids of the glossary terms it names.
        han: whether some of it is Chinese.
    """

    folded: str
    compact: str
    words: frozenset[str]
    letters: frozenset[str]
    terms: frozenset[str]
    han: bool


def _compact(folded: str) -> str:
    return re.sub(r"[^a-z0-9\u4e00-\u9fff]", "", folded)


def letters_in(text: str) -> frozenset[str]:
    """Single capital letters that name a class: A類, "Categories B and C", "A、B類"."""
    found = set[str]()
    for run in re.findall(
        r"(?<![A-Za-z0-9&.'’-])([A-H](?:\s*(?:、|,|/|及|和|或|與|与|and|or|&)\s*[A-H](?![A-Za-z0-9'’]))*)(?![A-Za-z0-9$'’])\s?(?=[類类級级組组])",
        text,
    ):
        found |= set(re.findall("[A-H]", run))
    pattern = r"\b[Cc]ategor(?:y|ies) ([A-H](?:(?:,| and| or|/|&|, and| to)? ?(?:[Cc]ategory )?[A-H](?![A-Za-z]))*)(?![A-Za-z])"
    for run in re.findall(pattern, text):
        found |= set(re.findall("[A-H]", run))
    return frozenset(found)


def holder(texts: Iterable[str], lexicon: Lexicon) -> Holder:
    """The texts together, ready to be asked for names."""
    printed = "\n".join(texts)
    folded = fold(printed)
    words = set(re.findall(r"[a-z0-9]+(?:[&.'-][a-z0-9]+)*", folded.replace("’", "'")))
    words |= {part for w in words for part in re.split(r"[&.'-]", w)}
    terms = frozenset(m.term.id for m in lexicon.mentions(folded))
    letters = letters_in(printed) | frozenset(re.findall(r"(?<![A-Za-z])([B-Z])(?![A-Za-z])", printed))
    return Holder(folded, _compact(folded), frozenset(words | {stem(w) for w in words}), letters, terms, bool(HAN.search(printed)))


def is_name(term: Term) -> bool:
    """Whether a glossary term is a name, or a role that must not be swapped."""
    if term.kind not in NAMED_KINDS or term.id in UNDERSTOOD:
        return False
    return term.id in ROLES or term.en[0].isupper() or term.kind == "scheme"


def holds_term(term: Term, held: Holder) -> bool:
    """Whether a text gives a term under any of its names; a scheme's short names inside another scheme's do not count."""
    if term.id in held.terms:
        return True
    if term.kind == "scheme":
        return False
    if any(word in held.folded for word in ROLE_WORDS.get(term.id, ())):
        return True
    # Mainlanders, Japanese: a place may be held by its people.
    ends = "" if term.kind == "place" else "(?:s|es)?(?![a-z0-9])"
    names = [fold(name) for name in term.names]
    return any(n in held.folded if HAN.search(n) else re.search(rf"(?<![a-z0-9]){re.escape(n)}{ends}", held.folded) for n in names)


def named(folded: str, lexicon: Lexicon) -> list[Mention]:
    """Glossary names in folded text, without those that are common words too: 專才, "top talent", "skilled trades"."""
    return [m for m in lexicon.mentions(folded) if not _common(folded[m.start : m.end], m.term)]


def _common(name: str, term: Term) -> bool:
    if not name.isascii() or term.id in ROLES:
        return name in COMMON_WORDS
    capital = {fold(n) for n in (term.en, *term.abbr, *term.colloquial) if any(c.isupper() for c in n)}
    return not {name, name.removesuffix("s")} & capital


def _latin_names(text: str, taken: list[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Latin words with a capital outside glossary names: names, and words that only begin a sentence and may be none."""
    found, openers = list[str](), list[str]()
    chinese = bool(HAN.search(text))
    for match in _LATIN.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        if not any(c.isupper() for c in word) or any(a <= match.start() < b for a, b in taken):
            continue
        if fold(word) in _CALENDAR | _UNITS or text[match.end() : match.end() + 1] == "$" or word in ("I", "A"):
            continue
        whole = word[1:] == word[1:].lower()
        if whole and fold(word) in english_stop_words():
            continue
        opens = whole and not chinese and bool(_BEGINS.search(text[: match.start()]))
        (openers if opens else found).append(word)
    return found, openers


def names_of(text: str, lexicon: Lexicon) -> Names:
    """The names of one sentence."""
    folded = fold(text)
    mentions = [m for m in named(folded, lexicon) if is_name(m.term)]
    terms = {m.term.id: m.term for m in mentions}
    inside = [(m.start, m.end) for m in mentions]
    quoted = [fold(t) for t in _TITLE.findall(text)]
    quoted += [fold(q) for pair in _QUOTED.findall(text) for q in pair if len(q) >= QUOTED_CHARS]
    written = [q for q in quoted if sum(m.end - m.start for m in lexicon.mentions(q)) < KNOWN * len(q)]
    written += [
        fold(a).removeprefix("https://").removeprefix("http://").rstrip("/.")
        for a in _ADDRESS.findall(text)
        if not _ABBREVIATED.fullmatch(a)
    ]
    # Folding keeps the length of nearly every text; where it does not, the places of glossary names are unknown.
    latin, openers = _latin_names(text, inside if len(text) == len(folded) else [])
    written += latin
    for pattern in (_ENDING, _PERSON):
        for match in pattern.finditer(folded):
            within = any(a <= match.start() and match.end() <= b for a, b in inside)
            if not within and not (pattern is _ENDING and _COMMON.search(match[1])):
                written.append(match[0])
    return Names(tuple(terms.values()), tuple(dict.fromkeys(written)), letters_in(text), tuple(openers))


def _holds_written(name: str, held: Holder) -> bool:
    if len(name) == 1:
        return name in held.letters
    word = fold(name).replace("’", "'")
    if not re.fullmatch(r"[a-z0-9&.'-]+", word):
        return _compact(word) in held.compact or bool(HAN.search(word) and not held.han)
    parts = [part for part in re.split(r"[&.'-]", word) if part]
    return bool({word, stem(word), word.removesuffix("s")} & held.words) or (len(parts) > 1 and held.words.issuperset(parts))


def _is_word(folded: str) -> bool:
    """Whether a dictionary has it, as it is, without a prefix, or part by part; numbers in words are words."""
    forms = (folded, re.sub("^(?:un|re|non|pre|mid)-?", "", folded))
    parts = folded.split("-")
    return any(stem(form) in read_word_table() for form in forms) or all(stem(p) in read_word_table() or p in NUMBER_WORDS for p in parts)


def not_held(names: Names, held: Holder) -> list[str]:
    """The names that a text does not give, as written."""
    missing = [t.en for t in names.terms if not holds_term(t, held)]
    missing += [n for n in (*names.written, *sorted(names.classes)) if not _holds_written(n, held)]
    return missing + [n for n in names.openers if not _holds_written(n, held) and not _is_word(fold(n))]
