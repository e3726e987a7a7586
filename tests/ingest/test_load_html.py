import json
from pathlib import Path

import pytest

from ingest.document import Document
from ingest.html_about import iso_date
from ingest.html_blocks import fragment_blocks
from ingest.limits import Limits
from ingest.load_html import load_html
from rag.errors import DocumentError


def page(tmp_path: Path, body: str, head: str = "", encoding: str = "utf-8") -> Document:
    path = tmp_path / "a.html"
    path.write_bytes(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode(encoding))
    return load_html(path, Limits())


def texts(body: str) -> list[str]:
    return [b.text for b in fragment_blocks(f"<div>{body}</div>")]


def test_structure_is_kept() -> None:
    blocks = fragment_blocks(
        "<h2>費用</h2><p>每次<b>三百</b>元，\n在簽收時付。</p><ul><li>甲<ul><li>乙</li></ul></li></ul><ol start=3><li>丙<li><p>丁</p></ol>"
    )
    assert [(b.kind.value, b.level, b.text) for b in blocks] == [
        ("heading", 2, "費用"),
        ("text", 0, "每次三百元，在簽收時付。"),
        ("list", 0, "甲"),
        ("list", 0, "乙"),
        ("list", 0, "3. 丙"),
        ("list", 0, "4. 丁"),
    ]


def test_text_beside_blocks_is_a_paragraph_of_its_own() -> None:
    assert texts("before <i>it</i><p>inside</p>after") == ["before it", "inside", "after"]


def test_two_breaks_end_a_paragraph_and_one_does_not() -> None:
    assert texts("<p>first<br>line<br><br>second</p>") == ["first line", "second"]


def test_merged_cells_stand_in_every_place_they_cover() -> None:
    table = """<table><caption>收費</caption><tr><th rowspan=2>類別<th colspan=2>費用</tr><tr><th>首次<th>續期</tr>
      <tr><td rowspan=2>單位<td>100<td>200</tr><tr><td colspan=2>免費</tr></table>"""
    caption, block = fragment_blocks(table)
    assert caption.text == "收費"
    assert block.rows == (("類別", "費用 首次", "費用 續期"), ("單位", "100", "200"), ("單位", "免費", "免費"))


@pytest.mark.parametrize("span", ["1000000000", "-5", "x", "0"])
def test_a_span_that_cannot_be_is_cut(span: str) -> None:
    block = fragment_blocks(f"<table><tr><td colspan={span} rowspan={span}>a<td>b</tr><tr><td>c<td>d</tr></table>")[0]
    assert "a" in block.text
    assert len(block.rows[0]) <= 200


def test_a_table_for_layout_is_read_as_text() -> None:
    assert texts("<table role=presentation><tr><td>left<td>right</tr><tr><td>a<td>b</tr></table>") == ["left", "right", "a", "b"]
    assert texts("<table><tr><td><p>one</p><p>two</p></td></tr></table>") == ["one", "two"]


SURROUNDINGS = """<header><h1>Harbour Estate</h1></header><nav><a href=/>Home</a></nav>
<div id="cookie-banner">We use cookies</div><div class="left-nav"><a>Services</a></div>
<ul><li><a>關於</a></li><li><a>服務</a></li><li><a>消息</a></li><li><a>聯絡</a></li></ul>
<script>var x = "script"</script><style>p</style><noscript>no script</noscript><template>template</template>
<p hidden>hidden</p><p style="display: none">invisible</p><p aria-hidden="true">unheard</p><button>Send</button><select><option>choose</select>
<aside>aside</aside>{}<footer>Copyright</footer>"""


@pytest.mark.parametrize("wrap", ["<main>{}</main>", "<div class='page with-sidebar'>{}</div>", "<article>{}</article>", "{}"])
def test_what_surrounds_the_content_is_dropped(tmp_path: Path, wrap: str) -> None:
    content = wrap.format("<h2>搬遷安排</h2><p>租戶須在三十天內交回表格，並在簽收時核對門牌號碼，逾期者須重新申請。</p>" * 3)
    found = page(tmp_path, SURROUNDINGS.format(content))
    assert {b.text for b in found.blocks} == {"搬遷安排", "租戶須在三十天內交回表格，並在簽收時核對門牌號碼，逾期者須重新申請。"}


def test_a_wrapper_named_like_a_banner_does_not_take_the_page_with_it(tmp_path: Path) -> None:
    found = page(tmp_path, "<div class='cookies sidebar'><p>租戶須在三十天內交回表格。</p></div>")
    assert [b.text for b in found.blocks] == ["租戶須在三十天內交回表格。"]


