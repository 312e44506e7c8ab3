"""Cases and environments without the paths of the machine that they were written on: they hold its user's name, and lead nowhere else."""

import re
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from msgspec.structs import replace

from ccdiag.content.environments import AMAZON
from ccdiag.model.case import Case, SettingTable
from ccdiag.model.environment import Environment
from ccdiag.model.printable import printable

_LONGEST_NAME: Final = 80


class FileNames:
    """Gives each path a name that stands for it; two files of one name get different ones, so that a change from one to another shows."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return the name that stands for a path; empty for none."""
        if not path:
            return ""
        if path not in self._names:
            self._names[path] = self._free(file_name(path))
        return self._names[path]

    def put_into(self, tree: Any) -> Any:  # noqa: ANN401  # whatever a document holds
        """Return a tree of dictionaries and lists in which these names stand for the paths, wherever a text tells one."""
        folders = sorted((path for path, name in self._names.items() if path != name), key=len, reverse=True)
        # Without any: what fits nothing. Tuples become the lists that JSON has all the same.
        return self._put(tree, re.compile("|".join(map(re.escape, folders)) or r"(?!)"))

    def _put(self, tree: Any, paths: re.Pattern[str]) -> Any:  # noqa: ANN401  # likewise
        match tree:
            case str():
                return paths.sub(lambda found: self._names[found.group()], tree)
            case dict():
                return {key: self._put(inner, paths) for key, inner in tree.items()}
            case list() | tuple():
                return [self._put(inner, paths) for inner in tree]
            case _:
                return tree

    def _free(self, name: str) -> str:
        taken, number, free = set(self._names.values()), 1, name
        while free in taken:
            number += 1
            free = f"{name} ({number})"
        return free


def file_name(path: str) -> str:
    """Return the last part of a path of either system, safe to show."""
    # A file of Windows may be told of on Linux, and the other way round.
    name = PureWindowsPath(path).name if "\\" in path or path[1:2] == ":" else PurePosixPath(path).name
    return printable(name, most=_LONGEST_NAME) or "file"


def case_without_paths(case: Case, names: FileNames) -> Case:
    """Return a case that names its files without their folders."""
    return replace(case, webkassa=_table(case.webkassa, names), tms_parameters=_table(case.tms_parameters, names))


def environment_without_paths(environment: Environment, names: FileNames) -> Environment:
    """Return an environment that names its files without their folders, and no variable of the machine."""
    mqtt = environment.mqtt
    trust = mqtt.trust if mqtt.trust == AMAZON else names.of(mqtt.trust)
    return replace(
        environment,
        mqtt=replace(mqtt, trust=trust, client_certificate=names.of(mqtt.client_certificate)),
        whitelist=replace(environment.whitelist, path=names.of(environment.whitelist.path), token_variable=""),
    )


def _table(table: SettingTable | None, names: FileNames) -> SettingTable | None:
    if table is None or not isinstance(path := table.get("file"), str):
        return table
    return {"file": names.of(path)}
