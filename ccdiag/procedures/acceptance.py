"""Whether an answer can be taken, and why not."""

from ccdiag.model.confidential import looks_like_card_number, looks_like_secret
from ccdiag.model.message import Message, message
from ccdiag.model.printable import printable
from ccdiag.model.procedure import AnswerKind, Ask, Procedures, Step, TextFormat
from ccdiag.model.procedure_progress import LONGEST_ANSWER, LONGEST_REASON, Answer, Progress
from ccdiag.procedures.places import value_of

_LAST_PORT = 65535


def tidy(text: str) -> str:
    """Return what was typed without space around it, and with single spaces in it."""
    return " ".join(text.split())


def refusal_of(step: Step, answer: Answer, progress: Progress, book: Procedures) -> Message | None:
    """Say why an answer is not taken; None when it is."""
    value = tidy(answer.value)
    if step.kind is AnswerKind.TEXT:
        assert step.ask is not None
        return _unfit_text(step.ask, value, progress, book)
    if value not in step.answers():
        return message("That is none of the answers.")
    return reason_refusal(answer.reason) if step.way(value).asks_reason else None


def reason_refusal(reason: str) -> Message | None:
    """Say why a reason is not taken; None when it is."""
    reason = tidy(reason)
    if not reason:
        return message("This asks for a reason.")
    if len(reason) > LONGEST_REASON:
        return message("At most {most} characters.", most=LONGEST_REASON)
    return _unfit_characters(reason)


def _unfit_text(ask: Ask, value: str, progress: Progress, book: Procedures) -> Message | None:
    if not value:
        return message("Nothing is filled in.")
    if len(value) > LONGEST_ANSWER:
        return message("At most {most} characters.", most=LONGEST_ANSWER)
    unfit = _unfit_characters(value) or _unfit_form(ask, value)
    if unfit is not None:
        return unfit
    expected = value_of(ask.matches, progress, book) if ask.matches is not None else None
    if expected is not None and not _same(value, expected, ask):
        return message(
            "“{found}” is not “{expected}”. Look again; if the screen really shows this, press STOP.", found=value, expected=expected
        )
    other = value_of(ask.differs_from, progress, book) if ask.differs_from is not None else None
    if other is not None and _same(value, other, ask):
        return message("“{found}” is what it was before; it has to be another value.", found=value)
    return None


def _unfit_characters(text: str) -> Message | None:
    if looks_like_card_number(text):
        return message("This looks like a card number, which is never kept.")
    if looks_like_secret("", text):
        return message("This looks like a password or a key, which is never kept.")
    if printable(text, most=len(text)) != text:
        return message("It holds characters that do not belong here.")
    return None


def _unfit_form(ask: Ask, value: str) -> Message | None:
    match ask.form:
        case TextFormat.PORT if not (
            value.isascii() and value.isdecimal() and len(value) <= len(str(_LAST_PORT)) and int(value) <= _LAST_PORT
        ):
            return message("“{found}” is not a port: a number from 0 to 65535.", found=value)
        case TextFormat.TMS_ID if not (value.isascii() and value.isalnum()):
            return message("“{found}” is not a TMS id: letters and digits only.", found=value)
        case _:
            return None


def _same(one: str, other: str, ask: Ask) -> bool:
    if ask.form is TextFormat.PORT and one.isdecimal() and other.isdecimal():
        return int(one) == int(other)
    # Whether a terminal tells upper and lower case apart is not documented; TMS ids are written in upper case.
    return tidy(one).casefold() == tidy(other).casefold()
