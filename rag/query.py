"""A question as typed to a question as understood: language, scheme, dates, what is wanted, and what it takes over."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from rag.assume import assumed_scheme, with_scheme
from rag.coverage import content_tokens
from rag.dates import dates_in, with_full_years
from rag.decline import without_orders
from rag.errors import QuestionError
from rag.followup import leans, question_lang, schemes_named, standalone
from rag.index import Index
from rag.mask import masked_line, without_masks
from rag.parts import parts_of
from rag.settings import Settings
from rag.spelling import corrected
from rag.strange import strangeness
from rag.text import fold, fold_mapped
from rag.types import LANGS, Query
from rag.words import written

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


def kinds_of(folded: str) -> tuple[str, ...]:
    """What the question wants, most specific patterns first; empty when nothing tells."""
    wording = written(folded)
    return tuple(kind for kind, pattern in _KIND_PATTERNS if pattern.search(folded) or pattern.search(wording))


def _size(text: str) -> int:
    """Characters once folded: some unfold to eighteen."""
    return len(unicodedata.normalize("NFKC", text))


def _cut(text: str, most: int) -> str:
    return text[:most] if _size(text[:most]) <= most else unicodedata.normalize("NFKC", text)[:most]


def understand(index: Index, settings: Settings, question: str, history: list[str], lang: str = "auto") -> Query:
    """Read a question.

    Args:
        history: earlier questions of the conversation, oldest first.
        lang: "auto" or one of LANGS, which then sets the answer's language.

    Raises:
        QuestionError: empty, without a letter, too long, or an unknown language.
    """
    if (size := _size(" ".join(question.split()))) > settings.max_question_chars:  # before anything that takes longer with length
        raise QuestionError(
            f"the question has {size:,} characters, more than {settings.max_question_chars:,}; ask a shorter one,"
            " or add a long text as a document with `wenjin ingest FILE`"
        )
    asked = with_full_years(masked_line(question))
    if not any(c.isalnum() for c in asked):
        raise QuestionError("the question is empty; type a question, for example 高才通續簽要什麼文件？")
    if lang != "auto" and lang not in LANGS:
        raise QuestionError(f"unknown language {lang!r}; use auto, {', '.join(LANGS)}")
    turns = (
        [_cut(without_masks(masked_line(h)), settings.max_question_chars) for h in history if h.strip()][-settings.max_history :]
        if settings.max_history
        else []
    )
    turns = [corrected(index, turn) for turn in turns]
    new = corrected(index, without_orders(without_masks(asked)) or asked)
    full = standalone(index, new, turns)[-2 * settings.max_question_chars :]
    alone = assumed_scheme(index, turns[-1]) if turns else not leans(new)
    assumed = assumed_scheme(index, full) if alone else ""
    if assumed:
        full = with_scheme(full, assumed, question_lang(full))
    answer_lang = question_lang(asked) if lang == "auto" else lang
    query = _read(index, asked, full, answer_lang)
    parts = (_read(index, text, search, answer_lang) for text, search in _parts(index, new, full))
    return replace(query, parts=tuple(parts), assumed=assumed)


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
    return [(text, (search if schemes_named(index, fold(search)) else scheme + search) if search else full) for text, search in searches]


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
        schemes=schemes_named(index, folded),
        years=tuple(sorted({d.year for d in dates})),
        dates=dates,
        kinds=kinds_of(fold(asked)),
        size=len(content_tokens(index, full)),
        strange=strangeness(tokens),
    )
