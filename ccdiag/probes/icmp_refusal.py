"""Who on the way said no to a connection, where the system keeps the ICMP message for any user.

TCP keeps such messages for a connection that is being opened from Linux 5.11 on.
"""

import socket
from typing import Literal

from msgspec import Struct

from ccdiag.model.facts import IcmpCode
from ccdiag.probes.icmp_notice import IcmpNotice, keep_notices, kept_notice, parse_notice

Said = Literal["host_unreachable", "network_unreachable", "port_unreachable", "prohibited", "other"]

_SAID: dict[IcmpCode, Said] = {
    "net_unreachable": "network_unreachable",
    "host_unreachable": "host_unreachable",
    "port_unreachable": "port_unreachable",
    "net_prohibited": "prohibited",
    "host_prohibited": "prohibited",
    "admin_prohibited": "prohibited",
}


class Refusal(Struct, frozen=True):
    """An ICMP message that ended a connection."""

    address: str
    """Who sent it."""
    said: Said


def keep_refusals(sock: socket.socket, *, keep: bool = True) -> None:
    """Have the system keep ICMP messages for this socket, or not any more; does nothing where there is no such thing."""
    keep_notices(sock, keep=keep)


def kept_refusal(sock: socket.socket) -> Refusal | None:
    """Take the message that was kept; None when there is none, or the system keeps none."""
    return _refusal(kept_notice(sock))


def read_refusal(data: bytes) -> Refusal | None:
    """Read a sock_extended_err with its offender; None when it is no ICMP message, or names nobody."""
    return _refusal(parse_notice(data))


def _refusal(notice: IcmpNotice | None) -> Refusal | None:
    return Refusal(notice.offender, _SAID.get(notice.icmp_code, "other")) if notice is not None else None
