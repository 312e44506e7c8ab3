"""The table of all parameters: what 1.0 needs, what 2.0 needs, what is there."""

from collections.abc import Container, Iterable, Sequence

from ccdiag.model.case import Generation
from ccdiag.settings_check.document import DocumentKind, SettingsDocument
from ccdiag.settings_check.judged import named
from ccdiag.settings_check.lint_report import ComparisonRow, FindingSeverity, FoundValue, LintFinding, RowState
from ccdiag.settings_check.names import tms_name, webkassa_name
from ccdiag.settings_check.needs import Need

_STATES = (
    (FindingSeverity.FAULT, RowState.WRONG),
    (FindingSeverity.UNDECIDED, RowState.UNDECIDED),
    (FindingSeverity.WARNING, RowState.WARNING),
)
_MOST_VALUES = 20
"""Of one parameter: a list of many terminals is not repeated whole."""


def comparison_of(
    documents: Sequence[SettingsDocument],
    findings: Sequence[LintFinding],
    needs: Iterable[Need],
    generation: Generation | None,
    judged: Container[str],
) -> tuple[ComparisonRow, ...]:
    """Return a row a parameter, for the parts that there is a document of; what is not among `judged` was looked at by nobody."""
    rows: list[ComparisonRow] = []
    found: dict[tuple[str, str], list[FoundValue]] = {}
    for document in documents:
        for setting in named(document.settings):
            for part, name in (("webkassa", webkassa_name(setting.name)), ("tms", tms_name(setting.name))):
                if name is not None and _is_about(document, part):
                    values = found.setdefault((part, name), [])
                    if len(values) < _MOST_VALUES:
                        values.append(FoundValue(value=setting.value, file=document.name, location=setting.location, line=setting.line))
    by_setting: dict[tuple[str, str], set[FindingSeverity]] = {}
    for finding in findings:
        if finding.setting is not None:
            part = "webkassa" if finding.setting in _WEBKASSA else "tms"
            by_setting.setdefault((part, finding.setting), set()).add(finding.severity)
    for need in needs:
        about = [document for document in documents if _is_about(document, need.part)]
        if about:
            key = (need.part, need.parameter)
            state = _state(
                need,
                by_setting.get(key, set()),
                generation,
                there=bool(found.get(key)),
                whole=all(one.whole for one in about),
                judged=need.parameter in judged,
            )
            rows.append(
                ComparisonRow(
                    part=need.part,
                    parameter=need.parameter,
                    needed_1_0=need.for_1_0,
                    needed_2_0=need.for_2_0,
                    found=tuple(found.get(key, ())),
                    state=state,
                )
            )
    return tuple(rows)


_WEBKASSA = frozenset({"terminalId", "managementSystemId", "accessProtocol", "ip", "port"})


def _is_about(document: SettingsDocument, part: str) -> bool:
    return document.kind in {DocumentKind.BOTH, DocumentKind(part)}


def _state(
    need: Need, severities: set[FindingSeverity], generation: Generation | None, *, there: bool, whole: bool, judged: bool
) -> RowState:
    optional = {"1.0": need.optional_1_0, "2.0": need.optional_2_0}.get(generation or "", need.optional_1_0 or need.optional_2_0)
    for severity, state in _STATES:
        if severity in severities:
            return RowState.MISSING if state is RowState.WRONG and not there else state
    if not there:
        return (
            RowState.NOT_NEEDED
            if optional or (generation == "1.0" and need.has_default_1_0)
            else RowState.MISSING
            if whole and need.part == "webkassa"
            else RowState.NOT_SEEN
        )
    if generation is None and (need.optional_1_0 != need.optional_2_0):
        return RowState.UNDECIDED
    if need.by_case and not optional:
        return RowState.NOT_COMPARED
    if optional and generation is not None and not _spare(need):
        return RowState.NOT_NEEDED
    # The rows of the MQT group mean nothing until MQT is on: what they hold then is neither right nor wrong.
    return RowState.RIGHT if judged else RowState.NOT_COMPARED


def _spare(need: Need) -> bool:
    return need.parameter.startswith("MqtSubscriptionTopic")
