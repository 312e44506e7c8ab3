"""Findings from the facts of one document."""

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from ccdiag.model.case import Case, Generation
from ccdiag.model.cause import Certainty
from ccdiag.model.facts import SettingFacts
from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.model.verdict import Basis
from ccdiag.settings_check.corrections import correction_of
from ccdiag.settings_check.document import SettingsDocument
from ccdiag.settings_check.doubt import has_note, is_hidden, is_recognised, is_unseen
from ccdiag.settings_check.judged import JudgedDocument, JudgedFact, JudgedTerminal
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding
from ccdiag.settings_check.lint_wording import DAMAGES, remedy, why
from ccdiag.settings_check.names import webkassa_name
from ccdiag.settings_check.needs import Need
from ccdiag.settings_check.repairs import Damage, exact_spelling
from ccdiag.settings_check.setting import Setting, Written
from ccdiag.settings_check.tms import CLOUD_CONNECTION, MQT, SIGNATURE_ALGORITHM, SOFTWARE, missing_names
from ccdiag.settings_check.values import switch
from ccdiag.settings_check.webkassa import KICK
from ccdiag.settings_check.wording import WARNINGS, sentence

_AGAINST_CASE: Final = frozenset({Finding.TERMINAL_ID_DIFFERS, Finding.ADDRESS_DIFFERS, Finding.SYSTEM_OTHER_COUNTRY})
"""These compare with what somebody said of the terminal."""
_AGAINST_ENVIRONMENT: Final = frozenset({Finding.ADDRESS_WRONG})
"""The address in the vendor's manual is not legible in one letter, and no other source has it."""


_DATE: Final = re.compile(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}(?: .*)?")
_LOOK_AT_ORIGINAL: Final = message("Look at what this text was read from; names in it are misread too.")


class Ground(Struct, frozen=True):
    """What findings are made on."""

    case: Case
    generation: Generation | None
    stated: bool
    """Whether somebody said which generation is meant."""
    needs: dict[tuple[str, str], Need]
    there: frozenset[str] = frozenset()
    """The Webkassa fields that stand anywhere in the document."""
    recognised: bool = False
    """Whether the document went through text recognition, which misread names in it."""


def findings_of(judged: JudgedDocument, ground: Ground) -> Iterator[LintFinding]:
    """Tell what was found in one document."""
    document = judged.document
    ground = replace(
        ground,
        there=frozenset(name for setting in document.settings if (name := webkassa_name(setting.name)) is not None and setting.value),
        recognised=is_recognised(document.settings, whole=document.whole),
    )
    for fact in judged.webkassa:
        finding = _of_fact(document, fact, ground, "webkassa")
        if finding is not None:
            yield finding
    for terminal in judged.tms:
        for fact in terminal.facts:
            finding = _of_fact(document, fact, ground, "tms")
            if finding is not None:
                yield finding
        yield from _not_seen(document, terminal, ground)


