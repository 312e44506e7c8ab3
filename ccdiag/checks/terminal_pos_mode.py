"""terminal.pos_mode: whether the terminal is in TCP FLAT-OUTGOING, which both generations need."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen, Skip
from ccdiag.checks.questions import ask_terminal_pos_mode
from ccdiag.checks.terminal_lan import conflict_unseen, skip_without_address, with_limits
from ccdiag.checks.terminal_ports import PortState, likely_modes, port_state
from ccdiag.checks.terminal_trigger_port import skip_without_consent
from ccdiag.model.check import CheckId, CheckResult, Judgement
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import PosModeFacts, StatedFacts, TcpFacts
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tcp import tcp_connect

WANTED = "flat-outgoing"

ON_SCREEN = {
    "standard": "TCP STANDAARD",
    "flat-incoming": "TCP FLAT-INCOMING",
    "flat-outgoing": "TCP FLAT-OUTGOING",
    "serial": "SERIEEL",
}
"""The modes as the terminal's menu names them."""
_MARGIN = 0.5
"""Seconds beyond the limits of the probes, so that they end by themselves."""


class TerminalPosMode(Check):
    """What the terminal listens on suggests its mode; what somebody read on its screen is compared with that."""

    id = "terminal.pos_mode"
    title = message("The terminal's POS mode")
    purpose = message("Is the terminal in the POS mode TCP FLAT-OUTGOING, which Cloud Connect needs?")
    place = Place.TERMINAL
    needs = ("terminal.lan",)
    asks_of_case = ("terminal.ip", "terminal.opi_port", "terminal.trigger_port")
    after = ("terminal.trigger_port",)
    limit = 6.5
    touches_terminal = True

    def limit_for(self, situation: Situation) -> float:
        """Allow for both ports, one after the other, and for another check's turn."""
        return 3 * situation.limits.terminal_port + _MARGIN

    def skip(self, situation: Situation) -> Skip | None:
        """Skip when nobody said the mode and the ports may not or cannot be tried."""
        if situation.case.terminal.pos_mode is not None:
            return None
        unseen = skip_without_address(situation) or skip_without_consent(situation)
        return Skip(unseen.reason, ask_terminal_pos_mode()) if unseen else None

    def targets(self, context: CheckContext) -> tuple[str, ...]:
        """Name the OPI port, when it will be tried."""
        terminal = context.case.terminal
        return (str(Endpoint(terminal.ip, terminal.opi_port)),) if terminal.ip and _may_try(context.situation) else ()

    async def observe(self, context: CheckContext) -> None:
        """Write down what was stated; try the OPI port; use what is known of the trigger port."""
        terminal = context.case.terminal
        for observation in _said(context.situation):
            context.record(observation)
        if not _may_try(context.situation):
            return
        watch = Stopwatch()
        known = [seen for seen, facts in context.seen("terminal.trigger_port").of(TcpFacts) if facts.role == "trigger"]
        trigger = known[0] if known else await _try_port(context, terminal.trigger_port, opi=False)
        opi = await _try_port(context, terminal.opi_port, opi=True)
        context.record(watch.observation(f"POS mode of {terminal.ip}", _inferred(port_state(opi), port_state(trigger), terminal.pos_mode)))

    def reconsider(self, seen: Seen | None, situation: Situation) -> Sequence[Observation] | None:
        """Return what is stated now, and the ports as they were seen."""
        said = _said(situation)
        if not _may_try(situation):
            return said
        if seen is None:
            return said or None
        measured: list[Observation] = []
        for observation in seen:
            if isinstance(facts := observation.facts, PosModeFacts):
                anew = _inferred(facts.opi_port, facts.trigger_port, situation.case.terminal.pos_mode)
                measured.append(replace(observation, facts=anew))
            elif not isinstance(facts, StatedFacts):
                measured.append(observation)
        return (*said, *measured)

    def judge(self, seen: Seen, situation: Situation, results: Mapping[CheckId, CheckResult]) -> Judgement:
        """Judge by the ports where they tell, else by what was stated; ports that surprise may be another machine's."""
        judgement = _by_ports(seen, situation)
        lan = results.get("terminal.lan")
        tried = [facts for _, facts in seen.of(PosModeFacts)]
        surprising = bool(tried) and (judgement.verdict is not Verdict.PASS or not tried[0].likely)
        if surprising and lan is not None and conflict_unseen(lan.observations):
            return replace(judgement, reason=with_limits(judgement.reason))
        return judgement


