"""TAS, TMS and VPOS."""

from typing import Literal

from ccdiag.model.check import CheckId
from ccdiag.model.failure import Failure
from tests.diagnosis.runs import FAIL, PASS, WARN, Story, read, result, tcp

_SIX = "2001:db8::7"
_SERVICES: tuple[tuple[Literal["tas", "tms", "vpos"], CheckId], ...] = (("tas", "tas.tcp"), ("tms", "tms.tcp"), ("vpos", "vpos.tcp"))

FIRES = tuple(
    story
    for name, check in _SERVICES
    for story in (
        Story(cause=f"{name}.port_dropped", about="silence", results=(result(check, FAIL, tcp(name, Failure.DEADLINE)),)),
        Story(cause=f"{name}.port_dropped", about="the kernel's silence", results=(result(check, FAIL, tcp(name, Failure.TIMED_OUT)),)),
        Story(cause=f"{name}.port_rejected", about="RST", results=(result(check, FAIL, tcp(name, Failure.REFUSED)),)),
        Story(cause=f"{name}.unreachable", about="ICMP", results=(result(check, FAIL, tcp(name, Failure.HOST_UNREACHABLE)),)),
        Story(cause=f"{name}.closes_at_once", about="FIN", results=(result(check, FAIL, tcp(name), read(name, "peer_close")),)),
        Story(cause=f"{name}.closes_at_once", about="RST that overtakes", results=(result(check, FAIL, tcp(name, Failure.RESET)),)),
        Story(cause=f"{name}.closes_at_once", about="RST", results=(result(check, FAIL, tcp(name), read(name, "peer_reset")),)),
    )
)

SPARES = tuple(
    story
    for name, check in _SERVICES
    for story in (
        Story(
            cause=f"{name}.port_dropped",
            about="the second attempt worked",
            results=(result(check, WARN, tcp(name, Failure.DEADLINE), tcp(name, attempt=2)),),
        ),
        Story(
            cause=f"{name}.port_rejected",
            about="another address answers",
            results=(result(check, WARN, tcp(name, Failure.REFUSED), tcp(name, address="198.51.100.8")),),
        ),
        Story(
            cause=f"{name}.unreachable",
            about="no IPv6 here, and IPv4 is silent",
            results=(result(check, FAIL, tcp(name, Failure.DEADLINE), tcp(name, Failure.NETWORK_UNREACHABLE, address=_SIX)),),
        ),
        Story(cause=f"{name}.closes_at_once", about="it stays", results=(result(check, PASS, tcp(name), read(name, "us")),)),
    )
)
