"""Write the list of all that ships, against which `ccdiag self-test` holds what it finds."""

import re
import tomllib
from pathlib import Path

import msgspec

from ccdiag.cli.installation_list import CONTENTS, Contents
from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.causes import load_causes
from ccdiag.content.environments import environment_names
from ccdiag.content.guide import load_guide
from ccdiag.content.procedures import load_procedures
from ccdiag.content.root import resource_root
from ccdiag.content.shops import load_shops

ROOT = Path(__file__).resolve().parents[1]
SOURCES = frozenset({".po", ".pot"})
"""Of catalogues: they stay where the program is built."""


def contents_text() -> str:
    """Return the list, as it is stored."""
    root = resource_root()
    files = (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and path.suffix not in SOURCES)
    adminlight, book, prepared = load_adminlight(), load_procedures(), load_shops()
    contents = Contents(
        files=tuple(sorted(name for name in files if name != CONTENTS)),
        causes=tuple(sorted({rule.id for rule in load_causes()})),
        rules=len(load_causes()),
        screens=tuple(sorted(adminlight.screens)),
        variants=tuple(sorted(adminlight.variants)),
        procedures=tuple(sorted(book.procedures)),
        obligations=tuple(sorted(book.obligations)),
        shops=tuple(sorted(prepared.shops)),
        mendings=tuple(sorted(prepared.mendings)),
        guide=tuple(section.anchor for section in load_guide("en").sections),
        environments=environment_names(),
        schemas=tuple(sorted(path.stem for path in (root / "schema").glob("*.json"))),
        libraries=libraries(),
    )
    return msgspec.json.format(msgspec.json.encode(contents), indent=2).decode() + "\n"


def libraries() -> dict[str, str]:
    """Return the locked versions of what the program itself uses."""
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = [found[0] for requirement in wanted if (found := re.match(r"[A-Za-z0-9-]+", requirement))] + ["shiboken6"]
    lock = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8")
    locked = dict(re.findall(r"^([a-z0-9-]+)==([^ \\;]+)", lock, re.MULTILINE))
    return {name: locked[name.lower()] for name in sorted(names, key=str.lower)}


if __name__ == "__main__":
    (resource_root() / CONTENTS).write_text(contents_text(), encoding="utf-8")