def _by_ports(seen: Seen, situation: Situation) -> Judgement:
    """Judge by the ports where they tell, else by what was stated."""
    stated = situation.case.terminal.pos_mode
    facts = next((facts for _, facts in seen.of(PosModeFacts)), None)
    if facts is None or not facts.likely or WANTED in facts.likely[1:]:
        return _by_statement(stated, facts)
    if facts.agrees is False:
        return _contradiction(facts)
    if facts.likely == (WANTED,):
        reason = message("The open ports suggest {mode}, which is right.", mode=ON_SCREEN[WANTED])
        return Judgement(verdict=Verdict.PASS, basis=Basis.INFERRED, reason=reason)
    reason = message("The open ports suggest {modes}; {wanted} is needed.", modes=_shown(facts.likely), wanted=ON_SCREEN[WANTED])
    return Judgement(verdict=Verdict.FAIL, basis=Basis.INFERRED, reason=reason)


def _may_try(situation: Situation) -> bool:
    return skip_without_address(situation) is None and skip_without_consent(situation) is None


def _said(situation: Situation) -> tuple[Observation, ...]:
    stated = situation.case.terminal.pos_mode
    if stated is None:
        return ()
    return (Stopwatch().observation("terminal.pos_mode", StatedFacts(key="terminal.pos_mode", value=stated)),)


def _inferred(opi: PortState, trigger: PortState, stated: str | None) -> PosModeFacts:
    likely = likely_modes(opi, trigger)
    said = None if stated == "unknown" else stated
    return PosModeFacts(opi_port=opi, trigger_port=trigger, likely=likely, stated=said, agrees=said in likely if said and likely else None)


async def _try_port(context: CheckContext, port: int, *, opi: bool) -> Observation:
    address = context.case.terminal.ip
    assert address is not None
    async with context.terminal_turn:
        seen = await tcp_connect(address, port, role="opi" if opi else "trigger", limit=context.limits.terminal_port, source=context.source)
    return context.record(seen)


def _by_statement(stated: str | None, facts: PosModeFacts | None) -> Judgement:
    """Judge where the ports do not decide; where they fit several modes, a statement that fits none of them is a contradiction."""
    if stated in {None, "unknown"}:
        return Judgement(
            verdict=Verdict.INCONCLUSIVE,
            basis=Basis.STATED if facts is None else Basis.INFERRED,
            reason=_undecided(facts),
            question=ask_terminal_pos_mode(),
        )
    assert stated is not None
    if facts is not None and facts.agrees is False:
        return _contradiction(facts)
    mode = ON_SCREEN[stated]
    if stated == WANTED:
        return Judgement(verdict=Verdict.PASS, basis=Basis.STATED, reason=message("Stated: {mode}, which is right.", mode=mode))
    reason = message("Stated: {mode}; {wanted} is needed.", mode=mode, wanted=ON_SCREEN[WANTED])
    return Judgement(verdict=Verdict.FAIL, basis=Basis.STATED, reason=reason)


def _undecided(facts: PosModeFacts | None) -> Message:
    if facts is None:
        return message("The POS mode is not known.")
    if facts.likely:
        return message("The terminal listens on neither port: {modes} would both fit.", modes=_shown(facts.likely))
    return message("The ports do not tell the POS mode.")


def _contradiction(facts: PosModeFacts) -> Judgement:
    """Judge where ports and statement differ; only ports that rule out the right mode are a failure."""
    values = {"stated": ON_SCREEN.get(facts.stated or "", "?"), "modes": _shown(facts.likely)}
    reason = message("Stated: {stated}; the open ports suggest {modes}.", **values)
    if WANTED in facts.likely:
        return Judgement(verdict=Verdict.INCONCLUSIVE, basis=Basis.INFERRED, reason=reason, question=ask_terminal_pos_mode())
    return Judgement(verdict=Verdict.FAIL, basis=Basis.INFERRED, reason=reason, question=ask_terminal_pos_mode())


def _shown(modes: tuple[str, ...]) -> str:
    return " / ".join(ON_SCREEN[mode] for mode in modes)
