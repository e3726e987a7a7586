"""What newcomers ask about, one entry a topic: how it is asked, which passages hold it, and how to put it as a question.

Patterns are matched on folded text, so Simplified and lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.messages import in_script
from rag.text import fold
from rag.types import Passage

# Short names, commonest scheme first: (Chinese, English).
SCHEME_NAMES = {
    "ttps": ("高才通", "TTPS"),
    "qmas": ("優才", "QMAS"),
    "iang": ("IANG", "IANG"),
    "asmtp": ("專才", "ASMTP"),
    "gep": ("一般就業政策", "GEP"),
    "techtas": ("科技人才", "TechTAS"),
    "assg": ("第二代計劃", "ASSG"),
    "cies": ("新資本投資者", "New CIES"),
    "vpas": ("職專計劃", "VPAS"),
    "technical": ("技術專才", "technical professionals"),
}
# Those who come with the applicant, in folded text.
FAMILY = r"老婆|太太|老公|先生|配偶|伴侣|爱人|受养人|家属|家人|wife|husband|spouse|partner|dependants?|dependents?|family"


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    Attributes:
        key: its name, unique.
        asks: finds a question about it, in folded text.
        labels: a passage is about it when one of its topics is among these.
        zh, en: a question about it; `{scheme}` stands for a scheme's short name in those that need one.
        then: keys of topics worth asking about next, best first.
    """

    key: str
    asks: re.Pattern[str]
    labels: frozenset[str]
    zh: str
    en: str
    then: tuple[str, ...]

    @property
    def of_scheme(self) -> bool:
        """Whether the answer differs by scheme."""
        return "{scheme}" in self.zh

    def question(self, lang: str, scheme: str = "") -> str:
        """The topic as a question in that language and script."""
        names = SCHEME_NAMES.get(scheme, ("", ""))
        return self.en.format(scheme=names[1]) if lang == "en" else in_script(self.zh.format(scheme=names[0]), lang)


def _topic(key: str, asks: str, labels: str, questions: tuple[str, str], then: str) -> Topic:
    return Topic(key, re.compile(asks), frozenset(labels.split()), *questions, tuple(then.split()))


