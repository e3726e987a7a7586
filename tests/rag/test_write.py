from rag.write import bag_of, entries_of
from tests.fakes import make_passage


def test_a_passage_is_embedded_as_section_windows_and_questions() -> None:
    passage = make_passage(
        texts={"zh-Hant": "第一句有十個字左右。" * 3, "en": "A sentence of some length here. " * 3},
        headings={"zh-Hant": "標題", "en": "Heading"},
        questions=("點解？",),
    )
    entries = entries_of(passage, 20)
    assert {e.passage for e in entries} == {passage.id}
    windows = {lang: [e.text for e in entries if (e.kind, e.lang) == ("window", lang)] for lang in ("zh-Hant", "en")}
    assert windows["zh-Hant"][0] == "標題"
    assert max(map(len, windows["zh-Hant"])) <= 20
    assert 20 < max(map(len, windows["en"])) <= 60
    assert [e.text for e in entries if e.kind == "question"] == ["點解？"]
    assert [e.text.split()[0] for e in entries if e.kind == "section"] == ["標題", "Heading"]


def test_the_bag_holds_both_languages_and_the_questions() -> None:
    bag = bag_of(make_passage(questions=("點解？",)))
    assert all(part in bag for part in ("25萬宗", "250,000", "heading", "點解？"))
