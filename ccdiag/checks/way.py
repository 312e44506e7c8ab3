"""What was seen of the way to a service that cannot be reached, in words."""

from ccdiag.checks.base import Seen
from ccdiag.model.facts import PathFacts, Role, TcpFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.message import Message, message


def with_way(reason: Message, seen: Seen, role: Role) -> Message:
    """Add to a reason who was seen on the way, and who there said no; the reason alone where nothing is known."""
    way = next(
        (sentence for observation, facts in seen.of(PathFacts) if facts.role == role for sentence in _told(observation.failure, facts)),
        None,
    )
    if way is None:
        return reason
    ways = [observation.failure for observation, facts in seen.of(PathFacts) if facts.role == role]
    connects = [observation.failure for observation, facts in seen.of(TcpFacts) if facts.role == role]
    if connects and all(failure in SILENCE for failure in connects) and any(failure not in SILENCE for failure in ways):
        # Routers limit how often they say no, so a refusal may be heard once in several attempts.
        return message("{reason} Only a closer look got an answer. {way}", reason=reason, way=way)
    return message("{reason} {way}", reason=reason, way=way)


def _told(failure: Failure | None, facts: PathFacts) -> tuple[Message, ...]:
    if failure is Failure.PERMISSION_DENIED and facts.verdict_by == "laptop" and facts.answered_by == facts.address:
        return (message("This laptop's own firewall refuses it: the answer comes although no packet leaves this laptop."),)
    if failure is Failure.PERMISSION_DENIED and facts.verdict_by == "laptop":
        return (message("The packets do not leave this laptop: its own firewall keeps them back."),)
    if failure in SILENCE and facts.last_hop is not None:
        return (_last(facts.last_hop, facts),)
    if facts.verdict_by is not None and facts.answered_by is not None:
        return _refused(facts.answered_by, facts)
    return ()


def _last(hop: str, facts: PathFacts) -> Message:
    if facts.protocol == "icmp":
        return message("Echo requests on this way get as far as {hop}.", hop=hop)
    match facts.last_hop_is:
        case "gateway":
            return message("The last that answered on the way is {hop}, the gateway.", hop=hop)
        case "inside":
            return message("The last that answered on the way is {hop}, a device behind the gateway.", hop=hop)
        case "target":
            return message("The last that answered on the way is {hop}, the service's own address.", hop=hop)
        case _:
            return message("The last that answered on the way is {hop}, outside this network.", hop=hop)


def _refused(by: str, facts: PathFacts) -> tuple[Message, ...]:
    match facts.verdict_by:
        case "gateway":
            return (message("The answer comes from {hop}, the gateway.", hop=by),)
        case "inside":
            return (message("The answer comes from {hop}, a device behind the gateway.", hop=by),)
        case "outside" if by == facts.address:
            # An RST carries this address, whoever sent it.
            return (
                message("The answer comes from outside this network: the last on the way before it is {hop}.", hop=facts.last_hop or by),
            )
        case "outside":
            return (message("The answer comes from {hop}, outside this network.", hop=by),)
        case "target":
            return (message("The answer comes from the service's own address."),)
        case _:
            return ()
