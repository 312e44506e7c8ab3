"""One HTTP request by aiohttp; a module of its own, so that aiohttp is loaded only where HTTP is spoken, and off the loop."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import perf_counter

import aiohttp
from aiohttp import http_exceptions
from aiohttp.abc import AbstractResolver, ResolveResult
from multidict import CIMultiDictProxy
from yarl import URL

from ccdiag.model.endpoint import Endpoint, is_address
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.printable import printable
from ccdiag.probes.classify import classify
from ccdiag.probes.http_addresses import SocketAddress, addresses_of
from ccdiag.probes.source import Source

_YEAR_S = 365 * 86400
# A date in HTTP has 29 characters (RFC 9110, 5.6.7), in its oldest form 33.
_DATE_CHARACTERS = 64
# Turns of the loop until a transport has noticed that its socket was shut down and has closed it; three in practice.
_TURNS_TO_CLOSE = 50


@dataclass
class Answer:
    """What has come so far; filled while it comes, so that a limit keeps what was seen."""

    status: int | None = None
    location: str | None = None
    content_type: str | None = None
    date_offset_s: float | None = None
    body: bytearray = field(default_factory=bytearray)
    complete: bool = False
    failure: Failure | None = None


class _FixedAddresses(AbstractResolver):
    """Gives aiohttp the addresses that were looked up before; its own look-up would hold up the program's end."""

    def __init__(self, addresses: tuple[SocketAddress, ...]) -> None:
        self._addresses = addresses

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        """Return the addresses, whatever the name."""
        return [
            ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=socket.AI_NUMERICHOST)
            for kind, address in self._addresses
        ]

    async def close(self) -> None:
        """Do nothing: nothing is held open."""


async def exchange(
    url: str,
    *,
    limits: Limits,
    source: Source,
    bearer_token: str | None,
    most_body: int,
    addresses: tuple[str, ...] | None = None,
    proxy: Endpoint | None = None,
) -> Answer:
    """Send one GET and read at most `most_body` bytes of the answer's body, all within `limits.http`.

    Through a proxy, which gets a CONNECT and looks the name up itself, where one is named.
    """
    answer = Answer()
    sent = asyncio.Event()
    sockets: list[socket.socket] = []
    try:
        async with asyncio.timeout(limits.http):
            parsed = _checked(url)
            if proxy is None:
                found = await _addresses(parsed, addresses, limits)
            else:
                found = await addresses_of(proxy.host, proxy.port, limit=limits.system_lookup, most=limits.addresses)
            await _get(answer, sent, sockets, parsed, found, source=source, bearer_token=bearer_token, most_body=most_body, proxy=proxy)
    except (aiohttp.ClientError, http_exceptions.HttpProcessingError, OSError) as error:
        answer.failure = failure_of(error)
    except ValueError:
        # Before the request left it is the URL or the token that cannot be sent, after that it is the answer that cannot be read.
        answer.failure = Failure.HTTP_PROTOCOL if sent.is_set() else Failure.UNREADABLE
    finally:
        await _end(sockets)
    return answer


async def _end(sockets: list[socket.socket]) -> None:
    """End connections that aiohttp has given up: it closes TLS politely, and waits 30 s for a silent peer to be polite as well."""
    for sock in sockets:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
    for _ in range(_TURNS_TO_CLOSE):
        if all(sock.fileno() == -1 for sock in sockets):
            return
        await asyncio.sleep(0)


async def _addresses(url: URL, given: tuple[str, ...] | None, limits: Limits) -> tuple[SocketAddress, ...]:
    """Return where to connect to; raises OSError when that is nowhere."""
    host, port = url.raw_host, url.port
    assert host is not None
    assert port is not None
    if given is None or is_address(host):
        return await addresses_of(host, port, limit=limits.system_lookup, most=limits.addresses)
    if not given:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    return tuple((socket.AF_INET6 if ":" in address else socket.AF_INET, address) for address in given)


