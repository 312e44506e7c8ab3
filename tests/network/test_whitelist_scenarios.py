"""What a whitelist's source may answer, and what may keep it from answering."""

from collections.abc import Callable

import pytest

from tests.network import plan, web
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("odd_web", "hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]


def answers(manner: str) -> Arrange:
    return lambda world: web.whitelist(world, manner)


def blocked(rule: str) -> Arrange:
    def arrange(world: World) -> None:
        web.whitelist(world, "true")
        world.rules(world.router, "forward", f"tcp dport {web.PORTS['whitelist.true']} {rule}")

    return arrange


def nobody_listens(world: World) -> None:
    world.shop.environment["whitelist"] = {"source": "http", "url": f"http://{plan.WEB_NAME}:9/{{merchant}}/{{tms_id}}"}


def no_such_name(world: World) -> None:
    world.shop.environment["whitelist"] = {"source": "http", "url": "http://whitelist.example/{merchant}/{tms_id}"}


def unusable(name: str, arrange: Arrange, kind: str) -> Scenario:
    return Scenario(name=name, arrange=arrange, primary=f"whitelist.source_{kind}", verdict="inconclusive", certainty="certain")


SCENARIOS = [
    Scenario(name="listed", arrange=answers("true"), verdict="healthy"),
    Scenario(name="not listed", arrange=answers("false"), primary="whitelist.missing", certainty="certain"),
    # So answers a service that does not know the entry, and a server that does not know the address.
    Scenario(name="404", arrange=answers("404"), primary="whitelist.missing", certainty="likely"),
    Scenario(name="404 with a page", arrange=answers("404_page"), primary="whitelist.missing", certainty="likely"),
    *(unusable(status, answers(status), "denied") for status in ("401", "403")),
    unusable("302 to a login", answers("302"), "denied"),
    unusable("login page", answers("page"), "denied"),
    *(unusable(status, answers(status), "unreachable") for status in ("500", "503", "429")),
    unusable("204", answers("204"), "invalid"),
    unusable("broken JSON", answers("broken"), "invalid"),
    unusable("empty", answers("empty"), "invalid"),
    unusable("wrong type", answers("wrong_type"), "invalid"),
    unusable("other JSON", answers("other_json"), "invalid"),
    unusable("too large", answers("large"), "invalid"),
    unusable("no HTTP", answers("no_http"), "invalid"),
    unusable("slow", answers("slow"), "unreachable"),
    unusable("dripping", answers("drip"), "unreachable"),
    unusable("closes without an answer", answers("close"), "unreachable"),
    unusable("refused", nobody_listens, "unreachable"),
    unusable("rejected by a firewall", blocked("reject with icmp admin-prohibited"), "unreachable"),
    unusable("dropped", blocked("drop"), "unreachable"),
    unusable("no such name", no_such_name, "unreachable"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    ran = hold(scenario, world, record_property)
    assert ran.check("mqtt.tls")["verdict"] == "pass", ran.told()
    assert ran.check("whitelist.entry")["verdict"] == {"healthy": "pass", "fault": "fail"}.get(scenario.verdict, "inconclusive"), ran.told()
