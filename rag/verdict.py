"""The short answer to a yes/no question, where the best sentence plainly gives it: "可以。", "毋須。", "No.".

A verdict is worth saying only when it is right, so everything that could turn it leaves it unsaid: a condition, another group
of people, another date, a figure or a predicate of the question that the sentence does not hold. Patterns are matched on folded
text, so Simplified and lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rag.index import Index
from rag.messages import in_script
from rag.sentence_rank import Candidate
from rag.text import fold
from rag.types import Query

MIN_PREDICATE = 0.75  # idf share of what is asked about, the words after "can I" or "要不要", that the sentence holds
MIN_QUESTION = 0.5  # the same of the whole question, near words counting by their similarity
STRICT = (0.95, 0.75)  # both for the forms without a word such as "can" or "need" that the sentence must answer
MIN_SIZE = 3  # content words of a question that names no scheme
LOOKED_AT = 3  # sentences of the answer


class Form(StrEnum):
    """What kind of yes/no a question asks for."""

    NEED = "need"
    CAN = "can"
    HAVE = "have"
    IS = "is"


_END = r"(?=.*[吗么嘛㗎][?？]?$)"
_ENDS = " ?？吗么嘛㗎,，"
# First found counts. What follows the match is what is asked about.
_FORMS = (
    (Form.NEED, rf"使唔使|洗唔洗|要唔要|要不要|需唔需要|需不需要|用不用|(?:是否|系咪|是不是)(?:一定)?(?:需要|须要|必须|须|要)|(?:需要|必须|须|(?<![主只不重])要){_END}"),
    (Form.CAN, rf"可唔可以|可不可以|能不能|能唔能够|可否|能否|是否(?:可以|能|可)|(?:可以|能够?|可){_END}"),
    (Form.CAN, r"得唔得|行不行|(?P<verb>[\u4e00-\u9fff])[唔不](?P=verb)[得到]|(?:得|走得通|做得到|行得通)(?=[吗么㗎][?？]?$)"),
    (Form.HAVE, rf"有冇|有没有|是否(?:设有|设|有)|(?:设有|设|有){_END}"),
    (Form.NEED, r"^must\b|^(?:do|does|should|is|are)\b.*?\b(?:need(?:s|ed)?|have to|has to|requires?|required|necessary)\b"),
    (Form.CAN, r"^(?:can|could|may)\b|^(?:is|are) .{1,40}\b(?:allowed|able|free|eligible|open) (?:to|for)\b|^is it (?:possible|ok|okay) to\b"),
    (Form.HAVE, r"^(?:is|are) there\b|^(?:do|does) .{1,40}\b(?:have|has)\b"),
    (Form.IS, r"^(?:is|are)\b"),
)  # fmt: skip
_COMPILED_FORMS = tuple((form, re.compile(pattern)) for form, pattern in _FORMS)
# A question that also asks for something else, or about all of something, or is itself negated, gets no verdict.
_WH = re.compile(
    r"几(?!乎)|多少|多久|边[个度间啲款样位种]|哪|谁|点样|点解|怎|为何|为什么|什么|甚|咩|\b(?:what|which|who|whom|where|when|why|how)\b"
)
_TURNS = re.compile(
    r"一样|相同|变[了咗]|还在|也是|更|都是|以前|当时|所有|全部|每个|一律|两者|一定|自动|\b(?:all|every|both|always|automatically|same|still there|isn't|aren't|don't)\b"
)
_NEGATED = re.compile(r"不|唔|冇|没|未|无|非(?!本地|应届|中国)|n't|\b(?:not|without|no|never)\b")
# What says no, and what says yes, to each form.
_POLAR = {
    Form.NEED: (
        r"毋须|无须|毋需|无需|不用|不须|不需|不必|唔使|\bno need\b|\bneeds? no\b|\bneed not\b|(?:not|n't) (?:need|have to|require)|not (?:required|necessary)|\bneed(?:s|ed)? no\b",
        r"必须|须|需要?(?!求)|(?<![主只不重毋无想])要(?!求|是|不|点|到|紧)|\bmust\b|\bneeds?\b|\b(?:have|has) to\b|\brequired?\b",
    ),
    Form.CAN: (
        r"不可|不能|不得|唔可以|不准|无法|不获|不会|不适用|不接受|不接纳|不受理|不再|不合资格|cannot|can not|can't|may not|must not|(?:not|never|n't) (?:be )?(?:allowed|eligible|open|accept\w*|given back|refund\w*|renewed)|no longer|\bbarred\b",
        r"可以|可(?!能)|(?<![可才功职技性])能(?!力)|自由|获准|\bcan\b|\bmay\b|\bfree to\b|\ballowed\b",
    ),
    Form.HAVE: (r"没有|不设|并无|(?<!政)无(?!论)|不限|不划|不再|\b(?:no|not|without)\b", r"设有|(?<!不)设(?!立)|(?<![没所拥持只])有(?![关效意时])|\bha(?:s|ve)\b|\bthere (?:is|are)\b"),
    Form.IS: (r"不是|并非|不等于|不代表|不属|\bnot (?:the same|mean)\b|\b(?:is|are) not\b|differs? from", r""),
}  # fmt: skip
_COMPILED_POLAR = {form: (re.compile(no), re.compile(yes) if yes else None) for form, (no, yes) in _POLAR.items()}
_DEPENDS = re.compile(r"视乎|而定|按类别决定|是按.{1,8}决定|depends? on|depending on|decided by|by category")
# What makes a yes conditional, and what makes any statement one about another time.
_CONDITION = re.compile(
    r"较少|少有|不同|会改|偶尔|(?<!持)有人|举例|建议|希望|计划(?!签|申)(?=在|于|把|将)|只要|如果|如(?!何|下|常|今)|若|除非|才(?=可|能|会|好)|条件是|但|不过|一般(?!就业)|通常|可能|例外|除外|否则"
    r"|\b(?:leave out|left out|propos\w*|suggest\w*|plans? to|seldom|rarely|few|if|unless|provided|only|but|except|normally|usually|generally|might|until)\b"
)
# Conditions that turn nothing: "not even if refused", "whether or not".
_FREE_ANYWAY = re.compile(r"就算|即使|\beven if\b")
_CONTRAST = re.compile(r"但(?!书)|不过|\bbut\b|however")
_OUTDATED = re.compile(
    r"(?:年|月|日|\d)之?前|以前|之前(?:的|设)|过去|旧|曾|原先|当时|过时|取代|为期|推出时|取消"
    r"|\b(?:before|until) \d|formerly|previously|used to|out of date|earlier|at first|\b(?:old|was|were|had)\b"
)
_ONLY = re.compile(r"只|仅|\b(?:only|just|alone)\b")
_FIGURE = re.compile(
    r"(?<!\d)\d{1,3}(?!\d)|[两二三四五六七八九十百半]+[个年岁月日次成间份天周万]"
)  # an age, a period, an amount: not the number of a hotline
_GROUPS = re.compile(r"[abc]类|categor(?:y|ies) [abc](?: and [abc])?|顶尖|top-tier|第[一二]类|非?应届|\b(?:non-)?fresh\b")
# What somebody thinks or lived through is no rule.
_VIEW = re.compile(
    r"认为|觉得|作者|教授|女士|先生|受访|博士|议员|网帖|牧师|表示,|interviewee|\b(?:thinks?|thought|feels?|felt|believes?|professor|author|mrs?|ms|dr)\b"
)
_SAFE_NEGATION = re.compile(r"有没有|无论|不论|不少于|不限|no less than|not less than|no later than")
_SOURCE = re.compile(r"(?:一个|一篇)?(?:较[早新])?[而但]?(?:没有|无)(?:标明)?日期的?|\b(?:(?:an?|the|earlier|newer),? )*undated\b")
_CLAUSE = re.compile(r"[,;:。、(]|\.\s")
# One wording for things said in many ways, in question and sentence alike.
_SAME = (
    (re.compile(r"(?:先|事先|已经?|要)*(?:有|找到|搵到|取得|获得)(?:香港)?(?:的|份|本地)?(?:工作|雇主|工)(?!签|经|许)(?:请|聘用)?|工作聘书|聘书|(?:由|获)?(?:香港|本地)*雇主(?:聘用|聘请|请)|获得?聘用?|受聘"), " 获聘 "),
    (re.compile(r"上班|返工|做嘢|打工|就业(?!政策|中心|安排|挂)|受雇"), " 工作 "),
    (re.compile(r"读书|就读|上学|念书"), " 读书 "),
    (re.compile(r"开公司|创业|做生意|开办业务|开办或参与业务|(?:start|set up)(?: or join)? a (?:business|company)"), " 创业 "),
    (re.compile(r"新资本投资者入境计划|新资本投资者|投资移民"), " 新资本投资者入境计划 "),
    (re.compile(r"名额限制|名额|申请配额|年度配额|配额限制"), " 配额 "),
    (re.compile(r"退还|退回|退款|given back|refunded"), " 退还 "),
)  # fmt: skip
_FREE = re.compile(r"全免|免费|豁免\S{0,4}费|free of charge")
_CHARGED = re.compile(r"收费|付费|交费|缴费|俾钱|charge\b")
_COVERS = {"dependant": frozenset({"spouse", "children", "dependant"})}
_PEOPLE = frozenset({"dependant", "spouse", "children", "parents", "same-sex-partner", "adopted-child"})
_FAMILY = re.compile(r"家人|家属|\bfamily\b")
_EMPTY = frozenset(
    "人 者 人士 申请人 持有人 香港 港 在港 喺 办 搞 弄 话 算 用 用来 转用 走 新 一 起来 直接 系统 事先 规定 最少 minimum number set fix 申请 @apply appli holder someon peopl person applic applicant hong kong hk doe still ani".split()
)
_WORDS = {
    (Form.CAN, "yes"): "可以。",
    (Form.CAN, "no"): "不可以。",
    (Form.NEED, "yes"): "需要。",
    (Form.NEED, "no"): "毋須。",
    (Form.HAVE, "yes"): "有。",
    (Form.HAVE, "no"): "沒有。",
}
_ENGLISH = {"yes": "Yes.", "no": "No.", "depends": "It depends."}
_DEPENDS_WORDS = "視乎情況。"


@dataclass(frozen=True, slots=True)
class Asked:
    """A yes/no question: its form, and the text that is asked about, folded."""

    form: Form
    predicate: str


def asked_form(question: str) -> Asked | None:
    """The form of a yes/no question; None for any other, and for one that is itself negated ("冇學位可以申請嗎？")."""
    folded = fold(question).strip()
    for form, pattern in _COMPILED_FORMS:
        found = pattern.search(folded)
        if not found:
            continue
        before, after = folded[: found.start()], folded[found.end() :]
        rest = f"{before} {after}"
        if _NEGATED.search(rest) or _TURNS.search(rest) or _WH.search(rest):
            return None
        return Asked(form, after if after.strip(_ENDS) else re.split(r"[,，;]", before.strip(_ENDS))[-1])
    return None


def verdict(index: Index, query: Query, chosen: list[Candidate]) -> str:
    """The short answer in the language of the answer; "" for another kind of question, or where the sentences do not plainly give it.

    Args:
        chosen: the sentences of the answer, best first.
    """
    if not chosen or query.dates or _FIGURE.search(fold(query.asked)) or len({part.asked for part in query.parts}) > 1:
        return ""
    if not query.schemes and query.size < MIN_SIZE:
        return ""
    asked = asked_form(query.asked if query.assumed or query.parts else query.standalone)
    if asked is None:
        return ""
    first, *others = (_says(index, query, asked, c) or "" for c in chosen[:LOOKED_AT])
    if not first or any(v not in ("", first) for v in others):
        return ""
    if query.lang == "en":
        return _ENGLISH[first]
    return in_script(_DEPENDS_WORDS if first == "depends" else _WORDS[asked.form, first], query.lang)


def _says(index: Index, query: Query, asked: Asked, candidate: Candidate) -> str | None:
    """ "yes", "no" or "depends" where the sentence plainly says so; None otherwise."""
    if not _about_the_same(index, query, candidate):
        return None
    predicate = _same(asked.predicate)
    sentence = _same(_SOURCE.sub(" ", fold(candidate.text)))
    if _CHARGED.search(predicate):
        sentence = _FREE.sub(" 毋须收费付费 no charge ", sentence)
    units = _units(index, predicate)
    held = _held(index, units, sentence) if units else candidate.features.near
    least = STRICT if asked.form is Form.IS else (MIN_PREDICATE, MIN_QUESTION)
    plain = bool(query.schemes) and held >= STRICT[0] and not _CLAUSE.search(fold(query.asked))  # no story beside what is asked
    if held < least[0] or (candidate.features.near < least[1] and not plain):
        return None
    if _DEPENDS.search(sentence):
        return "depends"
    if _CONDITION.search(sentence) and not _FREE_ANYWAY.search(sentence):
        return None
    if bool(_ONLY.search(sentence)) != bool(_ONLY.search(predicate)) or _OUTDATED.search(sentence) or _VIEW.search(sentence):
        return None
    return _polarity(index, asked.form, sentence, {*units, *(f"@{scheme}" for scheme in query.schemes)})


def _same(folded: str) -> str:
    for pattern, wording in _SAME:
        folded = pattern.sub(wording, folded)
    return folded


def _units(index: Index, predicate: str) -> dict[str, float]:
    """What is asked about with the idf of each: glossary terms but schemes and people, which are compared by themselves, and other words."""
    mentions = list(index.lexicon.mentions(predicate))
    rest = predicate
    for m in reversed(mentions):
        rest = f"{rest[: m.start]} {rest[m.end :]}"
    terms = [f"@{m.term.id}" for m in mentions if not m.term.scheme and m.term.id not in _PEOPLE and f"@{m.term.id}" not in _EMPTY]
    words = [w for w in index.tokens(rest) if not w.startswith(("#", "@")) and w not in _EMPTY and w in index.segmenter.content_words(rest)]
    return {unit: index.bag.idf(unit) for unit in (*terms, *words)}


def _held(index: Index, units: dict[str, float], sentence: str) -> float:
    """Share of the units that the sentence holds, by idf."""
    tokens = set(index.tokens(sentence))
    return sum(idf for unit, idf in units.items() if unit in tokens) / max(sum(units.values()), 1e-9)


def _about_the_same(index: Index, query: Query, candidate: Candidate) -> bool:
    """Whether the sentence is about the schemes, people and figures the question names, and about no narrower group."""
    question, sentence = fold(query.standalone), fold(candidate.text)
    wanted = set(query.schemes)
    if not (wanted <= (candidate.schemes or set(candidate.hit.passage.schemes)) if wanted else not candidate.schemes):
        return False
    people, others = (_people(index, text) for text in (question, sentence))
    if bool(people) != bool(others) or not people <= {p for o in others for p in _COVERS.get(o, frozenset({o}))}:
        return False
    groups, named = ({m.group() for m in _GROUPS.finditer(text)} for text in (question, sentence))
    return bool(groups) == bool(named) and groups <= named


def _people(index: Index, folded: str) -> set[str]:
    return ({m.term.id for m in index.lexicon.mentions(folded)} & _PEOPLE) | ({"dependant"} if _FAMILY.search(folded) else set())


def _polarity(index: Index, form: Form, sentence: str, units: set[str]) -> str | None:
    """What the clauses that hold a word asked about say; None where they say both, nothing, or only on a condition."""
    clauses = [c for c in _CLAUSE.split(sentence) if units & set(index.tokens(c))] or [sentence]
    no, yes = _COMPILED_POLAR[form]
    if any(no.search(c) for c in clauses):
        both = form is Form.CAN and any(yes and yes.search(no.sub(" ", c)) for c in clauses)
        return None if both or _CONTRAST.search(sentence) else "no"
    if _NEGATED.search(_SAFE_NEGATION.sub(" ", sentence)):
        return None
    return "yes" if any(yes is None or yes.search(c) for c in clauses) else None
