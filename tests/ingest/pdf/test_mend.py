from dataclasses import replace

from ingest.document import Health
from ingest.pdf.mend import mended, state, with_lost_marked
from tests.ingest.pdf.setting import column, piece, sheet

SOUND = ["渡輪每日早上由碼頭開往對岸", "約需十五分鐘，逢星期一停航", "票價八元，長者及小童半價", "碼頭旁邊設有詢問處和長椅"]


def test_sound_pages_pass_unchanged() -> None:
    page = sheet(column(SOUND))
    found, repairs = mended([page])
    assert (found, repairs) == ([page], [])
    assert state(page)[0] is Health.OK


def test_an_empty_page_with_a_picture_is_a_scan() -> None:
    assert state(replace(sheet([]), picture_share=0.9))[0] is Health.SCAN


def test_a_few_lost_characters_are_marked_and_the_page_is_still_read() -> None:
    page = sheet(column([*SOUND * 4, "兩(cid:21)開出", "往(cid:22)岸", "約(cid:23)分"]))
    health, reason = state(page)
    assert (health, "3 of" in reason) == (Health.OK, True)
    marked, lost = with_lost_marked(page)
    assert (marked.pieces[-3].text, lost) == ("兩\ufffd開出", 3)


def test_many_lost_characters_condemn_the_page() -> None:
    page = sheet([piece("渡(cid:21)(cid:22)日早(cid:23)由(cid:24)頭", 50, 100 + 20 * i) for i in range(10)])
    assert state(page)[0] is Health.DAMAGED


def test_a_page_that_broke_says_why() -> None:
    assert state(replace(sheet([]), broken="it cannot be parsed (KeyError)")) == (Health.DAMAGED, "it cannot be parsed (KeyError)")
