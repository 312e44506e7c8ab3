"""The setup says everything in four languages, and its pictures are those that are drawn."""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from installer.bitmaps import FOLDER, SCALES, SIZES, bitmap

INSTALLER = Path(__file__).resolve().parents[2] / "installer"
LANGUAGES = ("english", "dutch", "french", "german")
SCRIPTS = (INSTALLER / "ccdiag.nsi", *sorted((INSTALLER / "setup").glob("*.nsh")))


def texts(language: str) -> dict[str, str]:
    file = INSTALLER / "languages" / f"{language}.nsh"
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line]
    found = [re.fullmatch(rf'LangString (\w+) \$\{{LANG_{language.upper()}\}} "(.+)"', line) for line in lines]
    return {match[1]: match[2] for match in found if match is not None}


def script() -> str:
    return "\n".join(file.read_text(encoding="utf-8") for file in SCRIPTS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_every_language_and_used(language: str) -> None:
    used = set(re.findall(r"\$\(([A-Z]\w+)\)", script()))
    assert set(texts(language)) == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_what_the_english_one_has(language: str) -> None:
    for name, english in texts("english").items():
        text = texts(language)[name]
        assert sorted(re.findall(r"\$\{\w+\}|\$\\r\$\\n|&", text)) == sorted(re.findall(r"\$\{\w+\}|\$\\r\$\\n|&", english)), name
        # A box that says something ends its sentence; a heading does not.
        assert text[-1] in {english[-1], ":"} or (text[-1].isalpha() and english[-1].isalpha()), name


def test_every_exit_code_is_documented() -> None:
    codes = dict(re.findall(r"^!define ([A-Z_]+) (\d)$", script(), re.MULTILINE))
    documented = re.findall(r"^\| (\d) \| ", (INSTALLER / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted([*codes.values(), "0", "1", "2"]) == documented


def test_whole_folders_are_deleted_only_where_they_are_the_programs() -> None:
    deleted = set(re.findall(r'RMDir /r "([^"]+)"', script()))
    assert deleted == {
        *(rf"{folder}\{name}" for folder in ("$INSTDIR", "${FOLDER}") for name in ("_internal", "licences")),
        r"${FOLDER}\${BEFORE}",
        r"${FOLDER}\${RUBBISH}",
        r"$INSTDIR\${RUBBISH}",
        r"$LOCALAPPDATA\ccdiag",
    }


@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize("scale", SCALES)
def test_the_pictures_are_those_that_are_drawn(name: str, scale: int, qtbot: QtBot) -> None:
    assert (FOLDER / f"{name}-{scale}.bmp").read_bytes() == bitmap(name, scale)
