"""What is to be said of how a document is written: its syntax, its names, its types."""

from collections.abc import Iterator

from ccdiag.model.cause import Certainty
from ccdiag.model.message import message
from ccdiag.settings_check.document import DocumentFormat, DocumentKind, Mistake, SettingsDocument
from ccdiag.settings_check.findings import Ground
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding
from ccdiag.settings_check.names import any_name, is_misread_name, webkassa_name
from ccdiag.settings_check.near_names import near_name
from ccdiag.settings_check.setting import Setting, Written

_TEXT_FIELDS = frozenset({"terminalId", "managementSystemId", "accessProtocol"})
_MOST_NEAR = 200
"""So many unknown names are compared; a settings file has fewer."""


def notices_of(document: SettingsDocument, ground: Ground) -> Iterator[LintFinding]:
    """Tell what is odd about the document itself."""
    kinds: dict[str, list[Mistake]] = {}
    for mistake in document.mistakes:
        kinds.setdefault(mistake.said.text, []).append(mistake)
    for mistake, *others in kinds.values():
        grave = document.whole and document.kind is not DocumentKind.TMS and not mistake.often_accepted
        yield LintFinding(
            id="document.syntax",
            severity=FindingSeverity.FAULT if grave else FindingSeverity.WARNING,
            certainty=Certainty.LIKELY,
            file=document.name,
            line=mistake.line,
            column=mistake.column,
            title=message("{mistake} (And {count} more.)", mistake=mistake.said, count=len(others)) if others else mistake.said,
            why=message("A program that keeps to the standard does not read the file; a text that was copied for people may be so."),
            remedy=message("Have it mended where the file is made."),
        )
    for notice in document.notices:
        yield LintFinding(
            id="document.partly_read",
            severity=FindingSeverity.NOTE,
            file=document.name,
            title=notice,
            why=message("What was not read was not judged."),
            remedy=message("Look at it by hand."),
        )
    unknown = 0
    for setting in document.settings:
        if setting.read_as is not None:
            yield _read_as(document, setting, setting.read_as)
        elif any_name(setting.name) is None and unknown < _MOST_NEAR:
            unknown += 1
            near = near_name(setting.name)
            if near is not None and len(near.names) > 1:
                yield _ambiguous(document, setting, near.names)
        elif document.whole and webkassa_name(setting.name) is not None and is_misread_name(setting.name):
            yield _misread(document, setting)
        yield from _typed(document, setting, ground)


def _read_as(document: SettingsDocument, setting: Setting, name: str) -> LintFinding:
    # A program knows its fields by their exact names; a parameter that somebody copied from a page is set there by the page.
    grave = document.whole and webkassa_name(name) is not None
    return LintFinding(
        id="name.misspelt",
        severity=FindingSeverity.FAULT if grave else FindingSeverity.NOTE,
        certainty=Certainty.LIKELY,
        file=document.name,
        setting=name,
        location=setting.location,
        line=setting.line,
        column=setting.column,
        found=setting.name,
        title=message("“{found}” was read as {name}.", found=setting.name, name=name),
        why=message("A program does not find a field whose name is misspelt.")
        if grave
        else message("It is near to that name and to no other."),
        remedy=message("Have the field named {name}.", name=name) if grave else message("Compare it with TMS."),
    )


def _misread(document: SettingsDocument, setting: Setting) -> LintFinding:
    name = webkassa_name(setting.name) or setting.name
    return LintFinding(
        id="name.misread",
        severity=FindingSeverity.FAULT,
        certainty=Certainty.LIKELY,
        file=document.name,
        setting=name,
        location=setting.location,
        line=setting.line,
        column=setting.column,
        found=setting.name,
        title=message("“{found}” looks like {name} and is not: letters in it were misread.", found=setting.name, name=name),
        why=message("The vendor's manual was read by a machine, l for I among others; a program does not find a field of that name."),
        remedy=message("Have the field named {name}.", name=name),
    )


def _ambiguous(document: SettingsDocument, setting: Setting, names: tuple[str, ...]) -> LintFinding:
    return LintFinding(
        id="name.ambiguous",
        severity=FindingSeverity.UNDECIDED,
        certainty=Certainty.POSSIBLE,
        file=document.name,
        location=setting.location,
        line=setting.line,
        column=setting.column,
        found=setting.name,
        title=message("“{found}” may be {names}; it was read as none of them.", found=setting.name, names=" / ".join(names)),
        why=message("It is near to more than one name."),
        remedy=message("Compare it with TMS, and write the name in full."),
    )


def _typed(document: SettingsDocument, setting: Setting, ground: Ground) -> Iterator[LintFinding]:
    """Tell of numbers that ought to be texts; only JSON has both."""
    name = webkassa_name(setting.name)
    if document.format is not DocumentFormat.JSON or document.kind is DocumentKind.TMS or name is None:
        return
    if name in _TEXT_FIELDS and setting.written is Written.NUMBER:
        need = ground.needs.get(("webkassa", name))
        yield LintFinding(
            id="value.number",
            severity=FindingSeverity.WARNING,
            certainty=Certainty.LIKELY,
            file=document.name,
            setting=name,
            location=setting.location,
            line=setting.line,
            column=setting.column,
            found=setting.value,
            needed_1_0=need.for_1_0 if need else None,
            needed_2_0=need.for_2_0 if need else None,
            title=message("{setting} is a number; it has to be a text, in quotes.", setting=name),
            why=message("A number has no zero in front, and programs that expect a text may refuse it."),
            remedy=message("Put it in quotes, with the zeros in front that belong to it."),
            correction=setting.value if setting.value == "08900000002" else None,
        )
