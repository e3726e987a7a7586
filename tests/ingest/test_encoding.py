import random
import re

import pytest

from ingest.encoding import decode
from tests.conftest import REPOSITORY

# Prose of this project's own corpus, headings and marks of its format left out.
PROSE = [
    line
    for path in sorted((REPOSITORY / "corpus").glob("*/zh-Hant.md"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if len(line) > 60 and not line.startswith(("#", "|", "-"))
]
HANS = "申请人须在三十天内交回表格，并在签收时核对门牌号码。办事处每日上午九时至下午六时开放，午餐时间照常办公，查询可致电热线。"
HANT = "申請人須在三十天內交回表格，並在簽收時核對門牌號碼。辦事處每日上午九時至下午六時開放，午膳時間照常辦公，查詢可致電熱線。"
SPOKEN = "佢哋話搬屋嗰陣時唔使自己搵車，管理處會安排，不過啲傢俬要早一日擺好喺大堂度，唔係就冇得搬喇。"


def snippets(text: list[str], count: int, length: int) -> list[str]:
    chance = random.Random(length)
    out = list[str]()
    while len(out) < count:
        line = chance.choice(text)
        start = chance.randrange(max(1, len(line) - length))
        piece = line[start : start + length]
        if len(re.findall(r"[\u4e00-\u9fff]", piece)) >= len(piece) * 0.6:
            out.append(piece)
    return out


def encodable(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


@pytest.mark.parametrize("length", [20, 40, 100])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "big5hkscs", "cp950", "gb18030"])
def test_short_chinese_texts_are_decoded_right_in_every_encoding(encoding: str, length: int) -> None:
    texts = snippets(PROSE, 150, length) + snippets([HANT, SPOKEN], 20, length)
    if encoding == "gb18030":
        texts += snippets([HANS], 30, min(length, 40))
    pairs = [(text, raw) for text in texts if (raw := encodable(text, encoding)) is not None]
    assert len(pairs) > 60
    wrong = [text for text, raw in pairs if (found := decode(raw)) is None or found.text != text]
    assert wrong == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "big5hkscs", "gb18030"])
def test_an_english_text_with_one_chinese_name_is_decoded_right(encoding: str) -> None:
    text = "The office, 海濱新村管理處, opens at nine. Bring the signed form and a copy of your identity card."
    found = decode(text.encode(encoding))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("text", ["The café’s opening hours – see below – are the same on every Sunday.", "Müller & Söhne, Zürich"])
def test_western_text_of_windows_is_not_taken_for_chinese(text: str) -> None:
    found = decode(text.encode("cp1252"))
    assert found is not None
    assert (found.text, found.encoding) == (text, "cp1252")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe\0\0", "utf-32-le")],
)
def test_a_byte_order_mark_decides_and_is_not_part_of_the_text(mark: bytes, encoding: str) -> None:
    found = decode(mark + HANT.encode(encoding))
    assert found is not None
    assert found.text == HANT


def test_a_text_cut_inside_a_character_loses_that_character_only() -> None:
    for encoding in ("utf-8", "big5hkscs", "gb18030"):
        raw = (HANT * 20).encode(encoding)[:-1]
        found = decode(raw)
        assert found is not None
        assert found.text[:-1] == (HANT * 20)[: len(found.text) - 1], encoding


def test_some_bad_bytes_in_utf8_are_counted_and_the_rest_is_read() -> None:
    raw = HANT.encode() * 20 + b"\xff" + HANT.encode()
    found = decode(raw)
    assert found is not None
    assert (found.encoding, found.lost) == ("utf-8", 1)


def test_the_name_a_file_gives_itself_breaks_ties_but_not_utf8() -> None:
    named = decode(HANS.encode("gb18030"), named="GB2312")
    lying = decode(HANT.encode(), named="big5")
    unknown = decode(HANT.encode("big5hkscs"), named="x-no-such-thing")
    assert named is not None and named.text == HANS
    assert lying is not None and lying.text == HANT
    assert unknown is not None and unknown.text == HANT


@pytest.mark.parametrize("raw", [b"\0" * 50, b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(4000), b"text with a \0 zero byte"])
def test_binary_data_is_no_text(raw: bytes) -> None:
    assert decode(raw) is None
