import pytest

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


def test_a_setting_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJIN_KEPT", "3")
    assert load_settings().kept == 3


def test_what_the_command_line_gives_wins_and_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENJIN_PORT", "8001")
    assert load_settings(port=8002).port == 8002
    assert load_settings(port=None).port == 8001


@pytest.mark.parametrize(("name", "value"), [("WENJIN_PORT", "99999"), ("WENJIN_KEPT", "many"), ("WENJIN_MIN_CONFIDENCE", "2")])
def test_a_bad_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert caught.value.line.startswith(f"{name}={value!r} cannot be used: ")
    assert "; " in caught.value.line, "what to do comes after the fault"


def test_by_default_nothing_is_asked_of_another_machine() -> None:
    settings = Settings()
    assert settings.host == "127.0.0.1"
    assert settings.encoder == "wenjin-static"


def test_every_setting_says_what_it_is_for() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []
