"""A report by the rules of today: its texts are then those of this version, in every language."""

from datetime import tzinfo

from ccdiag import __version__
from ccdiag.app.saved_cases import judged_again
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.reports.parts import Report
from ccdiag.reports.report import NothingMeasuredError, make_report


def report_of_today(saved: SavedCase, run: SavedRun | None = None, *, zone: tzinfo | None = None) -> Report:
    """Judge a run again, the newest by default, and report that, with what differs from then; raises NothingMeasuredError."""
    run = run or (saved.runs[-1] if saved.runs else None)
    if run is None:
        raise NothingMeasuredError
    judged = judged_again(run)
    changes = (change.said for change in judged.changes)
    return make_report(saved, run, version=__version__, zone=zone, state=judged.state, changes=changes)
