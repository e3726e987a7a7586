"""Questions that are not for a corpus to answer, whatever it holds: recognised by how they are asked.

Each category has one fixed message in rag/messages.py. Patterns are matched on folded text, so Simplified and lower case.
"""

from __future__ import annotations

import re

from rag.text import fold
from rag.types import Hit, Query
from rag.words import places

PATTERNS = (
    # How far somebody's own case has got, or what was decided in it.
    (
        "private",
        r"(我|佢|他|她|老公|老婆|朋友|同事|同学|阿\w)\S{0,14}(申请|续签|签证|个案|case)\S{0,10}(排到|排第|走到|去到边|到边|进度|批咗未|批未|批没批|批了没|有冇批|过咗未|处理到)"
        r"|(帮|替)我?(查|睇|看)\S{0,12}(申请|续签|签证|批|身份证|编号|个案)|(check|look up|tell me) (the )?(status of|if|whether) (my|his|her|their)\b"
        r"|(my|his|her) (application|case|renewal)\b.{0,40}\b(status|queue|stage|where is)|where is (my|his|her) (application|case)|申请编号\S{0,20}(哪|边|几时|何时|走到)",
    ),
    # Where somebody lives, what they earn, how to reach them privately.
    (
        "private",
        r"(住址|住边|住在哪|屋企地址|私人电话|手机号|手提号码|身份证号|护照号|生日)\S{0,6}(系|是|多少|几多|咩|什么|邊|边|\?|？)"
        r"|\w'?s? (home|private) address\b|(home address|mobile( number)?|private (number|phone)|passport number|id number|date of birth) of\b|\b(his|her|their) (mobile|home address|passport|id card) ?(number)?\b",
    ),
    # How a court would decide, whether to sue, what to take for an illness.
    (
        "advice",
        r"(官司|打得赢|赢唔赢|胜算|法官(会|会否|点判)|(应该|要唔要|使唔使)\S{0,4}(告|上诉)|judge (will|would|rule)|(win|lose) (my|the|this) (case|lawsuit|appeal)|should i (sue|appeal)|(legal|enforceable|valid) (in|against) (court|me))"
        r"|(食|吃|服)\S{0,6}(咩药|什么药|边种药|哪种药)|药\S{0,4}(剂量|份量)|what (medicine|medication|dose)|diagnos(e|is)|诊断",
    ),
    # The best agent, school, flat: a matter of opinion, which the corpus does not hold.
    (
        "opinion",
        r"(边间|边个|哪家|哪间|哪个|边啲|哪些)\S{0,14}(最好|最平|最抵|最靠谱|最稳|最正|好啲|比较好|性价比)|(推荐|介绍)(返|一)?(间|家|个|位)\S{0,6}(中介|律师|学校|顾问|楼盘|公司)|介绍间"
        r"|which \w+( \w+)? (is|are) (the )?(best|cheapest|most reliable)|(recommend|suggest) (me )?(a|an|some|the best|any) \w* ?(agent|agency|lawyer|school|consultan|flat|bank|insur)",
    ),
)  # fmt: skip
_COMPILED = tuple((category, re.compile(pattern)) for category, pattern in PATTERNS)


def declined_category(query: Query) -> str | None:
    """Why the question as typed is declined: "private", "advice" or "opinion"; None when it is not."""
    folded = fold(query.asked)
    return next((category for category, pattern in _COMPILED if pattern.search(folded)), None)


def elsewhere(query: Query, hits: tuple[Hit, ...]) -> bool:
    """Whether the question, naming no Hong Kong scheme, is about a place that none of the first three passages names."""
    if query.schemes:
        return False
    asked = [names for names in places() if names.search(fold(query.standalone))]
    if not asked:
        return False
    texts = fold(" ".join(t for hit in hits[:3] for t in hit.passage.texts.values()))
    return not any(names.search(texts) for names in asked)
