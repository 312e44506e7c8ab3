"""The operating system's own look-up of a name."""

import socket

from ccdiag.model.facts import SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.classify import classify
from ccdiag.probes.forged import PrivateAnswers, split_forged
from ccdiag.probes.name_servers import in_hosts_file
from ccdiag.probes.stopwatch import Stopwatch

_MOST_ADDRESSES = 64


async def system_lookup(name: str, *, private_answers: PrivateAnswers, limits: Limits) -> Observation:
    """Look a name up as every program on this laptop does, hosts file and VPN rules included.

    The call can block for minutes, so it is left behind after `limits.system_lookup` seconds.
    """
    watch = Stopwatch()
    listed = in_hosts_file(name)
    addresses: tuple[str, ...] = ()
    failure: Failure | None = None
    try:
        addresses = await run_abandonable(lambda: _addresses(name), limit=limits.system_lookup, name="ccdiag-lookup")
    except UnicodeError:
        failure = Failure.NAME_NOT_FOUND  # a label that is empty or too long: Python refuses to ask
    except OSError as error:
        failure = classify(error)
    usable, forged = split_forged(addresses, private_answers=private_answers)
    facts = SystemLookupFacts(name=name, addresses=usable, forged_addresses=forged, in_hosts_file=listed)
    return watch.observation(name, facts, Failure.DNS_FORGED if forged else failure)


def _addresses(name: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for _, _, _, _, address in found))[:_MOST_ADDRESSES]
