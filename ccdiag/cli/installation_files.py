"""Whether the files are there and as they were built, and the libraries are those that were locked."""

import sys
from importlib import import_module, metadata
from pathlib import Path

from ccdiag.cli.installation_list import BUILT_FILES, CONTENTS, built_files, contents, digest_of
from ccdiag.cli.installation_part import BrokenPartError, Found, named
from ccdiag.content.root import resource_root
from ccdiag.model.message import message
from ccdiag.model.printable import printable

_FOLDER = Path(__file__).resolve().parents[2]
"""Where the packages are: of a frozen program all that it loads."""
_MODULES = {
    "cryptography": "cryptography.x509",
    "dnspython": "dns.message",
    "paho-mqtt": "paho.mqtt.client",
    "tomli-w": "tomli_w",
}
"""What is imported of a library, where that is not called like it."""
_OF_THE_WINDOW = frozenset({"PySide6-Essentials", "shiboken6", "qasync"})
"""Qt is loaded by a child only."""


def files() -> Found:
    """Compare the files with the list of the build; those of a source tree with their names alone."""
    root = resource_root()
    listed = contents().files
    if missing := [name for name in (CONTENTS, *listed) if not (root / name).is_file()]:
        raise BrokenPartError(message("missing: {names}", names=named(missing)))
    built = built_files()
    if built is None:
        return Found(message("{number} files are there; how they were built is not known of a source tree", number=len(listed)))
    digests = {file: digest_of(file) for file in built}
    if gone := [_told(file) for file, digest in digests.items() if digest is None]:
        raise BrokenPartError(message("missing, or not to be read: {names}", names=named(gone)))
    if changed := [_told(file) for file, digest in digests.items() if digest != built[file]]:
        raise BrokenPartError(message("not as they were built: {names}", names=named(changed)))
    if getattr(sys, "frozen", False) and (more := _not_built(set(built))):
        # Left by another version, or put there: Python might load it in the place of what was built.
        return Found(
            message("{number} files as they were built, and these beside them: {names}", number=len(built), names=named(more)), True
        )
    if not built:
        return Found(message("{number} files are there; how they were built is not known here", number=len(listed)), attention=True)
    return Found(message("{number} files, each as it was built", number=len(built)))


def _told(file: Path) -> str:
    return file.relative_to(_FOLDER).as_posix() if file.is_relative_to(_FOLDER) else file.name


def _not_built(built: set[Path]) -> list[str]:
    """Return the files of a frozen program that its build does not know."""
    found = (path for path in _FOLDER.rglob("*") if path.is_file() and path.name != BUILT_FILES)
    return sorted(_told(path) for path in found if path not in built)


def libraries() -> Found:
    """Load every library and compare its version with the locked one."""
    other: list[str] = []
    missing: list[str] = []
    for name, locked in contents().libraries.items():
        try:
            if name not in _OF_THE_WINDOW:
                import_module(_MODULES.get(name, name))
            version = metadata.version(name)
        except (ImportError, OSError) as error:
            missing.append(f"{name} ({type(error).__name__}: {printable(str(error), most=100)})")
            continue
        if version != locked:
            other.append(f"{name} {printable(version, most=40)} ({locked})")
    if missing:
        raise BrokenPartError(message("these do not load: {names}", names=named(missing)))
    if other:
        told = message("other versions than those that were tested: {names}", names=named(other))
        # Who installs a wheel may well have newer ones; what a setup brought has no reason to differ.
        if getattr(sys, "frozen", False):
            raise BrokenPartError(told)
        return Found(told, attention=True)
    return Found(message("{number} libraries, in the versions that were tested", number=len(contents().libraries)))
