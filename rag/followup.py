"""What a question takes over from the ones before it: the standalone question that is searched for and shown."""

from __future__ import annotations

import re

from rag.coverage import content_tokens
from rag.index import Index
from rag.parts import SIDE_KINDS, YEAR
from rag.text import HAN, fold, fold_mapped, script_of, to_traditional

# Openings and endings of a question that leans on the one before; matched on folded text.
_LEANS = re.compile(
    r"^(咁|那|那么|如果|同埋|仲有|另外|and |what about|how about|what if|then |so )|(呢|呢个呢|又如何|又点)[?？。!]*$|^(为什么|点解|why)[?？]*$"
)
# Openings of a question that leaves the one before, with what they say up to the next stop; matched on folded text.
_SWITCHES = re.compile(
    r"^(另外(问|想问|请问)|顺便(问|想)|换(一?个|一)(题|问题|话题)|转(一?个|下)?话题|换个|第二样嘢|讲第二|唔讲|不说这个|先不说|撇开|"
    r"different (matter|question|topic)|another (question|thing|topic)|unrelated|by the way|on another|separately|leave that|(ok(ay)?,? )?(forget|never ?mind|leaving))"
)
_SWITCH_CLAUSE = re.compile(r"[^,，.。:：;；!！?？]{0,40}[,，.。:：;；!！]\s*")
# Words that ask for the same of something else; matched on folded text.
_LIKEWISE = re.compile(r"同一|一样|也是|都系|同样|the same|as well|likewise|too[?？]*$|also\b")
# Pronouns, on folded text, and the kinds of glossary term they can stand for.
_STANDS_FOR = (
    (re.compile(r"(?<![a-z])(he|she|him|his|her|hers)(?![a-z])|(?<![其吉])[她他佢](?![们哋地])"), ("named",)),
    (
        re.compile(r"(?<![a-z])(they|them|their|theirs|it|its)(?![a-z])|他们|她们|佢(哋|地)|它"),
        ("named", "body", "event", "list", "document"),
    ),
)
# Pronouns that stand for something of the question before even where no name in it tells what; "it" only as an object.
_POINTS_BACK = re.compile(r"(?<![a-z])(they|them|their|theirs|its)(?![a-z])|(?<![a-z])it(?=[?.,!]|$)|(?<![其吉])[她他佢它]|嗰边|那边")
_CATEGORY = re.compile(r"\s*(?:[abc](?:类|类别)?(?![a-z])|类别[abc]|,? ?categor(?:y|ies) [abc](?![a-z]))")  # behind a scheme's name, folded
SHORT_WORDS = 2
SHORTEST_REST = 4  # characters a question keeps at least
OWN_CONTENT = 2  # new content words and glossary terms with which a leaning question that names a scheme stands alone
# Glossary kinds that a question can name without having a subject of its own ("要等多久才發?").
GENERAL_KINDS = frozenset({"term", "procedure"})
LOOKED_AT = 5
MIN_SHARED = 1 / 3


def leans(question: str) -> bool:
    """Whether a question opens as one that leans on another."""
    return _LEANS.match(fold(question)) is not None


def question_lang(question: str) -> str:
    """Language and script: "en" without Han or with far more Latin words than Han characters; else the script most characters show.

    A question whose characters are the same in both scripts counts as Traditional.
    """
    han = len(HAN.findall(question))
    latin = len(re.findall(r"[A-Za-z]+", question))
    if han == 0 or han * 2 < latin:
        return "en"
    return script_of(question)


def schemes_named(index: Index, folded: str) -> tuple[str, ...]:
    """Schemes of the corpus that a folded text names, in the order of their names."""
    found = (m.term.scheme for m in index.lexicon.mentions(folded))
    return tuple(dict.fromkeys(s for s in found if s))


def _leaning(index: Index, question: str, last: str) -> str:
    """A leaning question with the one before it.

    One with nothing new to say but a name is the last question with that name in the place of its own ("咁優才呢?"). One that
    names a scheme and asks something new about it stands alone ("咁優才有幾多限額?"), unless it asks for the same again ("優才都係一樣?");
    any other keeps its words behind the last one.
    """
    new, folded = _new_content(index, question, last), fold(question)
    if new and len(new) >= OWN_CONTENT and schemes_named(index, folded) and not _LIKEWISE.search(folded):
        return question
    swapped = _swapped(index, question, last, general=not new)
    return swapped if swapped and not new else f"{swapped or last} {question}"


def _new_content(index: Index, question: str, last: str) -> set[str]:
    """Content tokens of a question that are no name or year and do not stand in the last question; a single Han character is too little."""
    left, known = fold(question), set(content_tokens(index, last))
    names = {*SIDE_KINDS, *(m.term.kind for m in index.lexicon.mentions(fold(last)))}
    if schemes_named(index, left):
        names -= GENERAL_KINDS
    for m in reversed(list(index.lexicon.mentions(left))):
        if m.term.kind in names:
            left = f"{left[: m.start]} {left[m.end :]}"
    tokens = content_tokens(index, YEAR.sub(" ", left))
    return {t for t in tokens if t not in known and not (len(t) == 1 and HAN.match(t))}


