"""A folder that looks like the laid-out Python for Windows: real descriptions of the packages, and libraries with nothing but a version."""

import re
import shutil
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

LIBRARIES = {
    "python313.dll": "FileVersion\0\0003.13.2\0".encode("utf-16-le"),
    "libcrypto-3.dll": "FileVersion\0003.0.15\0".encode("utf-16-le"),
    "sqlite3.dll": "FileVersion\0\0003.45.3.0\0".encode("utf-16-le"),
    "vcruntime140.dll": "FileVersion\x0014.42.34226.3\0".encode("utf-16-le"),
    "pyexpat.pyd": b"\0expat_2.6.4\0",
    "_bz2.pyd": b"\0001.0.8, 13-Jul-2019\0",
    "Lib/site-packages/PySide6/Qt6Core.dll": "FileVersion\0\0006.11.3.0\0".encode("utf-16-le"),
    "Lib/site-packages/cryptography/hazmat/bindings/_rust.pyd": b"\0OpenSSL 4.0.3 1 Jan 2026\0",
}


def locked() -> dict[str, str]:
    """Return the version of each package that the lock names."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+) ", (ROOT / "installer" / "windows.lock").read_text("utf-8"), re.MULTILINE))


def make(folder: Path) -> Path:
    for name, data in LIBRARIES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (folder / "LICENSE.txt").write_text("The licence of Python.\n", encoding="utf-8")
    for name, version in locked().items():
        target = folder / "Lib" / "site-packages" / f"{name.replace('-', '_')}-{version}.dist-info"
        try:
            # Private, and there is no other way to the folder itself.
            source = Path(str(metadata.distribution(name)._path))  # type: ignore[attr-defined]
        except metadata.PackageNotFoundError:
            # What is for Windows, or for the build, only.
            target.mkdir()
            told = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\nLicense-Expression: MIT\n\n"
            (target / "METADATA").write_text(told, encoding="utf-8")
        else:
            shutil.copytree(source, target)
        # Some bring theirs for Windows only.
        (target / "LICENSE").write_text("A licence.\n", encoding="utf-8")
    return folder
