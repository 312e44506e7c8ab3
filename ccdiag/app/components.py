"""What this program is made of: versions and licences of what is installed, read from where it is installed."""

import platform
import sys
from importlib import metadata
from typing import Final

from msgspec import Struct

from ccdiag.model.printable import printable

_OWN: Final = "ccdiag"
_SHOWN_LIBRARIES: Final = (
    "aiohttp",
    "amqtt",
    "cryptography",
    "dnspython",
    "msgspec",
    "paho-mqtt",
    "platformdirs",
    "psutil",
    "PySide6-Essentials",
    "shiboken6",
    "qasync",
    "rapidfuzz",
    "rich",
    "tomli-w",
    "truststore",
    "typer",
)
"""What the program needs by itself; what these need in turn comes with their own licences."""
_LICENCE_NAMES: Final = ("licen", "copying", "notice")
_MOST_TEXT: Final = 60_000
"""Characters of one licence; the GNU GPL has 35,000."""


class Component(Struct, frozen=True):
    """One library."""

    name: str
    version: str
    licence: str
    """As its package says it, mostly an SPDX expression; empty where it says nothing."""


def components() -> tuple[Component, ...]:
    """List the interpreter and the libraries that are installed here; quick, since no licence text is read."""
    found = [Component("Python", platform.python_version(), "PSF-2.0")]
    for name in _SHOWN_LIBRARIES:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        found.append(Component(name, printable(about["Version"] or ""), _licence(about)))
    return tuple(found)


def licence_text(name: str) -> str:
    """Read the licence texts of a library as its package brings them; empty where it brings none."""
    if name == "Python":
        return sys.copyright
    try:
        files = metadata.files(name) or []
    except metadata.PackageNotFoundError:
        return ""
    texts = []
    for file in files:
        inside = file.parts[0].endswith((".dist-info", ".egg-info"))
        if inside and file.name.lower().startswith(_LICENCE_NAMES):
            try:
                texts.append(file.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                continue
    return "\n\n".join(texts)[:_MOST_TEXT]


def own_licence_text() -> str:
    """Read the licence of this program; empty where the installation lacks it."""
    from ccdiag.content.root import resource_root

    if text := licence_text(_OWN):
        return text
    try:
        return (resource_root().parent / "LICENSE").read_text(encoding="utf-8")
    except OSError:
        return ""


def _licence(about: metadata.PackageMetadata) -> str:
    stated = about.json
    expression = stated.get("license_expression") or stated.get("license") or ""
    if isinstance(expression, str) and expression and "\n" not in expression:
        return printable(expression, most=80)
    classifiers = stated.get("classifier") or []
    names = [str(entry).rpartition(" :: ")[2] for entry in classifiers if str(entry).startswith("License ::")]
    return printable(", ".join(names), most=80)
