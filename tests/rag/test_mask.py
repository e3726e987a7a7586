"""Identifiers are masked before anything else sees a question; figures and office telephones stay."""

from __future__ import annotations

import pytest

from rag.answer import Engine
from rag.mask import MASK, hkid_valid, luhn_valid, mask, without_masks
from rag.query import understand


@pytest.mark.parametrize(
    "text",
    [
        "我身份證A123456(3)，點續簽？",
        "我身份證A1234563，點續簽？",
        "HKID AB987654（3） renew?",
        "R123456(7)，孩子的課程要交多少錢？",
        "護照E12345678過期",
        "K12345678 passport",
        "我手機6123 4567，幾時覆我？",
        "+852 9123-4567",
        "13812345678",
        "daiman@example.com 想知三個計劃",
        "卡號4111 1111 1111 1111",
        "110101199003074514",
        "110101 19900307 4514",
        "Ａ１２３４５６（３）",
        "身份證 a 123456 (3)",
        "HKID A-123 456-3",
        "HKID A123456 3",
        "手機６１２３４５６７",
        "致電9123–4567或6123\u30004567",
    ],
)
def test_an_identifier_is_replaced_and_the_rest_stays(text: str) -> None:
    masked = mask(text)
    assert MASK in masked
    assert sum(c.isdigit() for c in masked.replace("852", "")) < 6
    assert mask(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "入境處電話係咪2824 6111？",
        "18111熱線幾點開？",
        "截至2024年5月底批出188 995宗",
        "ID 990A同ID 91有咩分別？",
        "申請編號ABC123456X點查？",
        "港幣2,500,000元年薪",
        "2025年2月26日起收費600元",
        "資產45678901元",
        "HK$60000000 in assets",
    ],
)
def test_figures_forms_and_office_numbers_stay(text: str) -> None:
    assert mask(text) == text


def test_the_check_digit_follows_the_published_scheme() -> None:
    assert hkid_valid("A", "123456", "3")
    assert hkid_valid("AB", "987654", "3")
    assert not hkid_valid("A", "123456", "4")


def test_luhn_tells_a_card_from_a_number() -> None:
    assert luhn_valid("4111 1111 1111 1111")
    assert not luhn_valid("4111 1111 1111 1112")


def test_the_search_sees_the_question_without_boxes_or_their_labels() -> None:
    assert without_masks(mask("我身份證R123456(7)，手機6123 4567，課程要交多少錢？")) == "課程要交多少錢？"


def test_a_question_with_an_identifier_is_answered_and_never_echoed(engine: Engine) -> None:
    query = understand(engine.index, engine.settings, "我身份證A123456(3)，優才有冇限額？", ["我手機6123 4567，想問高才通"])
    assert "123456" not in query.asked + query.standalone
    assert "6123" not in query.standalone
    assert "qmas" in query.schemes
