"""Whom an environment makes the program contact: shown before anybody runs it."""

from msgspec import Struct

from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message


class Contact(Struct, frozen=True):
    """One host, and what for."""

    purpose: Message
    targets: tuple[str, ...]


def contacts_of(environment: Environment) -> tuple[Contact, ...]:
    """List every host that the environment names, the services first and then what belongs to nobody in payments."""
    found = [
        Contact(message("MQTT service"), (str(environment.mqtt.endpoint),)),
        Contact(message("TAS, the transaction host"), (str(environment.tas.endpoint),)),
        Contact(message("TMS, the terminal management"), (str(environment.tms.endpoint),)),
    ]
    if environment.vpos is not None:
        found.append(Contact(message("VPOS, the payment server for web tills"), (str(environment.vpos.endpoint),)))
    if environment.control is not None:
        found.append(Contact(message("Another web server, to tell a name filter from a closed port"), (str(environment.control.endpoint),)))
    if environment.dns.servers:
        found.append(Contact(message("Name servers that are asked instead of the laptop's own"), environment.dns.servers))
    if environment.dns.reference:
        found.append(Contact(message("Name servers to compare with"), environment.dns.reference))
    if environment.internet.probes:
        probes = tuple(probe.url for probe in environment.internet.probes)
        found.append(Contact(message("Pages with a known answer, to tell a login page and the time"), probes))
    if environment.whitelist.source == "http":
        found.append(Contact(message("Whitelist look-up"), (environment.whitelist.url,)))
    if environment.proxy.url:
        found.append(Contact(message("Proxy"), (environment.proxy.url,)))
    return tuple(found)