# The first whose pattern is found is what a question is about, so the narrower ones come first.
TOPICS = (
    _topic(
        "training",
        r"再培训|进修|\berb\b|retraining",
        "erb",
        ("再培訓局的課程要收費嗎？", "Do ERB courses charge a fee?"),
        "jobs cantonese",
    ),
    _topic(
        "mood",
        r"情绪|压力|心情|心理|抑郁|孤独|18111|stress|counsel|depress|lonely|mental",
        "mental-health hotline counselling",
        ("18111熱線是什麼服務？", "What is the 18111 hotline?"),
        "support jobs",
    ),
    _topic(
        "medical",
        r"医院|急症|睇医生|看病|hospital|accident and emergency|a&e|doctor",
        "hospital-authority",
        ("公立急症室收費多少？", "What does public accident and emergency cost?"),
        "identity mood",
    ),
    _topic(
        "childcare",
        r"托儿|课余|湊|幼儿照顾|child ?care|after[- ]school",
        "child-care",
        ("社署學前兒童課餘託管服務的對象是誰？", "Who is the after school care for pre-primary children for?"),
        "schools support",
    ),
    _topic(
        "schools",
        r"(?:子女|小朋友|孩子|仔女|\bchild(?:ren)?|\bkids?).{0,16}(?:读书|上学|返学|入学|学位|学校|school|study)|插班|派位|(?:找|搵)(?:学位|学校)|school place",
        "school-places newly-arrived-children",
        ("子女來港怎樣找學位？", "How do I find a school place for my child?"),
        "childcare abode",
    ),
    _topic(
        "refusal",
        r"被拒|拒签|拒批|唔批|不批|不获批|未获批|没批|批唔到|续不了|续唔到|续(签|期)?失败|refus\w*|reject\w*|declined|denied|turned down",
        "refusal",
        ("{scheme}續簽為什麼會不獲批？", "Why are renewals under {scheme} refused?"),
        "criteria documents when dependants",
    ),
    _topic(
        "pattern",
        r"(?:延期|逗留)模式|(续|延期)(签|期|咗)?(之?后|完).{0,8}(多久|几耐|几年)|(每次|一次).{0,6}(续|延).{0,6}(多久|几耐|几年)|extension pattern|how long .{0,16}(extension|after renew)",
        "extension-pattern extension",
        ("{scheme}的延期模式是怎樣的？", "What is the extension pattern under {scheme}?"),
        "when criteria abode",
    ),
    _topic(
        "when",
        r"(最早|最迟|几时|何时|几早|提前|什么时候|多早|几耐之前|几天前).{0,8}(续|延期|延长)|(续|延期).{0,8}(几时|何时|提前|最早|最迟|什么时候|多早|几早)|when .{0,16}(renew|extend|extension)|how (early|soon|late)",
        "when-to-apply when renewal-window",
        ("{scheme}最早幾時可以續簽？", "How early can I apply to renew under {scheme}?"),
        "documents criteria presence fee",
    ),
    _topic(
        "documents",
        r"文件|材料|资料.{0,3}(交|准备)|(交|准备|要|递)(边|哪|咩|什么|啲咩).{0,4}(嘢|东西)|表格|documents?\b|papers?\b|paperwork",
        "documents papers",
        ("{scheme}續簽要交什麼文件？", "What documents are needed to renew under {scheme}?"),
        "when criteria fee presence processing",
    ),
    _topic(
        "presence",
        r"(续|延期|申请|递|交|领|签).{0,10}(人)?(喺|在|返)(唔喺|不在)?(度|香港|港)|(喺|在)(唔喺|不在)?香港.{0,6}(续|延期|申请|递)|(be|stay|remain|physically) (here|in hong kong)",
        "must-be-in-hk presence",
        ("續簽{scheme}時要在香港嗎？", "Must I be in Hong Kong to renew under {scheme}?"),
        "documents when online fee",
    ),
    _topic(
        "fee",
        r"费用|收费|签证费|申请费|几钱|多少钱|几多钱|要俾钱|\bfees?\b|how much .{0,12}(cost|pay)|\bcosts?\b",
        "fee",
        ("{scheme}的申請費和簽證費是多少？", "What are the application and visa fees under {scheme}?"),
        "processing documents when",
    ),
    _topic(
        "processing",
        r"(多久|几耐|多长时间|几个?星期|几个?月|几时).{0,6}(批|审|出结果|有结果|下来|搞掂)|(批|审批|处理|审核|出签|签证).{0,6}(多久|几耐|几长|多长|时间|几时)"
        r"|^(要)?等(几耐|多久)|(要|需|得)(几耐|多久|等(几耐|多久))|processing time|how long .{0,24}(process\w*|approv\w*|decision|wait|take)",
        "processing-time processing",
        ("{scheme}的申請要審批多久？", "How long does a {scheme} application take?"),
        "fee stay documents",
    ),
    _topic(
        "partner-work",
        rf"({FAMILY}).{{0,14}}(返工|工作|上班|做嘢|打工|就业|搵工|找工|\bwork|\bjob)",
        "work",
        ("{scheme}的受養人可以工作嗎？", "Can dependants under {scheme} work?"),
        "dependants schools abode",
    ),
    _topic(
        "dependants",
        rf"(带|同埋|接|携).{{0,6}}({FAMILY}|子女|小朋友|孩子|仔女|父母|爸妈|阿妈|妈妈|阿爸|爸爸)|({FAMILY}|子女|小朋友|孩子|仔女|父母|爸妈).{{0,8}}(过嚟|过来|来港|来香港|嚟|一齐|跟)|受养人|家属"
        r"|(bring|take|sponsor).{0,16}(wife|husband|spouse|partner|family|kids|child\w*|parents?|mother|father|mum|dad)|dep[ae]nd[ae]nts?\b",
        "dependants",
        ("{scheme}可以帶配偶和子女來港嗎？", "Can I bring my spouse and children under {scheme}?"),
        "partner-work schools abode",
    ),
    _topic(
        "job-change",
        r"转工|换工|跳槽|转(雇主|公司|新工)|换(雇主|公司)|辞职|辞工|(change|switch|new) (my )?(jobs?|employers?)",
        "change-of-employer change-employer job-change resignation",
        ("{scheme}可以轉工嗎？", "Can I change jobs under {scheme}?"),
        "criteria when dependants",
    ),
    _topic(
        "offer",
        r"(先有|有冇|有没有|需要|使唔使|要唔要|要不要|事先|首先|先要|先).{0,8}(工作|份工|聘|offer|雇主)|没(有)?工作.{0,6}申请|job offer|(have|need|get) a job",
        "job-offer",
        ("{scheme}要先獲聘嗎？", "Is a job offer needed for {scheme}?"),
        "eligibility processing quota stay",
    ),
    _topic(
        "stay",
        r"首次|首签|首个签证|第一次.{0,4}(留|签|批)|(留|住)(港)?(到)?(多久|几耐|几年|多长)|how long can i stay|first (visa|stay)|limit of stay|initial stay",
        "initial-stay first-visa stay",
        ("{scheme}首次可以留港多久？", "How long is the first stay under {scheme}?"),
        "pattern when criteria",
    ),
    _topic(
        "quota",
        r"名额|配额|限额|\bquota",
        "quota",
        ("{scheme}有沒有配額？", "Is there a quota for {scheme}?"),
        "eligibility offer processing",
    ),
    _topic(
        "universities",
        r"(大学|院校|学校)(名单|清单)|(哪些|边啲|边间|哪间|合资格).{0,3}(大学|院校)|universit\w+ .{0,8}list|(which|eligible) universit",
        "universities",
        ("{scheme}認可哪些大學？", "Which universities does {scheme} accept?"),
        "eligibility processing offer",
    ),
    _topic(
        "nationality",
        r"国籍|国家的?人|哪国|边国|nationalit|which countries",
        "nationality",
        ("哪些國籍不能申請{scheme}？", "Which nationalities cannot apply under {scheme}?"),
        "eligibility processing",
    ),
    _topic(
        "online",
        r"网上|上网|线上|\bonline\b",
        "online-application online e-visa",
        ("{scheme}可以在網上申請嗎？", "Can I apply for {scheme} online?"),
        "documents presence fee",
    ),
    _topic(
        "criteria",
        r"续签|续期|续证|延期|延长逗留|renew|extend|extension",
        "renewal-criteria",
        ("{scheme}續簽要符合什麼條件？", "What does {scheme} renewal look at?"),
        "documents when presence fee",
    ),
    _topic(
        "eligibility",
        r"条件|资格|符合|边个可以申请|谁可以申请|eligib|qualif|requirements?\b|who can apply",
        "eligibility conditions",
        ("{scheme}的申請資格是什麼？", "Who can apply under {scheme}?"),
        "offer quota processing fee",
    ),
    _topic(
        "abode",
        r"永居|永久|居留权|[七7]年|permanent|right of abode|seven years",
        "right-of-abode permanent-residence",
        ("住滿幾年可以成為永久性居民？", "How many years until one can become a permanent resident?"),
        "identity schools",
    ),
    _topic(
        "identity",
        r"身份证|hkid|identity card",
        "identity-card",
        ("新來港人士要幾時登記身份證？", "When must a new arrival register for an identity card?"),
        "schools medical",
    ),
    _topic(
        "jobs",
        r"找工|搵工|求职|就业中心|招聘|job (search|centre|fair)|find(ing)? (a )?(job|work)|look(ing)? for (a )?(job|work)",
        "jobs job-centre",
        ("勞工處就業中心提供什麼服務？", "What do the Labour Department's job centres offer?"),
        "training support mood",
    ),
    _topic(
        "cantonese",
        r"广东话|粤语|cantonese",
        "cantonese language-course",
        ("新家園協會有什麼廣東話課程？", "What Cantonese courses does the New Home Association run?"),
        "training support",
    ),
    _topic(
        "support",
        r"人才办|支援|适应|hkte|talent engage|support|settl",
        "hkte support new-arrivals",
        ("人才辦提供什麼支援？", "What support does Hong Kong Talent Engage give?"),
        "jobs cantonese schools",
    ),
)  # fmt: skip
BY_KEY = {topic.key: topic for topic in TOPICS}
# Asked about often, for an answer whose own topic leads nowhere.
USUAL = ("documents", "when", "criteria", "fee", "stay", "dependants", "partner-work")
GENERAL = ("support", "jobs", "schools", "abode", "identity")


def topic_of(question: str) -> Topic | None:
    """What a question is about; None when no pattern tells."""
    folded = fold(question)
    return next((t for t in TOPICS if t.asks.search(folded)), None)


def holds(passage: Passage, topic: Topic, scheme: str = "") -> bool:
    """Whether a passage is about the topic, and about the scheme if one is given."""
    return bool(topic.labels & set(passage.topics)) and (not scheme or scheme in passage.schemes)
