"""The list of what is inside of the program is one that can be read and compared."""

from pathlib import Path

from installer.left_out import LEFT_OUT_MODULES, is_left_out

CONTENTS = (Path(__file__).resolve().parents[2] / "installer" / "contents.txt").read_text(encoding="utf-8").splitlines()


def test_it_is_in_the_order_that_is_compared_and_names_nothing_twice() -> None:
    assert sorted(set(CONTENTS)) == CONTENTS


def test_both_programs_are_in_it_and_what_they_cannot_start_without() -> None:
    for name in (
        "ccdiag.exe",
        "ccdiagw.exe",
        "_internal/python313.dll",
        "_internal/base_library.zip",
        "_internal/_ssl.pyd",
        "_internal/sqlite3.dll",
    ):
        assert name in CONTENTS
    for plugin in ("platforms/qwindows.dll", "platforms/qoffscreen.dll", "imageformats/qsvg.dll", "styles/qmodernwindowsstyle.dll"):
        assert f"_internal/PySide6/plugins/{plugin}" in CONTENTS


def test_nothing_that_is_left_out_or_belongs_to_windows_is_in_it() -> None:
    for name in CONTENTS:
        assert not is_left_out(name.removeprefix("_internal/")), name
        assert not name.lower().rpartition("/")[2].startswith(("api-ms-", "ucrtbase", "kernel32", "mscms", "icuuc")), name


def test_of_qt_only_what_the_program_loads_is_in_it() -> None:
    libraries = {name.rpartition("/")[2] for name in CONTENTS if "/Qt6" in name}
    assert libraries == {"Qt6Core.dll", "Qt6Gui.dll", "Qt6Network.dll", "Qt6Svg.dll", "Qt6Widgets.dll"}
    bindings = {name.rpartition("/")[2] for name in CONTENTS if name.startswith("_internal/PySide6/Qt") and name.endswith(".pyd")}
    assert bindings == {"QtCore.pyd", "QtGui.pyd", "QtNetwork.pyd", "QtWidgets.pyd"}
    assert not {f"{name.removeprefix('PySide6.')}.pyd" for name in LEFT_OUT_MODULES if name.startswith("PySide6.")} & bindings
