"""Limits for the scenarios on the lab: what is tested is the judgement and the mending, not the patience."""

from typing import Final

from ccdiag.model.limits import Limits

QUICK: Final = Limits(
    connect=0.7,
    handshake=1.0,
    after_handshake=0.4,
    passive_read=0.3,
    dns_udp=0.4,
    dns_tcp=0.5,
    http=1.0,
    mqtt_answer=0.8,
    terminal_port=0.4,
    proxy_connect=1.0,
)