def _of_fact(document: SettingsDocument, judged: JudgedFact, ground: Ground, part: Literal["webkassa", "tms"]) -> LintFinding | None:
    fact, setting = judged.fact, judged.setting
    if setting is not None and setting.written is Written.FORMULA:
        return _place(
            document,
            setting,
            ground,
            part=part,
            name=fact.setting,
            id="value.formula",
            severity=FindingSeverity.UNDECIDED,
            title=message("{setting} is a formula whose result is not in the file.", setting=fact.setting),
            why=why(Finding.UNREADABLE),
            remedy=message("Open the workbook in a spreadsheet program, save it, and check it again."),
        )
    if setting is not None and not judged.twice and (setting.written is Written.ERROR or has_note(fact, whole=document.whole)):
        return _unseen(document, setting, fact, ground, part)
    if fact.finding is None:
        return _odd_but_right(document, judged, ground, part)
    finding = Finding(fact.finding)
    title, reason = sentence(fact), why(finding)
    if judged.damage is not None:
        reason = message("{damage} {why}", damage=DAMAGES[judged.damage], why=reason)
    elif finding is Finding.UNREADABLE and fact.setting == SOFTWARE and _DATE.fullmatch(fact.found or ""):
        reason = message("A spreadsheet made a date of it. {why}", why=reason)
    elif finding is Finding.UNREADABLE and fact.setting == "MqtServiceAddress" and not judged.twice:
        title = message(
            "{setting} is {found}; documented is {expected}.", setting=fact.setting, found=fact.found or "", expected=fact.expected or ""
        )
        reason = message("They differ in one letter, an e or an o, which the vendor's own manual prints both ways.")
    elif judged.twice and finding is Finding.UNREADABLE:
        title = message(
            "{setting} stands there more than once, with different values: {found}.", setting=fact.setting, found=fact.found or ""
        )
    misread = _is_misread(judged, ground)
    return _place(
        document,
        setting,
        ground,
        part=part,
        name=fact.setting,
        id=f"{part}.{finding}",
        severity=FindingSeverity.UNDECIDED
        if misread
        else _severity(document, finding, part, setting, elsewhere=fact.location is None and fact.setting in ground.there),
        certainty=_certainty(finding, ground),
        location=fact.location,
        found=fact.found,
        title=title,
        why=reason,
        remedy=_LOOK_AT_ORIGINAL if misread else remedy(finding, fact.setting, judged.repair.value if judged.repair else fact.expected),
        correction=None if misread else correction_of(judged, ground.case, stated=ground.stated),
    )


def _unseen(
    document: SettingsDocument, setting: Setting, fact: SettingFacts, ground: Ground, part: Literal["webkassa", "tms"]
) -> LintFinding:
    """Tell of a value that stands in the document and cannot be seen there."""
    return _place(
        document,
        setting,
        ground,
        part=part,
        name=fact.setting,
        id=f"{part}.{Finding.UNREADABLE}",
        severity=FindingSeverity.UNDECIDED,
        title=sentence(replace(fact, finding=Finding.UNREADABLE)),
        why=why(Finding.UNREADABLE),
        remedy=remedy(Finding.UNREADABLE, fact.setting, None),
    )


def _odd_but_right(document: SettingsDocument, judged: JudgedFact, ground: Ground, part: Literal["webkassa", "tms"]) -> LintFinding | None:
    """Warn of what does not show, although the value counts as right once it is taken away."""
    setting = judged.setting
    if setting is None or judged.fact.setting == KICK:
        return None
    if is_hidden(setting, judged.fact):
        return _unseen(document, setting, judged.fact, ground, part)
    exact = exact_spelling(setting.value)
    if exact is not None and exact != setting.value and judged.fact.setting in {"managementSystemId", "accessProtocol"}:
        return _place(
            document,
            setting,
            ground,
            part=part,
            name=judged.fact.setting,
            id="value.letter_case",
            severity=FindingSeverity.WARNING,
            certainty=Certainty.POSSIBLE,
            title=message(
                "{setting} is {found}; the vendor writes {exact}.", setting=judged.fact.setting, found=setting.value, exact=exact
            ),
            why=DAMAGES[Damage.LETTER_CASE],
            remedy=message("Write it as the vendor does."),
            correction=exact,
        )
    if not setting.oddities:
        return None
    return _place(
        document,
        setting,
        ground,
        part=part,
        name=judged.fact.setting,
        id="value.odd_characters",
        severity=FindingSeverity.WARNING,
        certainty=Certainty.LIKELY,
        title=message("Around {setting} stand characters that do not show.", setting=judged.fact.setting),
        why=message("A program that compares the value as it stands finds another one."),
        remedy=message("Take them away."),
        correction=setting.cleaned,
    )


