"""The terminals that one document of TMS parameters is about."""

from collections.abc import Iterable, Sequence
from typing import Final

from ccdiag.settings_check.names import tms_name, webkassa_name
from ccdiag.settings_check.setting import Setting

_DEEPEST: Final = 4


def terminals_of(settings: Sequence[Setting]) -> tuple[tuple[Setting, ...], ...]:
    """Return the settings of each terminal; one group where the document is about one.

    A parameter that stands in two tables, rows or sheets tells that these are two terminals; groups of parameters have no name twice.
    """
    for depth in range(1, _DEEPEST + 1):
        tables: dict[tuple[str, ...], list[Setting]] = {}
        shared: list[Setting] = []
        for setting in settings:
            (tables.setdefault(setting.section[:depth], []) if len(setting.section) >= depth else shared).append(setting)
        if _overlap(tables.values()):
            common = [setting for setting in shared if tms_name(setting.name) is None]
            return tuple((*common, *table) for table in tables.values() if any(tms_name(one.name) for one in table))
    return (tuple(settings),)


def own_terminal(settings: Sequence[Setting], tms_id: str | None) -> tuple[Setting, ...]:
    """Return the settings of the terminal that is meant, out of a list of several; all where the list does not tell."""
    groups, wanted = terminals_of(settings), (tms_id or "").strip()
    own = [group for group in groups if wanted and terminal_id_of(group) == wanted]
    return own[0] if len(groups) > 1 and len(own) == 1 else tuple(settings)


def terminal_id_of(settings: Sequence[Setting]) -> str | None:
    """Return the TMS id that a terminal's parameters name; None where there is none, or more than one."""
    ids = {setting.value.strip() for setting in settings if webkassa_name(setting.name) == "terminalId"} - {""}
    return ids.pop() if len(ids) == 1 else None


def _overlap(tables: Iterable[Sequence[Setting]]) -> bool:
    seen: set[str] = set()
    for table in tables:
        names = {name for setting in table if (name := tms_name(setting.name)) is not None}
        if names & seen:
            return True
        seen |= names
    return False
