"""The terminal's ports on loopback: what listens where, and what is made of it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest

from ccdiag.checks.base import Check, Seen
from ccdiag.checks.terminal_pos_mode import TerminalPosMode
from ccdiag.checks.terminal_trigger_port import TerminalTriggerPort
from ccdiag.model.case import Case, PosMode, Terminal
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import Facts, NeighbourFacts, PosModeFacts, TcpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.stopwatch import Stopwatch
from tests.checks.running import operations, result_of, run_check, seen

ENVIRONMENT = Environment(
    schema=1,
    id="test",
    title="Test",
    mqtt=MqttService(host="mqtt.test"),
    tas=TcpService(host="tas.test", port=5555),
    tms=TcpService(host="127.0.0.1", port=15000),
)


class Listener:
    """A port that counts who came and what was said."""

    def __init__(self) -> None:
        self.connections = 0
        self.bytes_received = 0
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(ConnectionError):
            self.bytes_received += len(await reader.read())
        writer.close()


@contextlib.asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.serve, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    async with server:
        yield listener


def closed_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def situation(terminal: Terminal, generation: str | None = "2.0", *, consent: bool = True) -> Situation:
    return Situation(
        environment=ENVIRONMENT,
        case=Case(generation=generation, terminal=terminal),  # type: ignore[arg-type]  # a literal in a parameter
        touch_terminal=consent,
        limits=Limits(terminal_port=0.5),
    )


def terminal(trigger: int = 4105, opi: int = 4100, mode: PosMode | None = None) -> Terminal:
    return Terminal(ip="127.0.0.1", trigger_port=trigger, opi_port=opi, pos_mode=mode)


async def test_an_open_trigger_port() -> None:
    async with listening() as listener:
        result = await run_check(TerminalTriggerPort(), situation(terminal(listener.port), "1.0"))
    assert result.verdict is Verdict.PASS
    assert (listener.connections, listener.bytes_received) == (1, 0)


@pytest.mark.parametrize(("generation", "verdict"), [("1.0", Verdict.FAIL), ("2.0", Verdict.PASS), (None, Verdict.INCONCLUSIVE)])
async def test_a_closed_trigger_port_matters_to_1_0_only(generation: str | None, verdict: Verdict) -> None:
    result = await run_check(TerminalTriggerPort(), situation(terminal(closed_port()), generation))
    assert result.verdict is verdict


@pytest.mark.parametrize("check", [TerminalTriggerPort(), TerminalPosMode()])
def test_no_port_is_touched_without_consent(check: Check) -> None:
    skip = check.skip(situation(terminal(), consent=False))
    assert skip is not None
    assert "consent" in skip.reason.english()
    assert check.skip(situation(terminal())) is None
    assert check.skip(situation(Terminal(ip="127.0.0.1", link="sim"))) is not None


async def test_without_consent_the_statement_counts_and_nothing_is_touched() -> None:
    check = TerminalPosMode()
    stated = situation(terminal(mode="serial"), consent=False)
    assert check.skip(stated) is None
    result = await run_check(check, stated)
    assert (result.verdict, operations(result)) == (Verdict.FAIL, ["stated"])


async def test_only_the_trigger_port_open_suggests_flat_outgoing() -> None:
    async with listening() as trigger:
        here = situation(terminal(trigger.port, closed_port()))
        before = await run_check(TerminalTriggerPort(), here)
        result = await run_check(TerminalPosMode(), here, {"terminal.trigger_port": before})
    assert result.verdict is Verdict.PASS
    assert operations(result) == ["tcp_connect", "pos_mode_inference"]  # the trigger port was not tried again
    assert trigger.connections == 1


async def test_only_the_opi_port_open_is_another_mode() -> None:
    async with listening() as opi:
        result = await run_check(TerminalPosMode(), situation(terminal(closed_port(), opi.port)))
    assert result.verdict is Verdict.FAIL
    assert opi.bytes_received == 0
    facts = next(found.facts for found in result.observations if isinstance(found.facts, PosModeFacts))
    assert facts.likely == ("standard", "flat-incoming")


@pytest.mark.parametrize(
    ("likely", "stated", "verdict", "basis"),
    [
        (("flat-outgoing",), None, Verdict.PASS, Basis.INFERRED),
        (("flat-outgoing",), "flat-outgoing", Verdict.PASS, Basis.INFERRED),
        (("flat-outgoing",), "standard", Verdict.INCONCLUSIVE, Basis.INFERRED),
        (("flat-outgoing",), "unknown", Verdict.PASS, Basis.INFERRED),
        (("standard", "flat-incoming"), None, Verdict.FAIL, Basis.INFERRED),
        (("standard", "flat-incoming"), "standard", Verdict.FAIL, Basis.INFERRED),
        (("standard", "flat-incoming"), "flat-outgoing", Verdict.FAIL, Basis.INFERRED),
        (("serial", "flat-outgoing"), None, Verdict.INCONCLUSIVE, Basis.INFERRED),
        (("serial", "flat-outgoing"), "flat-outgoing", Verdict.PASS, Basis.STATED),
        (("serial", "flat-outgoing"), "serial", Verdict.FAIL, Basis.STATED),
        (("serial", "flat-outgoing"), "standard", Verdict.INCONCLUSIVE, Basis.INFERRED),
        ((), None, Verdict.INCONCLUSIVE, Basis.INFERRED),
        ((), "flat-outgoing", Verdict.PASS, Basis.STATED),
        (None, "unknown", Verdict.INCONCLUSIVE, Basis.STATED),
    ],
)
def test_ports_and_statement(likely: tuple[str, ...] | None, stated: PosMode | None, verdict: Verdict, basis: Basis) -> None:
    said = None if stated == "unknown" else stated
    facts: list[Facts] = []
    if likely is not None:
        agrees = said in likely if said and likely else None
        facts.append(PosModeFacts(opi_port="refused", trigger_port="refused", likely=likely, stated=said, agrees=agrees))
    judgement = TerminalPosMode().judge(Seen([seen(found) for found in facts]), situation(terminal(mode=stated)), {})
    assert (judgement.verdict, judgement.basis) == (verdict, basis)
    assert "{" not in judgement.reason.english()


@pytest.mark.parametrize("would_show", [False, True, None])
@pytest.mark.parametrize(
    ("likely", "stated", "surprising"),
    [
        (("flat-outgoing",), "flat-outgoing", False),
        (("standard", "flat-incoming"), None, True),
        (("flat-outgoing",), "standard", True),
        ((), "flat-outgoing", True),
    ],
)
def test_ports_that_surprise_may_be_another_machines(
    likely: tuple[str, ...], stated: PosMode | None, would_show: bool | None, *, surprising: bool
) -> None:
    """Who may not ask by ARP is told so where the ports are not those of the terminal as it should be."""
    facts = PosModeFacts(
        opi_port="refused", trigger_port="open", likely=likely, stated=stated, agrees=stated in likely if stated and likely else None
    )
    neighbour = NeighbourFacts(role="terminal", address="127.0.0.1", state="present", conflict_would_show=would_show)
    results: dict[CheckId, CheckResult] = {"terminal.lan": result_of("terminal.lan", [seen(neighbour)])}
    judgement = TerminalPosMode().judge(Seen([seen(facts)]), situation(terminal(mode=stated)), results)
    assert judgement.reason.english().endswith("administrator rights.") is (surprising and would_show is False)


async def test_a_silent_trigger_port_tells_nothing() -> None:
    silent = Stopwatch().observation("there", TcpFacts(role="trigger", address="127.0.0.1", port=4105), Failure.DEADLINE)
    async with listening() as opi:
        before = result_of("terminal.trigger_port", [silent])
        result = await run_check(TerminalPosMode(), situation(terminal(opi=opi.port)), {"terminal.trigger_port": before})
    assert result.verdict is Verdict.INCONCLUSIVE
