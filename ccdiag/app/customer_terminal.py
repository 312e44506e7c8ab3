"""The simulated terminal in the state that a customer's terminal has, as far as a saved case tells; pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.case import Case, SettingTable
from ccdiag.model.facts import PosModeFacts, SettingFacts
from ccdiag.model.message import Message, message
from ccdiag.model.procedure_progress import Status
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedCase, SavedRun
from ccdiag.model.terminal_state import TerminalState, World
from ccdiag.settings_check.names import tms_name
from ccdiag.settings_check.values import switch

_DAY_CLOSED: Final = "day-closed"
_INSTALLATION: Final = "hardware-installation"
_MQT: Final = "MQT"
_CLOUD: Final = "CCV Cloud Connection"
_SOFTWARE: Final = "software version"


class CustomerTerminal(Struct, frozen=True, kw_only=True):
    """How the terminal is shown, and what that rests on."""

    state: TerminalState
    known: tuple[Message, ...] = ()
    """What is as the case says."""
    inferred: tuple[Message, ...] = ()
    """What was concluded from what was seen."""
    unknown: tuple[Message, ...] = ()
    """What stays as a terminal usually is, since the case does not tell."""


class _Found(Struct):
    """A value of the world, and how well it is known."""

    values: dict[str, object]
    known: list[Message]
    inferred: list[Message]
    unknown: list[Message]

    def take(self, subject: Message, **values: object) -> None:
        """Note what the case says; nothing where it does not say it."""
        told = {name: value for name, value in values.items() if value is not None}
        if told:
            self.values.update(told)
            self.known.append(subject)
        else:
            self.unknown.append(subject)


def customer_terminal(saved: SavedCase, run: SavedRun | None) -> CustomerTerminal:
    """Return the terminal of a saved case as it was after a run and what followed it; None: as it was known last."""
    case = saved.case if run is None else run.case
    state = RunState() if run is None else run.state
    until = _until(saved, run)
    found = _Found({}, [], [], [])
    _shop(case, found)
    _mode(case, state, found)
    _day(saved, case, until, found)
    _installation(saved, run, case, until, found)
    settings = dict(_tms_settings(case, state))
    _software(case, settings, found)
    mqt, cloud = (switch(settings.get(name, "")) for name in (_MQT, _CLOUD))
    found.take(message("MQT in TMS"), mqt=mqt)
    found.take(message("CCV Cloud Connection in TMS"), cloud_connection=cloud)
    _port(case, found)
    world = World(**found.values)  # type: ignore[arg-type]  # each value was checked where it was read
    # What MQT would load is on the terminal only once it was installed with MQT on.
    world = replace(world, mqt_loaded=world.mqt and world.hw_installed)
    readings = load_adminlight().variants
    variants = tuple(one for one in saved.variants if one in readings)
    if variants:
        found.known.append(message("readings of the menus"))
    return CustomerTerminal(
        state=TerminalState(world=world, variants=variants),
        known=tuple(found.known),
        inferred=tuple(found.inferred),
        unknown=tuple(found.unknown),
    )


def _shop(case: Case, found: _Found) -> None:
    name, terminal = case.merchant.name, case.terminal
    found.take(message("shop"), shop=name, customer=name)
    found.take(message("TMS id"), tms_id=terminal.tms_id, installed_tms_id=terminal.tms_id)
    found.take(message("address of the terminal"), address=terminal.ip)


def _mode(case: Case, state: RunState, found: _Found) -> None:
    subject = message("POS mode")
    stated = case.terminal.pos_mode
    if stated not in {None, "unknown"}:
        found.take(subject, pos_mode=stated)
        return
    check = state.checks.get("terminal.pos_mode")
    seen = [one.facts for one in check.observations if isinstance(one.facts, PosModeFacts)] if check is not None else []
    likely = seen[-1].likely if seen else ()
    if len(likely) == 1 and likely[0] in {"standard", "flat-incoming", "flat-outgoing", "serial"}:
        found.values["pos_mode"] = likely[0]
        found.inferred.append(subject)
    else:
        found.unknown.append(subject)


def _day(saved: SavedCase, case: Case, until: datetime | None, found: _Found) -> None:
    if _DAY_CLOSED in _owed(saved, until):
        found.take(message("day"), day_open=False)
    else:
        found.take(message("day"), day_open=_yes(case.terminal.day_open))


def _installation(saved: SavedCase, run: SavedRun | None, case: Case, until: datetime | None, found: _Found) -> None:
    done = any(
        record.procedure == _INSTALLATION
        and record.status is Status.FINISHED
        and (run is None or record.ended_at >= run.state.started_at)
        and (until is None or record.ended_at < until)
        for record in saved.procedures
    )
    found.take(message("hardware installation"), hw_installed=True if done else _yes(case.terminal.hw_installed))


def _software(case: Case, settings: dict[str, str], found: _Found) -> None:
    on_terminal, in_tms = case.terminal.software, settings.get(_SOFTWARE)
    found.take(message("software of the terminal"), software=on_terminal)
    found.take(message("software version in TMS"), software_in_tms=in_tms)


def _port(case: Case, found: _Found) -> None:
    port = case.terminal.trigger_port
    # The usual one stands in every case in which nobody wrote one down.
    found.take(message("trigger port"), trigger_port=port if port != World().trigger_port else None)


def _until(saved: SavedCase, run: SavedRun | None) -> datetime | None:
    """Return when the next run began, by which the terminal may have been another."""
    if run is None:
        return None
    later = [one.state.started_at for one in saved.runs if one.state.started_at > run.state.started_at]
    return min(later, default=None)


def _owed(saved: SavedCase, until: datetime | None) -> set[str]:
    """Return the kinds of what was owed at a moment; None: now."""
    if until is None:
        return {one.kind for one in saved.owed}
    since = {one.kind for one in saved.owed if one.since < until}
    return since | {one.obligation.kind for one in saved.settled if one.obligation.since < until <= one.at}


def _tms_settings(case: Case, state: RunState) -> Iterator[tuple[str, str]]:
    """Yield the parameters in TMS by their names: as the case states them, or as they were read from a file."""
    check = state.checks.get("tms.parameters")
    for observation in check.observations if check is not None else ():
        facts = observation.facts
        if isinstance(facts, SettingFacts) and facts.document == "tms" and facts.found is not None:
            yield facts.setting, facts.found
    yield from _stated(case.tms_parameters)


def _stated(table: SettingTable | None) -> Iterator[tuple[str, str]]:
    for key, value in (table or {}).items():
        name = tms_name(key)
        if name is not None and not isinstance(value, dict) and value is not None:
            yield name, str(value)


def _yes(value: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(value or "")
