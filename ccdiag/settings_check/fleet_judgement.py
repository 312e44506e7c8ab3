"""What one terminal of many still needs, from what a table says of it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum, StrEnum
from ipaddress import ip_address
from typing import Final

from msgspec import Struct

from ccdiag.model.case import Case, Generation, Terminal
from ccdiag.model.environment import Environment
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.settings_check import fleet_columns as column
from ccdiag.settings_check.masking import shown
from ccdiag.settings_check.names import TMS_NAMES
from ccdiag.settings_check.setting import Setting
from ccdiag.settings_check.tms import CLOUD_CONNECTION, MQT, SIGNATURE_ALGORITHM, SOFTWARE, check_tms, missing_names
from ccdiag.settings_check.values import is_cell_error, switch
from ccdiag.settings_check.webkassa import SYSTEMS_2_0, check_webkassa, kick_of
from ccdiag.settings_check.wording import WARNINGS, sentence


class FleetState(StrEnum):
    """How far a terminal, or all of one configuration, is."""

    READY = "ready"
    CONFIGURATION_LAST = "configuration_last"
    """Only the Webkassa's configuration is left."""
    NOT_READY = "not_ready"
    UNKNOWN = "unknown"
    """Nothing is wrong of what is stated, and not all that counts is stated."""


class WhitelistAnswer(StrEnum):
    """What is known of a terminal on the whitelist."""

    LISTED = "listed"
    LISTED_FOR_ANY = "listed_for_any"
    """It is listed; of which merchant it should be is not stated."""
    OTHER_MERCHANT = "other_merchant"
    NOT_LISTED = "not_listed"
    MERCHANT_NOT_COMPARABLE = "merchant_not_comparable"
    """It is listed, and of no terminal of the table the merchant agrees: the column may hold names."""
    ZEROS_DIFFER = "zeros_differ"
    """An id is listed that differs in leading zeros only: a spreadsheet may have eaten them."""
    STATED_LISTED = "stated_listed"
    STATED_NOT_LISTED = "stated_not_listed"
    UNKNOWN = "unknown"
    NOT_NEEDED = "not_needed"
    """Cloud Connect 1.0 does not look at it."""


class Effort(IntEnum):
    """Who has to do something, the quickest first; the order of migration goes by it."""

    CONFIGURATION = 0
    """The Webkassa's configuration, which always comes last."""
    TERMINAL = 1
    TMS = 2
    SOFTWARE = 3
    VENDOR = 4
    REPLACEMENT = 5


class Gap(Struct, frozen=True):
    """One thing that is missing, doubtful or worth a warning."""

    id: str
    """As causes are called: `tms.mqt_disabled`."""
    text: Message
    effort: Effort = Effort.TMS


class _Values(Struct, frozen=True, kw_only=True, gc=False):
    """What a row's values come to, apart from the whitelist."""

    generation: Generation
    missing: tuple[Gap, ...]
    unclear: tuple[Gap, ...]
    warnings: tuple[Gap, ...]
    not_stated: tuple[str, ...]
    whitelist: WhitelistAnswer
    """As the table itself states it."""
    system: str
    kick: Generation | None

    def judgement(self, answer: WhitelistAnswer) -> "Judgement":
        missing, unclear, not_stated = self.missing, self.unclear, self.not_stated
        if self.generation == "1.0":
            answer = WhitelistAnswer.NOT_NEEDED
        elif answer is WhitelistAnswer.UNKNOWN:
            answer = self.whitelist
        if answer in _WHITELIST_GAPS:
            missing = (_WHITELIST_GAPS[answer], *missing)
        elif answer in _WHITELIST_DOUBTS:
            unclear = (*unclear, _WHITELIST_DOUBTS[answer])
        elif answer is WhitelistAnswer.UNKNOWN:
            not_stated = (*not_stated, column.WHITELISTED)
        missing = tuple(sorted(missing, key=lambda gap: _DONE_FIRST.index(gap.effort)))
        effort = max((gap.effort for gap in missing), default=Effort.CONFIGURATION)
        return Judgement(
            values=self,
            state=_state(missing, effort, doubtful=bool(unclear or not_stated)),
            missing=missing,
            unclear=unclear,
            warnings=self.warnings,
            not_stated=not_stated,
            whitelist=answer,
            effort=effort,
        )


