"""The fields of a case that are filled in while one looks at the terminal: text in, a case or what is wrong out."""

from enum import StrEnum
from typing import Any

import msgspec

from ccdiag.content.answers import ANSWER, apply_answers
from ccdiag.content.cases import case_from_document
from ccdiag.content.errors import ContentError
from ccdiag.model.case import Case
from ccdiag.model.message import Message


class CaseField(StrEnum):
    """A field, by its key in the case."""

    SHOP = "merchant.name"
    TMS_ID = "terminal.tms_id"
    SYSTEM = "terminal.system"
    ADDRESS = "terminal.ip"
    NAME_SERVERS = "terminal.dns"
    SOFTWARE = "terminal.software"
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
    text = " ".join(text.split()).strip(" ,")
    if shown(field, case) == text:
        return case
    try:
        if text:
            return apply_answers(case, [f"{field.value}={text}"])
        document: dict[str, Any] = msgspec.to_builtins(case)
        place = document
        *tables, name = field.value.split(".")
        for table in tables:
            place = place[table]
        place[name] = None
        return case_from_document(document, ANSWER, ANSWER.parent)
    except ContentError as error:
        return error.expected
