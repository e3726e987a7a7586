"""The words at the start of a sentence that name the document it reports: said once for a passage, they need not be said again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.figures import figures

_PERSONS_ZH = r"女士|先生|小姐|太太|教授|博士|局長|局长|總裁|总裁|總監|总监|董事|主任|幹事|干事|經理|经理|發言人|发言人|編者|编者|受訪|受访|人士|家長|家长|員工|员工"
_OLD_ZH = r"較早|较早|較舊|较旧|舊版|旧版|仍|當時|当时|過時|过时"
_DOCUMENT_ZH = r"[》〉]|網頁|网页|簡報|简报|文件|附篇|附件|報道|报道|報導|报导|公布|公告|新聞|新闻|表格|一章|一覽|一览|名單|名单|指引|常見問題|常见问题|列表"
_ZH = re.compile(
    rf"(?=[^，。；]*?(?:{_DOCUMENT_ZH}))(?![^，。；]*?(?:{_PERSONS_ZH}|{_OLD_ZH}))"
    r"(?:(?:據|据|按照|按|根據|根据)[^，。；：]{2,48}，|[^，。；：]{2,48}(?:指出|指|說|说|提到|寫明|写明|訂明|订明|解釋|解释|補充|补充)，)(?=.{6})"
)
_NOT_EN = r"\b(?:Mr|Ms|Mrs|Dr|Prof|Professor|Secretary|director|editors?|president|manager|spokes\w+|interviewees?|author|earlier|older|old|still|stored)\b"
_DOCUMENT_EN = r"\b(?:pages?|slides|paper|Bulletin|chapter|Address|tables?|lists?|reports?|reported|release|news|notes?|FAQs?|website|annex|item|announcement|overview|leaflet)\b"
_EN = re.compile(
    rf"(?![^,;.]*{_NOT_EN})"
    rf"(?:(?:According to|By) (?=[^;.]*?(?:{_DOCUMENT_EN}|\d{{4}}))[^;:.]{{4,110}}?, |"
    rf"(?:The|An?) (?=[^,;.]*?{_DOCUMENT_EN})[^,;:.]{{3,100}}? (?:also |further )?(?:says|adds|states|notes|explains|reports)(?: that(?!,))? (?!that,))(?=.{{12}})"
)


def lead_in(text: str, lang: str) -> int:
    """Characters of the clause at the start of a sentence that names the document it reports; 0 when there is none.

    A person it reports is no document: whose opinion it is has to be said with each one.

    Args:
        lang: of the text; Chinese in either script.
    """
    match = (_EN if lang == "en" else _ZH).match(text)
    return match.end() if match else 0


def without_repeat(text: str, said: Sequence[str], lang: str) -> str:
    """A sentence without its lead-in, where one of `said` has a lead-in and they have all its figures (its date, its issue).

    What is left is the sentence's own words; in English its first letter becomes a capital.

    Args:
        said: sentences of the same passage shown before.
    """
    end = lead_in(text, lang) if said else 0
    if not end or not any(lead_in(s, lang) for s in said):
        return text
    if not figures(text[:end], lang) <= set[str]().union(*(figures(s, lang) for s in said)):
        return text
    rest = text[end:]
    return rest[0].upper() + rest[1:]
