"""The connections that a terminal and its web till need, exact enough to write a firewall rule by."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from ccdiag.content.environments import AMAZON
from ccdiag.model.case import Case
from ccdiag.model.check import CheckId
from ccdiag.model.endpoint import Endpoint, is_address
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Light
from ccdiag.probes.name_servers import DNS_PORT, parse_name_server
from ccdiag.reports.parts import CheckLine

IDLE_S: Final = 1800
"""AWS IoT lets an MQTT client be silent for 1200 s at the most and ends the session at one and a half times that; whoever forgets a
connection later than that cuts none. Source: AWS IoT, MQTT keep alive."""


class Connection(Struct, frozen=True, kw_only=True):
    """One connection, always from its first end to its second."""

    place: Place
    """The station at its end."""
    source: Message
    target: str
    ports: Message
    purpose: Message
    remarks: tuple[Message, ...] = ()
    inside: bool = False
    """It stays within the shop."""


def needed_connections(environment: Environment, case: Case) -> tuple[Connection, ...]:
    """Return what the terminal needs for its generation of Cloud Connect, in the order in which a payment needs it.

    Where the generation is not known, what 2.0 needs: all that 1.0 needs outside is part of it.
    """
    return tuple(_connections(environment, case))


def concerned(connections: tuple[Connection, ...], checks: tuple[CheckId, ...]) -> tuple[Connection, ...]:
    """Return those that checks look at, in the order of the checks."""
    places = dict.fromkeys(place for check in checks if (place := _PLACES.get(check.split(".")[0])) is not None)
    return tuple(one for place in places for one in connections if one.place is place)


_PLACES: Final = {"dns": Place.DNS, "mqtt": Place.AWS_IOT, "tas": Place.TAS, "tms": Place.TMS, "vpos": Place.VPOS}
"""By the area of a check."""


def unseen_connections(connections: tuple[Connection, ...], checks: tuple[CheckLine, ...]) -> tuple[Connection, ...]:
    """Return those to a service that no check has seen made; the kick within the shop and the name servers are left out."""
    made = {check.id for check in checks if check.light in {Light.PASS, Light.WARN}}
    return tuple(one for one in connections if (check := _MADE_BY.get(one.place)) is not None and check not in made)


_MADE_BY: Final = {Place.AWS_IOT: "mqtt.tcp", Place.TAS: "tas.tcp", Place.TMS: "tms.tcp", Place.VPOS: "vpos.tcp"}


def _connections(environment: Environment, case: Case) -> Iterator[Connection]:
    terminal = case.terminal
    source = message("the terminal ({address})", address=terminal.ip) if terminal.ip else message("the terminal")
    if case.generation == "1.0":
        yield _local_kick(case)
    yield from _look_ups(terminal.dns or (), source)
    if case.generation != "1.0":
        yield _mqtt(environment, source)
    yield _plain(Place.TAS, environment.tas.host, environment.tas.port, source, message("TAS, the payment itself"))
    tms = message("TMS, installation and maintenance of the terminal")
    yield _plain(Place.TMS, environment.tms.host, environment.tms.port, source, tms)
    if environment.vpos is not None and case.generation != "1.0":
        yield Connection(
            place=Place.VPOS,
            source=message("the web till, or the computer of the till"),
            target=environment.vpos.host,
            ports=message("TCP {port}", port=str(environment.vpos.port)),
            purpose=message("VPOS, which wakes the terminal"),
        )


def _look_ups(servers: tuple[str, ...], source: Message) -> Iterator[Connection]:
    """Yield one connection to the servers of each port: a rule is made of an address and its port."""
    by_port: dict[int, list[str]] = {}
    for server in (_name_server(text) for text in servers):
        by_port.setdefault(server.port, []).append(server.host)
    for port, hosts in by_port.items() or ((DNS_PORT, []),):
        yield Connection(
            place=Place.DNS,
            source=source,
            target=", ".join(dict.fromkeys(hosts)),
            ports=message("UDP and TCP {port}", port=str(port)),
            purpose=message("look-up of the names below"),
            remarks=(message("The answers must come unchanged: no filter that gives another address, or none."),),
        )


def _name_server(text: str) -> Endpoint:
    try:
        return parse_name_server(text)
    except ValueError:
        # A case that came with a file may hold anything: it is told as it stands.
        return Endpoint(text, DNS_PORT)


def _local_kick(case: Case) -> Connection:
    return Connection(
        place=Place.TERMINAL,
        source=message("the computer of the till"),
        target=case.terminal.ip or "",
        ports=message("TCP {port}", port=str(case.terminal.trigger_port)),
        purpose=message("the kick that wakes the terminal; within the shop"),
        inside=True,
    )


def _mqtt(environment: Environment, source: Message) -> Connection:
    service = environment.mqtt
    remarks = [
        message("No TLS inspection for {host} (also called SSL inspection, HTTPS scanning or decryption).", host=service.host),
        message("It is MQTT over TLS 1.2 or 1.3, not a web page: with the server name (SNI) {host}.", host=service.host),
    ]
    if service.alpn:
        remarks.append(message("The protocol name (ALPN) {alpn} must pass unchanged; without it the service refuses.", alpn=service.alpn))
    if service.trust == AMAZON:
        remarks.append(message("The terminal accepts certificates of Amazon Trust Services only, and never one of a firewall."))
    if environment.as_of and not environment.simulation:
        # The manual prints this address in two ways.
        told = message(
            "This name is that of {date}; where TMS shows another one at MqtServiceAddress, that one counts.", date=environment.as_of
        )
        remarks.append(told)
    remarks.append(
        message(
            "The connection stays open all day and is quiet for minutes: do not end it before {seconds} s of silence.", seconds=str(IDLE_S)
        )
    )
    return Connection(
        place=Place.AWS_IOT,
        source=source,
        target=service.host,
        ports=message("TCP {port}", port=str(service.port)),
        purpose=message("the connection over which the terminal is woken"),
        remarks=tuple(remarks),
    )


def _plain(place: Place, host: str, port: int, source: Message, purpose: Message) -> Connection:
    return Connection(
        place=place,
        source=source,
        target=host,
        ports=message("TCP {port}", port=str(port)),
        purpose=purpose,
        remarks=(message("What is spoken there is not documented: let it through as it is, without a filter for web traffic."),),
    )


def has_names(connections: tuple[Connection, ...]) -> bool:
    """Whether any of them goes to a name, which a rule must not turn into an address."""
    return any(one.target and not is_address(one.target.split(",")[0]) for one in connections if one.place is not Place.DNS)
