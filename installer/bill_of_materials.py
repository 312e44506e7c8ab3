"""Write what the program is made of as CycloneDX: `python -m installer.bill_of_materials PYTHON_FOLDER FILE`."""

import hashlib
import json
import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ccdiag import __version__
from installer.shipped import INSTALLER, Component, components


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


def of_interpreter(python: Path) -> list[dict[str, Any]]:
    """Return what is told of Python and of what it carries, by the version that each file has in it."""
    library = (python / "python313.dll").read_bytes()
    encryption = (python / "libcrypto-3.dll").read_bytes()
    told = {
        "cpython": (_version(rb"\x00(3\.13\.\d+)\x00", library), "PSF-2.0", python / "python313.dll"),
        "openssl": (_version(rb"OpenSSL (3\.\d+\.\d+) ", encryption), "Apache-2.0", python / "libcrypto-3.dll"),
    }
    return [
        {
            "type": "library",
            "bom-ref": f"pkg:generic/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:generic/{name}@{version}",
            "licenses": [{"expression": licence}],
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        }
        for name, (version, licence, file) in told.items()
    ]


def _version(pattern: bytes, data: bytes) -> str:
    matched = re.search(pattern, data)
    if matched is None:
        raise ValueError(f"no version is found by {pattern!r}")
    return matched[1].decode("ascii")


def bill(python: Path) -> dict[str, Any]:
    """Return the document; its number and time follow from the tree, so that the same tree gives the same document."""
    parts = of_interpreter(python) + [of_package(component) for component in components(python / "Lib" / "site-packages")]
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
    file.write_text(json.dumps(bill(python), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
