"""Every fixed sentence the chat says, in three languages. Traditional is written, Simplified derived, English written."""

from __future__ import annotations

from rag.dates import MONTHS
from rag.text import to_simplified, to_traditional

_TEXTS = {
    "no_evidence": {
        "zh-Hant": "資料庫裏找不到這個問題的可靠答案，所以不作回答。請向入境事務處查詢：電話 2824 6111、電郵 enquiry@immd.gov.hk（據入境事務處2023年3月30日公布）；生活支援可問香港人才服務辦公室（www.hkengage.gov.hk）。",
        "en": "The corpus holds no reliable answer to this question, so none is given. Please ask the Immigration Department: telephone 2824 6111, e-mail enquiry@immd.gov.hk (as announced on 30 March 2023); for settling in, Hong Kong Talent Engage (www.hkengage.gov.hk).",
    },
    "declined_private": {
        "zh-Hant": "這涉及個別人士的個案或私隱，資料庫裏沒有，也不會猜測。查詢申請進度，可用入境事務處網上的「申請狀況查詢」，或致電 2824 6111（據2023年3月30日公布）。",
        "en": "This is about one person's case or private data, which the corpus does not hold and Wenjin does not guess. To follow an application, use the Immigration Department's online status enquiry or call 2824 6111 (as announced on 30 March 2023).",
    },
    "declined_advice": {
        "zh-Hant": "這需要法律或醫療的專業意見，問津不能提供。法律問題可向律師或當值律師服務查詢，健康問題請找醫生；情緒支援熱線18111全日24小時有人接聽（據2023年12月27日公布）。",
        "en": "This needs legal or medical advice, which Wenjin cannot give. Please ask a lawyer or the Duty Lawyer Service, or see a doctor; the 18111 mental health support hotline answers 24 hours a day (as announced on 27 December 2023).",
    },
    "declined_opinion": {
        "zh-Hant": "資料庫只有已公布的事實，不會推薦或評比中介、學校、住處等。下列最接近的段落或有幫助；入境申請毋須經中介辦理，查詢可致電入境事務處 2824 6111。",
        "en": "The corpus holds published facts only; Wenjin does not recommend or rank agents, schools, flats and the like. The nearest passages below may help; for admission matters ask the Immigration Department, 2824 6111.",
    },
    "declined_live": {
        "zh-Hant": "這類情況天天不同，資料庫只有已公布並註明日期的資料，所以不作回答。請直接向有關機構查詢最新情況；下列最接近的段落或有幫助。",
        "en": "This changes from day to day, and the corpus holds published, dated facts only, so no answer is given. Please ask the body concerned for the present state; the nearest passages below may help.",
    },
    "declined_future": {
        "zh-Hant": "這是日後的事，資料庫裏沒有已公布的資料，問津不作預測。請留意政府公布；下列是目前最接近的資料。",
        "en": "This lies ahead and nothing the corpus holds announces it; Wenjin does not forecast. Please watch for the Government's announcements; the nearest facts so far are below.",
    },
    "declined_orders": {
        "zh-Hant": "問津只回答有關香港人才入境計劃的問題，不會改變身分、透露設定或代任何部門作決定。請直接輸入你的問題。",
        "en": "Wenjin answers questions about Hong Kong's talent schemes; it does not change its role, show its settings or decide for any department. Please type your question.",
    },
    "declined_outcome": {
        "zh-Hant": "個別申請會否獲批，只有入境事務處可以決定，問津不作預測。條件和所需文件可看下列段落，或致電 2824 6111 查詢（據2023年3月30日公布）。",
        "en": "Whether an application succeeds is for the Immigration Department alone to decide; Wenjin does not forecast it. For conditions and documents see the passages below, or call 2824 6111 (as announced on 30 March 2023).",
    },
    "declined_elsewhere": {
        "zh-Hant": "這是其他地方的手續，資料庫沒有收錄，請向當地的入境部門查詢。",
        "en": "This is another place's procedure, which the corpus does not hold; please ask that place's immigration authority.",
    },
    "model_not_reached": {
        "zh-Hant": "語言模型未能及時完整作答；以上是段落原有的句子。",
        "en": "The language model did not answer in full and in time; these are the passages' own sentences.",
    },
    "model_not_usable": {
        "zh-Hant": "語言模型所寫的內容未能在段落中核實，所以沒有採用；以上是段落原有的句子。",
        "en": "Nothing the language model wrote could be verified in the passages, so it was not used; these are the passages' own sentences.",
    },
    "may_help": {"zh-Hant": "最接近的段落，或有幫助：", "en": "The nearest passages, which may help:"},
    "dates": {"zh-Hant": "資料日期：{dates}。", "en": "Information as of: {dates}."},
    "other_dates": {
        "zh-Hant": "資料庫沒有所問時間（{dates}）的數字；以上是其他日期的。",
        "en": "The corpus has no figure for the time asked about ({dates}); those above are of other dates.",
    },
    "undated": {"zh-Hant": "未註明日期", "en": "undated"},
    "example": {"zh-Hant": "以{scheme}為例。", "en": "Taking {scheme} as the example."},
    "other_schemes": {"zh-Hant": "換一個計劃看：", "en": "The same for another scheme:"},
    "following": {"zh-Hant": "可以接着問：", "en": "Ask next:"},
    "next_step": {"zh-Hant": "下一步：{places}。", "en": "Next step: {places}."},
    "heading_question": {"zh-Hant": "「{heading}」有什麼內容？", "en": "What does “{heading}” say?"},
    "understood": {"zh-Hant": "理解為：{question}", "en": "Understood as: {question}"},
}


def message(key: str, lang: str, **values: str) -> str:
    """The message in that language, with its values filled in."""
    texts = _TEXTS[key]
    text = texts["en"] if lang == "en" else texts["zh-Hant"]
    return in_script(text.format(**values), lang)


def in_script(text: str, lang: str, written: str = "zh-Hant") -> str:
    """Chinese text in the script of the answer.

    Args:
        written: the language the text is in; English stays as it is.
    """
    if "en" in (lang, written):
        return text
    if lang == "zh-Hans":
        return to_simplified(text)
    return to_traditional(text) if written == "zh-Hans" else text


def date_text(date: str, lang: str) -> str:
    """A date of the corpus in words: 2024-05 → 2024年5月, May 2024; undated → 未註明日期, undated."""
    parts = date.split("-")
    if not parts[0].isdigit():
        return message("undated", lang)
    numbers = [int(p) for p in parts]
    if lang == "en":
        words = [str(numbers[0]), *(MONTHS[m - 1] for m in numbers[1:2]), *(str(d) for d in numbers[2:3])]
        return " ".join(reversed(words))
    return "".join(f"{n}{unit}" for n, unit in zip(numbers, "年月日", strict=False))
