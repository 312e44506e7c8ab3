"""Whether several documents fit together."""

from collections.abc import Iterator, Sequence

from ccdiag.model.cause import Certainty
from ccdiag.model.message import message
from ccdiag.settings_check.document import DocumentKind, SettingsDocument
from ccdiag.settings_check.judged import named
from ccdiag.settings_check.lint_report import FindingSeverity, LintFinding
from ccdiag.settings_check.names import webkassa_name


def together(documents: Sequence[SettingsDocument]) -> Iterator[LintFinding]:
    """Compare the terminals that the Webkassa names with those that the TMS parameters are of."""
    webkassa = [one for one in documents if one.kind in {DocumentKind.WEBKASSA, DocumentKind.BOTH}]
    tms = [one for one in documents if one.kind is DocumentKind.TMS]
    named_ids = _ids(webkassa)
    for document in tms:
        ids = _ids([document])
        if not ids or not named_ids or ids & named_ids:
            continue
        # Of two terminals that differ one may simply be another's export: only where each names one, it is worth an accusation.
        single = len(ids) == 1 and len(named_ids) == 1
        yield LintFinding(
            id="together.terminal_id_differs",
            severity=FindingSeverity.FAULT if single else FindingSeverity.UNDECIDED,
            certainty=Certainty.LIKELY if single else Certainty.POSSIBLE,
            file=document.name,
            setting="terminalId",
            found=", ".join(sorted(ids)[:5]),
            title=message(
                "The Webkassa names the terminal {webkassa}, the TMS parameters are those of {tms}.",
                webkassa=", ".join(sorted(named_ids)[:5]),
                tms=", ".join(sorted(ids)[:5]),
            ),
            why=message("Either the Webkassa wakes another terminal, or the parameters were exported for another one."),
            remedy=message("Read the TMS id off the terminal, and compare it with both."),
        )


def _ids(documents: Sequence[SettingsDocument]) -> set[str]:
    settings = (setting for document in documents for setting in named(document.settings))
    return {setting.value.strip() for setting in settings if webkassa_name(setting.name) == "terminalId"} - {""}
