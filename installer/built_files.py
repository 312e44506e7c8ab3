"""The list of the frozen program's files as they were built, by which its self-test tells what is missing or was changed."""

import hashlib
import json
from pathlib import Path

from ccdiag.cli.installation_list import BUILT_FILES


def write_list(program: Path) -> Path:
    """Write the list into the folder of a program; the two programs themselves are left out, since they are signed later."""
    folder = program / "_internal"
    target = folder / "ccdiag" / BUILT_FILES
    files = sorted((path for path in folder.rglob("*") if path.is_file() and path != target), key=lambda path: path.as_posix())
    digests = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    target.write_text(json.dumps(digests, indent=0) + "\n", encoding="utf-8", newline="\n")
    return target
