"""What stays out of the frozen program, and what must not."""

import pytest

from installer.left_out import is_left_out, is_left_out_module


@pytest.mark.parametrize(
    "place",
    [
        r"PySide6\plugins\tls\qschannelbackend.dll",
        r"PySide6\opengl32sw.dll",
        "PySide6/Qt6Quick.dll",
        "PySide6/translations/qtbase_pl.qm",
        "PySide6/translations/qt_nl.qm",
        "icuuc.dll",
    ],
)
def test_what_no_part_of_the_program_loads_is_left_out(place: str) -> None:
    assert is_left_out(place)


@pytest.mark.parametrize(
    "place",
    [
        r"PySide6\plugins\platforms\qwindows.dll",
        r"PySide6\plugins\platforms\qoffscreen.dll",
        r"PySide6\plugins\imageformats\qico.dll",
        "PySide6/Qt6Network.dll",
        "PySide6/translations/qtbase_nl.qm",
        "ccdiag/resources/locale/nl/LC_MESSAGES/ccdiag.mo",
        "libcrypto-3.dll",
    ],
)
def test_what_it_loads_stays(place: str) -> None:
    assert not is_left_out(place)


def test_rich_finds_the_table_of_languages_and_no_language() -> None:
    assert is_left_out_module("pygments.lexers.fortran")
    assert not is_left_out_module("pygments.lexers._mapping")
    assert not is_left_out_module("pygments.lexers")
