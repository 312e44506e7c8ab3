"""Days and times as the reader writes them, with "today" and "yesterday"."""

from datetime import date, datetime
from typing import Final

from PySide6.QtCore import QDate, QTime

from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look

_NEAR: Final[dict[int, Message]] = {0: message("Today"), 1: message("Yesterday")}


def short_moment(at: datetime, look: Look, today: date | None = None) -> str:
    """Write a moment for a list: `Today 10:58`, `Fri 21 Nov 16:12`, and with the year where it is another one.

    The month is a word: people order day and month differently.
    """
    local, today = at.astimezone(), today or _today()
    near = _NEAR.get((today - local.date()).days)
    if near is not None:
        day = look.say(near)
    else:
        day = look.locale.toString(_day(local), "ddd d MMM" if local.year == today.year else "d MMM yyyy")
    return f"{day}  {short_time(at, look)}"


def long_moment(at: datetime, look: Look, today: date | None = None) -> str:
    """Write a moment in full: `Yesterday, Fri 21 Nov 2025 16:12`."""
    local = at.astimezone()
    day = look.locale.toString(_day(local), "ddd d MMM yyyy")
    near = _NEAR.get(((today or _today()) - local.date()).days)
    told = f"{day} {short_time(at, look)}"
    return f"{look.say(near)}, {told}" if near is not None else f"{told[:1].upper()}{told[1:]}"


def short_day(at: datetime, look: Look) -> str:
    """Write a day: `21 Nov 2026`."""
    return look.locale.toString(_day(at.astimezone()), "d MMM yyyy")


def short_time(at: datetime, look: Look) -> str:
    """Write the time of a day."""
    local = at.astimezone()
    return look.locale.toString(QTime(local.hour, local.minute), "HH:mm")


def _day(at: datetime) -> QDate:
    return QDate(at.year, at.month, at.day)


def _today() -> date:
    return datetime.now().astimezone().date()
