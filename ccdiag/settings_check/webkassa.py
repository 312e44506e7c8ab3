"""What a Webkassa configuration must say, by the generation of Cloud Connect that it is meant for."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct

from ccdiag.model.case import Case, Generation
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.settings_check.names import webkassa_name
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.values import may_be_host, number, same_address

SYSTEM_1_0 = "08900000002"
"""Text, not a number: the zero belongs to it."""
SYSTEMS_2_0 = ("GrundmasterNL", "GrundmasterBE")
PROTOCOL = "OPI_NL"
DEFAULT_TRIGGER_PORT = 4105
KICK = "kick"
"""Stands for the field's name where not one field but the way of waking the terminal is judged."""

_GRUNDMASTER = re.compile(r"(?P<system>grundmaster(?:nl|be))(?:-thirdpartytest)?", re.IGNORECASE)
_DISTINCTIVE = frozenset({"terminalId", "managementSystemId", "accessProtocol"})


def check_webkassa(settings: Sequence[Setting], case: Case, *, terminal_wants_cloud_kick: bool | None = None) -> list[SettingFacts]:
    """Judge each field that counts; what the case does not know is not compared.

    `terminal_wants_cloud_kick` says whether MQT is on in TMS, where that is known. A document with several terminals is judged for
    the one that the case names, or for all where it names none.
    """
    sections = _sections(settings)
    wanted = (case.terminal.tms_id or "").strip()
    if len(sections) > 1 and wanted:
        own = [section for section in sections if _value(section, "terminalId") == wanted]
        if not own:
            ids = [value for section in sections if (value := _value(section, "terminalId"))]
            return [_fact("terminalId", None, " / ".join(ids), wanted, Finding.TERMINAL_ID_DIFFERS)]
        sections = own
    judges = (_Judge(section, case, terminal_wants_cloud_kick=terminal_wants_cloud_kick, several=len(sections) > 1) for section in sections)
    return [fact for judge in judges for fact in judge.facts()]


def is_known_value(text: str) -> bool:
    """Whether a text is a management system or the protocol, as it stands."""
    return text in {SYSTEM_1_0, PROTOCOL} or _GRUNDMASTER.fullmatch(text) is not None


class _Found(Struct, frozen=True):
    """All values of one field in one section."""

    settings: tuple[Setting, ...] = ()

    @property
    def value(self) -> str:
        return self.settings[0].value.strip() if self.settings else ""

    @property
    def location(self) -> str | None:
        return self.settings[0].location if self.settings else None

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(setting.value.strip() for setting in self.settings))


def _sections(settings: Sequence[Setting]) -> list[dict[str, _Found]]:
    """Return the tables that describe a terminal, each with what the tables around it say as well."""
    by_table: dict[tuple[str, ...], dict[str, list[Setting]]] = {}
    for setting in settings:
        name = webkassa_name(setting.name)
        if name is not None:
            by_table.setdefault(setting.section, {}).setdefault(name, []).append(setting)
    candidates = {table: names.keys() for table, names in by_table.items() if _DISTINCTIVE & names.keys()}
    # Each table is looked up by the tables around it: a list of thousands of terminals is compared with itself nowhere.
    around = {table[:depth] for table in candidates for depth in range(len(table))}
    innermost = [table for table in candidates if table not in around]
    chains = {table: [table[:depth] for depth in range(len(table) + 1) if table[:depth] in candidates] for table in innermost}
    with_id = [table for table, chain in chains.items() if any("terminalId" in candidates[one] for one in chain)]
    if not with_id:
        # Groups of one configuration have no name twice; several terminals have.
        names = [name for table in innermost for name in candidates[table]]
        return [_merged(by_table, chain) for chain in chains.values()] if len(set(names)) < len(names) else [_merged(by_table, innermost)]
    # What stands in a table without a terminal, `[general]` for example, is meant for all of them.
    shared = [table for table in innermost if table not in set(with_id)]
    return [_merged(by_table, [*shared, *chains[table]]) for table in with_id]


def _merged(by_table: dict[tuple[str, ...], dict[str, list[Setting]]], tables: Iterable[tuple[str, ...]]) -> dict[str, _Found]:
    merged: dict[str, _Found] = {}
    for table in tables:
        merged |= {name: _Found(tuple(found)) for name, found in by_table[table].items()}
    return merged


def _value(section: dict[str, _Found], name: str) -> str:
    return section.get(name, _Found()).value


def kick_of(system: str) -> Generation | None:
    """Say which generation a management system belongs to; None for an unknown one."""
    if system.lstrip("0") == SYSTEM_1_0.lstrip("0"):
        return "1.0"
    return "2.0" if _GRUNDMASTER.fullmatch(system) else None


