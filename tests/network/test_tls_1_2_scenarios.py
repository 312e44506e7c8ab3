"""The faults of encryption once more, under TLS 1.2, where a missing client certificate ends the handshake itself; and no TLS at all."""

from collections.abc import Callable

import pytest

from tests.network import configurations, plan
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("tls_1_2", "hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], None]


@pytest.fixture(scope="module")
def tls_1_2(shared_world: World) -> None:
    """Start it once a world."""
    folder = shared_world.folder
    if not (folder / "tls-1-2-nginx.conf").exists():
        path = configurations.tls_1_2_nginx(folder, shared_world.certificates)
        shared_world.service.start("nginx", "-e", "stderr", "-c", path, log=folder / "tls-1-2-nginx.log")
        shared_world.service.awaits(plan.TLS_1_2_PORT)


def sent_to(address: str, *instead_of: str) -> Arrange:
    def arrange(world: World) -> None:
        rule = f"ip daddr {{ {', '.join(instead_of)} }} tcp dport 443 dnat ip to {address}:{plan.TLS_1_2_PORT}"
        world.rules(world.service, "prerouting", rule)

    return arrange


def served_by(manner: str) -> Arrange:
    return sent_to(plan.TLS_MANNERS[manner], *plan.MQTT)


def inspected(*, known: bool) -> Arrange:
    """Let every host show the firewall's certificate; where the firewall stands is not to be seen here."""

    def arrange(world: World) -> None:
        sent_to(plan.BLOCK_PAGE, *plan.MQTT, plan.CONTROL, plan.VPOS)(world)
        world.shop.knows_the_firewall = known

    return arrange


def with_session(arrange: Arrange) -> Arrange:
    def arranged(world: World) -> None:
        arrange(world)
        world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)

    return arranged


FAULTS = (
    ("untrusted", "tls.untrusted"),
    ("chain", "tls.chain_incomplete"),
    ("expired", "tls.certificate_expired"),
    ("not_yet", "tls.certificate_not_yet_valid"),
    ("other_host", "tls.name_mismatch"),
    ("self_signed", "tls.untrusted"),
    ("alpn_missing", "tls.alpn_missing"),
    ("alpn_refused", "tls.alpn_refused"),
)
SCENARIOS = [
    *(Scenario(name=manner, arrange=served_by(manner), primary=cause) for manner, cause in FAULTS),
    *(Scenario(name=f"{manner}, with a session", arrange=with_session(served_by(manner)), primary=cause) for manner, cause in FAULTS[::4]),
    Scenario(name="inspection that the laptop knows", arrange=inspected(known=True), primary="tls.intercepted"),
    Scenario(name="inspection that the laptop does not know", arrange=inspected(known=False), primary="tls.intercepted"),
    Scenario(name="wants no certificate", arrange=served_by("no_client_certificate"), verdict="healthy"),
    Scenario(name="SSH on port 443", arrange=lambda world: world.served_by("ssh"), primary="mqtt.not_tls"),
    Scenario(
        name="SSH on port 443 of one address",
        arrange=lambda world: world.served_by("ssh", instead_of=plan.MQTT[:1]),
        primary="mqtt.partly_dead",
        certainty="possible",
    ),
    Scenario(
        name="another certificate at one address",
        arrange=lambda world: world.served_by("other_host", instead_of=plan.MQTT[:1]),
        primary="mqtt.partly_dead",
        certainty="possible",
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    hold(scenario, world, record_property)
