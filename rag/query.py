"""A question as typed to a question as understood: language, scheme, dates, what is wanted, and what it takes over."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.assume import assumed_scheme, with_scheme
from rag.coverage import content_tokens
from rag.dates import dates_in, with_full_years
from rag.decline import without_orders
from rag.errors import QuestionError
from rag.index import Index
from rag.mask import mask, without_masks
from rag.parts import SIDE_KINDS, parts_of
from rag.settings import Settings
from rag.spelling import corrected
from rag.strange import strangeness
from rag.text import HAN, fold, fold_mapped, script_of, to_traditional
from rag.types import Query
from rag.words import written

LANGS = ("zh-Hant", "zh-Hans", "en")
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)")
# Openings and endings of a question that leans on the one before; matched on folded text.
_LEANS = re.compile(
    r"^(咁|那|那么|如果|同埋|仲有|另外|and |what about|how about|what if|then |so )|(呢|呢个呢|又如何|又点)[?？。!]*$|^(为什么|点解|why)[?？]*$"
)
# Openings of a question that leaves the one before; matched on folded text.
_SWITCHES = re.compile(
    r"^(另外(问|想问|请问)|顺便(问|想)|换个|第二样嘢|讲第二|唔讲|不说这个|先不说|撇开|"
    r"different (matter|question|topic)|another (question|thing|topic)|unrelated|by the way|on another|separately|(ok(ay)?,? )?(forget|never ?mind|leaving))"
)
# Pronouns, on folded text, and the kinds of glossary term they can stand for.
_STANDS_FOR = (
    (re.compile(r"(?<![a-z])(he|she|him|his|her|hers)(?![a-z])|[她他佢](?![们哋地])"), ("named",)),
    (
        re.compile(r"(?<![a-z])(they|them|their|theirs|it|its)(?![a-z])|他们|她们|佢(哋|地)|它"),
        ("named", "body", "event", "list", "document"),
    ),
)
SHORT_WORDS = 2
OWN_CONTENT = 2  # new content words and glossary terms with which a leaning question that names a scheme stands alone
# Glossary kinds that a question can name without having a subject of its own ("要等多久才發?").
GENERAL_KINDS = frozenset({"term", "procedure"})
LOOKED_AT = 5
MIN_SHARED = 1 / 3
_KINDS = (
    (
        "number",
        r"多少|几多|几个|几间|几所|几宗|几人|几大|几成|比例|百分|how many|how much|percentage|what (share|proportion)|number of|多大",
    ),
    ("date", r"几时|何时|什么时候|哪年|哪一年|几月|哪天|边日|哪一天|几号|when\b|what (date|year|month|day)|which year|几耐前"),
    ("duration", r"多久|几耐|几长|多长|几年|几个月|how long|how early|how soon|多长时间"),
    (
        "money",
        r"费|钱|收费|薪|人工|入息|月入|年薪|几蚊|fee\b|fees\b|cost|price|salary|income|how much (do|does|is|are|would|will|money)|pay\b",
    ),
    ("phone", r"电话|热线|号码|打去|打俾|致电|phone|hotline|call\b|ring\b"),
    ("place", r"边度|哪里|哪儿|何处|地址|where\b|address"),
    ("who", r"边个|谁|哪个部门|哪个局|who\b|whom|which (department|bureau|office)"),
    (
        "list",
        r"哪些|边啲|有咩|有什么|要什么|包括什么|列出|清单|[哪边][几两二三四五六七八]|什么文件|什么材料|咩文件|what are|which |list\b|what (documents|kinds|papers)|(what|which) (two|three|four|five|six)|name (the|all|some)\b",
    ),
    (
        "yesno",
        r"吗[?？]?$|是否|系咪|是不是|可否|能否|可唔可以|可不可以|能不能|得唔得|使唔使|要不要|需唔需要|有冇|有没有|^(can|could|do|does|did|is|are|was|were|will|must|may|should|has|have)\b",
    ),
    ("howto", r"怎样|怎么|点样|点做|点申请|点续|如何|步骤|手续|how (do|can|to|should)"),
    ("comparison", r"分别|区别|差别|比较|相比|定系|还是|不同|\bvs\b|versus|differ|compare|compared"),
    ("reason", r"点解|为什么|为何|原因|why\b|reason"),
)
_KIND_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _KINDS)


def question_lang(question: str) -> str:
    """Language and script: "en" without Han or with far more Latin words than Han characters; else the script most characters show.

    A question whose characters are the same in both scripts counts as Traditional.
    """
    han = len(HAN.findall(question))
    latin = len(re.findall(r"[A-Za-z]+", question))
    if han == 0 or han * 2 < latin:
        return "en"
    return script_of(question)


def kinds_of(folded: str) -> tuple[str, ...]:
    """What the question wants, most specific patterns first; empty when nothing tells."""
    wording = written(folded)
    return tuple(kind for kind, pattern in _KIND_PATTERNS if pattern.search(folded) or pattern.search(wording))


def _schemes(index: Index, folded: str) -> tuple[str, ...]:
    found = (m.term.scheme for m in index.lexicon.mentions(folded))
    return tuple(dict.fromkeys(s for s in found if s))


def _leaning(index: Index, question: str, last: str) -> str:
    """A leaning question with the one before it.

    One with nothing new to say but a name is the last question with that name in the place of its own ("咁優才呢?"). One that
    names a scheme and asks something new about it stands alone ("咁優才有幾多限額?"); any other keeps its words behind the last one.
    """
    new = _new_content(index, question, last)
    if new and len(new) >= OWN_CONTENT and _schemes(index, fold(question)):
        return question
    swapped = _swapped(index, question, last, general=not new)
    return swapped if swapped and not new else f"{swapped or last} {question}"


def _new_content(index: Index, question: str, last: str) -> set[str]:
    """Content tokens of a question that are no name or year and do not stand in the last question; a single Han character is too little."""
    left, known = fold(question), set(content_tokens(index, last))
    names = {*SIDE_KINDS, *(m.term.kind for m in index.lexicon.mentions(fold(last)))}
    if _schemes(index, left):
        names -= GENERAL_KINDS
    for m in reversed(list(index.lexicon.mentions(left))):
        if m.term.kind in names:
            left = f"{left[: m.start]} {left[m.end :]}"
    tokens = content_tokens(index, _YEAR.sub(" ", left))
    return {t for t in tokens if t not in known and not (len(t) == 1 and HAN.match(t))}


def _swapped(index: Index, question: str, last: str, general: bool) -> str | None:
    """The last question with its scheme, person or year swapped for the new one ("咁高才通呢?"); None when nothing answers to it.

    Args:
        general: swap words of GENERAL_KINDS too.
    """
    mapped, folded = fold_mapped(last), fold(question)
    new = list(index.lexicon.mentions(folded))
    changes: dict[tuple[int, int], str] = {}
    for old in index.lexicon.mentions(mapped.text):
        names = [folded[m.start : m.end] for m in new if m.term.kind == old.term.kind]
        if names and (general or old.term.kind not in GENERAL_KINDS) and not any(m.term.id == old.term.id for m in new):
            changes[mapped.offsets[old.start], mapped.offsets[old.end]] = " ".join(dict.fromkeys(names))
    years, old_years = _YEAR.findall(folded), list(_YEAR.finditer(mapped.text))
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


def standalone(index: Index, question: str, history: list[str]) -> str:
    """The question with what it takes over from earlier ones.

    A leaning question ("咁受養人呢?") is the one before with its scheme, person or year swapped, or else with the new words
    added, see `_leaning`; one of hardly any content is the one before with its words added. One that names no scheme takes over the last scheme named, when the passages
    nearest to it are about schemes. One that says it changes the subject takes over nothing.
    """
    if not history:
        return question
    folded = fold(question).strip()
    last = standalone(index, history[-1], history[:-1])
    if _SWITCHES.search(folded):
        return question
    if _LEANS.search(folded):
        return _leaning(index, question, last)
    if _schemes(index, folded):
        return question
    meant = _meant(index, folded, last)
    if meant:
        return f"{meant} {question}"
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


def understand(index: Index, settings: Settings, question: str, history: list[str], lang: str = "auto") -> Query:
    """Read a question.

    Args:
        history: earlier questions of the conversation, oldest first.
        lang: "auto" or one of LANGS, which then sets the answer's language.

    Raises:
        QuestionError: empty, without a letter, too long, or an unknown language.
    """
    asked = with_full_years(mask(" ".join(question.split())))
    if not any(c.isalnum() for c in asked):
        raise QuestionError("the question is empty; type a question, for example 高才通續簽要什麼文件？")
    if len(asked) > settings.max_question_chars:
        raise QuestionError(
            f"the question has {len(asked):,} characters, more than {settings.max_question_chars:,}; ask a shorter one,"
            " or add a long text as a document with `wenjin ingest FILE`"
        )
    if lang != "auto" and lang not in LANGS:
        raise QuestionError(f"unknown language {lang!r}; use auto, {', '.join(LANGS)}")
    turns = (
        [without_masks(mask(" ".join(h.split())))[: settings.max_question_chars] for h in history if h.strip()][-settings.max_history :]
        if settings.max_history
        else []
    )
    turns = [corrected(index, turn) for turn in turns]
    new = corrected(index, without_orders(without_masks(asked)) or asked)
    full = standalone(index, new, turns)[-2 * settings.max_question_chars :]
    alone = assumed_scheme(index, turns[-1]) if turns else not _LEANS.match(fold(new))
    assumed = assumed_scheme(index, full) if alone else ""
    if assumed:
        full = with_scheme(full, assumed, question_lang(full))
    answer_lang = question_lang(asked) if lang == "auto" else lang
    whole = _read(index, asked, full, answer_lang)
    parts = (_read(index, text, search, answer_lang) for text, search in _parts(index, new, full))
    return replace(whole, parts=tuple(parts), assumed=assumed)


def _parts(index: Index, new: str, full: str) -> list[tuple[str, str]]:
    """What a question asks, each as asked and as searched for; never what the question before it asked.

    A part that leans is searched for with `full`, another with the scheme taken over, where it names none. Where names were
    swapped, the parts are those of the question they were swapped into.
    """
    if not full.endswith(new):
        return [(p.text, p.search or full) for p in parts_of(index, full)]
    before = fold_mapped(full.removesuffix(new))
    named = next((m for m in index.lexicon.mentions(before.text) if m.term.scheme), None)
    scheme = full[before.offsets[named.start] : before.offsets[named.end]] + " " if named else ""
    searches = [(p.text, p.search) for p in parts_of(index, new)]
    return [(text, (search if _schemes(index, fold(search)) else scheme + search) if search else full) for text, search in searches]


def _read(index: Index, asked: str, full: str, lang: str) -> Query:
    """What one question, or one part of it, names and wants; kinds are read from `asked`."""
    folded = fold(full)
    dates, tokens = dates_in(folded), tuple(index.tokens(full))
    return Query(
        asked=asked,
        standalone=full,
        lang=lang,
        tokens=tokens,
        terms=tuple(dict.fromkeys(m.term.id for m in index.lexicon.mentions(folded))),
        schemes=_schemes(index, folded),
        years=tuple(sorted({d.year for d in dates})),
        dates=dates,
        kinds=kinds_of(fold(asked)),
        size=len(content_tokens(index, full)),
        strange=strangeness(tokens),
    )
