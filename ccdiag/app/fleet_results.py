"""The results for many terminals as a table of separated values, for a spreadsheet."""

import contextlib
import csv
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from ccdiag.app.fleet import FleetReading
from ccdiag.content.durable_file import put_in_place, refuse_what_is_no_file
from ccdiag.model.message import Message
from ccdiag.settings_check.fleet_judgement import Gap, Judgement
from ccdiag.settings_check.fleet_words import STATE_WORDS, WHITELIST_WORDS, setting_words

Render = Callable[[Message], str]

HEADING: Final = (
    "order",
    "configuration",
    "configuration_state",
    "tms_id",
    "merchant",
    "line",
    "state",
    "missing",
    "missing_ids",
    "unclear",
    "not_stated",
    "warnings",
    "whitelist",
    "state_text",
    "whitelist_text",
)
"""Names and states are the same in all languages, so that other programs can go by them; the texts are the reader's."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


class SameFileError(Exception):
    """The results would be written over a file that they come from."""


def write_results(file: Path, reading: FleetReading, *, render: Render, for_excel: bool = False, never_over: Iterable[Path] = ()) -> None:
    """Write the results beside and put them in place when they are whole; `for_excel` marks them as UTF-8 by a byte-order mark.

    Raises SameFileError where one of `never_over` would be lost, and OSError.
    """
    if any(_is_same(file, other) for other in never_over):
        raise SameFileError
    refuse_what_is_no_file(file)
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8-sig" if for_excel else "utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=reading.separator)
            writer.writerow(HEADING)
            writer.writerows(_rows(reading, render))
            stream.flush()
            os.fsync(stream.fileno())
        put_in_place(part, file)
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def safe_cell(text: str) -> str:
    """Return a value that no spreadsheet takes for a formula; what begins otherwise stays as it is, so that ids stay ids."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _rows(reading: FleetReading, render: Render) -> Iterator[tuple[str | int, ...]]:
    ends: dict[Judgement, tuple[str, ...]] = {}
    for order, configuration in enumerate(reading.fleet.configurations, start=1):
        name, state = safe_cell(configuration.name), configuration.state.value
        for tms_id, line, merchant, judgement in configuration.kept:
            end = ends.get(judgement)
            if end is None:
                end = ends[judgement] = _told(judgement, render)
            yield order, name, state, safe_cell(tms_id), safe_cell(merchant), line, *end


def _told(judgement: Judgement, render: Render) -> tuple[str, ...]:
    told = (
        judgement.state.value,
        _texts(judgement.missing, render),
        " ".join(gap.id for gap in judgement.missing),
        _texts(judgement.unclear, render),
        ", ".join(render(setting_words(name)) for name in judgement.not_stated),
        _texts(judgement.warnings, render),
        judgement.whitelist.value,
        render(STATE_WORDS[judgement.state]),
        render(WHITELIST_WORDS[judgement.whitelist]),
    )
    return tuple(map(safe_cell, told))


def _texts(gaps: Iterable[Gap], render: Render) -> str:
    return " ".join(render(gap.text) for gap in gaps)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.normcase(one.absolute()) == os.path.normcase(other.absolute())
