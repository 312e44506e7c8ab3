"""A redacted case is judged as the case was: pseudonyms keep every subnet, every equality and every difference that judging looks at."""

import asyncio
import json
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from ccdiag.app.session import make_run
from ccdiag.cases.case_documents import documents_of
from ccdiag.cases.case_reading import read_case
from ccdiag.cases.redaction import redacted
from ccdiag.content.causes import load_causes
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.lab.faults import FAULTS
from ccdiag.lab.thread import LabThread
from ccdiag.model.event import PlannedCheck, RunEvent
from ccdiag.model.limits import Limits
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.saved_case import TimedEvent
from ccdiag.model.situation import Situation
from tests.cases.redacting import EVERYTHING, NOON, assert_judged_alike, named, saved_case, saved_run
from tests.diagnosis.runs import Story, numbered, situation
from tests.diagnosis.test_stories import FIRES, SPARES
from tests.scenarios.quick import QUICK

_HOLD = {"mqtt.idle_cut": 2.5}
_FAULTS = (
    *("dns.forged", "mqtt.partly_dead", "mqtt.idle_cut", "network.captive_portal", "network.proxy_login", "tls.intercepted"),
    *("tls.name_mismatch", "terminal.trigger_port_closed"),
    *("webkassa.address_differs", "webkassa.terminal_id_differs", "whitelist.wrong_merchant"),
)
"""Those that an address, a name or an id decides; the scenarios of the laboratory's faults look at all of them."""
_LIKE_A_SHOP = {"127.0.0.2": "192.168.16.102", "127.0.0.1/8": "192.168.16.20/22", '"127.0.0.1"': '"81.82.83.84"'}
"""The laboratory's addresses as a shop has them: a terminal, a laptop beside it, and a public address."""


@pytest.fixture(scope="module")
def lab() -> Iterator[LabThread]:
    with LabThread() as laboratory:
        yield laboratory


def _documents(lab: LabThread, fault: str) -> dict[str, Any]:
    case = named(lab.case, "Bakkerij Jansen")
    told = Situation(
        environment=lab.environment,
        case=case,
        simulation=True,
        touch_terminal=True,
        hold_s=_HOLD.get(fault, 0.0),
        limits=Limits() if fault == "dns.slow" else QUICK,
    )
    events: list[RunEvent] = []
    state = asyncio.run(make_run(told, events.append).execute())
    timed = tuple(TimedEvent(float(number), event) for number, event in enumerate(events))
    return documents_of(saved_case(case, saved_run(state, told.environment, case, events=timed), simulation=True))


@pytest.mark.parametrize("fault", _FAULTS)
def test_each_fault_of_the_laboratory_is_judged_alike(lab: LabThread, fault: str) -> None:
    if not FAULTS[fault].available:
        pytest.skip(f"{sys.platform} cannot show it on loopback")
    lab.call(lab.lab.set_fault, fault, True)
    try:
        documents = _documents(lab, fault)
    finally:
        lab.call(lab.lab.set_fault, fault, False)
    assert_judged_alike(documents)
    written = json.dumps(documents)
    for there, here in _LIKE_A_SHOP.items():
        written = written.replace(there, here)
    assert_judged_alike(json.loads(written))


def _told(story: Story) -> dict[str, Any]:
    about = situation(story.terminal, merchant={"id": "M-4711", "name": "Bakkerij Jansen"})
    results = numbered(story.results)
    states = {
        check: CheckState(
            planned=PlannedCheck(id=check, title=message("made up"), place=Place.LAPTOP, limit_s=1.0),
            phase="done",
            started_at_s=0.0,
            observations=result.observations,
            result=result,
        )
        for check, result in results.items()
    }
    state = RunState(started_at=NOON, environment=about.environment.id, case=about.case, checks=states, elapsed_s=1.0)
    return documents_of(saved_case(about.case, saved_run(state, about.environment, about.case)))


def _causes(documents: dict[str, Any]) -> list[tuple[str, str]]:
    run = read_case(documents).saved.runs[0]
    return [(cause.id, cause.certainty.value) for cause in diagnose(load_causes(), run.state.results, run.situation)]


@pytest.mark.parametrize("story", [*FIRES, *SPARES], ids=lambda story: f"{story.cause}: {story.about}")
def test_each_story_has_the_same_causes(story: Story) -> None:
    documents = _told(story)
    before = _causes(documents)
    assert _causes(redacted(documents).documents) == before
    assert _causes(redacted(documents, EVERYTHING).documents) == before