# Terminals are kept as tuples with one of these in each; what the collector need not look at makes the tuples such as well.
class Judgement(Struct, frozen=True, kw_only=True, eq=False, gc=False):
    """What is to be said of a terminal; terminals of which the same is stated share one."""

    values: _Values
    state: FleetState
    missing: tuple[Gap, ...] = ()
    """What is done first comes first."""
    unclear: tuple[Gap, ...] = ()
    """Stated, and nothing can be told from it."""
    warnings: tuple[Gap, ...] = ()
    not_stated: tuple[str, ...] = ()
    whitelist: WhitelistAnswer = WhitelistAnswer.UNKNOWN
    effort: Effort = Effort.CONFIGURATION
    """The greatest of what is missing."""

    @property
    def system(self) -> str:
        """The management system in the Webkassa's configuration; empty: not stated."""
        return self.values.system

    @property
    def kick(self) -> Generation | None:
        """By which generation the Webkassa wakes it, as far as that is stated."""
        return self.values.kick

    def with_answer(self, answer: WhitelistAnswer) -> "Judgement":
        """Return the same with another answer of the whitelist."""
        return self.values.judgement(answer)

    def agrees_with(self, other: "Judgement", *, in_configuration: bool) -> bool:
        """Whether both say the same of a terminal; what belongs to the Webkassa counts where both are of one configuration."""
        if self is other:
            return True
        if in_configuration and (self.system, self.kick) != (other.system, other.kick):
            return False
        return _of_terminal(self) == _of_terminal(other)


class Judged:
    """The judgements of rows that state the same, by what the whitelist says."""

    __slots__ = ("_by_answer", "_values", "listed")

    def __init__(self, values: _Values) -> None:
        self._values = values
        self._by_answer: dict[WhitelistAnswer, Judgement] = {}
        self.listed = self.with_answer(WhitelistAnswer.LISTED)
        """Where the terminal is on the whitelist, as nearly all are."""

    def with_answer(self, answer: WhitelistAnswer) -> Judgement:
        """Return the judgement with what the whitelist says; where it says nothing, what the table states counts."""
        known = self._by_answer.get(answer)
        if known is None:
            known = self._by_answer[answer] = self._values.judgement(answer)
        return known


class RowJudge:
    """Judges the values of rows for one environment and one generation of Cloud Connect."""

    def __init__(self, columns: column.Columns, environment: Environment, generation: Generation) -> None:
        self.names = tuple(name for name in columns.places if name not in _NOT_JUDGED)
        """What the values have to be, in this order."""
        self._environment = environment
        self._generation: Generation = generation
        self._unfit = {model.strip().casefold() for model in environment.unfit_models}

    def __call__(self, values: Sequence[str]) -> Judged:
        """Judge one row's values; what is not stated is neither wrong nor right."""
        stated = {
            name: text
            for name, value in zip(self.names, values, strict=True)
            if (text := shown(name, plain_cell(value)).strip()).casefold() not in _NOT_SAID
        }
        case = Case(generation=self._generation, terminal=Terminal(system=_country_of(stated)))
        settings = [Setting(name, text, "") for name, text in stated.items()]
        tms = check_tms([setting for setting in settings if setting.name in TMS_NAMES], case, self._environment)
        webkassa = [fact for fact in check_webkassa(settings, case) if fact.setting in stated and fact.setting in _WEBKASSA_COLUMNS]
        gaps = [*_gaps(tms, "tms"), *_gaps(webkassa, "webkassa"), *self._of_terminal(stated)]
        return Judged(
            _Values(
                generation=self._generation,
                missing=tuple(gap for gap, kind in gaps if kind == _MISSING),
                unclear=tuple(gap for gap, kind in gaps if kind == _UNCLEAR),
                warnings=tuple(gap for gap, kind in gaps if kind == _WARNING),
                not_stated=(*self._not_stated(stated, tms), *self._said_unknown(values)),
                whitelist=_STATED_WHITELIST[yes_or_no(stated.get(column.WHITELISTED, ""))],
                system=stated.get(column.SYSTEM, ""),
                kick=_kick(stated),
            )
        )

    def _not_stated(self, stated: Mapping[str, str], tms: Sequence[SettingFacts]) -> tuple[str, ...]:
        """Return what has to be known before a terminal can be called ready, and is not."""
        needed = [SOFTWARE, CLOUD_CONNECTION, column.SYSTEM]
        if self._generation == "1.0":
            return tuple(name for name in needed if name not in stated)
        missing = tuple(name for name in (SOFTWARE, CLOUD_CONNECTION, SIGNATURE_ALGORITHM, column.SYSTEM) if name not in stated)
        # The rest of the group is visible only once MQT is on.
        return missing if switch(stated.get(MQT, "")) is False else (*missing, *missing_names(tms))

    def _said_unknown(self, values: Sequence[str]) -> Iterator[str]:
        """Return what somebody says not to know; a cell that is empty says nothing, and what counts without it is enough."""
        for name, value in zip(self.names, values, strict=True):
            counts = name in _UNKNOWN_COUNTS and (name != column.HW_INSTALLED or self._generation != "1.0")
            if counts and plain_cell(value).casefold() in _UNKNOWN:
                yield name

    def _of_terminal(self, stated: Mapping[str, str]) -> Iterator[tuple[Gap, str]]:
        model = stated.get(column.MODEL)
        if model is not None and model.casefold() in self._unfit:
            fact = SettingFacts(document="terminal", setting="model", found=model, finding=Finding.MODEL_UNFIT)
            yield Gap("terminal.model_unfit", sentence(fact), Effort.REPLACEMENT), _MISSING
        if (mode := stated.get(column.POS_MODE)) is not None:
            yield from _pos_mode(mode)
        for name, gap in _STATED_WRONG.items():
            if name == column.HW_INSTALLED and self._generation == "1.0":
                continue
            answer = yes_or_no(stated[name]) if name in stated else True
            if answer is False:
                yield gap, _MISSING
            elif answer is None:
                yield _unreadable(name, stated[name]), _UNCLEAR


