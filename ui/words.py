"""The page's own words in three languages: Traditional and English are written, Simplified is derived."""

from __future__ import annotations

from dataclasses import dataclass

from rag.text import to_simplified

PAGE_LANGS = ("zh-Hant", "zh-Hans", "en")
_WORDS = {
    "title": ("問津", "Wenjin 問津"),
    "subtitle": (
        "香港人才入境計劃問答：每句附出處和日期，沒有把握就不答",
        "Answers on Hong Kong's talent-admission schemes: every sentence cited and dated, or an honest “not in the corpus”",
    ),
    "language": ("語言", "Language"),
    "question": ("你的問題", "Your question"),
    "placeholder": ("例如：高才通續簽要交什麼文件？", "For example: what documents do I need to renew TTPS?"),
    "ask": ("問", "Ask"),
    "clear": ("清除對話", "Clear"),
    "examples": ("可以這樣問", "Try asking"),
    "newcomer": ("新來港人士", "New in Hong Kong"),
    "social_worker": ("社工", "Social worker"),
    "evaluator": ("評測人員", "Evaluator"),
    "conversation": ("對話", "Conversation"),
    "passages": ("出處", "Passages"),
    "no_passages": ("提問後，答案所根據的段落會在這裏列出。", "The passages an answer stands on appear here."),
    "nearest": ("最接近的段落（或有幫助，但不足以作答）", "Nearest passages (they may help, but do not answer)"),
    "other_language": ("另一語言", "Other language"),
    "as_of": ("資料日期", "As of"),
    "published": ("發布", "Published"),
    "place": ("位置", "Place"),
    "page": ("頁", "Page"),
    "digest": ("問津摘要", "Wenjin's summary"),
    "verbatim": ("原文", "Verbatim"),
    "reported": ("據報道，非官方頁面", "As reported, not an official page"),
    "next_step": ("下一步", "Next step"),
    "other_schemes": ("換一個計劃看", "The same for another scheme"),
    "following": ("可以接着問", "Ask next"),
    "you": ("你", "You"),
    "footer": (
        "問津不是政府服務，答案不是法律意見。入境規定會改變，請以入境事務處最新公布為準。資料只在本機處理。",
        "Wenjin is not a government service and its answers are not legal advice. Rules change: check the Immigration Department's latest word. Nothing leaves this machine.",
    ),
    "failed": ("這個問題未能處理，請再試一次。", "This question could not be handled; please try again."),
    "question_error": ("請輸入問題（最多2,000字）。", "Please type a question (up to 2,000 characters)."),
}
_EXAMPLES = {
    "newcomer": (
        ("高才通最早幾時可以續簽？", "TTPS續期要交什麼文件？", "我做保險靠佣金，續簽會看什麼？"),
        (
            "How early can I renew my TTPS visa?",
            "Do I have to be in Hong Kong when I apply to extend?",
            "I live on commission: what will they look at?",
        ),
    ),
    "social_worker": (
        ("人才辦有多少個合作夥伴，提供什麼支援？", "主申請人續簽不成，家人的簽證怎樣？", "2024年的講座和工作坊有哪些主題？"),
        (
            "How many partners does HKTE work with, and for what?",
            "If the sponsor is refused, what about the family's visas?",
            "What topics do the 2024 workshops cover?",
        ),
    ),
    "evaluator": (
        ("截至2024年5月底，各計劃收到和批出多少宗申請？", "高才通名單上的大學由幾多間增至幾多間？", "2023至2025年每年要引入多少人才？"),
        (
            "How many TTPS applications were approved by the end of May 2024?",
            "How many universities were on the first TTPS list?",
            "What is the yearly target for 2023 to 2025?",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The page's words in one language."""

    lang: str

    def __getitem__(self, key: str) -> str:
        return self._pick(_WORDS[key])

    def examples(self, audience: str) -> list[str]:
        """Example questions for one kind of user."""
        chinese, english = _EXAMPLES[audience]
        return list(english) if self.lang == "en" else [self._script(text) for text in chinese]

    def _pick(self, pair: tuple[str, str]) -> str:
        return pair[1] if self.lang == "en" else self._script(pair[0])

    def _script(self, text: str) -> str:
        return to_simplified(text) if self.lang == "zh-Hans" else text


AUDIENCES = tuple(_EXAMPLES)


def browser_lang(accept_language: str) -> str:
    """The page language for an Accept-Language header: the first known one, Traditional Chinese when none is."""
    for part in accept_language.lower().split(","):
        tag = part.split(";")[0].strip()
        if tag.startswith("zh"):
            return "zh-Hans" if tag in ("zh", "zh-cn", "zh-sg") or "hans" in tag else "zh-Hant"
        if tag.startswith("en"):
            return "en"
    return "zh-Hant"
