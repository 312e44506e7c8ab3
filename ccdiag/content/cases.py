"""Loading cases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from ccdiag.content.bounded_file import FileReadError, refuse_unreadable
from ccdiag.content.errors import ContentError
from ccdiag.content.file_problem import problem_message
from ccdiag.content.hosts import is_name_server, is_usable_address
from ccdiag.content.mismatch import join_key, shown_value
from ccdiag.content.toml import convert_document, parse_toml
from ccdiag.model.case import Case, SettingTable
from ccdiag.model.confidential import looks_like_card_number, looks_like_secret
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.version import parse_version

_IPV4_BITS = 32
_FILES = ("webkassa.file", "tms_parameters.file")
_LARGEST_NUMBER = 2**53
"""Of a setting; beyond it other programs lose digits."""


def load_case(path: Path) -> Case:
    """Load a case file; files that it names are looked for beside it, and their paths made absolute.

    Raises ContentError for whatever is wrong with it.
    """
    if path.suffix.lower() == ".ccdiag":
        raise ContentError(path, "", message("is a saved case; expected a case file in TOML"))
    return case_from_document(parse_toml(path), path, path.absolute().parent)


def case_from_document(document: dict[str, Any], source: Path, folder: Path) -> Case:
    """Turn a parsed document into a case; errors name `source`, relative paths start from `folder`. Raises ContentError."""
    case = convert_document(document, Case, source)
    for problem in _problems(case):
        raise ContentError(source, problem.key_path, problem.expected)
    return msgspec.structs.replace(
        case,
        webkassa=_with_file("webkassa", case.webkassa, source, folder),
        tms_parameters=_with_file("tms_parameters", case.tms_parameters, source, folder),
    )


class _Problem(NamedTuple):
    key_path: str
    expected: Message


def _problems(case: Case) -> Iterator[_Problem]:
    yield from _text_problems(msgspec.to_builtins(case), "")
    terminal = case.terminal
    if terminal.ip is not None and not is_usable_address(terminal.ip):
        yield _Problem("terminal.ip", message('{found} is not an address such as "192.0.2.10"', found=shown_value(terminal.ip)))
    elif terminal.ip is not None and ":" not in terminal.ip and terminal.prefix is not None and terminal.prefix > _IPV4_BITS:
        yield _Problem("terminal.prefix", message("{found} is not a number from 0 to 32", found=terminal.prefix))
    for index, server in enumerate(terminal.dns or ()):
        if not is_name_server(server):
            expected = message('{found} is not an address such as "192.0.2.1"', found=shown_value(server))
            yield _Problem(f"terminal.dns[{index}]", expected)
    if terminal.software is not None and terminal.software != "unknown" and parse_version(terminal.software) is None:
        expected = message('{found} is not a version such as "14.0.11.01"', found=shown_value(terminal.software))
        yield _Problem("terminal.software", expected)
    yield from _table_problems("webkassa", case.webkassa)
    yield from _table_problems("tms_parameters", case.tms_parameters)


def _text_problems(value: object, path: str) -> Iterator[_Problem]:
    """Refuse what must never enter a case, without showing it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _text_problems(inner, join_key(path, key))
    elif path in _FILES:
        return
    elif isinstance(value, str):
        name = path.rpartition(".")[2]
        if looks_like_card_number(value):
            yield _Problem(path, message("looks like a card number, which does not belong in a case"))
        elif looks_like_secret(name, value):
            yield _Problem(path, message("looks like a password or a key, which does not belong in a case"))
        elif printable(value, most=len(value)) != value:
            yield _Problem(path, message("{found} holds characters that do not belong here", found=shown_value(value)))
        elif path.startswith(("merchant.", "terminal.")) and not value.strip():
            yield _Problem(path, message("is empty; leave out what is not known"))
    elif isinstance(value, int) and looks_like_card_number(str(value)[:20]):
        yield _Problem(path, message("looks like a card number, which does not belong in a case"))


def _table_problems(name: str, table: SettingTable | None) -> Iterator[_Problem]:
    if table is None:
        return
    if "file" in table:
        if not isinstance(table["file"], str) or not table["file"]:
            yield _Problem(f"{name}.file", message("{found} is not the path of a file", found=shown_value(table["file"])))
        elif len(table) > 1:
            yield _Problem(f"{name}.file", message("stands beside other keys; give either the file, or the settings themselves"))
    for key, value in _leaves(table, name):
        if isinstance(value, int) and abs(value) > _LARGEST_NUMBER:
            yield _Problem(key, message("{found} is too large", found=shown_value(value)))
        if isinstance(value, float) and not -_LARGEST_NUMBER < value < _LARGEST_NUMBER:
            yield _Problem(key, message("{found} is not a number that can be used", found=shown_value(value)))


def _leaves(table: dict[str, Any], path: str) -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, join_key(path, key))
        else:
            yield join_key(path, key), value


def _with_file(name: str, table: SettingTable | None, source: Path, folder: Path) -> SettingTable | None:
    if table is None or not isinstance(stated := table.get("file"), str):
        return table
    path = folder / stated
    try:
        refuse_unreadable(path)
    except FileReadError as error:
        problem = problem_message(error.problem, most=0).english()
        raise ContentError(source, f"{name}.file", message("{file}: {problem}", file=shown_value(stated), problem=problem)) from error
    return {"file": str(path)}