def contradicted(judgement: Judgement, lines: Sequence[int]) -> Judgement:
    """Return the judgement of a terminal of which several rows say different things."""
    text = message("Lines {lines} say different things of this terminal.", lines=", ".join(map(str, lines)))
    gap = Gap("fleet.contradiction", text, Effort.TERMINAL)
    return Judgement(values=judgement.values, state=FleetState.UNKNOWN, unclear=(gap,), whitelist=judgement.whitelist)


def plain_cell(text: str) -> str:
    """Return what a cell means: without the blanks around it, and without what keeps spreadsheets from changing it.

    An error of a spreadsheet says as much as an empty cell.
    """
    plain = text.strip()
    if plain[:1] not in _KEPT_AS_TEXT:
        return "" if is_cell_error(plain) else plain
    if plain[:2] == '="' and plain[-1] == '"' and len(plain) > len('=""'):
        return plain[2:-1].strip()
    return plain[1:] if plain[:1] == "'" and plain[1:2] in _FORMULA_STARTS else plain


def yes_or_no(text: str) -> bool | None:
    """Read an answer; None where it says neither. An address of a name server says yes."""
    word = text.strip().casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if (said := switch(word)) is not None:
        return said
    try:
        address = ip_address(word.split(",")[0].split(" ")[0])
    except ValueError:
        return None
    return not address.is_unspecified


def _of_terminal(judgement: Judgement) -> tuple[object, ...]:
    missing = tuple(gap for gap in judgement.missing if gap.effort is not Effort.CONFIGURATION)
    return missing, judgement.unclear, tuple(name for name in judgement.not_stated if name != column.SYSTEM)


def _state(missing: Sequence[Gap], effort: Effort, *, doubtful: bool) -> FleetState:
    if missing and effort is not Effort.CONFIGURATION:
        return FleetState.NOT_READY
    if doubtful:
        return FleetState.UNKNOWN
    return FleetState.CONFIGURATION_LAST if missing else FleetState.READY


def _gaps(facts: Sequence[SettingFacts], area: str) -> Iterator[tuple[Gap, str]]:
    for fact in facts:
        if fact.finding is None:
            continue
        finding = Finding(fact.finding)
        effort = Effort.CONFIGURATION if area == "webkassa" else Effort.SOFTWARE if finding is Finding.SOFTWARE_TOO_OLD else Effort.TMS
        kind = _UNCLEAR if finding is Finding.UNREADABLE else _WARNING if finding in WARNINGS else _MISSING
        yield Gap(f"{area}.{finding.value}", sentence(fact), effort), kind


def _pos_mode(text: str) -> Iterator[tuple[Gap, str]]:
    letters = re.sub(r"[^a-z]", "", text.casefold())
    mode = next((mode for part, mode in _POS_MODES.items() if part in letters), None)
    if mode is None:
        yield _unreadable(column.POS_MODE, text), _UNCLEAR
    elif mode != _POS_MODE_WANTED:
        said = message("The POS mode is {found}; {wanted} is needed.", found=mode, wanted=_POS_MODE_WANTED)
        yield Gap("terminal.pos_mode_wrong", said, Effort.TERMINAL), _MISSING


def _unreadable(name: str, text: str) -> Gap:
    fact = SettingFacts(document="terminal", setting=name, found=text, finding=Finding.UNREADABLE)
    return Gap("fleet.unreadable", sentence(fact), Effort.TERMINAL)


def _country_of(stated: Mapping[str, str]) -> str | None:
    """Return where the terminal is managed: as its own column says, else as the Webkassa's configuration does."""
    said = stated.get(column.TERMINAL_SYSTEM) or stated.get(column.SYSTEM, "")
    return _COUNTRIES.get(said.casefold(), said) or None