def _severity(document: SettingsDocument, finding: Finding, part: str, setting: Setting | None, *, elsewhere: bool) -> FindingSeverity:
    """`elsewhere`: a field of that name stands in another table, and may be meant for this one."""
    if finding in WARNINGS:
        return FindingSeverity.WARNING
    if setting is not None and (is_unseen(setting) or setting.written is Written.DATE):
        return FindingSeverity.UNDECIDED
    if finding is Finding.FIELD_MISSING and setting is None and (not document.whole or elsewhere):
        return FindingSeverity.UNDECIDED
    if finding is Finding.UNREADABLE:
        return FindingSeverity.FAULT if part == "webkassa" and document.whole else FindingSeverity.UNDECIDED
    return FindingSeverity.FAULT


def _is_misread(judged: JudgedFact, ground: Ground) -> bool:
    """Whether what TMS itself has cannot be told from this text, since recognition misread it."""
    return ground.recognised and judged.damage is Damage.MISREAD_LETTERS


def _certainty(finding: Finding, ground: Ground) -> Certainty:
    if finding in _AGAINST_CASE or finding in _AGAINST_ENVIRONMENT or not ground.stated:
        return Certainty.LIKELY
    return Certainty.CERTAIN


def _not_seen(document: SettingsDocument, terminal: JudgedTerminal, ground: Ground) -> Iterator[LintFinding]:
    """Tell what a terminal's parameters do not say; what is not there is neither blamed nor called right."""
    facts = [judged.fact for judged in terminal.facts]
    values = {fact.setting: fact for fact in facts}
    off = MQT in values and switch(values[MQT].found or "") is False
    if ground.generation is None and off:
        yield _undecided(
            document,
            "tms.generation_unknown",
            message("MQT is off in TMS: right for Cloud Connect 1.0, wrong for 2.0."),
            message("Say which generation the terminal is meant for."),
        )
        return
    if ground.generation == "1.0" or off:
        return
    missing = missing_names(facts)
    if missing:
        yield _undecided(
            document,
            "tms.not_seen",
            message("These parameters are not in the document: {names}.", names=", ".join(missing)),
            message("Copy or export them too, and check again. They show in TMS once MQT is on."),
        )
    unseen = [name for name in (CLOUD_CONNECTION, SIGNATURE_ALGORITHM) if name not in values]
    if unseen:
        yield LintFinding(
            id="tms.not_seen",
            severity=FindingSeverity.NOTE,
            file=document.name,
            title=message("These general parameters are not in the document: {names}.", names=", ".join(unseen)),
            why=message("They stand in another tab of TMS, and 2.0 needs them too."),
            remedy=message("Look them up in the tab General parameters."),
        )


def _undecided(document: SettingsDocument, finding_id: str, title: Message, how: Message) -> LintFinding:
    return LintFinding(
        id=finding_id,
        severity=FindingSeverity.UNDECIDED,
        file=document.name,
        title=title,
        why=message("What is not there is neither called right nor wrong."),
        remedy=how,
    )


def _place(
    document: SettingsDocument,
    setting: Setting | None,
    ground: Ground,
    *,
    part: str,
    name: str,
    id: str,  # noqa: A002  # the field of the finding
    severity: FindingSeverity,
    title: Message,
    why: Message,
    remedy: Message,
    certainty: Certainty = Certainty.CERTAIN,
    location: str | None = None,
    found: str | None = None,
    correction: str | None = None,
) -> LintFinding:
    """Make a finding about one setting, where it stands."""
    need = ground.needs.get((part, name))
    return LintFinding(
        id=id,
        severity=severity,
        certainty=certainty,
        basis=Basis.MEASURED,
        file=document.name,
        setting=name,
        location=setting.location if setting else location,
        line=setting.line if setting else None,
        column=setting.column if setting else None,
        found=found if found is not None else setting.value if setting else None,
        needed_1_0=need.for_1_0 if need else None,
        needed_2_0=need.for_2_0 if need else None,
        title=title,
        why=why,
        remedy=remedy,
        correction=correction,
    )