class _Judge:
    """Judges one section."""

    def __init__(self, section: dict[str, _Found], case: Case, *, terminal_wants_cloud_kick: bool | None, several: bool) -> None:
        self._section = section
        # What is missing stands nowhere; of several terminals it is told where the one that lacks it stands.
        self._where = section.get("terminalId", _Found()).location if several else None
        self._terminal = case.terminal
        self._stated = case.generation if case.generation in {"1.0", "2.0"} else None
        self._cloud = terminal_wants_cloud_kick
        self._kick = kick_of(_value(section, "managementSystemId"))

    def facts(self) -> list[SettingFacts]:
        system = self._system()
        facts = [self._terminal_id(), system, self._protocol()]
        misplaced = system.finding in {Finding.SYSTEM_IS_1_0, Finding.KICK_DIFFERS}
        generation = self._kick or self._stated
        # Where the system itself is of the wrong generation, address and port follow from that and change with it.
        if generation == "1.0" and not misplaced:
            facts += [self._address(), self._port(), _fact(KICK, None, "local", None, Finding.BROWSER_BLOCKS_KICK)]
        elif generation == "2.0" and not misplaced:
            facts += [self._leftover(name) for name in ("ip", "port") if _value(self._section, name)]
        return facts

    def _field(self, name: str, expected: str | None, finding: Finding | None, *, needed: bool = True) -> SettingFacts:
        """Make the fact of a field; missing and contradictory fields come before `finding`."""
        found = self._section.get(name, _Found())
        if len(found.values) > 1:
            return _fact(name, found.location, " / ".join(found.values), expected, Finding.UNREADABLE)
        if not found.value and needed:
            return _fact(name, found.location or self._where, None, expected, Finding.FIELD_MISSING)
        return _fact(name, found.location, found.value, expected, finding)

    def _terminal_id(self) -> SettingFacts:
        wanted = (self._terminal.tms_id or "").strip()
        differs = wanted and _value(self._section, "terminalId") != wanted
        return self._field("terminalId", wanted or None, Finding.TERMINAL_ID_DIFFERS if differs else None)

    def _protocol(self) -> SettingFacts:
        right = _value(self._section, "accessProtocol").upper() == PROTOCOL
        return self._field("accessProtocol", PROTOCOL, None if right else Finding.PROTOCOL_WRONG)

    def _system(self) -> SettingFacts:
        finding, expected = self._system_finding(_value(self._section, "managementSystemId"))
        return self._field("managementSystemId", expected, finding)

    def _system_finding(self, system: str) -> tuple[Finding | None, str]:
        country = _GRUNDMASTER.fullmatch((self._terminal.system or "").strip())
        any_2_0 = _system_name(country) if country else " / ".join(SYSTEMS_2_0)
        wants_2_0 = self._stated == "2.0" or (self._stated is None and self._cloud is True)
        if self._kick is None:
            expected = {"1.0": SYSTEM_1_0, "2.0": any_2_0}.get(self._stated or "", f"{any_2_0} / {SYSTEM_1_0}")
            return Finding.SYSTEM_UNKNOWN, expected
        if self._kick == "1.0":
            if wants_2_0:
                return Finding.SYSTEM_IS_1_0, any_2_0
            # A terminal that has no other way than the mobile network cannot be reached by a local kick.
            if self._terminal.link == "sim":
                return Finding.KICK_DIFFERS, any_2_0
            return None if system == SYSTEM_1_0 else Finding.SYSTEM_UNKNOWN, SYSTEM_1_0
        if self._stated == "1.0" or (self._stated is None and self._cloud is False):
            return Finding.KICK_DIFFERS, SYSTEM_1_0
        found = _GRUNDMASTER.fullmatch(system)
        if country and found and found["system"].lower() != country["system"].lower():
            return Finding.SYSTEM_OTHER_COUNTRY, any_2_0
        return None, any_2_0

    def _address(self) -> SettingFacts:
        wanted, found = self._terminal.ip, _value(self._section, "ip")
        differs = wanted is not None and not same_address(found, wanted)
        finding = Finding.ADDRESS_DIFFERS if differs else None if may_be_host(found) else Finding.UNREADABLE
        return self._field("ip", wanted, finding)

    def _port(self) -> SettingFacts:
        found, wanted = number(_value(self._section, "port")), self._terminal.trigger_port
        # The case holds the default when nobody said anything: only another port was stated, and is held against the document.
        if wanted == DEFAULT_TRIGGER_PORT:
            # Where it is not given, the default counts; so it is not missing.
            there = bool(_value(self._section, "port"))
            return self._field("port", str(wanted), Finding.ADDRESS_DIFFERS if there and found is None else None, needed=False)
        return self._field("port", str(wanted), Finding.ADDRESS_DIFFERS if found != wanted else None)

    def _leftover(self, name: str) -> SettingFacts:
        return self._field(name, None, Finding.LEFTOVER_1_0, needed=False)


def _system_name(found: re.Match[str]) -> str:
    return next(system for system in SYSTEMS_2_0 if system.lower() == found["system"].lower())


def _fact(name: str, location: str | None, found: str | None, expected: str | None, finding: Finding | None) -> SettingFacts:
    return SettingFacts(document="webkassa", setting=name, location=location, found=found, expected=expected, finding=finding)
