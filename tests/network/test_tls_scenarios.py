"""What the other side of the encryption shows: firewalls that open it, certificates, versions, ALPN."""

from collections.abc import Callable

import pytest

from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("hurried")


def served_by(manner: str) -> Callable[[World], None]:
    return lambda world: world.served_by(manner)


def with_certificate(world: World) -> None:
    world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)


def with_strange_certificate(world: World) -> None:
    world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client_of_others)


SCENARIOS = [
    Scenario(name="healthy, with a session", arrange=with_certificate, verdict="healthy"),
    Scenario(name="client certificate refused", arrange=with_strange_certificate, primary="mqtt.certificate_refused"),
    Scenario(name="TLS 1.2 only", arrange=served_by("tls_1_2"), verdict="healthy"),
    Scenario(name="server that wants no certificate", arrange=served_by("no_client_certificate"), verdict="healthy"),
    Scenario(name="inspection that the laptop knows", arrange=lambda world: world.inspect(known=True), primary="tls.intercepted"),
    Scenario(name="inspection that the laptop does not know", arrange=lambda world: world.inspect(known=False), primary="tls.intercepted"),
    Scenario(name="unknown root", arrange=served_by("untrusted"), primary="tls.untrusted"),
    Scenario(name="self-signed", arrange=served_by("self_signed"), primary="tls.untrusted"),
    Scenario(name="missing intermediate", arrange=served_by("chain"), primary="tls.chain_incomplete"),
    Scenario(name="expired", arrange=served_by("expired"), primary="tls.certificate_expired", certainty="certain"),
    Scenario(name="not yet valid", arrange=served_by("not_yet"), primary="tls.certificate_not_yet_valid"),
    Scenario(name="wrong host", arrange=served_by("other_host"), primary="tls.name_mismatch"),
    Scenario(name="TLS 1.1 only", arrange=served_by("tls_1_1"), primary="tls.version_refused"),
    Scenario(name="ALPN stripped", arrange=served_by("alpn_missing"), primary="tls.alpn_missing"),
    Scenario(name="ALPN refused", arrange=served_by("alpn_refused"), primary="tls.alpn_refused"),
    Scenario(name="plain HTTP", arrange=served_by("plain_http"), primary="mqtt.not_tls"),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Callable[[str, object], None]) -> None:
    hold(scenario, world, record_property)
