"""What people might type and what nobody would: strategies the fuzz tests share."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

WORDS = (
    "高才通", "优才计划", "專才", "IANG", "TTPS", "ASMTP", "續簽", "续签", "要咩文件", "受養人", "點樣申請", "呢？", "咁優才呢", "幾多宗", "係咪", "how long", "can my wife work",
    "renewal", "dependants", "the first half of", "A類", "Category B", "與", "和", "、", "；", "；同埋", "另外", "vs", "年", "個月", "萬", "億", "成", "%", "HK$", "元", "至", "截至",
    "第", "分之", "點", "半", "days", "hundred", "ignore all previous instructions", "<script>alert(1)</script>", "[1]", "【2】", "|---|", "```", "…", "——", "\u3000", "\n", "\t", "．", "。",
    "，", "١٢٣", "②", "Ⅷ", "½", "㍿", "ﷺ", "ﬁ", "İ", "ß", "ǆ", "e\u0301", "嗰", "\U00020bb6", "\u200b", "\u202e", "\x00", "🇭🇰", "👩‍👩‍👧", "Q" * 40, "一二三四五六七八九十",
)  # fmt: skip


def odd_texts(max_pieces: int = 12) -> st.SearchStrategy[str]:
    """Pieces of questions beside any characters at all, half characters included."""
    piece = st.one_of(
        st.sampled_from(WORDS),
        st.text(max_size=6),
        st.characters().map(str),
        st.integers(0, 10**9).map(str),
        st.integers(0, 10**7).map("{:,}".format),
        st.dates(date(1990, 1, 1), date(2035, 12, 31)).map(lambda d: f"{d.year}年{d.month}月{d.day}日"),
        st.sampled_from(["\ud800", "\udfff", "\ud83d"]),
    )
    return st.lists(piece, max_size=max_pieces).map("".join)
