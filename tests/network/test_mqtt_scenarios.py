"""Faults of the session with the MQTT service, of its client certificate, and of quiet connections."""

from collections.abc import Callable

import pytest

from tests.network import brokers, plan
from tests.network.scenario import Scenario, hold
from tests.network.world import World

pytestmark = pytest.mark.usefixtures("odd_brokers", "hurried")
Record = Callable[[str, object], None]
HOLD = ("--hold", "3")
IDLE_S = 2
"""After so many seconds of quiet the router forgets a connection; the hold is longer."""


def session(world: World, certificate: str = "client") -> None:
    world.shop.environment["mqtt"]["client_certificate"] = str(world.folder / f"{certificate}.pem")


def broker(manner: str) -> Callable[[World], None]:
    def arrange(world: World) -> None:
        session(world)
        brokers.send_to(world, manner)

    return arrange


def nginx(version: str, certificate: str | None) -> Callable[[World], None]:
    """The service as it is; nginx closes without a word where it does not like the certificate."""

    def arrange(world: World) -> None:
        if version == "1.2":
            world.served_by("tls_1_2")
        if certificate:
            session(world, certificate)

    return arrange


def telling(version: str, certificate: str | None) -> Callable[[World], None]:
    """A service that says by an alert why it does not like the certificate, as OpenSSL does."""

    def arrange(world: World) -> None:
        brokers.send_to(world, f"tls_{version.replace('.', '_')}")
        if certificate:
            session(world, certificate)

    return arrange


def forgets(answer: str, *, hosts: tuple[str, ...] = plan.MQTT, with_session: bool = True) -> Callable[[World], None]:
    """Let the router forget quiet connections to these hosts, as its connection tracking does, and answer what comes after so."""

    def arrange(world: World) -> None:
        world.shop.arguments = HOLD
        if with_session:
            session(world)
        # What is not known any more must not be taken up again by the middle.
        world.router.sysctl(net__netfilter__nf_conntrack_tcp_loose=0)
        world.undo(lambda: world.router.sysctl(net__netfilter__nf_conntrack_tcp_loose=1))
        world.router.nft(
            "add table ip forgetful",
            f"add ct timeout ip forgetful soon {{ protocol tcp; l3proto ip; policy = {{ established : {IDLE_S} }}; }}",
            "add chain ip forgetful forward { type filter hook forward priority -5; }",
            f'add rule ip forgetful forward ip daddr {{ {", ".join(hosts)} }} tcp dport 443 ct timeout set "soon"',
            f'add rule ip forgetful forward iifname "switch" ct state invalid {answer}',
        )
        world.undo(lambda: world.router.nft("delete table ip forgetful"))

    return arrange


def held(world: World) -> None:
    world.shop.arguments = HOLD


def held_session(world: World) -> None:
    session(world)
    held(world)


DROP, RESET = "drop", "reject with tcp reset"
EVERYTHING = (*plan.MQTT, plan.CONTROL)

SCENARIOS = [
    *(
        Scenario(name=f"CONNACK {code}", arrange=broker(f"connack_{code}"), primary="mqtt.client_refused", certainty="certain")
        for code in range(1, 6)
    ),
    Scenario(name="silent after CONNECT", arrange=broker("silent"), primary="mqtt.session_silent", certainty="likely"),
    Scenario(name="closes after CONNECT", arrange=broker("close"), primary="mqtt.session_cut", certainty="possible"),
    Scenario(name="RST after CONNECT", arrange=broker("reset"), primary="mqtt.session_cut", certainty="likely"),
    Scenario(
        name="RST after the first CONNECT only",
        arrange=broker("first_reset"),
        primary="network.unstable",
        verdict="healthy",
        alone="the service counts its sessions, whoever opens them",
    ),
    Scenario(name="SUBACK refuses", arrange=broker("suback_refused"), primary="mqtt.topic_refused", certainty="certain"),
    Scenario(name="closes on SUBSCRIBE", arrange=broker("close_on_subscribe"), primary="mqtt.session_cut", certainty="possible"),
    Scenario(name="RST on SUBSCRIBE", arrange=broker("reset_on_subscribe"), primary="mqtt.session_cut", certainty="likely"),
    Scenario(name="silent on SUBSCRIBE", arrange=broker("silent_on_subscribe"), primary="mqtt.session_silent", certainty="likely"),
    Scenario(name="thrown out after SUBACK", arrange=broker("thrown_out"), primary="mqtt.session_cut"),
    Scenario(name="a kick comes after SUBACK", arrange=broker("kick"), verdict="healthy"),
    Scenario(name="no PINGRESP", arrange=broker("no_pingresp"), primary="mqtt.session_silent", certainty="likely"),
    Scenario(name="no MQTT behind TLS", arrange=broker("no_mqtt"), primary="mqtt.session_silent", certainty="possible"),
    *(
        Scenario(
            name=f"TLS {version}, {server.__name__}, certificate {named}",
            arrange=server(version, certificate),
            primary="mqtt.certificate_refused" if refused else None,
            verdict="fault" if refused else "healthy",
            certainty=certainty if refused else None,
        )
        for version in ("1.2", "1.3")
        for server, certainty in ((nginx, "possible"), (telling, "certain"))
        for named, certificate, refused in (
            ("refused", "client-of-others", True),
            ("expired", "client-expired", True),
            ("missing", None, False),
            ("good", "client", False),
        )
    ),
    Scenario(name="quiet session stays", arrange=held_session, verdict="healthy"),
    Scenario(name="quiet connection stays", arrange=held, verdict="healthy"),
    Scenario(name="quiet session forgotten in silence", arrange=forgets(DROP), primary="mqtt.idle_cut", certainty="likely"),
    Scenario(name="quiet session forgotten, RST", arrange=forgets(RESET), primary="mqtt.idle_cut", certainty="likely"),
    Scenario(
        name="quiet connection forgotten in silence",
        arrange=forgets(DROP, with_session=False),
        primary="mqtt.idle_cut",
        certainty="likely",
    ),
    Scenario(
        name="quiet connection forgotten, RST", arrange=forgets(RESET, with_session=False), primary="mqtt.idle_cut", certainty="likely"
    ),
    # The control host's is forgotten too: it may be this laptop's own link.
    Scenario(name="every quiet connection forgotten in silence", arrange=forgets(DROP, hosts=EVERYTHING), verdict="inconclusive"),
    Scenario(
        name="every quiet connection forgotten, no session",
        arrange=forgets(RESET, hosts=EVERYTHING, with_session=False),
        verdict="inconclusive",
    ),
]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, world: World, record_property: Record) -> None:
    hold(scenario, world, record_property)