def test_an_articles_own_header_is_content(tmp_path: Path) -> None:
    found = page(tmp_path, "<article><header><h1>搬遷安排</h1></header><p>租戶須在三十天內交回表格。</p></article>")
    assert found.blocks[0].text == "搬遷安排"


def test_a_list_of_sentences_that_are_links_is_no_menu() -> None:
    items = "".join(f"<li><a href=#>第{n}項：租戶須在三十天內交回表格並核對門牌。</a></li>" for n in range(5))
    assert len(texts(f"<ul>{items}</ul>")) == 5


def test_a_notes_number_never_runs_into_a_figure() -> None:
    assert texts("<p>由2024<sup><a href=#n>1</a></sup>年起，面積3 km<sup>2</sup>，H<sub>2</sub>O</p>") == ["由2024[1]年起，面積3 km²，H2O"]
    assert fragment_blocks("<table><tr><td>a<td>85<sup>2</sup></tr><tr><td>b<td>c</tr></table>")[0].rows[0][1] == "85[2]"


def test_title_publisher_and_date_are_read_from_linked_data(tmp_path: Path) -> None:
    data = {"@graph": [{"headline": "搬遷安排", "datePublished": "2024-05-03T08:00+08:00", "publisher": {"name": "海濱新村"}}]}
    found = page(tmp_path, "<p>正文一句。</p>", f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert (found.title, found.publisher, found.date) == ("搬遷安排", "海濱新村", "2024-05-03")


def test_title_publisher_and_date_are_read_from_meta_and_time(tmp_path: Path) -> None:
    head = '<title>費用 | 海濱新村</title><meta property="og:site_name" content="海濱新村">'
    found = page(tmp_path, "<p>正文一句。</p><time datetime=2023-04-05>去年</time>", head)
    assert (found.title, found.publisher, found.date) == ("費用", "海濱新村", "2023-04-05")


@pytest.mark.parametrize("data", ["{", "[" * 100_000, '{"headline": 3, "publisher": [], "datePublished": null}', "null"])
def test_broken_linked_data_counts_as_none(tmp_path: Path, data: str) -> None:
    assert page(tmp_path, "<p>正文一句。</p>", f"<title>費用</title><script type='application/ld+json'>{data}</script>").title == "費用"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024-05-03T10:00Z", "2024-05-03"),
        ("3 May 2024", "2024-05-03"),
        ("May 3, 2024", "2024-05-03"),
        ("2024年5月3日", "2024-05-03"),
        ("spring", "spring"),
    ],
)
def test_dates_are_read_in_several_wordings(text: str, date: str) -> None:
    assert iso_date(text) == date


@pytest.mark.parametrize(
    ("encoding", "named"), [("big5hkscs", "big5"), ("gb18030", "gb2312"), ("big5hkscs", ""), ("utf-8", "big5"), ("utf-16", "")]
)
def test_the_encoding_is_the_one_named_or_found(tmp_path: Path, encoding: str, named: str) -> None:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={named}">' if named else ""
    body = "海濱新村的租戶須在三十天內交回表格，並在簽收時核對門牌號碼。"
    assert [b.text for b in page(tmp_path, f"<p>{body}</p>", meta, encoding).blocks] == [body]


def test_entities_are_not_unfolded_and_nothing_is_fetched(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>text &b; &x;</p>'
        '<img src="http://127.0.0.1:9/x.png"><iframe src="http://127.0.0.1:9/"></iframe></body></html>',
        encoding="utf-8",
    )
    words = " ".join(b.text for b in load_html(path, Limits()).blocks)
    assert "hahaha" not in words
    assert "text" in words


def test_deep_nesting_is_read_and_deeper_nesting_is_said(tmp_path: Path) -> None:
    deep = page(tmp_path, "<p>first sentence</p>" + "<div>" * 1_500 + "deep")
    assert ([b.text for b in deep.blocks], deep.warnings) == (["first sentence", "deep"], ())
    deeper = page(tmp_path, "<p>first sentence</p>" + "<div>" * 5_000 + "deep")
    assert deeper.warnings == ("elements are nested too deep; what follows the deepest was left out",)


@pytest.mark.parametrize("body", ["", "<script>draw()</script>", "<p> &nbsp; </p>"])
def test_a_page_without_text_says_so(tmp_path: Path, body: str) -> None:
    with pytest.raises(DocumentError, match="shows no text"):
        page(tmp_path, body)
