"""What the frozen program is made of, as the packages tell of themselves."""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path

INSTALLER = Path(__file__).resolve().parent
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)

# Which licence, where a package says it only in words of its own. PyInstaller's allows to ship what its start-up code is a part of.
_EXPRESSIONS = {
    "Apache 2.0": "Apache-2.0",
    "ISC License": "ISC",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: BSD License": "BSD-3-Clause",
    "License :: OSI Approved :: MIT License": "MIT",
    "GPLv2-or-later with a special exception": "GPL-2.0-or-later WITH Bootloader-exception",
}
_BUILD_ONLY = frozenset({"altgraph", "packaging", "pefile", "pyinstaller-hooks-contrib", "pywin32-ctypes", "setuptools"})


@dataclass(frozen=True)
class Component:
    """A package that is in the program, or a part of one."""

    name: str
    version: str
    licence: str
    sha256: str
    """Of the wheel that it came in."""
    licence_files: tuple[Path, ...]


def components(site_packages: Path) -> list[Component]:
    """Return what is shipped of the wheels laid out in a folder, by name; raises ValueError where something is missing."""
    locked = dict(
        re.findall(r"^([a-z0-9.-]+)==\S+ --hash=sha256:([0-9a-f]{64})$", (INSTALLER / "windows.lock").read_text("utf-8"), re.MULTILINE)
    )
    found = {}
    for folder in sorted(site_packages.glob("*.dist-info")):
        metadata = HeaderParser().parsestr((folder / "METADATA").read_text("utf-8"), headersonly=True)
        name = re.sub(r"[-_.]+", "-", metadata["Name"]).lower()
        if name not in _BUILD_ONLY:
            files = tuple(sorted(path for path in folder.rglob("*") if path.is_file() and _LICENCE_FILE.match(path.name)))
            if not files:
                raise ValueError(f"{name} carries no licence")
            found[name] = Component(name, metadata["Version"], _licence(name, metadata), locked[name], files)
    missing = locked.keys() - found.keys() - _BUILD_ONLY
    if missing:
        raise ValueError(f"missing: {', '.join(sorted(missing))}")
    return list(found.values())


def _licence(name: str, metadata: Message) -> str:
    told = metadata["License-Expression"] or metadata["License"]
    if told is None:
        told = next((line for line in metadata.get_all("Classifier", []) if line.startswith("License ::")), None)
    if told is None:
        raise ValueError(f"{name} does not say its licence")
    return next((expression for words, expression in _EXPRESSIONS.items() if told.startswith(words)), str(told))
