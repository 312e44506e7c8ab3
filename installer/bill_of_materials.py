"""Write what the program is made of as CycloneDX 1.6: `python -m installer.bill_of_materials PYTHON_FOLDER FILE`."""

import hashlib
import json
import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ccdiag import __version__
from installer.shipped import INSTALLER, Component, components

_RESOURCE = "FileVersion".encode("utf-16-le") + rb"(?:\x00\x00){1,2}((?:[0-9.]\x00)+)"
"""The version in the resources of a Windows library."""


@dataclass(frozen=True)
class Part:
    """A library that came inside of another package, and where its version stands."""

    name: str
    licence: str
    file: str
    pattern: bytes = _RESOURCE


# Licences as each project names its own; those of Microsoft's libraries have no identifier.
PARTS = (
    Part("cpython", "PSF-2.0", "python313.dll"),
    Part("openssl", "Apache-2.0", "libcrypto-3.dll"),
    Part("sqlite", "blessing", "sqlite3.dll"),
    Part("expat", "MIT", "pyexpat.pyd", rb"expat_(\d+\.\d+\.\d+)"),
    Part("bzip2", "bzip2-1.0.6", "_bz2.pyd", rb"\x00(1\.\d+\.\d+), \d+-[A-Z][a-z]+-\d{4}\x00"),
    Part("microsoft-visual-c-runtime", "LicenseRef-Microsoft-Visual-C-Runtime", "vcruntime140.dll"),
    Part("qt", "LGPL-3.0-only", "Qt6Core.dll"),
    # A second one: cryptography carries its own.
    Part("openssl", "Apache-2.0", "_rust.pyd", rb"OpenSSL (\d+\.\d+\.\d+) "),
)


def of_package(component: Component) -> dict[str, Any]:
    """Return what is told of a package."""
    reference = f"pkg:pypi/{component.name}@{component.version}"
    return {
        "type": "library",
        "bom-ref": reference,
        "name": component.name,
        "version": component.version,
        "purl": reference,
        "licenses": [{"expression": component.licence}],
        "hashes": [{"alg": "SHA-256", "content": component.sha256}],
    }


def of_part(part: Part, python: Path) -> dict[str, Any]:
    """Return what is told of a library inside of a package; raises ValueError where it or its version is not found."""
    files = sorted(python.rglob(part.file), key=lambda path: (len(path.parts), str(path)))
    if not files:
        raise ValueError(f"{part.file} is missing")
    data = files[0].read_bytes()
    version = _version(part, data)
    reference = f"pkg:generic/{part.name}@{version}"
    return {
        "type": "library",
        "bom-ref": f"{reference}#{files[0].name}",
        "name": part.name,
        "version": version,
        "purl": reference,
        "licenses": [{"expression": part.licence}],
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(data).hexdigest()}],
        # Whose hash it is: what is told is in this file.
        "evidence": {"occurrences": [{"location": files[0].name}]},
    }


def _version(part: Part, data: bytes) -> str:
    matched = re.search(part.pattern, data)
    if matched is None:
        raise ValueError(f"{part.file} tells no version")
    told = matched[1].decode("utf-16-le" if part.pattern is _RESOURCE else "ascii")
    # The resources have four numbers, of which projects with three leave the last one at zero.
    return told.removesuffix(".0") if told.count(".") > 2 else told  # noqa: PLR2004


def bill(python: Path) -> dict[str, Any]:
    """Return the document; its number and time follow from the tree, so that the same tree gives the same document."""
    parts = [of_part(part, python) for part in PARTS] + [of_package(found) for found in components(python / "Lib" / "site-packages")]
    seed = hashlib.sha256(__version__.encode() + b"".join(lock.read_bytes() for lock in sorted(INSTALLER.glob("*.lock")))).digest()
    made = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    program = {
        "type": "application",
        "bom-ref": "ccdiag",
        "name": "ccdiag",
        "version": __version__,
        "licenses": [{"expression": "Apache-2.0"}],
    }
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{UUID(bytes=seed[:16], version=4)}",
        "version": 1,
        "metadata": {"timestamp": made.isoformat().replace("+00:00", "Z"), "component": program},
        "components": parts,
        "dependencies": [{"ref": "ccdiag", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


def main() -> None:
    """Write the document."""
    python, file = Path(sys.argv[1]), Path(sys.argv[2])
    file.write_text(json.dumps(bill(python), indent=2) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
