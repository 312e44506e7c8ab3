"""The parameters that have to be set, as a list to print or to work through."""

import csv
import io

from msgspec import Struct

from ccdiag.model.case import Generation
from ccdiag.model.message import Message
from ccdiag.settings_check.lint_report import LintReport, RowState

_OPEN = frozenset({RowState.WRONG, RowState.MISSING, RowState.UNDECIDED, RowState.WARNING, RowState.NOT_SEEN})


class ToSet(Struct, frozen=True, kw_only=True):
    """One parameter."""

    part: str
    parameter: str
    value: Message
    """What it has to be, by the generation that is meant."""
    found: str
    """What is there now."""
    state: RowState


def to_set(report: LintReport, *, generation: Generation | None = None) -> tuple[ToSet, ...]:
    """Return what is not known to be right; for 2.0 where nobody said which generation is meant."""
    meant = generation or report.generation or "2.0"
    return tuple(
        ToSet(
            part=row.part,
            parameter=row.parameter,
            value=row.needed_1_0 if meant == "1.0" else row.needed_2_0,
            found=", ".join(dict.fromkeys(found.value for found in row.found)),
            state=row.state,
        )
        for row in report.comparison
        if row.state in _OPEN
    )


def list_as_csv(report: LintReport) -> bytes:
    """Write the list as a spreadsheet reads it: UTF-8 with its mark, semicolons; in English, as the portal is."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(["part", "parameter", "value", "found", "state"])
    for one in to_set(report):
        rows.writerow([one.part, one.parameter, _harmless(one.value.english()), _harmless(one.found), one.state])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(text: str) -> str:
    # A spreadsheet program takes what begins with these for a formula.
    return "'" + text if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