async def _get(
    answer: Answer,
    sent: asyncio.Event,
    sockets: list[socket.socket],
    url: URL,
    addresses: tuple[SocketAddress, ...],
    *,
    source: Source,
    bearer_token: str | None,
    most_body: int,
    proxy: Endpoint | None,
) -> None:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "Cache-Control": "no-cache", "User-Agent": "ccdiag"}
    if bearer_token:
        if not (bearer_token.isascii() and bearer_token.isprintable()):
            raise ValueError("not a token that a header can carry")
        headers["Authorization"] = f"Bearer {bearer_token}"
    sent_at = perf_counter()

    async def on_headers_sent(*_: object) -> None:
        nonlocal sent_at
        sent_at = perf_counter()
        sent.set()

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(on_headers_sent)
    async with (
        aiohttp.ClientSession(
            connector=_connector(url, addresses, source, sockets),
            cookie_jar=aiohttp.DummyCookieJar(),
            # The total is ours; each of aiohttp's would raise an error that looks like the kernel's.
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
            auto_decompress=False,
            trust_env=False,
            trace_configs=[trace],
        ) as session,
        _asking_once(session).get(
            url, allow_redirects=False, headers=headers, proxy=None if proxy is None else f"http://{proxy}"
        ) as response,
    ):
        round_trip_s = perf_counter() - sent_at
        answer.status = response.status
        answer.location = response.headers.get("Location")
        answer.content_type = _short(response.headers.get("Content-Type"), most=100)
        answer.date_offset_s = date_offset_s(response.headers, now=datetime.now(UTC), round_trip_s=round_trip_s)
        while chunk := await response.content.read(most_body + 1 - len(answer.body)):
            answer.body += chunk
            if len(answer.body) > most_body:
                del answer.body[most_body:]
                answer.failure = Failure.TOO_LARGE
                response.close()
                return
        answer.complete = True


def _asking_once(session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """Keep aiohttp from asking a second time after a connection that was ended, unsaid: whoever asks again here tells of both."""
    session._retry_connection = False  # noqa: SLF001  # there is no public way, and without the attribute it does nothing
    return session


def _checked(url: str) -> URL:
    """Parse a URL; raises ValueError when it is not one of http or https with a host."""
    # What is encoded already is sent as it is: yarl would write some of it anew, %2F in a query for example.
    parsed = URL(url, encoded=url.isascii() and url.isprintable() and " " not in url)
    if parsed.scheme not in {"http", "https"} or not parsed.raw_host or not parsed.port:
        raise ValueError("not a URL of http or https")
    return parsed


def _connector(url: URL, addresses: tuple[SocketAddress, ...], source: Source, sockets: list[socket.socket]) -> aiohttp.TCPConnector:
    def bound_socket(info: tuple[int, int, int, str, object]) -> socket.socket:
        sock = socket.socket(info[0], info[1], info[2])
        sockets.append(sock)
        try:
            source.bind(sock)
        except OSError:
            sock.close()
            raise
        return sock

    resolver = _FixedAddresses(addresses)
    if url.scheme != "https":
        return aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True, socket_factory=bound_socket)
    import ssl

    import truststore

    context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return aiohttp.TCPConnector(resolver=resolver, use_dns_cache=False, force_close=True, socket_factory=bound_socket, ssl=context)


def date_offset_s(headers: CIMultiDictProxy[str], *, now: datetime, round_trip_s: float) -> float | None:
    """Return the laptop's clock minus the answer's Date, in seconds; None when there is no date that can be read.

    The date is taken to be of the middle of the round trip; a cache says in Age how old its answer is (RFC 9111, 5.1).
    """
    text = headers.get("Date", "")
    if not text or len(text) > _DATE_CHARACTERS:
        return None
    try:
        date = parsedate_to_datetime(text)
        served = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
        offset = (now - served).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    age = headers.get("Age", "")
    age_s = int(age) if age.isascii() and age.isdecimal() and len(age) <= len(str(_YEAR_S)) else 0
    return round(offset - round_trip_s / 2 - age_s, 3)


def failure_of(error: BaseException) -> Failure:
    """Say what kind of failure an exception of aiohttp is, by its class and the error that it carries."""
    match error:
        case aiohttp.ClientConnectorCertificateError():
            return Failure.TLS_UNTRUSTED
        case aiohttp.ClientConnectorError():
            return classify(error.os_error)
        case aiohttp.ServerDisconnectedError():
            return Failure.CLOSED
        case aiohttp.ClientPayloadError():
            return _payload_failure(error)
        case aiohttp.ClientHttpProxyError():
            return Failure.HTTP_STATUS
        case aiohttp.ClientResponseError() | http_exceptions.HttpProcessingError():
            return Failure.HTTP_PROTOCOL
        case aiohttp.InvalidURL() | aiohttp.NonHttpUrlClientError():
            return Failure.UNREADABLE
        case _:
            return classify(error)


def _payload_failure(error: aiohttp.ClientPayloadError) -> Failure:
    """Say why a body did not come whole."""
    match error.__cause__:
        case http_exceptions.ContentLengthError():
            return Failure.CLOSED  # fewer bytes than announced
        case OSError() as cause:
            return classify(cause)
        case _:
            return Failure.HTTP_PROTOCOL


def _short(text: str | None, *, most: int) -> str | None:
    return None if text is None else printable(text, most=most)