def _swapped(index: Index, question: str, last: str, general: bool) -> str | None:
    """The last question with its scheme, person or year swapped for the new one ("咁高才通呢?"); None when nothing answers to it.

    A scheme's category goes with it, and with a place the scheme of that place.

    Args:
        general: swap words of GENERAL_KINDS too.
    """
    mapped, folded = fold_mapped(last), fold(question)
    new = list(index.lexicon.mentions(folded))
    changes: dict[tuple[int, int], str] = {}
    for old in index.lexicon.mentions(mapped.text):
        names = [folded[m.start : m.end] for m in new if m.term.kind == old.term.kind]
        if names and (general or old.term.kind not in GENERAL_KINDS) and not any(m.term.id == old.term.id for m in new):
            behind = _CATEGORY.match(mapped.text, old.end) if old.term.kind == "scheme" and not _CATEGORY.search(folded) else None
            changes[mapped.offsets[old.start], mapped.offsets[behind.end() if behind else old.end]] = " ".join(dict.fromkeys(names))
    places = {m.term.id for m in new if m.term.kind == "place"}
    if places and not any(m.term.kind == "scheme" for m in new):
        for old in index.lexicon.mentions(mapped.text):
            if old.term.kind == "scheme" and not old.term.scheme:
                changes[mapped.offsets[old.start], mapped.offsets[old.end]] = ""
    years, old_years = YEAR.findall(folded), list(YEAR.finditer(mapped.text))
    if len(years) == 1 and len(old_years) == 1 and years[0] != old_years[0][0]:
        changes[mapped.offsets[old_years[0].start()], mapped.offsets[old_years[0].end()]] = years[0]
    if not changes:
        return None
    swapped = last
    for (start, end), name in sorted(changes.items(), reverse=True):
        swapped = swapped[:start] + name + swapped[end:]
    return to_traditional(swapped) if question_lang(last) == "zh-Hant" else swapped


def _meant(index: Index, folded: str, last: str) -> str:
    """Whom or what a question's "she", 佢哋 or "it" stands for: the last name of its kind in the question before; "" where nothing tells.

    A question that has a name of that kind itself stands for nothing else.
    """
    kinds = {kind for pronouns, wanted in _STANDS_FOR if pronouns.search(folded) for kind in wanted}
    kinds -= {m.term.kind for m in index.lexicon.mentions(folded)}
    mapped = fold_mapped(last)
    names = [m for m in index.lexicon.mentions(mapped.text) if m.term.kind in kinds]
    return last[mapped.offsets[names[-1].start] : mapped.offsets[names[-1].end]] if names else ""


def _about_schemes(index: Index, question: str) -> bool:
    """Whether most of the passages that share most words with the question are about particular schemes.

    A question that shares hardly anything with them is a topic of its own.
    """
    scores = index.bag.scores(index.tokens(question))
    nearest = scores.argsort()[::-1][:LOOKED_AT]
    words = index.segmenter.content_words(question)
    total = sum(index.bag.idf(w) for w in words)
    held = sum(index.bag.idf(w) for w in words if nearest[0] in index.bag.documents(w))
    if held < MIN_SHARED * total:
        return False
    return sum(bool(index.passages[i].schemes) for i in nearest) * 2 > LOOKED_AT


def _without_clause(question: str) -> str:
    """A question without the words up to the first stop, which say that the subject changes; whole where nothing else is said."""
    mapped = fold_mapped(question)
    clause = _SWITCH_CLAUSE.match(mapped.text)
    rest = question[mapped.offsets[clause.end()] :].strip() if clause and clause.end() < len(mapped.text) else ""
    return rest if len(rest) >= SHORTEST_REST else question


def standalone(index: Index, question: str, history: list[str]) -> str:
    """The question with what it takes over from earlier ones.

    A leaning question ("咁受養人呢?") is the one before with its scheme, person or year swapped, or else with the new words
    added, see `_leaning`; one of hardly any content, or with a pronoun for something without a name, is the one before with its
    words added. One that names no scheme takes over the last scheme named, when the passages nearest to it are about schemes. One
    that says it changes the subject takes over nothing, and those words are left out.
    """
    if not history:
        return question
    folded = fold(question).strip()
    last = standalone(index, history[-1], history[:-1])
    if _SWITCHES.match(folded):
        return _without_clause(question)
    if _LEANS.search(folded):
        return _leaning(index, question, last)
    if schemes_named(index, folded):
        return question
    meant = _meant(index, folded, last)
    if meant:
        return f"{meant} {question}"
    if _POINTS_BACK.search(folded):
        return f"{last} {question}"
    terms = [m for m in index.lexicon.mentions(folded) if m.term.kind not in GENERAL_KINDS]
    if not terms and len(index.segmenter.content_words(question)) <= SHORT_WORDS:
        return f"{last} {question}"
    if not _about_schemes(index, question):
        return question
    for earlier in reversed(history):
        names = [m.term for m in index.lexicon.mentions(fold(earlier)) if m.term.scheme]
        if names:
            lang = question_lang(question)
            term = names[0]
            name = term.abbr[0] if lang == "en" and term.abbr else term.zh_hant
            return f"{name} {question}"
    return question
