"""What sort of thing a network interface is."""

from pathlib import Path
from typing import Literal

InterfaceKind = Literal["wired", "wireless", "vpn", "virtual", "loopback", "unknown"]

SYSTEM_INTERFACES = Path("/sys/class/net")

# linux/if_arp.h
_ARPHRD_ETHER = 1
_ARPHRD_LOOPBACK = 772
_LINUX_TUNNELS = frozenset({512, 768, 769, 776, 778, 823, 65534})
"""PPP, IPIP, IPv6 tunnel, SIT, GRE, GRE over IPv6, and none at all (tun, WireGuard)."""
_VIRTUAL_SIGNS = ("bridge", "bonding", "brport", "macvtap")

# ipifcons.h of the Windows SDK
_IF_TYPE_ETHERNET = 6
_IF_TYPE_SOFTWARE_LOOPBACK = 24
_IF_TYPE_VIRTUAL = 53
_WINDOWS_WIRELESS = frozenset({71, 243, 244})
"""IEEE 802.11, and mobile broadband over GSM or CDMA."""
_WINDOWS_TUNNELS = frozenset({23, 131})
"""PPP (also the built-in VPN client) and encapsulation."""
_TRANSITION_TUNNELS = frozenset({11, 13, 14})
"""TUNNEL_TYPE_6TO4, _ISATAP and _TEREDO (ifdef.h): Windows' own ways to carry IPv6 over IPv4, which lead into nobody's network."""

_VPN_PREFIXES = ("tun", "tap", "wg", "ppp", "utun", "ipsec", "zt", "nordlynx", "tailscale", "gpd", "cscotun")
_VPN_WORDS = (
    "wireguard",
    "wintun",
    "tap-windows",
    "openvpn",
    "anyconnect",
    "cisco secure client",
    "forticlient",
    "fortinet",
    "globalprotect",
    "pangp",
    "juniper networks virtual",
    "pulse secure",
    "check point virtual network",
    "sonicwall",
    "zscaler",
    "tailscale",
    "zerotier",
    "softether",
    " vpn",
    "vpn ",
)
_VIRTUAL_WORDS = ("hyper-v virtual", "vethernet", "virtualbox", "vmware virtual", "host-only")
_WIRELESS_PREFIXES = ("wlan", "wlp", "wlx", "wwan", "wwp", "wi-fi")
_WIRED_PREFIXES = ("eth", "enp", "eno", "ens", "enx", "em", "ethernet")
_VIRTUAL_PREFIXES = ("br", "veth", "docker", "virbr", "vmnet", "ifb", "dummy", "bond")


def linux_kind(name: str, root: Path = SYSTEM_INTERFACES) -> InterfaceKind:
    """Read from sysfs what an interface is; the name decides only where sysfs says nothing."""
    folder = root / name
    hardware = _number(folder / "type")
    if hardware is None:
        return kind_by_name(name)
    if hardware == _ARPHRD_LOOPBACK:
        return "loopback"
    if (folder / "wireless").exists() or (folder / "phy80211").exists():
        return "wireless"
    if (folder / "tun_flags").exists() or hardware in _LINUX_TUNNELS:
        return "vpn"
    if any((folder / sign).exists() for sign in _VIRTUAL_SIGNS):
        return "virtual"
    if (folder / "device").exists():
        # Drivers of mobile modems register as Ethernet and say so in a name that udev keeps.
        return "wireless" if kind_by_name(name) == "wireless" else "wired"
    # VPN clients with a kernel module of their own (cscotun, gpd) have neither a device nor tun_flags.
    return "vpn" if kind_by_name(name) == "vpn" else "virtual" if hardware == _ARPHRD_ETHER else "unknown"


def windows_kind(if_type: int, name: str, description: str, *, tunnel_type: int = 0) -> InterfaceKind:
    """Tell from IfType what an adapter is, and from its driver's description where drivers call themselves Ethernet.

    TAP-Windows, Cisco, Fortinet and GlobalProtect report IfType 6 although they are tunnels.
    """
    if if_type == _IF_TYPE_SOFTWARE_LOOPBACK:
        return "loopback"
    if if_type in _WINDOWS_WIRELESS:
        return "wireless"
    if if_type in _WINDOWS_TUNNELS:
        return "virtual" if tunnel_type in _TRANSITION_TUNNELS else "vpn"
    by_name = _kind_by_words(f"{description} {name}".lower())
    if if_type == _IF_TYPE_ETHERNET:
        return by_name or "wired"
    if if_type == _IF_TYPE_VIRTUAL:
        return by_name or "virtual"
    return by_name or kind_by_name(name)


def kind_by_name(name: str) -> InterfaceKind:
    """Guess from a name alone: the last resort."""
    lowered = name.lower()
    if lowered == "lo" or lowered.startswith("loopback"):
        return "loopback"
    if by_words := _kind_by_words(lowered):
        return by_words
    for prefixes, kind in _BY_PREFIX:
        if lowered.startswith(prefixes):
            return kind
    return "unknown"


_BY_PREFIX: tuple[tuple[tuple[str, ...], InterfaceKind], ...] = (
    (_VPN_PREFIXES, "vpn"),
    (_WIRELESS_PREFIXES, "wireless"),
    (_WIRED_PREFIXES, "wired"),
    (_VIRTUAL_PREFIXES, "virtual"),
)


def _kind_by_words(lowered: str) -> InterfaceKind | None:
    if any(word in lowered for word in _VPN_WORDS):
        return "vpn"
    if any(word in lowered for word in _VIRTUAL_WORDS):
        return "virtual"
    return None


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
