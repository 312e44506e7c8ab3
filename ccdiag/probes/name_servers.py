"""Which name servers this laptop uses, what a server's text means, and what the hosts file holds."""

import sys
from ipaddress import ip_address
from pathlib import Path

from ccdiag.model.endpoint import Endpoint

DNS_PORT = 53
_HIGHEST_PORT = 65535
_MOST_DIGITS = 5

_RESOLV_CONF = Path("/etc/resolv.conf")
_RESOLVED_CONF = Path("/run/systemd/resolve/resolv.conf")
"""Where systemd-resolved lists the servers that it asks itself."""
_RESOLVED_STUBS = frozenset({"127.0.0.53", "127.0.0.54"})
"""systemd-resolved's own listeners on this laptop (systemd-resolved.service(8))."""

_MOST_CONF_BYTES = 65536
_MOST_HOSTS_BYTES = 4 * 1024 * 1024
"""Block lists make hosts files of some megabytes."""
_MOST_SERVERS = 3
"""The C library asks no more (MAXNS in resolv.conf(5))."""


def parse_name_server(text: str) -> Endpoint:
    """Read `address`, `address:port` or `[IPv6]:port`; the port is 53 when left out.

    Raises ValueError when it is none of these.
    """
    bare = text.strip()
    if _is_address(bare):
        return Endpoint(bare, DNS_PORT)
    if bare.startswith("["):
        host, bracket, rest = bare[1:].partition("]")
        port = rest.removeprefix(":") if rest.startswith(":") else ""
        if bracket and not rest:
            port = str(DNS_PORT)
    else:
        host, _, port = bare.rpartition(":")
    number = int(port) if port.isascii() and port.isdecimal() and len(port) <= _MOST_DIGITS else 0
    if not _is_address(host) or not 1 <= number <= _HIGHEST_PORT:
        raise ValueError(f"{text!r} is not an address, address:port or [IPv6]:port")
    return Endpoint(host, number)


def laptop_name_servers() -> tuple[Endpoint, ...]:
    """Return the name servers that this laptop is set to use; empty where the system does not tell.

    Where resolv.conf names only the listener of systemd-resolved, the servers behind it are returned: the listener itself is part of
    the system's own look-up, and which of the servers fails shows only when each is asked.
    """
    if sys.platform == "win32":
        from ccdiag.probes.name_servers_windows import windows_name_servers

        return windows_name_servers()
    return resolv_conf_servers(_RESOLV_CONF, behind_stub=_RESOLVED_CONF)


def resolv_conf_servers(path: Path, *, behind_stub: Path | None = None) -> tuple[Endpoint, ...]:
    """Return the servers in a resolv.conf, and those in `behind_stub` when it names only systemd-resolved's listener."""
    servers = _servers_in(path)
    if behind_stub is not None and servers and all(server.host in _RESOLVED_STUBS for server in servers):
        return _servers_in(behind_stub) or servers
    return servers


def in_hosts_file(name: str, path: Path | None = None) -> bool:
    """Say whether a name stands in the hosts file; False where that cannot be read."""
    wanted = name.rstrip(".").lower()
    text = _bounded_text(path or hosts_file(), _MOST_HOSTS_BYTES).lower()
    if not wanted or wanted not in text:
        return False
    return any(
        wanted in (known.rstrip(".") for known in line.partition("#")[0].split()[1:]) for line in text.splitlines() if wanted in line
    )


def hosts_file() -> Path:
    """Return where this system keeps its hosts file."""
    if sys.platform == "win32":
        from ccdiag.probes.name_servers_windows import windows_hosts_folder

        return windows_hosts_folder() / "hosts"
    return Path("/etc/hosts")


def _servers_in(path: Path) -> tuple[Endpoint, ...]:
    found: dict[Endpoint, None] = {}
    for line in _bounded_text(path, _MOST_CONF_BYTES).splitlines():
        words = line.split()
        if len(words) > 1 and words[0] == "nameserver" and _is_address(words[1]):
            found.setdefault(Endpoint(words[1], DNS_PORT))
    return tuple(found)[:_MOST_SERVERS]


def _bounded_text(path: Path, most: int) -> str:
    try:
        with path.open("rb") as file:
            return file.read(most).decode("utf-8", errors="replace")
    except OSError:
        return ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
