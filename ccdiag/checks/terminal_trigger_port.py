"""terminal.trigger_port: whether the terminal can be kicked over the LAN, as Cloud Connect 1.0 does."""

from collections.abc import Mapping

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.questions import ask_generation
from ccdiag.checks.terminal_lan import skip_without_address
from ccdiag.checks.terminal_ports import PortState, port_state
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import TcpFacts
from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.tcp import tcp_connect

_MARGIN = 0.5
"""Seconds beyond the limits of the probes, so that they end by themselves."""


class TerminalTriggerPort(Check):
    """One connection to the trigger port, closed at once; no byte is sent."""

    id = "terminal.trigger_port"
    title = message("The terminal's trigger port")
    purpose = message("Does the terminal listen on the port on which Cloud Connect 1.0 wakes it?")
    place = Place.TERMINAL
    needs = ("terminal.lan",)
    asks_of_case = ("terminal.ip", "terminal.trigger_port")
    limit = 4.5
    touches_terminal = True

    def limit_for(self, situation: Situation) -> float:
        """Allow for waiting until another check's connection to the terminal is closed."""
        return 2 * situation.limits.terminal_port + _MARGIN

    def skip(self, situation: Situation) -> Skip | None:
        """Skip without an address, and without consent."""
        return skip_without_address(situation) or skip_without_consent(situation)

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the port."""
        terminal = context.case.terminal
        return (str(Endpoint(terminal.ip, terminal.trigger_port)),) if terminal.ip else ()

    async def observe(self, context: CheckContext) -> None:
        """Connect once."""
        terminal = context.case.terminal
        assert terminal.ip is not None
        async with context.terminal_turn:
            seen = await tcp_connect(
                terminal.ip, terminal.trigger_port, role="trigger", limit=context.limits.terminal_port, source=context.source
            )
        context.record(seen)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge by the generation: only 1.0 needs the port."""
        port = situation.case.terminal.trigger_port
        state = next((port_state(observation) for observation, facts in seen.of(TcpFacts) if facts.role == "trigger"), None)
        if state == "open":
            return Judgement(verdict=Verdict.PASS, reason=message("The trigger port {port} is open.", port=port))
        if state is None or state == "unreachable":
            return Judgement(
                verdict=Verdict.INCONCLUSIVE,
                reason=message(
                    "The trigger port {port} could not be tried. Plug this laptop into the terminal's own switch, and test again.",
                    port=port,
                ),
            )
        match situation.case.generation:
            case "2.0":
                reason = message("The trigger port {port} does not answer; Cloud Connect 2.0 does not need it.", port=port)
                return Judgement(verdict=Verdict.PASS, reason=reason)
            case "1.0":
                return Judgement(verdict=Verdict.FAIL, reason=_not_open(state, port))
            case _:
                # Accusing the port would be wrong for 2.0, where it may have been switched off on purpose.
                return Judgement(
                    verdict=Verdict.INCONCLUSIVE, basis=Basis.MEASURED, reason=_not_open(state, port), question=ask_generation()
                )


def skip_without_consent(situation: Situation) -> Skip | None:
    """Say why the terminal's ports are left alone when the user did not agree to open them."""
    if situation.touch_terminal:
        return None
    return Skip(
        message(
            "Not tried without consent: a connection might count as a kick, and may keep a till waiting that serves one client at a time."
        )
    )


def _not_open(state: PortState, port: int) -> Message:
    if state == "refused":
        return message("The terminal refuses connections on the trigger port {port}, which Cloud Connect 1.0 needs.", port=port)
    return message("The trigger port {port}, which Cloud Connect 1.0 needs, is silent: something filters it.", port=port)
