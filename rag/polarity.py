"""Whether a sentence says the opposite of the clause it is taken from: a negation more or less, or a word turned into its opposite.

Only what is plain is caught: a clause that shares nearly all its words with a clause of the passage in the same language, and differs
in just this. A rewording in other words passes.
"""

from __future__ import annotations

import functools
import re

from rag.text import HAN, bigrams, fold, sentences, stem
from rag.words import english_stop_words

SHARED = 0.75  # of one clause's words or character pairs in the other: less is another statement;
NEAR = 0.12  # a clause sharing this much less than the best may still be the one meant
CORE = 0.55  # of the sentence's own clause at least,
REST = 0.35  # and of the passage's
LEAST = 4  # words or pairs; shorter clauses look alike by chance

_CLAUSE = re.compile(r"(?<!\d),|,(?!\d)|[，;；。!?！？:：]|(?<=[a-z]\.)\s")
# Words with 不, 非, 未, 无, 没 in them that deny nothing, and negations as the passages write them.
_NO_NEGATION = re.compile(
    r"(?:没有|无|未)(?:标明|注明|写明)?日期|不过|不少|不同|不论|不仅|不但|不断|不足|不只|不久|不良|不动产|不时|不管|不日|不妨|不止|不单|不限于|非常|非本地|非凡|非牟利|非政府|未来|未婚|无论|无限|没收|是否|能否|可否|会否|免费|免疫|不成问题|非学位|非联招"
)
# The negation alone, so that 不會 and 會, 毋須 and 須 share their other characters.
_ZH_NOT = re.compile(r"禁止|并非|不|没|冇|非|未|毋|无|免")
_EN_NOT = re.compile(
    r"(?<![a-z])(?:not only|no later than|no fewer than|no less than|no more than|whether or not)(?![a-z])|(?<![a-z])(not|no|never|without|neither|nor|cannot|none)(?![a-z])|(n't)(?![a-z])"
)
_OPPOSITES = tuple(
    tuple(re.compile(side) for side in pair)
    for pair in (
        ("增加|上升|上调|提高|增至|升至|increase[sd]?|increasing|rose|rise[sn]?|grew|went up|raised", "减少|下降|下跌|下调|降低|减至|跌至|decrease[sd]?|fell|falls?|dropped|went down|lowered|cut|reduced"),
        ("至少|最少|不少于|起码|at least|no (?:less|fewer) than|minimum", "至多|最多|不超过|不多于|上限|at most|no more than|up to|maximum"),
        ("以上|高于|超过|多于|more than|above|over|exceed(?:s|ing|ed)?", "以下|低于|少于|不足|less than|fewer than|below|under"),
        ("之前|以前|before|prior to", "之后|以后|after"),
        ("最早|earliest", "最迟|latest"),
        ("最高|highest|largest|most", "最低|lowest|smallest|fewest|least"),
        ("放宽|放寬|relaxed|eased|loosened", "收紧|收緊|tightened"),
        ("延长|lengthened|extended", "缩短|shortened"),
        ("容易|easy|easily", "难以|难于|不易|困难|hard|difficult"),
        ("开始|启动|推出|began|begins?|started|launched|opened", "结束|终止|停止|取消|ended|ends|closed|stopped|cancelled|abolished|scrapped"),
        ("同意|接纳|批准|accepts?|accepted|approved", "反对|拒绝|否决|refused|rejected|declined"),
        ("允许|容许|allowed|permitted|may", "禁止|forbidden|banned|prohibited"),
        ("不只|不止|不仅|not only", "(?<!不)(?:只|仅)|(?<!not )only"),
        ("包括|includ(?:es|ed|ing)", "不包括|撇除|exclud(?:es|ed|ing)|except"),
    )
)  # fmt: skip


def negations(folded: str) -> int:
    """How many negations a folded clause has."""
    if HAN.search(folded):
        return len(_ZH_NOT.findall(_NO_NEGATION.sub("", folded)))
    return sum(bool(a or b) for a, b in _EN_NOT.findall(folded))


@functools.lru_cache(maxsize=4096)
def _words(folded: str) -> frozenset[str]:
    """What a clause says apart from yes and no: character pairs of Chinese, stems of English."""
    if HAN.search(folded):
        plain = _ZH_NOT.sub("", folded)
        return frozenset(bigrams(plain)) | frozenset(re.findall(r"\d+|[a-z]+", plain))
    plain = _EN_NOT.sub(" ", folded)
    return frozenset(stem(w) for w in re.findall(r"[a-z]+|\d+", plain) if w not in english_stop_words())


# Names in quotation marks, and what brackets add, make clauses look alike that say different things.
_ASIDE = re.compile(r"「[^」]*」|《[^》]*》|\([^()]*\)")


@functools.lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[str, ...]:
    """Folded clauses of a text."""
    return tuple(c.strip() for a, b in sentences(text) for c in _CLAUSE.split(_ASIDE.sub("", fold(text[a:b]))) if c.strip())


def _likeness(mine: frozenset[str], theirs: frozenset[str]) -> float:
    """How much of one clause the other has, whichever is more; 0 where the longer one says far more than the shorter."""
    common = len(mine & theirs)
    if not common or common < CORE * len(mine) or common < REST * len(theirs):
        return 0.0
    return max(common / len(mine), common / len(theirs))


def _turned(mine: str, theirs: str) -> bool:
    for one, other in _OPPOSITES:
        for a, b in ((one, other), (other, one)):
            if a.search(mine) and not b.search(mine) and b.search(theirs) and not a.search(theirs):
                return True
    return False


def contradicts(sentence: str, texts: list[str]) -> bool:
    """Whether a clause of the sentence is a clause of the texts turned round, and no other clause near to it agrees."""
    held = [c for text in texts for c in clauses(text)]
    for mine in clauses(sentence):
        words = _words(mine)
        if len(words) < LEAST:
            continue
        shares = [(_likeness(words, _words(theirs)), theirs) for theirs in held]
        best = max((share for share, _ in shares), default=0.0)
        if best < SHARED:
            continue
        near = [theirs for share, theirs in shares if share >= best - NEAR]
        if all((negations(mine) - negations(theirs)) % 2 or _turned(mine, theirs) for theirs in near):
            return True
    return False
