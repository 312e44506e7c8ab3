"""A made-up shop, as it would be after a visit: for trying what handles saved cases."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ccdiag import __version__
from ccdiag.model.saved_case import SavedCase

if TYPE_CHECKING:
    from ccdiag.reports.parts import Report

SHOP = "Proefwinkel"


def sample_case() -> SavedCase:
    """Return a case with one run in which nothing was measured."""
    from ccdiag.app.session import planned_state
    from ccdiag.content.environments import load_environment
    from ccdiag.model.case import Case, Merchant
    from ccdiag.model.saved_case import SavedRun
    from ccdiag.model.situation import Situation

    situation = Situation(environment=load_environment("ccv"), case=Case(merchant=Merchant(name=SHOP)))
    state = replace(planned_state(situation), started_at=datetime.now(UTC))
    run = SavedRun(id="0" * 32, version=__version__, environment=situation.environment, case=situation.case, state=state)
    return SavedCase(key="shop:self-test", shop=SHOP, simulation=False, case=situation.case, runs=(run,))


def sample_report() -> "Report":
    """Return the report of that run."""
    from ccdiag.reports.report import make_report

    return make_report(sample_case(), version=__version__, zone=UTC)
