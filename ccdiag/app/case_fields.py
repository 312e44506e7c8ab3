"""The fields of a case that are filled in while one looks at the terminal: text in, a case or what is wrong out.

The window's first picture has these fields, so what reads and checks a text is imported with the first text.
"""

from enum import StrEnum
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from ccdiag.model.case import Case
from ccdiag.model.message import Message

_GENERATIONS: Final = {"1": "1.0", "2": "2.0", "1.0": "1.0", "2.0": "2.0"}


class CaseField(StrEnum):
    """A field, by its key in the case."""

    SHOP = "merchant.name"
    MERCHANT = "merchant.id"
    TMS_ID = "terminal.tms_id"
    SYSTEM = "terminal.system"
    ADDRESS = "terminal.ip"
    NAME_SERVERS = "terminal.dns"
    SOFTWARE = "terminal.software"
    MODEL = "terminal.model"
    LINK = "terminal.link"
    GENERATION = "generation"


def shown(field: CaseField, case: Case) -> str:
    """Write the value of a field; empty when it is not known."""
    value: Any = case
    for name in field.value.split("."):
        value = getattr(value, name)
    if value is None:
        return ""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def parse(field: CaseField, text: str, case: Case) -> Case | Message:
    """Put a text into a case; nothing takes the value away. Returns what is wrong with the text where it cannot be used."""
    text = _plain(field, text)
    if shown(field, case) == text:
        return case
    from ccdiag.content.answers import apply_answers
    from ccdiag.content.errors import ContentError

    # Files that the case names are not looked at while somebody types: they may be gone, or on a drive that is slow.
    bare = replace(case, webkassa=None, tms_parameters=None)
    try:
        parsed = apply_answers(bare, [f"{field.value}={text}"]) if text else _without(field, bare)
    except ContentError as error:
        return error.expected
    return replace(parsed, webkassa=case.webkassa, tms_parameters=case.tms_parameters)


def _plain(field: CaseField, text: str) -> str:
    """Return what is meant where people write it in several ways."""
    text = " ".join(text.split()).strip(" ,;")
    match field:
        case CaseField.NAME_SERVERS:
            return ", ".join(text.replace(",", " ").replace(";", " ").split())
        case CaseField.GENERATION:
            return _GENERATIONS.get(text.replace(",", "."), text)
        case _:
            return text


def _without(field: CaseField, case: Case) -> Case:
    from ccdiag.content.answers import ANSWER
    from ccdiag.content.cases import case_from_document

    document: dict[str, Any] = msgspec.to_builtins(case)
    place = document
    *tables, name = field.value.split(".")
    for table in tables:
        place = place[table]
    place[name] = None
    return case_from_document(document, ANSWER, ANSWER.parent)
