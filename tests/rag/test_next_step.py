"""The official page and enquiry line after a question about doing something."""

from pathlib import Path

import pytest

from rag.answer import Engine, ask
from rag.errors import CorpusError
from rag.next_step import Place, next_step, next_step_text, read_channels
from rag.types import Status
from tests.conftest import REPOSITORY

CHANNELS = """
[[scheme]]
id = "ttps"
official_channel = [
  { zh = "測試處無日期網頁：https://example.gov.hk/ttps", en = "Undated Test Office page: https://example.gov.hk/ttps", as_of = "undated", section = "a/b" },
  { zh = "一站通網上延期網頁：https://example.gov.hk/extend", en = "One-stop online extension page: https://example.gov.hk/extend", as_of = "2024-05", section = "a/b" },
  { zh = "測試處查詢：2000 1111（2023年3月30日公布）", en = "Test Office enquiries: 2000 1111 (announced 30 March 2023)", as_of = "2023-03-30", section = "a/b" },
]

[[scheme]]
id = "qmas"
official_channel = { zh = "測試處查詢：2000 1111", en = "Test Office enquiries: 2000 1111", as_of = "2023", section = "a/b" }
"""


@pytest.fixture
def with_channels(engine: Engine, tmp_path: Path) -> Engine:
    (tmp_path / "schemes.toml").write_text(CHANNELS, encoding="utf-8")
    return Engine(engine.index, engine.settings.model_copy(update={"corpus": tmp_path}))


def test_a_renewal_question_leads_to_the_extension_page_and_the_enquiry_line(with_channels: Engine) -> None:
    places = next_step(with_channels, ask(with_channels, "高才通續簽要咩文件?"))
    assert places == (
        Place("一站通網上延期網頁", "https://example.gov.hk/extend", "https://example.gov.hk/extend", "2024年5月"),
        Place("測試處查詢", "2000 1111", "", "2023年3月30日"),
    )
    assert (
        next_step_text(places, "zh-Hant")
        == "下一步：一站通網上延期網頁 https://example.gov.hk/extend（2024年5月）；測試處查詢 2000 1111（2023年3月30日）。"
    )


def test_the_next_step_speaks_the_language_of_the_answer(with_channels: Engine) -> None:
    places = next_step(with_channels, ask(with_channels, "what documents do I need to renew TTPS?"))
    assert next_step_text(places, "en") == (
        "Next step: One-stop online extension page https://example.gov.hk/extend (May 2024); Test Office enquiries 2000 1111 (30 March 2023)."
    )
    assert next_step(with_channels, ask(with_channels, "高才通续签要什么文件？"))[0].name == "一站通网上延期网页"


@pytest.mark.parametrize("question", ["高才通批咗幾多人？", "海港中心喺邊區？", "火星上有幾多隻恐龍？"])
def test_a_question_about_facts_or_nothing_found_has_none(with_channels: Engine, question: str) -> None:
    assert next_step(with_channels, ask(with_channels, question)) == ()


def test_without_the_file_there_is_none(engine: Engine, tmp_path: Path) -> None:
    bare = Engine(engine.index, engine.settings.model_copy(update={"corpus": tmp_path}))
    answer = ask(bare, "高才通續簽要咩文件?")
    assert answer.status is Status.ANSWERED
    assert next_step(bare, answer) == ()
    assert next_step_text((), "en") == ""


@pytest.mark.parametrize(
    "text",
    ["[[scheme]]\nid = 3\n", "[[scheme]", '[[scheme]]\nid = "a"\nofficial_channel = { zh = "沒有冒號", en = "x: y", as_of = "2024" }'],
)
def test_a_broken_file_is_named_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "schemes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match="corpus check") as caught:
        read_channels(path)
    assert "\n" not in caught.value.line


def test_every_scheme_of_the_corpus_has_a_channel_with_a_name_and_an_address() -> None:
    channels = read_channels(REPOSITORY / "corpus" / "schemes.toml")
    assert len(channels) >= 10
    for found in channels.values():
        assert found
        assert all(c.name["zh-Hant"] and c.name["en"] and c.address["en"] for c in found)
        assert not any("無日期" in c.name["zh-Hant"] or "ndated" in c.name["en"] for c in found)
