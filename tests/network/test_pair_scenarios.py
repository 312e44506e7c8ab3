"""Two faults at once, on different stretches of the way: both are told, the nearer one first, and nothing that is not there."""

from collections.abc import Callable

import pytest

from tests.network import plan
from tests.network.scenario import Arrange, Scenario, hold
from tests.network.world import World

MQTT = f"ip daddr {{ {', '.join(plan.MQTT)} }}"


def router(rule: str) -> Arrange:
    return lambda world: world.rules(world.router, "forward", rule)


def tas(manner: str) -> Arrange:
    return lambda world: world.served_by(manner, port=plan.TAS_PORT, instead_of=(plan.TAS,))


def both(*arrangements: Arrange) -> Arrange:
    def arrange(world: World) -> None:
        for one in arrangements:
            one(world)

    return arrange


def unplugged_terminal(world: World) -> None:
    world.unplug("lan2")


def expired(world: World) -> None:
    world.served_by("expired")


def inspected(world: World) -> None:
    world.inspect(known=True)


def name_servers(*manners: str) -> Arrange:
    return lambda world: world.name_servers(*manners)


def gateway_gone(world: World) -> None:
    world.change(world.router, does=f"address del {plan.ROUTER}/24 dev switch", undoes=f"address add {plan.ROUTER}/24 dev switch")


TAS_DROPPED = router(f"tcp dport {plan.TAS_PORT} drop")
TMS_DROPPED = router(f"tcp dport {plan.TMS_PORT} drop")
MQTT_DROPPED = router(f"{MQTT} drop")

SCENARIOS = [
    Scenario(name="TAS and TMS dropped", arrange=both(TAS_DROPPED, TMS_DROPPED), primary="tas.port_dropped", also=("tms.port_dropped",)),
    Scenario(
        name="MQTT dropped, TAS closes", arrange=both(MQTT_DROPPED, tas("close")), primary="mqtt.port_dropped", also=("tas.closes_at_once",)
    ),
    Scenario(
        name="MQTT dropped, terminal off",
        arrange=both(MQTT_DROPPED, unplugged_terminal),
        primary="mqtt.port_dropped",
        also=("terminal.offline",),
    ),
    Scenario(
        name="inspection, TAS dropped",
        arrange=both(inspected, TAS_DROPPED),
        primary="tls.intercepted",
        also=("tas.port_dropped",),
        only=False,
    ),
    Scenario(
        name="expired, TMS dropped", arrange=both(expired, TMS_DROPPED), primary="tms.port_dropped", also=("tls.certificate_expired",)
    ),
    Scenario(
        name="DNS forged for MQTT, TMS dropped",
        arrange=both(name_servers("lies_for_mqtt"), TMS_DROPPED),
        primary="tms.port_dropped",
        also=("dns.forged",),
    ),
    Scenario(
        name="DNS silent, TMS dropped",
        arrange=both(name_servers("silent"), TMS_DROPPED),
        primary="tms.port_dropped",
        also=("dns.server_silent",),
    ),
    Scenario(name="gateway gone, DNS refusing", arrange=both(name_servers("refused"), gateway_gone), primary="network.gateway_down"),
    Scenario(name="gateway gone, terminal off", arrange=both(unplugged_terminal, gateway_gone), primary="network.gateway_down"),
    Scenario(
        name="DNS slow, TAS refused",
        arrange=both(name_servers("slow"), router(f"tcp dport {plan.TAS_PORT} reject with tcp reset")),
        primary="tas.port_rejected",
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)
