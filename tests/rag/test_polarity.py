import pytest

from rag.polarity import contradicts

HELD = [
    "申請人毋須事先獲得本地僱主聘用，但續期時必須在香港。每年配額由1,000個增至2,000個，不少於兩成留給畢業生。",
    "Applicants need not have an offer of employment from a local employer. The annual quota rose from 1,000 to 2,000, and at least 20% of places are kept for graduates.",
]


@pytest.mark.parametrize(
    "text",
    [
        "申請人必須事先獲得本地僱主聘用。",
        "續期時不必在香港居住，而申請人毋須事先獲得海外僱主聘用；申請人須事先獲得本地僱主聘用。",
        "每年配額由1,000個減至2,000個。",
        "Applicants need to have an offer of employment from a local employer.",
        "The annual quota fell from 1,000 to 2,000.",
        "At most 20% of places are kept for graduates.",
    ],
)
def test_a_clause_turned_round_is_found(text: str) -> None:
    assert contradicts(text, HELD)


@pytest.mark.parametrize(
    "text",
    [
        "申請人不用先找到本地僱主聘用。",
        "申请人毋须事先获得本地雇主聘用。",
        "續期時必須身在香港。",
        "名額加到2,000個。",
        "Applicants do not need an offer of employment from a local employer.",
        "The quota went up from 1,000 to 2,000.",
        "It is not known when this changes.",
    ],
)
def test_a_restatement_is_let_through(text: str) -> None:
    assert not contradicts(text, HELD)
