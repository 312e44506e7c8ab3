"""A case store with visits to shops in it, as a window finds it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from msgspec.structs import replace

from ccdiag.cases.store import CaseStore
from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from tests.app.runs import lab_run

BAKERY: Final = Case(
    merchant=Merchant(name="Bakkerij De Korenaar & Zonen", id="NL-4711"),
    terminal=Terminal(tms_id="NL0012345", system="GrundmasterNL", ip="192.0.2.40", software="14.0.11.01"),
    generation="2.0",
)
FLORIST: Final = Case(merchant=Merchant(name="Bloemenhuis 't Lelietje"), terminal=Terminal(tms_id="NL0054321", ip="192.0.2.41"))
BAKERY_KEY: Final = "tms:NL0012345"


def noon() -> datetime:
    """Return the last noon; a moment that is surely over."""
    now = datetime.now().astimezone().replace(minute=0, second=0, microsecond=0)
    return (now.replace(hour=12) if now.hour >= 12 else now.replace(hour=12) - timedelta(days=1)).astimezone(UTC)


def state_of(*faults: str, case: Case, at: datetime, simulation: bool = False) -> RunState:
    """Return a run of the lab as if it had been in that shop."""
    state, _ = lab_run(*faults)
    return replace(state, started_at=at, case=case, environment="ccv", simulation=simulation)


def keep(store: CaseStore, *faults: str, case: Case, at: datetime, simulation: bool = False) -> str:
    """Keep a run, and return its id."""
    run = uuid4().hex
    situation = Situation(environment=load_environment("ccv"), case=case, simulation=simulation, touch_terminal=True)
    store.begin_run(run, situation, version="0.3", at=at)
    store.put_state(run, state_of(*faults, case=case, at=at, simulation=simulation), case)
    return run


def visits(file: Path) -> None:
    """Keep a visit that ended well, older ones, and another shop."""
    at = noon()
    with CaseStore(file) as store:
        for days, faults in ((38, ()), (38, ("terminal.pos_mode_wrong",)), (19, ())):
            keep(store, *faults, case=BAKERY, at=at - timedelta(days=days))
        keep(store, case=FLORIST, at=at - timedelta(days=3))
        keep(store, "tls.intercepted", case=BAKERY, at=at - timedelta(hours=20))
        keep(store, "tls.intercepted", case=BAKERY, at=at - timedelta(minutes=76))
        store.add_note(BAKERY_KEY, "Uitzondering in de firewall gezet voor *.iot.eu-west-1.amazonaws.com", at - timedelta(minutes=68))
        keep(store, case=BAKERY, at=at - timedelta(minutes=60))
        keep(store, "tls.intercepted", case=FLORIST, at=at - timedelta(minutes=30), simulation=True)
