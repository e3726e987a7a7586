"""Every fixed sentence the chat says, in three languages. Traditional is written, Simplified derived, English written."""

from __future__ import annotations

from rag.text import to_simplified

_TEXTS = {
    "no_evidence": {
        "zh-Hant": "資料庫裏找不到這個問題的可靠答案，所以不作回答。請向入境事務處查詢：電話 2824 6111、電郵 enquiry@immd.gov.hk（據入境事務處2023年3月30日公布）；生活支援可問香港人才服務辦公室（www.hkengage.gov.hk）。",
        "en": "The corpus holds no reliable answer to this question, so none is given. Please ask the Immigration Department: telephone 2824 6111, e-mail enquiry@immd.gov.hk (as announced on 30 March 2023); for settling in, Hong Kong Talent Engage (www.hkengage.gov.hk).",
    },
    "may_help": {"zh-Hant": "最接近的段落，或有幫助：", "en": "The nearest passages, which may help:"},
    "dates": {"zh-Hant": "資料日期：{dates}。", "en": "Information as of: {dates}."},
    "undated": {"zh-Hant": "未註明日期", "en": "undated"},
    "understood": {"zh-Hant": "理解為：{question}", "en": "Understood as: {question}"},
    "digest": {"zh-Hant": "問津摘要", "en": "Wenjin's summary"},
    "verbatim": {"zh-Hant": "原文", "en": "Verbatim"},
    "reported": {"zh-Hant": "據報道", "en": "As reported"},
}


def message(key: str, lang: str, **values: str) -> str:
    """The message in that language, with its values filled in."""
    texts = _TEXTS[key]
    text = texts["en"] if lang == "en" else texts["zh-Hant"]
    return in_script(text.format(**values), lang)


def in_script(text: str, lang: str) -> str:
    """Traditional text in the script of the answer."""
    return to_simplified(text) if lang == "zh-Hans" else text


_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def date_text(date: str, lang: str) -> str:
    """A date of the corpus in words: 2024-05 → 2024年5月, May 2024; undated → 未註明日期, undated."""
    parts = date.split("-")
    if not parts[0].isdigit():
        return message("undated", lang)
    numbers = [int(p) for p in parts]
    if lang == "en":
        words = [str(numbers[0]), *(_MONTHS[m - 1] for m in numbers[1:2]), *(str(d) for d in numbers[2:3])]
        return " ".join(reversed(words))
    return "".join(f"{n}{unit}" for n, unit in zip(numbers, "年月日", strict=False))
