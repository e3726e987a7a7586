"""Questions that are not for a corpus to answer, whatever it holds: recognised by how they are asked.

Each category has one fixed message in rag/messages.py. Patterns are matched on folded text, so Simplified and lower case.
"""

from __future__ import annotations

import re

from rag.text import fold
from rag.types import Hit, Query
from rag.words import places

_NOW = r"今日|今天|今晚|听日|明天|聽日|而家|现在|目前|此刻|下星期|下周|下个星期|呢个星期|这周|本周|今个月|呢个月|这个月"
_CHANGING = r"排队|轮候|空缺|空位|余额|汇率|楼价|租金|月租|呎租|尺租|天气|塞车|人流|股价|开市"
_COMING = r"明年|后年|下年|下一(轮|期|届|次)|20(2[7-9]|[3-9]\d)"

PATTERNS = (
    # What changes from day to day: queues, vacancies, rates, rents.
    (
        "live",
        rf"({_NOW})\S{{0,16}}({_CHANGING})\S{{0,8}}(几|多少|吗|冇|有没|边|哪|最|系|是|\?|？)|({_CHANGING})\S{{0,10}}({_NOW})\S{{0,6}}(几|多少|吗|边|哪|最|\?|？)|(今日|今天|听日|明天|下星期|下周|本周)\S{{0,14}}(名额|位)\S{{0,2}}(\?|？|吗|$)|排(几耐|多久|几长|多长)\S{{0,2}}队|排队最(短|快|少)|轮候最(短|快)"
        r"|(人民币|港币|港元|美元|日元)\S{0,8}(能换|换(到)?多少|换几|兑|汇率)|兑\S{0,6}(人民币|港币|港元|美元)|(一|每)(平米|平方米|平方呎|平方尺|呎|尺)\S{0,6}(几|多少)|过关\S{0,8}(排|等)"
        r"|exchange rate|going rent|(rent|price|mortgage rate|queue|waiting time|wait|vacanc\w*|slots?)\b.{0,40}\b(right now|today|tonight|this (week|month)|next week|at the moment)"
        r"|(right now|today|tonight|this (week|month)|next week|at the moment)\b.{0,30}\b(rent|price|queue|vacanc\w*|slots?)\b",
    ),
    # What nobody has announced yet.
    (
        "future",
        rf"({_COMING})\S{{0,24}}(会唔会|会不会|会否|会是|会系|会有|会加|会出|将会|系咪会|是不是会|加到|升到|减到|降到|估计|预测|大概多少|公布咩|公布什么|宣布)"
        rf"|(估计|预测|估下)\S{{0,10}}({_COMING})"
        r"|(will|going to|forecast|predict)\b.{0,60}\b(next year|20(2[7-9]|[3-9]\d))|(next year|20(2[7-9]|[3-9]\d))\b.{0,40}\b(will|be announced|going to)\b",
    ),
    # Whether somebody's application is sure to succeed.
    (
        "outcome",
        r"(实唔实|系咪实|一定|肯定|实会|保证|包|百分百|100%)\S{0,6}批(我|到|准|续|俾|给|唔|不|吗|嘅|的|\?|？|$)|批(到)?我\S{0,4}(机会|机率|几率|成数)|(我|我的|我嘅|佢|他|她)\S{0,10}(申请|续签|签证|个案)\S{0,6}(成功率|胜算|机会)(有)?(几|多)"
        r"|(definitely|surely|guaranteed? to|certain(ly)?( to)?|for sure|bound to)\b.{0,30}\b(approve|grant|get|be approved|pass)|(approve|grant|pass)\b.{0,30}\b(for sure|guaranteed?)\b|(what are|how good are) my chances",
    ),
    # How far somebody's own case has got, or what was decided in it.
    (
        "private",
        r"(我|佢|他|她|老公|老婆|朋友|同事|同学|阿\w)\S{0,14}(申请|续签|签证|个案|case)[^。?？!]{0,16}(排到|排第|走到|去到边|到边|进度|批咗未|批未|批没批|批了没|有冇批|过咗未|处理到)"
        r"|(帮|替)我?(查|睇|看)\S{0,12}(申请|续签|签证|批|身份证|编号|个案)|(check|look up|tell me) (the )?(status of|if|whether) (my|his|her|their)\b"
        r"|(my|his|her) (application|case|renewal)\b.{0,40}\b(status|queue|stage|where is)|where is (my|his|her) (application|case)|申请编号\S{0,20}(哪|边|几时|何时|走到)",
    ),
    # Where somebody lives, what they earn, how to reach them privately.
    (
        "private",
        r"(住址|住边|住在哪|屋企地址|私人电话|手机号|手提号码|身份证号|护照号)\S{0,6}(系|是|多少|几多|咩|什么|边|\?|？)"
        r"|\w'?s? (home|private) address\b|(home address|mobile( number)?|private (number|phone)|passport number|id number|date of birth) of\b|\b(his|her|their) (mobile|home address|passport|id card) ?(number)?\b",
    ),
    # What a person earns, unless as a statistic; how to reach or name somebody the sources leave unnamed.
    (
        "private",
        r"(先生|女士|小姐|太太|总监|局长|处长|教授|主任|经理|老板|科学家)(?!们)[^,，。?？和同与]{0,16}(年薪|人工|月薪|薪金|薪酬|(拿|挣|赚|搵|揾)到?(多少|几多))\S{0,8}(几|多少)?"
        r"|(真名|真实姓名)(和|叫|系咩|是什么|是甚么|系乜)|私人手机|\b(personal|private) (mobile|phone|cell|e-?mail)\b|\bwhat is (his|her|\w+'s) (real name|salary|wage)\b",
    ),
    # How much tax a person owes.
    (
        "advice",
        r"(要|应|需要?|会)(交|缴|纳|俾|付)(几多|多少)税(?!的)|(交|缴)税\S{0,4}(几多|多少)(?!人)|税款\S{0,4}(几多|多少)|(how much|what) (income |salaries )?tax (would|do|will|should|must) (i|we)|\btribunal\b|\bnon-compete\b|(court|judge)\b.{0,30}\b(enforce|against me)",
    ),
    # How a court would decide, whether to sue, what to take for an illness.
    (
        "advice",
        r"(官司|打得赢|赢唔赢|胜算|法官(会|会否|点判)|(应该|要唔要|使唔使)\S{0,4}(告|上诉)|judge (will|would|rule)|(win|lose) (my|the|this) (case|lawsuit|appeal)|should i (sue|appeal)|(legal|enforceable|valid) (in|against) (court|me))"
        r"|(食|吃|服)\S{0,6}(咩药|什么药|边种药|哪种药)|药\S{0,4}(剂量|份量)|药量|(该|应|使唔使|要不要|要唔要)\S{0,4}(加|减|停)药|what (medicine|medication|dose)|diagnos(e|is)|诊断",
    ),
    # The best agent, school, flat: a matter of opinion, which the corpus does not hold.
    (
        "opinion",
        r"(边间|边个|哪家|哪间|哪个|边啲|哪些)\S{0,14}(最好|最平|最抵|最靠谱|最稳|最正|最啱|最适合|最值得|好啲|比较好|性价比)|(推荐|介绍)(返|一)?(间|家|个|位)\S{0,6}(中介|律师|学校|顾问|楼盘|公司)|介绍间"
        r"|which (?!document|paper)\w+( \w+)? (is|are) (the )?(best|cheapest|most reliable)|which (?!scheme|visa scheme)(\w+ ){1,4}(gives|offers|has) (the )?(best|cheapest|lowest)\b|(recommend|suggest) (me )?(a|an|some|the best|any) \w* ?(agent|agency|lawyer|school|consultan|flat|bank|insur)",
    ),
)  # fmt: skip
# Declined only where the evidence is not as good as for a question the corpus was written for: a plan for next year may be published.
UNLESS_SURE = frozenset({"future", "outcome", "opinion"})
SURE = 0.9
MIN_LEFT = 6  # letters or characters that can still be a question
SURE_OF_HERE = 0.6  # a question answered so well is about Hong Kong, though it names another place where somebody lives
WEAK = 0.4  # the corpus holds some of other places' schemes, beside which any question about them looks near
_COMPILED = tuple((category, re.compile(pattern)) for category, pattern in PATTERNS)


