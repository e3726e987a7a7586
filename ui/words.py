"""The pages' own words in three languages: Traditional and English are written, Simplified is derived.

`ui/strings/common.toml` holds what several pages say; every other file there what one page says, and its words are asked for as
`words["file.key"]`.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.text import to_simplified
from rag.types import LANGS

PAGE_LANGS = LANGS
_STRINGS = Path(__file__).with_name("strings")
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


@functools.cache
def strings() -> dict[str, tuple[str, str]]:
    """Every word of the pages, Traditional Chinese and English, by its key."""
    found = dict[str, tuple[str, str]]()
    for path in sorted(_STRINGS.glob("*.toml")):
        prefix = "" if path.stem == "common" else f"{path.stem}."
        for key, value in tomllib.loads(path.read_text(encoding="utf-8")).items():
            found[prefix + key] = (value["zh"], value["en"])
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """The pages' words in one language."""

    lang: str

    def __getitem__(self, key: str) -> str:
        return self._pick(strings()[key])

    def say(self, key: str, **values: Any) -> str:
        """The words of a key with its {names} filled in."""
        return self[key].format(**values)

    def of(self, chinese: str, english: str) -> str:
        """One of two texts of the corpus, in this language and script."""
        return self._pick((chinese, english))

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
