"""Lead-ins that name a document, and the sentences without them."""

import pytest

from rag.brevity import lead_in, without_repeat


@pytest.mark.parametrize(
    ("text", "lang", "left"),
    [
        ("據《河報》2025年8月15日報道，渡口在清晨六點開放。", "zh-Hant", "渡口在清晨六點開放。"),
        ("渡船局的無日期網頁又指，船票不設配額，先到先得。", "zh-Hant", "船票不設配額，先到先得。"),
        ("据《河报》表格4，渡口的船票要先订好。", "zh-Hans", "渡口的船票要先订好。"),
        ("The River Bulletin says that ferries cross at six in the morning.", "en", "ferries cross at six in the morning."),
        ("According to the harbour news of 3 May 2025, ferries cross at six.", "en", "ferries cross at six."),
        ("By table 4 of the River Bulletin (March 2026), ferries cross at six.", "en", "ferries cross at six."),
    ],
)
def test_a_documents_clause_is_found(text, lang, left):
    assert text[lead_in(text, lang) :] == left


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("船夫王先生指，渡口在清晨六點開放，傍晚關閉。", "zh-Hant"),
        ("船夫王先生在《河報》表示，渡口在清晨六點開放。", "zh-Hant"),
        ("渡船局網頁一個較早的版本指，船票要十元一張。", "zh-Hant"),
        ("渡口在清晨六點開放，傍晚關閉。", "zh-Hant"),
        ("Mr Wong of the River Bulletin says that ferries cross at six in the morning.", "en"),
        ("An older page says that ferries cross at seven in the morning.", "en"),
        ("As of 3 May 2025, ferries cross at six in the morning.", "en"),
        ("The River Bulletin says that, to save oil, ferries cross at six.", "en"),
        ("The sources differ: the page says that ferries cross at six in the morning.", "en"),
    ],
)
def test_persons_older_versions_and_plain_sentences_keep_every_word(text, lang):
    assert lead_in(text, lang) == 0


def test_the_document_is_named_once_and_english_goes_on_with_a_capital():
    said = ["The River Bulletin says that ferries are slow."]
    assert without_repeat("The River Bulletin adds that ferries cross at six.", said, "en") == "Ferries cross at six."


def test_a_first_sentence_names_its_document():
    text = "The River Bulletin adds that ferries cross at six."
    assert without_repeat(text, [], "en") == text
    assert without_repeat(text, ["Ferries are slow."], "en") == text


def test_another_date_or_issue_is_said():
    said = ["據《河報》2025年8月15日報道，渡口在清晨六點開放。"]
    later = "據《河報》2026年3月7日報道，渡口在清晨五點開放。"
    assert without_repeat(later, said, "zh-Hant") == later
