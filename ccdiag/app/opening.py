"""What a file that somebody brought is: a case, an environment, or settings for the case."""

from pathlib import Path
from typing import Final

from msgspec.structs import replace

from ccdiag.content.cases import case_from_document
from ccdiag.content.environments import load_environment_file
from ccdiag.content.errors import ContentError
from ccdiag.content.toml import parse_toml
from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.message import message

PATTERNS: Final = ("*.ccdiag", "*.toml", "*.json", "*.csv")
"""What can be opened, by name."""


def open_file(path: Path, case: Case) -> Case | Environment:
    """Read a file by what it holds: an environment, a case, or settings that are put into `case`.

    TOML is an environment when it has endpoints, else a case. JSON is taken for the configuration of a Webkassa, CSV for TMS
    parameters; their check reads them, since they may be on a drive that is slow. Raises ContentError.
    """
    match path.suffix.lower():
        case ".toml":
            document = parse_toml(path)
            if "mqtt" in document or "tas" in document:
                return load_environment_file(path)
            return case_from_document(document, path, path.absolute().parent)
        case ".json":
            return replace(case, webkassa={"file": str(path.absolute())})
        case ".csv":
            return replace(case, tms_parameters={"file": str(path.absolute())})
        case _:
            raise ContentError(path, "", message("is none of the files that can be opened: {patterns}", patterns=", ".join(PATTERNS)))


def save_case(case: Case, path: Path) -> None:
    """Write a case as TOML, whole or not at all; raises OSError."""
    import os

    import msgspec
    import tomli_w

    document: dict[str, object] = {key: _without_none(value) for key, value in msgspec.to_builtins(case).items()}
    document = {key: value for key, value in document.items() if value not in (None, {})}
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(tomli_w.dumps(document).encode())
        os.replace(part, path)  # noqa: PTH105  # replaces on Windows too, in one step
    finally:
        part.unlink(missing_ok=True)


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        kept = {key: _without_none(inner) for key, inner in value.items() if inner is not None}
        return {key: inner for key, inner in kept.items() if inner != {}}
    return [_without_none(inner) for inner in value] if isinstance(value, list | tuple) else value
