"""One document held against what its generation needs: the facts of the checks, and which setting each is about."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.model.case import Case
from ccdiag.model.environment import Environment
from ccdiag.model.facts import SettingFacts
from ccdiag.settings_check.document import DocumentKind, SettingsDocument
from ccdiag.settings_check.names import tms_name, webkassa_name
from ccdiag.settings_check.repairs import Damage, Repair, repairs_of
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.terminals import terminal_id_of, terminals_of
from ccdiag.settings_check.tms import check_tms
from ccdiag.settings_check.webkassa import check_webkassa

_Facts = Callable[[Sequence[Setting]], list[SettingFacts]]


class JudgedFact(Struct, frozen=True):
    """What was judged of one setting."""

    fact: SettingFacts
    setting: Setting | None = None
    """None where it is missing."""
    repair: Repair | None = None
    """What would make it right."""
    damage: Damage | None = None
    """What happened to the value, where that is known."""
    twice: bool = False
    """It stands there more than once, with different values."""


class JudgedTerminal(Struct, frozen=True):
    """The TMS parameters of one terminal."""

    facts: tuple[JudgedFact, ...]
    settings: tuple[Setting, ...]


class JudgedDocument(Struct, frozen=True):
    """All that was judged of one document."""

    document: SettingsDocument
    webkassa: tuple[JudgedFact, ...] = ()
    tms: tuple[JudgedTerminal, ...] = ()

    @property
    def parameters(self) -> frozenset[str]:
        """Those that were judged, whatever came of it."""
        facts = (*self.webkassa, *(fact for terminal in self.tms for fact in terminal.facts))
        return frozenset(fact.fact.setting for fact in facts)


class Judge:
    """Judges documents for one case."""

    def __init__(self, case: Case, environment: Environment, *, cloud: bool | None) -> None:
        self._case = case
        self._environment = environment
        self._cloud = cloud

    def judge(self, document: SettingsDocument) -> JudgedDocument:
        """Hold one document against the case."""
        settings = named(document.settings)
        webkassa: tuple[JudgedFact, ...] = ()
        terminals: tuple[JudgedTerminal, ...] = ()
        if document.kind in {DocumentKind.WEBKASSA, DocumentKind.BOTH}:
            webkassa = self._webkassa(settings)
        if document.kind in {DocumentKind.TMS, DocumentKind.BOTH}:
            terminals = tuple(self._tms(group) for group in self._own(terminals_of(settings)))
        return JudgedDocument(document, webkassa, terminals)

    def _own(self, groups: tuple[tuple[Setting, ...], ...]) -> tuple[tuple[Setting, ...], ...]:
        wanted = (self._case.terminal.tms_id or "").strip()
        own = tuple(group for group in groups if wanted and terminal_id_of(group) == wanted)
        return own if len(groups) > 1 and own else groups

    def _webkassa(self, settings: Sequence[Setting]) -> tuple[JudgedFact, ...]:
        by_place = _by_place(settings)
        by_section: dict[tuple[str, ...], list[Setting]] = {}
        for setting in settings:
            by_section.setdefault(setting.section, []).append(setting)

        def around(setting: Setting) -> list[Setting]:
            section = setting.section
            return [one for depth in range(len(section) + 1) for one in by_section.get(section[:depth], ())]

        def facts(changed: Sequence[Setting]) -> list[SettingFacts]:
            return check_webkassa(changed, self._case, terminal_wants_cloud_kick=self._cloud)

        found: list[JudgedFact] = []
        for fact in facts(settings):
            place = by_place.get((fact.setting, fact.location or ""))
            found.append(self._judged(fact, place, around(place) if place is not None else (), facts))
        return tuple(found)

    def _tms(self, group: tuple[Setting, ...]) -> JudgedTerminal:
        by_place = _by_place(group)

        def facts(changed: Sequence[Setting]) -> list[SettingFacts]:
            return check_tms(changed, self._case, self._environment)

        found: list[JudgedFact] = []
        # Of what the group holds only the parameters count, and they are few: the repairs are tried on these.
        parameters = [setting for setting in group if tms_name(setting.name) is not None]
        for fact in facts(group):
            place = by_place.get((fact.setting, fact.location or ""))
            found.append(self._judged(fact, place, parameters, facts))
        return JudgedTerminal(tuple(found), group)

    def _judged(self, fact: SettingFacts, setting: Setting | None, around: Sequence[Setting], facts: _Facts) -> JudgedFact:
        """Find out what happened to a value that is wrong: what it was before may be right, or wrong for another reason."""
        twice = _is_twice(fact, setting)
        if setting is None or (fact.finding is None and not setting.oddities):
            return JudgedFact(fact, setting, twice=twice)
        terminal_id = (self._case.terminal.tms_id or "").strip() or None
        mqtt = self._environment.mqtt
        other: JudgedFact | None = None
        for repair in repairs_of(setting, fact.setting, terminal_id=terminal_id, alpn=mqtt.alpn, host=mqtt.host):
            changed = [replace(one, value=repair.value, oddities=()) if one is setting else one for one in around]
            after = next((one for one in facts(changed) if one.setting == fact.setting and one.location == fact.location), None)
            if after is None:
                continue
            if after.finding is None:
                return JudgedFact(fact, setting, repair, repair.damage, twice)
            if other is None and after.finding != fact.finding:
                other = JudgedFact(replace(after, found=fact.found), setting, damage=repair.damage, twice=twice)
        return other or JudgedFact(fact, setting, twice=twice)


def named(settings: Sequence[Setting]) -> tuple[Setting, ...]:
    """Give settings whose names were misspelt the names that they were taken for."""
    return tuple(setting if setting.read_as is None else replace(setting, name=setting.read_as) for setting in settings)


def _by_place(settings: Sequence[Setting]) -> Mapping[tuple[str, str], Setting]:
    found: dict[tuple[str, str], Setting] = {}
    for setting in settings:
        for name in (webkassa_name(setting.name), tms_name(setting.name)):
            if name is not None:
                found.setdefault((name, setting.location), setting)
    return found


def _is_twice(fact: SettingFacts, setting: Setting | None) -> bool:
    # Several values are told joined.
    return setting is not None and fact.found is not None and fact.found != setting.value.strip() and " / " in fact.found
