"""What a file that somebody brought is: a case, an environment, or settings for the case."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ccdiag.content.cases import case_from_document
from ccdiag.content.environments import load_environment_file
from ccdiag.content.errors import ContentError
from ccdiag.content.toml import parse_toml
from ccdiag.model.case import Case, SettingTable
from ccdiag.model.environment import Environment
from ccdiag.model.message import message

if TYPE_CHECKING:
    from ccdiag.settings_check.document import DocumentKind

_TABLES: Final = frozenset({".csv", ".tsv", ".xlsx"})
"""Taken for TMS parameters where the content does not tell."""
_SETTINGS: Final = (".json", ".xml", ".ini", ".properties", ".conf", ".yaml", ".yml", ".txt", ".csv", ".tsv", ".xlsx")
_LARGEST_LOOKED_INTO: Final = 128 * 1024
"""In bytes: reading more would be felt; settings files are smaller by far."""
PATTERNS: Final = ("*.ccdiag", "*.toml", *(f"*{suffix}" for suffix in _SETTINGS))
"""What can be opened, by name."""


def open_file(path: Path, case: Case) -> Case | Environment:
    """Read a file by what it holds: an environment, a case, or settings that are put into `case`.

    TOML is an environment when it has endpoints, else a case. Settings are a Webkassa's or those of TMS by the names in them; where these
    do not tell, tables are taken for TMS parameters. Their check reads them again. Raises ContentError.
    """
    match path.suffix.lower():
        case ".toml":
            document = parse_toml(path)
            if "mqtt" in document or "tas" in document:
                return load_environment_file(path)
            return case_from_document(document, path, path.absolute().parent)
        case suffix if suffix in _SETTINGS:
            return _with_settings(path, case)
        case _:
            raise ContentError(path, "", message("is none of the files that can be opened: {patterns}", patterns=", ".join(PATTERNS)))


def _with_settings(path: Path, case: Case) -> Case:
    from ccdiag.settings_check.document import DocumentKind

    file: SettingTable = {"file": str(path.absolute())}
    match _kind_of(path):
        case DocumentKind.WEBKASSA:
            return replace(case, webkassa=file)
        case DocumentKind.TMS:
            return replace(case, tms_parameters=file)
        case DocumentKind.BOTH:
            return replace(case, webkassa=file, tms_parameters=dict(file))
        case _:
            return replace(case, tms_parameters=file) if path.suffix.lower() in _TABLES else replace(case, webkassa=file)


def _kind_of(path: Path) -> "DocumentKind | None":
    """Say what a settings file is about; None where it cannot be read, or is too large to be looked into."""
    from ccdiag.content.bounded_file import FileReadError, read_bounded
    from ccdiag.settings_check.document import SettingsDocument
    from ccdiag.settings_check.reading import open_document

    try:
        document = open_document(read_bounded(path, most=_LARGEST_LOOKED_INTO), path.name)
    except FileReadError:
        return None
    return document.kind if isinstance(document, SettingsDocument) else None


def save_case(case: Case, path: Path) -> None:
    """Write a case as TOML, whole or not at all; raises OSError."""
    import msgspec
    import tomli_w

    from ccdiag.content.durable_file import put_in_place

    document: dict[str, object] = {key: _without_none(value) for key, value in msgspec.to_builtins(case).items()}
    document = {key: value for key, value in document.items() if value not in (None, {})}
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(tomli_w.dumps(document).encode())
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)


def _without_none(value: object) -> object:
    if isinstance(value, dict):
        kept = {key: _without_none(inner) for key, inner in value.items() if inner is not None}
        return {key: inner for key, inner in kept.items() if inner != {}}
    return [_without_none(inner) for inner in value] if isinstance(value, list | tuple) else value
