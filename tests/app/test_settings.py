"""Settings that cannot be read are set aside, and never fatal."""

import os
import stat
from pathlib import Path

import pytest

from ccdiag.app.settings import Settings, load_settings, save_settings
from ccdiag.model.environment import WhitelistSource


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.toml"
    chosen = Settings(
        language="fr", mode="dark", text_scale=1.5, whitelist=WhitelistSource(source="csv", path="list.csv"), geometry="AdnQywAD"
    )
    assert save_settings(chosen, file) is None
    assert load_settings(file) == (chosen, None)
    assert [path.name for path in file.parent.iterdir()] == ["settings.toml"]


def test_no_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == (Settings(), None)


@pytest.mark.parametrize("content", [b"mode = 'purple'\n", b"\xff\xfe\x00", b"mode = \n", b"deadline_s = -1\n", b"x = [[[[[[" * 9000])
def test_a_broken_file_is_set_aside_and_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    settings, notice = load_settings(file)
    assert settings == Settings()
    assert notice is not None
    kept = list(tmp_path.iterdir())
    assert len(kept) == 1
    assert kept[0].name.startswith("settings.broken-")
    assert kept[0].read_bytes() == content
    assert kept[0].name in notice.english()


def test_what_a_newer_version_added_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('mode = "dark"\nnovelty = "x"\n')
    assert load_settings(file) == (Settings(mode="dark"), None)


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    told = save_settings(Settings(), blocked / "settings.toml")
    assert told is not None
    assert "cannot be saved" in told.english()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert save_settings(Settings(), tmp_path / "settings.toml") is not None
    finally:
        tmp_path.chmod(stat.S_IRWXU)
