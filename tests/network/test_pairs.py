"""Two faults at once, on different stretches of the way: both named, the nearer one first, nothing else, and what they hide untested."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from tests.network import brokers, plan, web
from tests.network.scenario import run_as_both
from tests.network.world import Ran, World

pytestmark = pytest.mark.usefixtures("odd_brokers", "odd_web", "hurried")
Record = Callable[[str, object], None]
Arrange = Callable[[World], object]

MQTT = f"ip daddr {{ {', '.join(plan.MQTT)} }} tcp dport 443"
BEHIND_TCP = dict.fromkeys(("mqtt.tls", "mqtt.session", "mqtt.hold", "network.path_mtu"), "mqtt.tcp")
BEHIND_TLS = dict.fromkeys(("mqtt.session", "mqtt.hold"), "mqtt.tls")
BEHIND_NAME = dict.fromkeys(("mqtt.tcp", *BEHIND_TCP), "dns.mqtt")
BEHIND_LAPTOP = dict.fromkeys(
    ("network.internet", "dns.mqtt", "dns.tas", "mqtt.tcp", *BEHIND_TCP, "tas.tcp", "tms.tcp"), "network.interface"
)
BEHIND_TERMINAL = dict.fromkeys(("terminal.pos_mode", "terminal.trigger_port"), "terminal.lan")


@dataclass(frozen=True, kw_only=True)
class Pair:
    name: str
    first: Arrange
    second: Arrange
    causes: tuple[str, ...]
    """The faults, in the order in which they must be told."""
    warnings: tuple[str, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    """Checks that must be shown as not tested, each with the check that blocks it."""
    certainty: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


# --- on this laptop and in the shop ---


def no_cable(world: World) -> None:
    world.unplug("lan1")


def no_route(world: World) -> None:
    world.change(world.laptop, does="route del default", undoes=f"route add default via {plan.ROUTER}")


def gateway_gone(world: World) -> None:
    world.change(world.router, does=f"address del {plan.ROUTER}/24 dev switch", undoes=f"address add {plan.ROUTER}/24 dev switch")
    # Else what it said just before, to a late packet of the pair before this one, would still be fresh.
    world.laptop.ip("neigh flush all")


def clock_ahead(world: World) -> None:
    """The laptop takes the certificate for expired; the rest of the world has a date at which it was good."""
    world.served_by("expired")
    web.known_answers(world, "five_days_ago")
    # This one would tell the true time, from a server of its own.
    world.shop.environment["whitelist"] = {"source": "ask"}


def laptops_firewall(world: World) -> None:
    world.rules(world.laptop, "output", f"{MQTT} reject with icmp admin-prohibited")


def terminal_off(world: World) -> None:
    world.unplug("lan2")


def ports_filtered(world: World) -> None:
    world.terminal.nft("flush table inet faults")
    world.rules(world.terminal, "input", f"tcp dport {{ {plan.OPI_PORT}, {plan.TRIGGER_PORT} }} drop")


def wrong_mode(world: World) -> None:
    world.pos_mode("standard")
    world.shop.case["terminal"]["pos_mode"] = "standard"


def elsewhere(world: World) -> None:
    world.change(world.router, does="address add 192.168.99.1/24 dev switch", undoes="address del 192.168.99.1/24 dev switch")
    world.change(world.terminal, does=f"address add {plan.OTHER_SUBNET}/24 dev eth0", undoes=f"address del {plan.OTHER_SUBNET}/24 dev eth0")
    world.shop.case["terminal"]["ip"] = plan.OTHER_SUBNET


def stated(section: str, **values: object) -> Arrange:
    return lambda world: world.shop.case.setdefault(section, {}).update(values)


# --- on the way ---


def router(rule: str) -> Arrange:
    return lambda world: world.rules(world.router, "forward", rule)


def line_dead(world: World) -> None:
    world.rules(world.provider, "forward", "drop")
    world.rules(world.provider, "input", "drop")


def portal(world: World) -> None:
    web.portal(world)
    world.rules(world.router, "forward", 'iifname "switch" drop')


def proxy_only(world: World) -> None:
    world.shop.variables |= {"HTTPS_PROXY": web.proxy("tunnel")}
    world.rules(world.router, "forward", 'iifname "switch" drop')


def black_hole(world: World) -> None:
    world.change(world.provider, does="link set dev shop mtu 800", undoes="link set dev shop mtu 1500")
    world.rules(world.provider, "output", "icmp type destination-unreachable drop")


def name_server(manner: str) -> Arrange:
    return lambda world: world.name_servers(manner)


def terminals_name_server_dead(world: World) -> None:
    world.shop.case["terminal"]["dns"] = [plan.DNS_MANNERS["silent"]]


def inspected(world: World) -> None:
    world.inspect(known=True)


def forgetful(world: World) -> None:
    """The router drops what belongs to a connection to the MQTT service that was quiet for a second."""
    world.shop.arguments = ("--hold", "2")
    world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)
    world.router.nft(
        "add table ip forgetful",
        "add set ip forgetful talking { type ipv4_addr . inet_service; flags dynamic,timeout; timeout 1s; }",
        "add chain ip forgetful forward { type filter hook forward priority -5; }",
        f"add rule ip forgetful forward {MQTT} tcp flags & (syn|ack) == syn update @talking {{ ip saddr . tcp sport }}",
        f"add rule ip forgetful forward {MQTT} ip saddr . tcp sport != @talking drop",
        f"add rule ip forgetful forward {MQTT} update @talking {{ ip saddr . tcp sport }}",
    )
    world.undo(lambda: world.router.nft("delete table ip forgetful"))


# --- at the service ---


def served_by(manner: str) -> Arrange:
    return lambda world: world.served_by(manner)


def broker(manner: str) -> Arrange:
    def arrange(world: World) -> None:
        world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client)
        brokers.send_to(world, manner)

    return arrange


def client_certificate_refused(world: World) -> None:
    world.shop.environment["mqtt"]["client_certificate"] = str(world.certificates.client_of_others)


def tas(manner: str) -> Arrange:
    return lambda world: world.served_by(manner, port=plan.TAS_PORT, instead_of=(plan.TAS,))


def tms(manner: str) -> Arrange:
    return lambda world: world.served_by(manner, port=plan.TMS_PORT, instead_of=(plan.TMS,))


def whitelist(manner: str) -> Arrange:
    return lambda world: web.whitelist(world, manner)


TAS_DROPPED = router(f"tcp dport {plan.TAS_PORT} drop")
TAS_REFUSED = router(f"tcp dport {plan.TAS_PORT} reject with tcp reset")
TMS_REFUSED = router(f"tcp dport {plan.TMS_PORT} reject with tcp reset")
MQTT_DROPPED = router(f"{MQTT} drop")
MQTT_REFUSED = router(f"{MQTT} reject with tcp reset")
OTHER_SYSTEM = stated("webkassa", managementSystemId="08900000002")

PAIRS = [
    Pair(
        name="terminal's name server dead, TAS dropped",
        first=terminals_name_server_dead,
        second=TAS_DROPPED,
        causes=("tas.port_dropped", "dns.site_server_faulty"),
    ),
    Pair(
        name="443 dropped, whitelist missing",
        first=MQTT_DROPPED,
        second=whitelist("false"),
        causes=("mqtt.port_dropped", "whitelist.missing"),
        hidden=BEHIND_TCP,
    ),
    Pair(
        name="TLS intercepted, TMS refused",
        first=inspected,
        second=TMS_REFUSED,
        causes=("tls.intercepted", "tms.port_rejected"),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="captive portal, terminal offline",
        first=portal,
        second=terminal_off,
        causes=("network.captive_portal", "terminal.offline"),
        hidden=BEHIND_TCP | BEHIND_TERMINAL,
    ),
    Pair(
        name="clock wrong, TAS dropped",
        first=clock_ahead,
        second=TAS_DROPPED,
        causes=("clock.skewed", "tas.port_dropped"),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="MTU black hole, Webkassa on 1.0",
        first=black_hole,
        second=OTHER_SYSTEM,
        causes=("network.mtu_black_hole", "webkassa.system_is_1_0"),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="no cable, Webkassa on 1.0",
        first=no_cable,
        second=OTHER_SYSTEM,
        causes=("network.no_interface", "webkassa.system_is_1_0"),
        hidden=BEHIND_LAPTOP,
    ),
    Pair(
        name="no route, terminal offline",
        first=no_route,
        second=terminal_off,
        causes=("network.no_route",),
        hidden=BEHIND_LAPTOP | dict.fromkeys(("terminal.lan", *BEHIND_TERMINAL), "network.interface"),
    ),
    Pair(
        name="gateway gone, day closed",
        first=gateway_gone,
        second=stated("terminal", day_open="no"),
        causes=("network.gateway_down", "terminal.day_closed"),
        hidden=BEHIND_LAPTOP,
    ),
    Pair(
        name="line dead, terminal offline",
        first=line_dead,
        second=terminal_off,
        causes=("network.no_internet", "terminal.offline"),
        hidden=BEHIND_TERMINAL,
    ),
    Pair(
        name="names missing, TMS refused",
        first=name_server("nxdomain"),
        second=TMS_REFUSED,
        causes=("tms.port_rejected", "dns.name_missing"),
        hidden=BEHIND_NAME | {"tas.tcp": "dns.tas"},
    ),
    Pair(
        name="name server silent, terminal offline",
        first=name_server("silent"),
        second=terminal_off,
        causes=("dns.server_silent", "terminal.offline"),
        hidden=BEHIND_NAME | BEHIND_TERMINAL,
    ),
    Pair(
        name="MQTT name forged, TAS closes at once",
        first=name_server("lies_for_mqtt"),
        second=tas("close"),
        causes=("dns.forged", "tas.closes_at_once"),
        hidden=BEHIND_NAME,
    ),
    Pair(
        name="certificate expired, TAS refused",
        first=served_by("expired"),
        second=TAS_REFUSED,
        causes=("tas.port_rejected", "tls.certificate_expired"),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="ALPN stripped, whitelist wants a login",
        first=served_by("alpn_missing"),
        second=whitelist("401"),
        causes=("tls.alpn_missing",),
        warnings=("whitelist.source_denied",),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="certificate untrusted, terminal's ports filtered",
        first=served_by("untrusted"),
        second=ports_filtered,
        causes=("terminal.ports_filtered", "tls.untrusted"),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="CONNACK 5, TMS closes at once",
        first=broker("connack_5"),
        second=tms("close"),
        causes=("mqtt.client_refused", "tms.closes_at_once"),
        hidden={"mqtt.hold": "mqtt.session"},
    ),
    Pair(
        name="client certificate refused, TAS dropped",
        first=client_certificate_refused,
        second=TAS_DROPPED,
        causes=("tas.port_dropped", "mqtt.certificate_refused"),
        hidden={"mqtt.hold": "mqtt.session"},
        certainty={"mqtt.certificate_refused": "possible"},
    ),
    Pair(
        name="topic refused, VPOS refused",
        first=broker("suback_refused"),
        second=router(f"ip daddr {plan.VPOS} tcp dport 443 reject with tcp reset"),
        causes=("vpos.port_rejected", "mqtt.topic_refused"),
    ),
    Pair(name="TAS dropped, TMS refused", first=TAS_DROPPED, second=TMS_REFUSED, causes=("tas.port_dropped", "tms.port_rejected")),
    Pair(
        name="laptop's firewall, terminal offline",
        first=laptops_firewall,
        second=terminal_off,
        causes=("network.laptop_firewall", "terminal.offline"),
        hidden=BEHIND_TCP | BEHIND_TERMINAL,
    ),
    Pair(
        name="443 refused, POS mode wrong",
        first=MQTT_REFUSED,
        second=wrong_mode,
        causes=("mqtt.port_rejected", "terminal.pos_mode_wrong"),
        hidden=BEHIND_TCP,
    ),
    Pair(
        name="one of two addresses dead, TAS dropped",
        first=router(f"ip daddr {plan.MQTT[0]} tcp dport 443 drop"),
        second=TAS_DROPPED,
        causes=("mqtt.partly_dead", "tas.port_dropped"),
    ),
    Pair(
        name="RST once TLS begins, another terminal in the Webkassa",
        first=router(f"{MQTT} @ih,0,8 22 reject with tcp reset"),
        second=stated("webkassa", terminalId="WRL00043"),
        causes=("mqtt.reset", "webkassa.terminal_id_differs"),
        hidden=BEHIND_TLS,
    ),
    Pair(
        name="proxy needed, terminal offline",
        first=proxy_only,
        second=terminal_off,
        causes=("network.proxy_required", "terminal.offline"),
        hidden=BEHIND_TCP | BEHIND_TERMINAL,
    ),
    Pair(
        name="name server slow, 443 dropped",
        first=name_server("slow"),
        second=MQTT_DROPPED,
        causes=("mqtt.port_dropped",),
        warnings=("dns.slow",),
        hidden=BEHIND_TCP,
    ),
    Pair(
        name="whitelist dead, TAS refused",
        first=whitelist("500"),
        second=TAS_REFUSED,
        causes=("tas.port_rejected",),
        warnings=("whitelist.source_unreachable",),
    ),
    # Not the terminal's way: what this laptop sees of it is possible at most.
    Pair(
        name="terminal in another subnet, 443 dropped",
        first=elsewhere,
        second=MQTT_DROPPED,
        causes=("mqtt.port_dropped",),
        warnings=("terminal.other_subnet",),
        hidden=BEHIND_TCP,
        certainty={"mqtt.port_dropped": "possible"},
    ),
    Pair(
        name="terminal with a SIM, TAS dropped",
        first=stated("terminal", link="sim"),
        second=TAS_DROPPED,
        causes=("tas.port_dropped",),
        certainty={"tas.port_dropped": "possible"},
    ),
    Pair(
        name="quiet sessions forgotten, whitelist missing",
        first=forgetful,
        second=whitelist("false"),
        causes=("mqtt.idle_cut", "whitelist.missing"),
    ),
]


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_pair(pair: Pair, world: World, record_property: Record) -> None:
    def arrange(world: World) -> None:
        pair.first(world)
        pair.second(world)

    root, user = run_as_both(world, arrange)
    hold_pair(pair, root, record_property)
    hold_pair(pair, user, record_property, who="_as_user")


def hold_pair(pair: Pair, ran: Ran, record: Record, *, who: str = "") -> None:
    """Hold what one run says against what is expected."""
    told = ran.told()
    faults = [cause["id"] for cause in ran.causes if cause["severity"] == "fault"]
    warnings = [cause["id"] for cause in ran.causes if cause["severity"] == "warning"]
    record(f"expected{who}", " ".join([*pair.causes, *(f"{warning}(w)" for warning in pair.warnings)]))
    record(f"found{who}", " ".join([*faults, *(f"{warning}(w)" for warning in warnings)]))
    record(f"seconds{who}", round(ran.seconds, 1))
    assert (ran.verdict, ran.exit_status) == ("fault", 1), told
    assert faults == list(pair.causes), told
    assert set(warnings) == set(pair.warnings), told
    assert not [check["id"] for check in ran.document["checks"] if check["verdict"] == "crashed"], told
    for check, blocked_by in pair.hidden.items():
        # What was not asked for stays so, whatever else stands in its way.
        expected = {("skipped", blocked_by)} | ({("skipped", None)} if check == "mqtt.hold" else set())
        assert (ran.check(check)["verdict"], ran.check(check)["blocked_by"]) in expected, f"{check}\n{told}"
    certainty = {cause["id"]: cause["certainty"] for cause in ran.causes}
    assert pair.certainty.items() <= certainty.items(), told
    assert not ran.errors, told
