"""One HTTP request, bounded in time and bytes, that follows nothing and keeps nothing."""

import asyncio
import importlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import KnownAnswer
from ccdiag.model.facts import HttpFacts, Role
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch

if TYPE_CHECKING:
    from ccdiag.probes.http_exchange import Answer

# Loading aiohttp takes 150 ms on a fast machine and seconds on a slow disk; it is not the server's time.
_LOADING_S = 20.0
# For the thread of an https request to end by its own limit before it is left behind.
_THREAD_GRACE_S = 0.25


async def http_get(
    url: str,
    *,
    role: Role,
    limits: Limits,
    source: Source,
    expect: KnownAnswer | None = None,
    bearer_token: str | None = None,
    most_body: int,
    addresses: tuple[str, ...] | None = None,
    attempt: int = 1,
) -> tuple[Observation, bytes]:
    """Send one GET: no proxy, no cookie, no redirect followed, no compression; return what was seen and at most `most_body` bytes.

    `addresses`, where given, are connected to without a look-up of the system's own; none at all is `NAME_NOT_FOUND`.

    With a known answer, another status is the failure `HTTP_STATUS`, and `body_matches` says whether the body is the same but for one
    line end at its end. A body that is longer than `most_body` is `TOO_LARGE`, and one that does not come whole keeps its status.
    """
    await _load()
    watch = Stopwatch()
    answer = await _exchange(url, limits=limits, source=source, bearer_token=bearer_token, most_body=most_body, addresses=addresses)
    body = bytes(answer.body)
    status_matches = body_matches = None
    failure = answer.failure
    if expect is not None and answer.status is not None:
        status_matches = answer.status == expect.status
        body_matches = _body_matches(body, expect.body, failure=failure, complete=answer.complete)
        if not status_matches:
            failure = Failure.HTTP_STATUS
    facts = HttpFacts(
        role=role,
        url=shown_url(url, role=role),
        status=answer.status,
        location=None if answer.location is None else shown_url(answer.location, role=None),
        content_type=answer.content_type,
        body_bytes=len(body),
        status_matches=status_matches,
        body_matches=body_matches,
        date_offset_s=answer.date_offset_s,
        attempt=attempt,
    )
    return watch.observation(facts.url, facts, failure), body


def shown_url(url: str, *, role: Role | None) -> str:
    """Return a URL as it may be shown: without a login, and without its query unless it is a known answer on the internet.

    Queries hold tokens and, in a portal's redirect, what the portal knows of this laptop.
    """
    try:
        scheme, place, path, query, _ = urlsplit(url)
    except ValueError:
        return printable(url.partition(":")[0], most=10) + ":"
    return printable(urlunsplit((scheme, place.rpartition("@")[2], path, query if role == "internet" else "", "")), most=500)


async def get_answer(url: str, *, limits: Limits, source: Source, most_body: int, proxy: Endpoint | None = None) -> "Answer":
    """Send one GET for a file of our own, as `http_get` does but for an https address through a proxy where there is one.

    A proxy that does not let it through is the failure `HTTP_STATUS` without a status.
    """
    await _load()
    return await _exchange(url, limits=limits, source=source, bearer_token=None, most_body=most_body, addresses=None, proxy=proxy)


async def _load() -> None:
    await run_abandonable(lambda: importlib.import_module("ccdiag.probes.http_exchange"), limit=_LOADING_S, name="ccdiag-http-loading")


async def _exchange(
    url: str,
    *,
    limits: Limits,
    source: Source,
    bearer_token: str | None,
    most_body: int,
    addresses: tuple[str, ...] | None,
    proxy: Endpoint | None = None,
) -> "Answer":
    from ccdiag.probes.http_exchange import Answer, exchange

    if not url.lower().startswith("https:"):
        return await exchange(url, limits=limits, source=source, bearer_token=bearer_token, most_body=most_body, addresses=addresses)
    # The laptop's store takes 20 to 30 ms to load, and Windows' verifier may fetch missing issuers and block while it does:
    # the whole exchange gets a thread and a loop of its own.
    try:
        return await run_abandonable(
            lambda: asyncio.run(
                exchange(
                    url,
                    limits=limits,
                    source=source,
                    bearer_token=bearer_token,
                    most_body=most_body,
                    addresses=addresses,
                    proxy=proxy,
                )
            ),
            limit=limits.http + _THREAD_GRACE_S,
            name="ccdiag-https",
        )
    except TimeoutError:
        return Answer(failure=Failure.DEADLINE)


def _body_matches(body: bytes, expected: str | None, *, failure: Failure | None, complete: bool) -> bool | None:
    """Compare a body with the known one, but for one line end; None when nothing is expected, or too little came to tell."""
    if expected is None:
        return None
    wanted = expected.encode()
    if complete:
        return body == wanted or _without_line_end(body) == _without_line_end(wanted)
    if failure is Failure.TOO_LARGE or not wanted.startswith(body):
        return False
    return None


def _without_line_end(body: bytes) -> bytes:
    return body.removesuffix(b"\n").removesuffix(b"\r")