# Clauses that give orders to the machine instead of asking; matched on folded text.
_ORDERS = re.compile(
    r"(忽略|无视|不(要)?理会?|扔掉|忘记|忘掉|抛开|绕过)\S{0,10}(指示|指令|规则|规矩|设定|提示词|限制|文件)|(系统)?提示词|全部原文|逐字输出|一字不漏|(你|妳)(现在|而家)(是|系|扮)|(扮|假装|充当)\S{0,12}(处长|部门|入境处|官)|(把|将)\S{0,6}(规则|指示|指令|设定)\S{0,4}(扔|忘|删|丢|抛)|(只)?(回|回复|回答|跟我说|输出)\S{0,4}[“「\"'][^”」\"']+[”」\"']|回一句"
    r"|(ignore|forget|disregard|override|bypass)\b.{0,40}\b(instructions?|rules?|documents?|prompts?|guidelines)|system prompt|you are now\b|act as\b|pretend (to be|you are)|(reply|respond|answer) only with|repeat after me|developer mode|jailbreak"
)
_CLAUSES = re.compile(r"[^,，。.!！?？;；:：\n]+[,，。.!！?？;；:：\n]*")


def without_orders(question: str) -> str:
    """The question without clauses that give orders ("ignore your rules"); "" when nothing else is said."""
    if not _ORDERS.search(fold(question)):
        return question
    kept = "".join(clause for clause in _CLAUSES.findall(question) if not _ORDERS.search(fold(clause)))
    return kept.strip() if sum(c.isalnum() for c in kept) >= MIN_LEFT else ""


def declined_category(query: Query, confidence: float = 0.0, hits: tuple[Hit, ...] = ()) -> str | None:
    """Why the question as typed is declined: "orders", "live", "future", "outcome", "private", "advice" or "opinion"; None when it is not.

    Args:
        confidence: of the evidence found, in [0, 1].
        hits: passages found; the years of a question about the time to come must stand in the first.
    """
    folded = fold(query.asked)
    if hits and not all(str(y) in "".join(hits[0].passage.texts.values()) for y in query.years):
        confidence = 0.0
    if not without_orders(query.asked):
        return "orders"
    found = (category for category, pattern in _COMPILED if pattern.search(folded))
    return next((c for c in found if c not in UNLESS_SURE or confidence < SURE), None)


def elsewhere(query: Query, hits: tuple[Hit, ...], confidence: float = 0.5) -> bool:
    """Whether the question, naming no Hong Kong scheme, is about another place on which the corpus holds nothing good.

    That is where none of the first three passages names it, or where the evidence is weak; never where it is good.

    Args:
        confidence: of the evidence found, in [0, 1].
    """
    if query.schemes:
        return False
    asked = [names for names in places() if names.search(fold(query.standalone))]
    if not asked:
        return False
    if confidence < WEAK or confidence >= SURE_OF_HERE:
        return confidence < WEAK
    texts = fold(" ".join(t for hit in hits[:3] for t in hit.passage.texts.values()))
    return not any(names.search(texts) for names in asked)
