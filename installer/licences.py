"""Write the licences of everything that is shipped, and how to exchange Qt: `python -m installer.licences PYTHON_FOLDER PROGRAM_FOLDER`."""

import shutil
import sys
from pathlib import Path

from installer.shipped import components

ROOT = Path(__file__).resolve().parents[1]
TEXTS = Path(__file__).resolve().parent / "licence-texts"
OF_QT = ("pyside6-essentials", "shiboken6")
QT = """\
Qt and PySide6 are used under the GNU Lesser General Public License, version 3, which lies beside this file with the GNU General
Public License that it builds on. They are the libraries in the folders _internal\\PySide6 and _internal\\shiboken6, unchanged, as
their makers released them. Other builds of the same Qt {minor} may be put in their place: close the program, replace the files by those
of the same names, and start it again. Nothing checks them, and nothing forbids to look how the program uses them.
The sources are released by The Qt Company: Qt {version} (qtbase, qtsvg) and pyside-setup {version}.
"""


def main() -> None:
    """Write the folder `licences` into the program."""
    python, program = Path(sys.argv[1]), Path(sys.argv[2])
    target = program / "licences"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    shutil.copyfile(ROOT / "LICENSE", target / "ccdiag.txt")
    shutil.copyfile(python / "LICENSE.txt", target / "python.txt")
    for component in components(python / "Lib" / "site-packages"):
        if component.name in OF_QT:
            continue
        folder = target / component.name
        folder.mkdir()
        for number, file in enumerate(component.licence_files):
            # Two files of one name may lie in different folders of a package.
            name = file.name if not (folder / file.name).exists() else f"{number}-{file.name}"
            shutil.copyfile(file, folder / name)
    write_of_qt(target / "qt", version_of_qt(python))
    shutil.copytree(TEXTS / "nsis", target / "nsis")


def version_of_qt(python: Path) -> str:
    """Return the version of Qt and PySide6, which are released together."""
    return next(component.version for component in components(python / "Lib" / "site-packages") if component.name == OF_QT[0])


def write_of_qt(folder: Path, version: str) -> None:
    """Write what the LGPL asks for: its text, where the sources are, and how to exchange the libraries."""
    # The wheels carry the commercial licence's note only.
    shutil.copytree(TEXTS / "qt", folder)
    text = QT.format(version=version, minor=version.rpartition(".")[0])
    (folder / "qt.txt").write_text(text, encoding="utf-8", newline="\r\n")


if __name__ == "__main__":
    main()
