"""What belongs to the service and to the public internet, and stays readable: it is nobody's, and the helpdesk must see it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from ccdiag.cases.redaction_addresses import AddressClass, class_of, ip_addresses, parsed
from ccdiag.cases.redaction_tree import Documents, Place, tables
from ccdiag.content.environments import load_environment

_PUBLIC_RESOLVERS: Final = frozenset(
    str(parsed(address))
    for address in (
        *("1.1.1.1", "1.0.0.1", "1.1.1.2", "1.0.0.2", "1.1.1.3", "1.0.0.3", "2606:4700:4700::1111", "2606:4700:4700::1001"),  # Cloudflare
        *("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"),  # Google
        *("9.9.9.9", "149.112.112.112", "9.9.9.10", "149.112.112.10", "2620:fe::fe", "2620:fe::9"),  # Quad9
        *("208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53"),  # OpenDNS
        *("94.140.14.14", "94.140.15.15", "2a10:50c0::ad1:ff", "2a10:50c0::ad2:ff"),  # AdGuard
    )
)
_PROBED: Final = frozenset({"192.0.2.1", "198.51.100.1", "203.0.113.1"})
"""Documentation addresses to which the way out is asked for where the service has only names."""
_SERVICE_ROLES: Final = frozenset({"mqtt", "tas", "tms", "vpos", "control", "internet", "whitelist"})
_OWN_FIELDS: Final = frozenset({"local_address", "source_address", "laptop_addresses"})
"""An address here is the laptop's, whatever else has it."""
_HOST: Final = re.compile(r"(?<![\w.-])(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9](?![\w-])", re.IGNORECASE)
_URL_HOST: Final = re.compile(r"://(?:[^/\s@]*@)?(?P<host>\[[^\]]+\]|[^/\s:?#\[]+)")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE: Final = re.compile(r"\+?\d[\d\s().-]{7,18}\d")
_AWS_IOT: Final = re.compile(r"[a-z0-9]+(?:-ats)?\.iot\.[a-z0-9-]+\.amazonaws\.com", re.IGNORECASE)
_SERVICE_SETTINGS: Final = re.compile(r"mqt.*address|tms.*ip|tmsipadres", re.IGNORECASE)


_VERSION_NAMES: Final = re.compile(r"software|version|firmware|versie", re.IGNORECASE)
_BESIDE: Final = ("setting", "key", "name", "field", "parameter")


class Service(Struct, frozen=True):
    """Names and addresses that are the service's."""

    hosts: frozenset[str]
    addresses: frozenset[str]
    """And versions that look like one: `14.0.11.10`."""
    contacts: frozenset[str]
    """E-mail addresses, and the digits of telephone numbers."""

    def owns_host(self, name: str) -> bool:
        """Whether a host name is the service's, or a certificate's name that covers one: `*.example.com`, `example.com`."""
        name = name.lower().rstrip(".")
        if name in self.hosts or _AWS_IOT.fullmatch(name) or name.endswith((".invalid", ".in-addr.arpa", ".ip6.arpa")):
            return True
        wide = name.removeprefix("*.")
        # One label more, as a wildcard covers (RFC 6125), or the domain itself beside it.
        return "." in wide and any(host.partition(".")[2] == wide for host in self.hosts)


def service_of(documents: Documents) -> Service:
    """Collect what the environments name, what their names were resolved to, and the public resolvers."""
    environments = [table for place, table in tables(documents) if _is_environment(table)]
    shipped = msgspec.to_builtins(load_environment("ccv"))
    texts = [text for environment in (*environments, shipped) for text in _texts({**environment, "proxy": None})]
    hosts = {host.lower().rstrip(".") for text in texts for host in _hosts_in(text)}
    addresses = {spot.value for text in texts for spot in ip_addresses(text)}
    service = Service(frozenset(hosts), frozenset(addresses), _contacts(texts))
    own, versions = set[str](), set[str]()
    for place, table in tables(documents):
        addresses.update(_answers(table, service))
        own.update(_own(table, place))
        versions.update(_versions(table))
    public = {address for address in addresses | _PUBLIC_RESOLVERS | _PROBED if address not in own}
    return Service(service.hosts, frozenset(public | versions), service.contacts)


def _is_environment(table: Mapping[str, Any]) -> bool:
    return all(isinstance(table.get(name), Mapping) and "host" in table[name] for name in ("mqtt", "tas", "tms"))


def _hosts_in(text: str) -> Iterable[str]:
    yield from _HOST.findall(text)
    yield from (found["host"] for found in _URL_HOST.finditer(text))


def _contacts(texts: Iterable[str]) -> frozenset[str]:
    found = [text for text in texts if not _URL_HOST.search(text)]
    mails = (mail.lower() for text in found for mail in _MAIL.findall(text))
    phones = ("".join(filter(str.isdecimal, phone)) for text in found for phone in _PHONE.findall(text))
    return frozenset((*mails, *phones))


def _answers(table: Mapping[str, Any], service: Service) -> Iterable[str]:
    """Yield the addresses that these facts name as the service's."""
    name, role = table.get("name"), table.get("role")
    if "addresses" in table and isinstance(name, str) and (service.owns_host(name) or name.rstrip(".").endswith(".invalid")):
        yield from (text for field in ("addresses", "forged_addresses") for text in _addresses(table.get(field)))
    if role in _SERVICE_ROLES:
        yield from _addresses(table.get("address"))
    setting = table.get("setting")
    if isinstance(setting, str) and _SERVICE_SETTINGS.search(re.sub(r"[^a-z]", "", setting.lower())):
        yield from (text for field in ("found", "expected") for text in _addresses(table.get(field)))


def _versions(table: Mapping[str, Any]) -> Iterable[str]:
    named = next((name for key in _BESIDE if isinstance(name := table.get(key), str)), "")
    for key, value in table.items():
        if _VERSION_NAMES.search(key) or (key in {"found", "expected", "value"} and _VERSION_NAMES.search(named)):
            yield from _addresses(value)


def _own(table: Mapping[str, Any], place: Place) -> Iterable[str]:
    for field in _OWN_FIELDS:
        yield from _public(table.get(field))
    # The facts of an interface; a look-up has a name too, but nothing that is up.
    if "up" in table:
        yield from _public(table.get("addresses"))
    if place.field == "terminal":
        yield from _public(table.get("ip"))


def _public(value: object) -> Iterable[str]:
    for text in _addresses(value):
        address = parsed(text)
        if address is not None and class_of(address) is AddressClass.PUBLIC:
            yield text


def _addresses(value: object) -> Iterable[str]:
    texts = (
        [value] if isinstance(value, str) else [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []
    )
    return [spot.value for text in texts for spot in ip_addresses(text)]


def _texts(tree: object) -> Iterable[str]:
    if isinstance(tree, Mapping):
        for value in tree.values():
            yield from _texts(value)
    elif isinstance(tree, list | tuple):
        for value in tree:
            yield from _texts(value)
    elif isinstance(tree, str):
        yield tree
