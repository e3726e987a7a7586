from ingest.pdf.stitch import stitched
from ingest.pdf.types import Part, Place, Role
from tests.ingest.pdf.setting import line, part

NEXT_PAGE = Place(2, 0, 0, 50, 250)
NEXT_COLUMN = Place(1, 0, 1, 300, 500)


def cut(text: str = "渡輪每日早上由", order: int = 0) -> Part:
    return part(line("碼頭旁邊設有一個詢", 50, 250, 600), line(text, 50, 250, 616), order=order)


def rest(text: str = "碼頭開出。", place: Place = NEXT_PAGE, **more: object) -> Part:
    x = place.left
    return part(line(text, x, x + 60, 80, place=place), **more)  # type: ignore[arg-type]


def texts(parts: list[Part]) -> list[str]:
    return [p.text for p in stitched(parts)]


def test_a_sentence_cut_by_the_page_reads_on() -> None:
    assert texts([cut(), rest()]) == ["碼頭旁邊設有一個詢渡輪每日早上由碼頭開出。"]


def test_a_sentence_cut_by_the_column_reads_on_past_a_note_and_a_table() -> None:
    note = part(line("¹ 見附表。", 50, 120, 700, 7), role=Role.NOTE, order=1)
    assert texts([cut(), note, rest(place=NEXT_COLUMN, order=2)])[0].endswith("由碼頭開出。")


def test_a_finished_sentence_stays_alone() -> None:
    assert len(texts([cut("渡輪停航。"), rest()])) == 2


def test_a_heading_ends_the_search() -> None:
    heading = part(line("交通", 50, 70, 60, 14, True, NEXT_PAGE), role=Role.HEADING)
    assert len(texts([cut(), heading, rest()])) == 3


def test_a_list_item_does_not_go_on_from_a_sentence() -> None:
    assert len(texts([cut(), rest("• 碼頭", role=Role.ITEM)])) == 2


def test_paragraphs_parted_in_one_column_are_not_put_together_again() -> None:
    below = part(line("碼頭開出。", 50, 110, 660), order=1)
    assert len(texts([cut(), below])) == 2


def test_what_stood_round_a_dropped_quote_reads_on() -> None:
    below = part(line("碼頭開出。", 50, 110, 660), order=2)
    assert len(texts([cut(), below])) == 1


def test_a_short_unfinished_line_such_as_a_caption_takes_nothing() -> None:
    assert len(texts([part(line("圖 3 渡輪", 50, 110, 600)), rest()])) == 2


def test_where_paragraphs_are_set_in_one_that_is_not_goes_on_after_a_full_stop() -> None:
    indented = [
        part(line("渡輪每日早上由碼頭", 70, 250, t), line("開往對岸約需十五分", 50, 250, t + 16), line("鐘。", 50, 70, t + 32))
        for t in (100, 200, 300, 400)
    ]
    tail = part(line("渡輪每日早上由碼頭", 70, 250, 600), line("開往對岸約十五分。", 50, 250, 616))
    assert len(texts([*indented, tail, rest()])) == 5
    assert (
        len(
            texts(
                [*indented, tail, part(line("碼頭早上開門迎客了", 70, 250, 80, place=NEXT_PAGE), line("。", 50, 60, 96, place=NEXT_PAGE))]
            )
        )
        == 6
    )
