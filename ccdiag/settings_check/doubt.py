"""What a document leaves open: it accuses nobody, in a check as little as in the settings check."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from ccdiag.model.confidential import MASK
from ccdiag.model.environment import Environment
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.settings_check.names import any_name, is_misread_name, webkassa_name
from ccdiag.settings_check.repairs import Damage, repairs_of
from ccdiag.settings_check.setting import Setting, Written
from ccdiag.settings_check.webkassa import KICK
from ccdiag.settings_check.wording import WARNINGS

_BESIDE: Final = re.compile(r"[\s()<>\[\]*✓✔✅☑,;]+")
"""What stands between a value and a note on it."""


def is_recognised(settings: Sequence[Setting], *, whole: bool) -> bool:
    """Whether a text went through text recognition, which misread names in it."""
    return not whole and any(is_misread_name(setting.name) for setting in settings)


def is_hidden(setting: Setting, fact: SettingFacts) -> bool:
    """Whether a value counts as right that nobody has seen."""
    return fact.finding is None and fact.setting != KICK and is_unseen(setting)


def is_unseen(setting: Setting) -> bool:
    """Whether a part of the value was masked, or a spreadsheet shows an error in its place."""
    return MASK in setting.value or setting.written is Written.ERROR


def has_note(fact: SettingFacts, *, whole: bool) -> bool:
    """Whether the right value stands there with something beside it: `443 (was 8883)`, `443 OK`, or between marks of a mail or a ticket.

    A program reads its own file as it is; parameters of TMS, and texts that were pasted, were copied by people for people.
    """
    if fact.found is None or not fact.expected or (whole and fact.document != "tms") or not _is_fault(fact):
        return False
    return not set(fact.expected.split(" / ")).isdisjoint(_BESIDE.split(fact.found))


def with_doubt(facts: Sequence[SettingFacts], settings: Sequence[Setting], environment: Environment, *, whole: bool) -> list[SettingFacts]:
    """Make those undecided that the document does not settle: what was misread, what is masked, what a part of a text leaves out."""
    recognised = is_recognised(settings, whole=whole)
    by_place = {(any_name(setting.name), setting.location): setting for setting in settings}
    # A field of that name in another table may be meant for this one.
    there = {name for setting in settings if (name := webkassa_name(setting.name)) is not None and setting.value}
    doubted: list[SettingFacts] = []
    for fact in facts:
        setting = by_place.get((fact.setting, fact.location or ""))
        if setting is None:
            doubtful = fact.finding == Finding.FIELD_MISSING and (not whole or (fact.location is None and fact.setting in there))
        elif fact.finding == Finding.UNREADABLE:
            doubtful = not whole
        else:
            in_doubt = has_note(fact, whole=whole) or _is_doubtful(setting, fact, environment, recognised=recognised)
            doubtful = is_hidden(setting, fact) or (_is_fault(fact) and in_doubt)
        doubted.append(replace(fact, finding=Finding.UNDECIDED) if doubtful else fact)
    return doubted


def _is_fault(fact: SettingFacts) -> bool:
    return fact.finding is not None and Finding(fact.finding) not in {Finding.UNREADABLE, *WARNINGS}


def _is_doubtful(setting: Setting, fact: SettingFacts, environment: Environment, *, recognised: bool) -> bool:
    if is_unseen(setting) or setting.written is Written.DATE:
        return True
    mqtt = environment.mqtt
    repairs = repairs_of(setting, fact.setting, terminal_id=None, alpn=mqtt.alpn, host=mqtt.host) if recognised else ()
    return any(repair.damage is Damage.MISREAD_LETTERS for repair in repairs)
