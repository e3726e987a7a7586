from ingest.chunks import TextSection, split_sections


def test_headings_part_sections_and_give_their_path() -> None:
    text = "# A\nunder a\n## B ##\nunder b\n### C\nunder c\n## D\nunder d\n# E\nunder e\n"
    assert split_sections(text) == [
        TextSection(("A",), "under a"),
        TextSection(("A", "B"), "under b"),
        TextSection(("A", "B", "C"), "under c"),
        TextSection(("A", "D"), "under d"),
        TextSection(("E",), "under e"),
    ]


def test_text_before_the_first_heading_has_no_path() -> None:
    assert split_sections("intro\n\nmore\n# A\ntext") == [TextSection((), "intro\n\nmore"), TextSection(("A",), "text")]


def test_sections_without_text_are_dropped() -> None:
    assert split_sections("# A\n\n# B\n \n") == []
    assert split_sections("") == []


def test_a_number_sign_in_the_text_is_no_heading() -> None:
    assert split_sections("#1 choice\n#hashtag") == [TextSection((), "#1 choice\n#hashtag")]
