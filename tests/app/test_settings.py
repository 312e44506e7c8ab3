from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.app.folders import data_folder, log_folder, settings_file
from ccdiag.app.settings import Settings, load_settings, save_settings
from ccdiag.model.environment import WhitelistSource

CHOSEN = Settings(
    language="nl",
    mode="dark",
    text_scale=1.5,
    reduced_motion=True,
    deadline_s=30.0,
    hold_s=60.0,
    environment="/somewhere/environment.toml",
    whitelist=WhitelistSource(source="http", url="https://vpos.example/{merchant}/{tms_id}", token_variable="VPOS_TOKEN"),
    geometry="AdnQywAD",
    page="lab",
)


def test_what_was_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    assert save_settings(CHOSEN, file) is None
    assert load_settings(file) == (CHOSEN, None)
    assert save_settings(Settings(), file) is None
    assert load_settings(file) == (Settings(), None)
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


def test_without_a_file_the_defaults_count(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "settings.toml") == (Settings(), None)


@pytest.mark.parametrize("content", [b"language = 'klingon'", b"text_scale = 99.0", b"= = =", b"\xff\xfe", b"schema = 1\0", b"[" * 5000])
def test_a_broken_file_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    loaded = load_settings(file)
    assert loaded.settings == Settings()
    assert loaded.notice is not None
    (aside,) = tmp_path.iterdir()
    assert aside.name.startswith("settings.broken-")
    assert aside.read_bytes() == content
    assert aside.name in loaded.notice.english()
    assert load_settings(file) == (Settings(), None)


@given(st.binary(max_size=400))
def test_whatever_the_file_holds_is_never_fatal(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.toml"
    file.write_bytes(content)
    assert isinstance(load_settings(file).settings, Settings)


def test_what_a_newer_version_wrote_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("schema = 1\nlanguage = 'nl'\nhologram = true\n")
    assert load_settings(file) == (Settings(language="nl"), None)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    told = save_settings(CHOSEN, tmp_path / "taken" / "settings.toml")
    assert told is not None
    assert "cannot be saved" in told.english()
    assert load_settings(tmp_path / "taken" / "settings.toml") == (Settings(), None)


def test_something_else_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    assert load_settings(tmp_path / "settings.toml").notice is not None
    assert save_settings(CHOSEN, tmp_path / "settings.toml") is None, "the folder was set aside"


def test_a_token_is_never_written(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    assert CHOSEN.whitelist is not None
    told = save_settings(replace(CHOSEN, whitelist=replace(CHOSEN.whitelist, token_variable="eyJ0.secret-token")), file)
    assert told is not None
    assert "secret-token" not in told.english() + file.read_text()
    assert load_settings(file) == (replace(CHOSEN, whitelist=None), None)


def test_a_whitelist_that_cannot_be_asked_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('[whitelist]\nsource = "http"\nurl = "gopher://x/{tms_id}"\n')
    loaded = load_settings(file)
    assert loaded.settings.whitelist is None
    assert loaded.notice is not None


def test_one_variable_moves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CCDIAG_DATA", str(tmp_path))
    assert (data_folder(), settings_file(), log_folder()) == (tmp_path, tmp_path / "settings.toml", tmp_path / "log")
    monkeypatch.delenv("CCDIAG_DATA")
    assert all("ccdiag" in str(path) for path in (data_folder(), settings_file(), log_folder()))
