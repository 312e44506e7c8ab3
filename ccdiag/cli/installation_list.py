"""What has to be there: the list that was written when the contents were, and that of the files as they were built."""

import hashlib
import sys
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct

from ccdiag.content.root import resource_root
from ccdiag.model.conversion import decode_json

CONTENTS: Final = "contents.json"
"""In the folder of the resources."""
BUILT_FILES: Final = "built-files.json"
"""Beside the folder of the resources, in a frozen program only."""


class Contents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that ships, by its names; `scripts/write_contents.py` writes it."""

    files: tuple[str, ...]
    """Of the resources, as POSIX paths; the sources of catalogues do not ship."""
    causes: tuple[str, ...]
    rules: int
    """Of the causes: one and more of each."""
    screens: tuple[str, ...]
    variants: tuple[str, ...]
    procedures: tuple[str, ...]
    obligations: tuple[str, ...]
    shops: tuple[str, ...]
    mendings: tuple[str, ...]
    guide: tuple[str, ...]
    """The anchors of its headings."""
    environments: tuple[str, ...]
    schemas: tuple[str, ...]
    libraries: dict[str, str]
    """Those that the program itself uses, and their locked versions."""


@cache
def contents() -> Contents:
    """Read the list; raises OSError and msgspec.DecodeError."""
    return decode_json((resource_root() / CONTENTS).read_bytes(), Contents)


def built_files() -> dict[Path, str] | None:
    """Return the files of this installation and their SHA-256 as they were built; None for a source tree, which has no such list.

    Raises OSError and msgspec.DecodeError where a frozen program lacks it.
    """
    package = Path(__file__).resolve().parents[1]
    if getattr(sys, "frozen", False):
        listed = decode_json((package / BUILT_FILES).read_bytes(), dict[str, str])
        return {package.parent / name: digest for name, digest in listed.items()}
    if resource_root().parent != package:
        return None
    # Written by whatever installed the wheel; paths are relative to the folder of the packages (PEP 376, PEP 427).
    from base64 import urlsafe_b64decode
    from importlib import metadata

    found: dict[Path, str] = {}
    for file in metadata.files("ccdiag") or ():
        if file.hash is not None and file.hash.mode == "sha256" and file.parts[0] == "ccdiag":
            digest = urlsafe_b64decode(file.hash.value + "=" * (-len(file.hash.value) % 4)).hex()
            found[Path(str(file.locate())).resolve()] = digest
    return found


def digest_of(file: Path) -> str | None:
    """Return the SHA-256 of a file, in hexadecimal; None where it cannot be read."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return None
