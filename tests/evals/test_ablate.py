import pytest

from evals.ablate import VARIANTS, Variant, ablate, reduced
from evals.compare import compare
from evals.run import Run
from rag.answer import Engine
from rag.settings import Settings
from tests.evals.runs import make_case
from tests.fakes import make_passage

NAMES = [variant.name for variant in VARIANTS]


@pytest.fixture(scope="module")
def runs(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    folder = tmp_path_factory.mktemp("ablation")
    questions = ["優才配額幾多？", "what is the best pizza in Naples?", "老婆過嚟可唔可以返工？"]
    (folder / "set.jsonl").write_text(
        "".join(make_case(str(i), question=q).model_dump_json() + "\n" for i, q in enumerate(questions)), encoding="utf-8"
    )
    return {variant.name: run for variant, run in ablate(engine.settings, folder / "set.jsonl", folder)}


def test_variants_have_names_of_their_own_and_the_whole_line_is_first() -> None:
    assert NAMES[0] == "everything"
    assert not VARIANTS[0].changes
    assert not VARIANTS[0].rebuilds
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("variant", VARIANTS, ids=NAMES)
def test_a_variant_changes_settings_there_are_to_values_they_can_have(variant: Variant) -> None:
    assert set(variant.changes) <= set(Settings.model_fields)
    Settings(**variant.changes)  # type: ignore[arg-type]


def test_every_variant_runs_in_a_folder_of_its_own(runs: dict[str, Run]) -> None:
    assert list(runs) == NAMES
    assert len({run.folder for run in runs.values()}) == len(NAMES)
    assert not any(row["status"] == "failed" for run in runs.values() for row in run.rows)


def test_every_variant_really_changes_the_settings_or_the_index(runs: dict[str, Run]) -> None:
    whole = runs["everything"].about
    for name, run in runs.items():
        same = run.about["settings"] == whole["settings"] and run.about["index"] == whole["index"]
        assert same is (name == "everything")


def test_variants_can_be_held_against_the_whole_line(runs: dict[str, Run]) -> None:
    assert all(compare(runs["everything"], run).shared == 3 for run in runs.values())


def test_without_question_lists_or_english_the_index_holds_fewer_entries(runs: dict[str, Run]) -> None:
    entries = {name: run.about["index"]["entries"] for name, run in runs.items()}
    assert entries["no question lists"] < entries["one language"] < entries["everything"] == entries["no glossary"]


def test_without_refusal_no_question_lacks_evidence(runs: dict[str, Run]) -> None:
    assert "no_evidence" in [row["status"] for row in runs["everything"].rows]
    assert "no_evidence" not in [row["status"] for row in runs["no refusal"].rows]


def test_reducing_takes_out_what_it_says_and_no_passage() -> None:
    passages = (make_passage("one", questions=("q?",)), make_passage("two", texts={"en": "only English"}))
    bare = reduced(passages, Variant("x", {}, without_questions=True, without_english=True))
    assert [p.id for p in bare] == [p.id for p in passages]
    assert bare[0].questions == ()
    assert set(bare[0].texts) == set(bare[0].headings) == set(bare[0].where) == {"zh-Hant"}
    assert bare[1].texts == passages[1].texts
    assert reduced(passages, Variant("x", {})) == list(passages)
