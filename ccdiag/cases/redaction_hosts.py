"""Hosts, web addresses, user folders and interfaces as texts name them."""

import re
from collections.abc import Iterator
from typing import Final

from ccdiag.cases.redaction_addresses import AddressClass, class_of, parsed
from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_service import Service

_URL: Final = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,15})(?:://|%3A%2F%2F)(?:[^/\s@]*@)?(?P<host>\[[^\]\s]+\]|[^/\s:?#%\[\]\"'<>“”]+)"
    r"(?P<port>(?::|%3A)\d+)?(?P<path>(?:/|\?|#|%2F)[^\s\"'<>“”]*)?",
    re.IGNORECASE,
)
_PLAIN_PATHS: Final = frozenset({"", "/", "/wpad.dat", "/proxy.pac", "/index.html"})
_LONGEST_PATH: Final = 1_000
_TOP_LEVEL: Final = (
    "nl|be|de|fr|lu|uk|eu|com|net|org|info|biz|shop|store|online|site|app|dev|io|cloud|amsterdam|frl|gent|vlaanderen|brussels|"
    "local|lan|home|internal|intranet|intra|corp|private|localdomain|box|arpa|example|test"
)
"""Where shops have names, and what routers and companies make up; `webkassa.json` and `mqtt.tls` are no hosts."""
_NAMED: Final = re.compile(
    rf"(?<![\w.@%-])(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{{0,61}}[a-z0-9_])?\.)+(?:{_TOP_LEVEL})\.?(?![\w-]|\.\w)", re.IGNORECASE
)
_ENCODED: Final = re.compile(rf"(?<=%2F)(?:[a-z0-9-]+\.)+(?:{_TOP_LEVEL})(?![\w-])", re.IGNORECASE)
_SHARE: Final = re.compile(r"(?<![\\\w])(?:\\\\|\\\\\\\\)(?P<host>[A-Za-z0-9._-]+)\\")
_USER_FOLDERS: Final = (
    re.compile(
        r"[a-z]:[\\/]+(?:Users|Documents and Settings|Gebruikers|Utilisateurs|Benutzer)[\\/]+(?P<user>[^\\/:*?\"<>|\r\n]+?)"
        r"(?=[\\/:*?\"<>|\r\n]|$)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w.])/(?:home|Users)/(?P<user>[^/\s:\"'<>]+)"),
    re.compile(r"(?:%2F|%5C)(?:home|Users)(?:%2F|%5C)(?P<user>[^/\s:\"'<>%]+)", re.IGNORECASE),
)
_NOBODY: Final = frozenset({"public", "default", "all users", "default user", "shared", "user", "root"})
_OF_LINUX: Final = (
    r"lo\d*|eth\d+|en[opsx]?\d*\w{0,8}|wlan\d*|wl[ops]\w{0,8}|ww[ops]?\w{0,8}|usb\d*|t[ua]n\d*|tap\d*|ppp\d*|wg\d*|docker\d*|br-?\w{0,12}|"
    r"veth\w*|virbr\d*\S*|ifb\d*|dummy\d*|bond\d*|team\d*|sit\d*|ip6?\w*\d*|tailscale\d*|utun\d*|awdl\d*|bridge\d*|vmnet\d*|podman\d*|cni\d*"
)
_OF_WINDOWS: Final = (
    r"Loopback Pseudo-Interface \d+|(?:Local Area Connection|LAN-verbinding|LAN-Verbindung|Connexion au réseau local|Ethernet|Wi-?Fi|WLAN|"
    r"Bluetooth[ -]\w+|Cellular|Mobiel|Wireless Network Connection|Draadloze netwerkverbinding|Netwerkverbinding|NordLynx|isatap|"
    r"Teredo Tunneling Pseudo-Interface)[\s*#-]*\d*|vEthernet \((?:Default Switch|Standaardswitch|WSL[^)]*|nat|DockerNAT)\)|"
    r"VMware Network Adapter VMnet\d+|VirtualBox Host-Only (?:Ethernet Adapter|Network)[ #\d]*"
)
_GENERIC_INTERFACE: Final = re.compile(f"{_OF_LINUX}|{_OF_WINDOWS}", re.IGNORECASE)
"""Names that systems give by themselves."""

Found = tuple[PersonalKind, str]


def hosts_in(text: str, service: Service) -> Iterator[Found]:
    """Find names of hosts that are not the service's, and what stands behind them in web addresses."""
    for found in _URL.finditer(text):
        if found["scheme"].lower() != "ccdiag":
            yield from _of_url(found, service)
    if "." in text:
        for pattern in (_NAMED, _ENCODED):
            yield from ((PersonalKind.HOST_NAME, found.group().rstrip(".")) for found in pattern.finditer(text))
    if "\\" in text:
        yield from ((PersonalKind.HOST_NAME, found["host"]) for found in _SHARE.finditer(text))


def users_in(text: str) -> Iterator[Found]:
    """Find users by their folders."""
    for pattern in _USER_FOLDERS:
        for found in pattern.finditer(text):
            if found["user"].casefold() not in _NOBODY:
                yield PersonalKind.USER_NAME, found["user"]


def is_generic_interface(name: str) -> bool:
    """Whether the system gave an interface its name, so that it says nothing of anybody."""
    return _GENERIC_INTERFACE.fullmatch(name) is not None


def _of_url(found: re.Match[str], service: Service) -> Iterator[Found]:
    host, path = found["host"].strip("[]").rstrip("."), (found["path"] or "")[:_LONGEST_PATH].rstrip(".,;)")
    address = parsed(host)
    if address is None:
        if service.owns_host(host):
            return
        yield PersonalKind.HOST_NAME, host
    elif str(address) in service.addresses or class_of(address) is AddressClass.NOWHERE:
        return
    if path not in _PLAIN_PATHS:
        yield PersonalKind.WEB_PATH, path