def _kick(stated: Mapping[str, str]) -> Generation | None:
    by_system = kick_of(stated.get(column.SYSTEM, ""))
    if by_system is not None:
        return by_system
    said = stated.get(column.GENERATION, "").casefold()
    return "2.0" if said in _GENERATION_2_0 else "1.0" if said in _GENERATION_1_0 else None


_MISSING, _UNCLEAR, _WARNING = "missing", "unclear", "warning"
_NOT_JUDGED: Final = frozenset({column.TMS_ID, column.MERCHANT, column.CONFIGURATION, column.ADDRESS})
_WEBKASSA_COLUMNS: Final = frozenset({column.SYSTEM, column.PROTOCOL})
_UNKNOWN: Final = frozenset({"?", "unknown", "onbekend", "unbekannt", "inconnu"})
_NOT_SAID: Final = _UNKNOWN | {"", "-", "–", "—", "n/a", "nvt", "n.v.t.", "null"}
_UNKNOWN_COUNTS: Final = frozenset({column.POS_MODE, column.DNS_SET, column.HW_INSTALLED})
_KEPT_AS_TEXT: Final = ("=", "'")
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_YES: Final = frozenset({"y", "j", "oui", "wahr", "vrai", "waar", "done", "gedaan", "filled in", "ingevuld"})
_NO: Final = frozenset({"n", "non", "nein", "falsch", "faux", "onwaar", "not done", "niet gedaan", "niet ingevuld"})
_COUNTRIES: Final = {
    **dict.fromkeys(("nl", "nld", "nederland", "netherlands", "the netherlands", "niederlande", "pays-bas"), SYSTEMS_2_0[0]),
    **dict.fromkeys(("be", "bel", "belgië", "belgie", "belgium", "belgien", "belgique"), SYSTEMS_2_0[1]),
}
_GENERATION_2_0: Final = frozenset({"2.0", "2", "2,0", "v2", "v2.0", "cloud connect 2.0", "cloud"})
_GENERATION_1_0: Final = frozenset({"1.0", "1", "1,0", "v1", "v1.0", "cloud connect 1.0", "local"})
_POS_MODE_WANTED: Final = "TCP FLAT-OUTGOING"
_POS_MODES: Final = {
    "flatoutgoing": _POS_MODE_WANTED,
    "flatincoming": "TCP FLAT-INCOMING",
    "standa": "TCP STANDAARD",
    "serieel": "SERIEEL",
    "serial": "SERIEEL",
    "seriell": "SERIEEL",
    "srie": "SERIEEL",
}
"""Letters that only this mode has, in the languages in which it may be written."""
_DONE_FIRST: Final = (Effort.REPLACEMENT, Effort.VENDOR, Effort.SOFTWARE, Effort.TMS, Effort.TERMINAL, Effort.CONFIGURATION)
"""The vendor fills the whitelist before a visit, and an upgrade comes before the parameters that the old software may not know."""
_STATED_WHITELIST: Final = {
    True: WhitelistAnswer.STATED_LISTED,
    False: WhitelistAnswer.STATED_NOT_LISTED,
    None: WhitelistAnswer.UNKNOWN,
}
_WHITELIST_GAPS: Final = {
    WhitelistAnswer.NOT_LISTED: Gap("whitelist.missing", message("It is not on the whitelist in VPOS."), Effort.VENDOR),
    WhitelistAnswer.STATED_NOT_LISTED: Gap("whitelist.missing", message("It is said not to be on the whitelist in VPOS."), Effort.VENDOR),
    WhitelistAnswer.OTHER_MERCHANT: Gap("whitelist.wrong_merchant", message("It is on the whitelist of another merchant."), Effort.VENDOR),
}
_WHITELIST_DOUBTS: Final = {
    WhitelistAnswer.ZEROS_DIFFER: Gap(
        "fleet.zeros_differ",
        message("It is not on the whitelist as it is written here; an id with other leading zeros is. A spreadsheet may have eaten them."),
        Effort.VENDOR,
    ),
    WhitelistAnswer.MERCHANT_NOT_COMPARABLE: Gap(
        "fleet.merchant_not_comparable",
        message("It is on the whitelist, but of no terminal here the merchant agrees: does the column hold the merchants' ids?"),
        Effort.VENDOR,
    ),
}
_STATED_WRONG: Final = {
    column.DNS_SET: Gap("terminal.dns_not_set", message("No DNS server is filled in on the terminal."), Effort.TERMINAL),
    column.HW_INSTALLED: Gap("terminal.hw_install_missing", message("No hardware installation was done."), Effort.TERMINAL),
}
