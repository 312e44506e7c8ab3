"""What was not the same when two runs were measured: a change may come from that, and not from the shop."""

from collections.abc import Iterator
from ipaddress import ip_interface

from msgspec import Struct

from ccdiag.model.case_key import case_key
from ccdiag.model.facts import InterfaceFacts
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.saved_case import SavedRun

_UNKNOWN = message("not stated")


class OtherCondition(Struct, frozen=True, kw_only=True):
    """One difference in how the two were measured."""

    text: Message
    incomparable: bool = False
    """Whether what changed says nothing of the shop at all."""


def other_conditions(then: SavedRun, now: SavedRun) -> tuple[OtherCondition, ...]:
    """Return all of them, the gravest first."""
    return (*_incomparable(then, now), *(OtherCondition(text=text) for text in _minor(then, now)))


def _incomparable(then: SavedRun, now: SavedRun) -> Iterator[OtherCondition]:
    if then.state.simulation != now.state.simulation:
        yield OtherCondition(text=message("One of them is of the simulated shop."), incomparable=True)
        return
    keys = tuple(case_key(run.case, simulation=run.state.simulation).rpartition(":")[2] for run in (then, now))
    # A TMS id that was filled in between the two is no other terminal.
    if then.case.terminal.tms_id and now.case.terminal.tms_id and keys[0] != keys[1]:
        both = (printable(key) for key in keys)
        yield OtherCondition(
            text=message("They are of two terminals: {then} and {now}.", then=next(both), now=next(both)), incomparable=True
        )
    if then.environment.id != now.environment.id:
        yield OtherCondition(
            text=message(
                "They measured other endpoints: {then}, then {now}.",
                then=printable(then.environment.title),
                now=printable(now.environment.title),
            ),
            incomparable=True,
        )


def _minor(then: SavedRun, now: SavedRun) -> Iterator[Message]:
    if then.environment.id == now.environment.id and then.environment != now.environment and not then.state.simulation:
        # Every laboratory has ports of its own.
        yield message("The endpoints in {environment} were changed in between.", environment=printable(now.environment.title))
    for label, before, after in (
        (message("Cloud Connect"), then.case.generation, now.case.generation),
        (message("How the terminal is connected"), then.case.terminal.link, now.case.terminal.link),
    ):
        if before != after:
            yield message("{label}: {then}, then {now}.", label=label, then=before or _UNKNOWN, now=after or _UNKNOWN)
    yield from _laptop(then, now)
    if then.touch_terminal != now.touch_terminal:
        yield message("The terminal's ports were opened in one of them only.")
    if bool(then.hold_s) != bool(now.hold_s):
        yield message("A session was held in one of them only.")
    if then.version != now.version:
        yield message("Judged by ccdiag {then}, then by ccdiag {now}.", then=printable(then.version), now=printable(now.version))


def _laptop(then: SavedRun, now: SavedRun) -> Iterator[Message]:
    before, after = _carrying(then), _carrying(now)
    if before is None or after is None:
        return
    if (before.name, before.kind) != (after.name, after.kind):
        yield message("This laptop measured over {then}, then over {now}.", then=printable(before.name), now=printable(after.name))
    networks = (_networks(before), _networks(after))
    if all(networks) and not networks[0] & networks[1]:
        yield message(
            "This laptop was in another network: {then}, then {now}.",
            then=", ".join(sorted(networks[0])),
            now=", ".join(sorted(networks[1])),
        )


def _carrying(run: SavedRun) -> InterfaceFacts | None:
    check = run.state.checks.get("network.interface")
    seen = [one.facts for one in check.observations if isinstance(one.facts, InterfaceFacts)] if check is not None else []
    return next((facts for facts in seen if facts.carries_traffic), None)


def _networks(interface: InterfaceFacts) -> frozenset[str]:
    found = set()
    for address in interface.addresses:
        try:
            network = ip_interface(address).network
        except ValueError:
            continue
        # A link-local network is everywhere the same.
        if network.version == 4 and not network.is_link_local:  # noqa: PLR2004  # the version that the terminals speak
            found.add(str(network))
    return frozenset(found)
