"""Reading what an in-house whitelist service answered over HTTP."""

from typing import Literal

import msgspec

from ccdiag.model.conversion import decode_json
from ccdiag.model.facts import HttpFacts, WhitelistFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable

Problem = Literal["unreachable", "denied", "invalid"]

_OK, _NOT_FOUND = 200, 404
_LOGIN_WANTED = frozenset({401, 403, 407, 511})
_REDIRECTS = range(300, 400)
# Too slow, too many, or broken for now: asking later may work.
_FOR_NOW = frozenset({408, 425, 429})
_SERVER_ERRORS = range(500, 600)
_UNREADABLE = frozenset({Failure.HTTP_PROTOCOL, Failure.TOO_LARGE, Failure.UNREADABLE})
_MARKUP = b"<"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Answer(msgspec.Struct):
    whitelisted: bool


def whitelist_facts(observation: Observation, body: bytes, *, tms_id: str, merchant: str | None) -> WhitelistFacts:
    """Say what an answer means: `{"whitelisted": …}` with 200, or 404 for a terminal that is not listed; a login page is a denial."""
    status = observation.facts.status if isinstance(observation.facts, HttpFacts) else None
    listed, problem = _meaning(observation, status, body)
    return WhitelistFacts(
        source="http",
        tms_id=printable(tms_id),
        merchant=None if merchant is None else printable(merchant),
        listed=listed,
        status=status,
        problem=problem,
    )


def _meaning(observation: Observation, status: int | None, body: bytes) -> tuple[bool | None, Problem | None]:
    """Return whether the terminal is listed, or what keeps the answer from saying so."""
    if status is None:
        return None, "invalid" if observation.failure in _UNREADABLE else "unreachable"
    if status in _LOGIN_WANTED or status in _REDIRECTS:
        return None, "denied"
    if status in _FOR_NOW or status in _SERVER_ERRORS:
        return None, "unreachable"
    if status == _NOT_FOUND:
        return False, None
    if status != _OK:
        return None, "invalid"
    if _is_page(observation, body):
        return None, "denied"
    if observation.failure is not None:
        return None, "invalid" if observation.failure in _UNREADABLE else "unreachable"
    try:
        return decode_json(body.removeprefix(_BYTE_ORDER_MARK), _Answer).whitelisted, None
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None, "invalid"


def _is_page(observation: Observation, body: bytes) -> bool:
    """Whether a web page came where JSON was due: somebody wants a login first."""
    kind = observation.facts.content_type if isinstance(observation.facts, HttpFacts) else None
    return (kind or "").lower().startswith(("text/html", "application/xhtml")) or body.lstrip().startswith(_MARKUP)
