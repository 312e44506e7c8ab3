"""A broken laboratory is mended in its AdminLight, and the checklist turns with it."""

import asyncio
from collections.abc import Iterator

import pytest

from ccdiag.app.session import make_run
from ccdiag.lab.thread import LabThread
from ccdiag.model.limits import Limits
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import RunVerdict
from tests.network.scenario import OF_A_BUSY_MACHINE

QUICK = Limits(after_handshake=0.4, passive_read=0.3)
SERVICE = "START MENU SERVICE MENU 1234 OK"
DAY = "START MENU MANAGER MENU 1234 OK FUNCTIES TERMINAL"
INSTALL = f"{SERVICE} FUNCTIES TERMINAL CONTACT TMS HW INSTALLATIE TERM. INSTALLATIE LAB00042 OK LAB00042 OK OK OK"


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


def checklist(lab: LabThread) -> RunState:
    situation = Situation(environment=lab.environment, case=lab.case, simulation=True, touch_terminal=True, limits=QUICK)
    return asyncio.run(make_run(situation, lambda _event: None).execute())


@pytest.mark.parametrize(
    ("fault", "keys"),
    [
        ("terminal.pos_mode_wrong", (f"{SERVICE} CONFIGUREREN TERMINAL OPI INSTELLINGEN POS MODE TCP FLAT-OUTGOING OK",)),
        ("terminal.day_closed", (f"{DAY} DAGOPENING",)),
        ("terminal.hw_install_missing", (f"{DAY} DAGAFSLUITING", f"{INSTALL} OK", f"{DAY} DAGOPENING")),
        ("terminal.software_too_old", (f"{DAY} DAGAFSLUITING", f"{INSTALL} OK OK", f"{DAY} DAGOPENING")),
    ],
)
def test_the_right_keys_mend_the_terminal(lab: LabThread, fault: str, keys: tuple[str, ...]) -> None:
    lab.call(lab.lab.set_faults, (fault,))
    assert [cause.id for cause in checklist(lab).causes][:1] == [fault]
    for line in keys:
        result = lab.call(lab.lab.press, line.split())
        assert result.understood, result.line
    state = checklist(lab)
    assert (state.verdict, [cause.id for cause in state.causes if cause.id not in OF_A_BUSY_MACHINE]) == (RunVerdict.HEALTHY, [])
    assert lab.lab.faults == frozenset()
