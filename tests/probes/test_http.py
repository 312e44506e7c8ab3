"""HTTP answers of every kind, from real servers on loopback."""

import asyncio
import gzip
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from time import perf_counter

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from ccdiag.model.environment import KnownAnswer
from ccdiag.model.facts import HttpFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.http import http_get, shown_url
from ccdiag.probes.http_exchange import date_offset_s
from ccdiag.probes.source import ANY_SOURCE, source_of

LIMITS = Limits(http=2.0)
SHORT = Limits(http=0.4)
Talk = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(talk: Talk, *, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve what `talk` writes after a request; yields the URL up to the path."""

    served: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served[task] = writer
        try:
            await talk(await reader.readuntil(b"\r\n\r\n"), writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass  # a handler that ends cancelled is logged as an error by asyncio's streams
        finally:
            writer.close()

    server = await asyncio.start_server(serve, host, 0, ssl=context)
    port = server.sockets[0].getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    try:
        yield f"{'https' if context else 'http'}://{shown}:{port}"
    finally:
        server.close()
        for task, writer in served.items():
            task.cancel()
            writer.transport.abort()
        await asyncio.gather(*served, return_exceptions=True)


def saying(answer: bytes) -> Talk:
    async def talk(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return talk


def plain(body: bytes, *, status: bytes = b"200 OK", headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n%s\r\n%s" % (status, len(body), headers, body)


async def get(
    url: str,
    *,
    limits: Limits = LIMITS,
    expect: KnownAnswer | None = None,
    token: str | None = None,
    most: int = 65536,
) -> tuple[Observation, HttpFacts, bytes]:
    observation, body = await http_get(
        url, role="internet", limits=limits, source=ANY_SOURCE, expect=expect, bearer_token=token, most_body=most
    )
    assert isinstance(observation.facts, HttpFacts)
    return observation, observation.facts, body


async def test_a_known_answer_matches() -> None:
    async with serving(saying(plain(b"success\n", headers=b"Content-Type: text/plain\r\n"))) as base:
        observation, facts, body = await get(f"{base}/x", expect=KnownAnswer(url="http://x/x", status=200, body="success\n"))
    assert observation.failure is None
    assert observation.target == facts.url == f"{base}/x"
    assert (facts.status, facts.status_matches, facts.body_matches, facts.content_type) == (200, True, True, "text/plain")
    assert (facts.body_bytes, body) == (8, b"success\n")


@pytest.mark.parametrize(
    ("served", "expected", "matches"),
    [
        (b"success", "success\n", True),
        (b"success\r\n", "success", True),
        (b"success\n\n", "success", False),
        (b"failure", "success", False),
        (b"", "", True),
        (b"<html>log in</html>", "success", False),
    ],
)
async def test_one_line_end_at_the_end_is_no_difference(served: bytes, expected: str, *, matches: bool) -> None:
    async with serving(saying(plain(served))) as base:
        _, facts, _ = await get(base, expect=KnownAnswer(url="http://xx", body=expected))
    assert facts.body_matches is matches


async def test_a_redirect_is_told_and_not_followed() -> None:
    requests = 0

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        requests += 1
        writer.write(plain(b"", status=b"302 Found", headers=b"Location: http://user:pw@portal.example/login?mac=00-11\r\n"))

    async with serving(talk) as base:
        observation, facts, _ = await get(base, expect=KnownAnswer(url="http://xx", status=204))
    assert requests == 1
    assert observation.failure is Failure.HTTP_STATUS
    assert (facts.status, facts.status_matches, facts.location) == (302, False, "http://portal.example/login")


async def test_511_keeps_its_status() -> None:
    async with serving(saying(plain(b"log in", status=b"511 Network Authentication Required"))) as base:
        observation, facts, _ = await get(base, expect=KnownAnswer(url="http://xx", status=204))
    assert (observation.failure, facts.status) == (Failure.HTTP_STATUS, 511)


async def test_the_request_asks_for_nothing_that_it_does_not_want() -> None:
    seen = b""

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen = request
        writer.write(plain(b"", headers=b"Set-Cookie: a=b\r\n"))

    async with serving(talk) as base:
        await get(f"{base}/a?q=1", token="l_secret")
        first = seen
        await get(f"{base}/a")
    lines = first.lower().split(b"\r\n")
    assert lines[0] == b"get /a?q=1 http/1.1"
    assert b"accept-encoding: identity" in lines
    assert b"authorization: bearer l_secret" in lines
    assert b"cookie" not in seen.lower()
    assert b"authorization" not in seen.lower()


async def test_a_url_that_is_encoded_is_sent_as_it_is() -> None:
    seen = b""

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen = request
        writer.write(plain(b""))

    async with serving(talk) as base:
        await get(f"{base}/a%2Fb%3F/%41?q=%2F%2B%26")
        first = seen
        await get(f"{base}/é f")
    assert first.startswith(b"GET /a%2Fb%3F/%41?q=%2F%2B%26 HTTP/1.1")
    assert seen.startswith(b"GET /%C3%A9%20f HTTP/1.1")


async def test_given_addresses_are_used_instead_of_a_look_up() -> None:
    async with serving(saying(plain(b"ok"))) as base:
        url = base.replace("127.0.0.1", "nowhere.example")
        found, _ = await http_get(url, role="internet", limits=LIMITS, source=ANY_SOURCE, most_body=10, addresses=("127.0.0.1",))
        none, _ = await http_get(url, role="internet", limits=LIMITS, source=ANY_SOURCE, most_body=10, addresses=())
    assert (found.failure, none.failure) == (None, Failure.NAME_NOT_FOUND)


async def test_a_proxy_of_the_process_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with serving(saying(plain(b"ok"))) as base:
        _, facts, _ = await get(base)
    assert facts.status == 200


async def test_a_compressed_bomb_is_not_opened() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    async with serving(saying(plain(bomb, headers=b"Content-Encoding: gzip\r\n"))) as base:
        observation, facts, body = await get(base, most=1_000_000)
    assert observation.failure is None
    assert body == bomb
    assert facts.body_bytes == len(bomb) < 100_000


async def test_a_body_without_end_is_cut() -> None:
    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + bytes(65536) + b"\r\n")
            await writer.drain()

    tracemalloc.start()
    async with serving(talk) as base:
        observation, facts, body = await get(base, most=10_000, expect=KnownAnswer(url="http://xx", body="x"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (observation.failure, facts.status, facts.body_bytes, len(body)) == (Failure.TOO_LARGE, 200, 10_000, 10_000)
    assert facts.body_matches is False
    assert peak < 30_000_000


async def test_a_body_of_just_the_limit_is_whole() -> None:
    async with serving(saying(plain(bytes(1000)))) as base:
        observation, facts, _ = await get(base, most=1000)
    assert (observation.failure, facts.body_bytes) == (None, 1000)


@pytest.mark.parametrize("piece", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"])
async def test_a_slow_drip_ends_with_the_limit(piece: bytes) -> None:
    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(piece)
        for _ in range(50):
            writer.write(b"a")
            await writer.drain()
            await asyncio.sleep(0.05)

    begin = perf_counter()
    async with serving(talk) as base:
        observation, facts, _ = await get(base, limits=SHORT, expect=KnownAnswer(url="http://xx", body="aaaa" * 30))
    assert perf_counter() - begin < 1.5
    assert observation.failure is Failure.DEADLINE
    assert facts.status == (200 if piece.endswith(b"\r\n\r\n") else None)
    assert facts.body_matches is None


async def test_a_silent_server_is_a_deadline() -> None:
    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(talk) as base:
        observation, facts, _ = await get(base, limits=SHORT)
    assert (observation.failure, facts.status) == (Failure.DEADLINE, None)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
        b"<html>hello</html>\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\x00\x01\xff: \x02\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: 0123456789\r\n" * 700_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a length\r\n",
        bytes(range(256)) * 10,
    ],
)
async def test_what_is_not_http_is_told_so(answer: bytes) -> None:
    async with serving(saying(answer)) as base:
        observation, _, body = await get(base)
    assert observation.failure is Failure.HTTP_PROTOCOL
    assert len(body) < 65536


async def test_a_body_shorter_than_announced_is_a_close() -> None:
    async with serving(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")) as base:
        observation, facts, body = await get(base, expect=KnownAnswer(url="http://xx", body="short and more"))
    assert observation.failure is Failure.CLOSED
    assert (facts.status, facts.body_matches, body) == (200, None, b"short")


async def test_a_close_without_an_answer_is_a_close() -> None:
    async with serving(saying(b"")) as base:
        observation, _, _ = await get(base)
    assert observation.failure is Failure.CLOSED


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_a_closed_port_is_refused(host: str) -> None:
    async with serving(saying(b"")) as base:
        port = base.rpartition(":")[2]
    observation, _, _ = await get(f"http://{host}:{port}/")
    assert observation.failure is Failure.REFUSED


async def test_a_name_is_looked_up() -> None:
    async with serving(saying(plain(b"ok"))) as base:
        _, facts, _ = await get(base.replace("127.0.0.1", "localhost"))
    assert facts.status == 200


async def test_ipv6_works() -> None:
    async with serving(saying(plain(b"ok")), host="::1") as base:
        _, facts, _ = await get(base)
    assert facts.status == 200


async def test_an_impossible_name_does_not_exist() -> None:
    observation, _, _ = await get(f"http://{'a' * 64}.localhost/")
    assert observation.failure is Failure.NAME_NOT_FOUND


@pytest.mark.parametrize("url", ["http://", "ftp://127.0.0.1/", "http://127.0.0.1:99999/", "nothing", "http://[::1/", "https://"])
async def test_a_url_that_is_none_is_unreadable(url: str) -> None:
    observation, _, _ = await get(url)
    assert observation.failure is Failure.UNREADABLE


async def test_a_token_with_a_line_end_is_not_sent() -> None:
    async with serving(saying(plain(b"ok"))) as base:
        observation, facts, _ = await get(base, token="a\r\nX: y")
    assert (observation.failure, facts.status) == (Failure.UNREADABLE, None)


async def test_the_date_tells_the_offset() -> None:
    ahead = format_datetime(datetime.now(UTC) - timedelta(minutes=10), usegmt=True).encode()
    async with serving(saying(plain(b"", headers=b"Date: " + ahead + b"\r\n"))) as base:
        _, facts, _ = await get(base)
    assert facts.date_offset_s == pytest.approx(600, abs=2)


async def test_control_characters_do_not_get_through() -> None:
    headers = b"Content-Type: text/\x1b[31mred\r\nLocation: /\xe2\x80\xae\r\n"
    async with serving(saying(plain(b"", headers=headers))) as base:
        _, facts, _ = await get(base)
    assert "\x1b" not in (facts.content_type or "")
    assert "\u202e" not in (facts.location or "")


async def test_a_chosen_interface_is_used() -> None:
    async with serving(saying(plain(b"ok"))) as base:
        observation, _ = await http_get(base, role="internet", limits=LIMITS, source=source_of("lo"), most_body=10)
    assert observation.failure is None


async def test_cancelling_takes_effect_at_once() -> None:
    asked = asyncio.Event()

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await asyncio.Event().wait()

    async with serving(talk) as base:
        task = asyncio.create_task(get(base))
        await asked.wait()
        begin = perf_counter()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert perf_counter() - begin < 0.2


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(pem))
    return path


def server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_an_unknown_issuer_is_untrusted(certificate: Path) -> None:
    async with serving(saying(plain(b"ok")), context=server_context(certificate)) as base:
        observation, facts, _ = await get(base)
    assert (observation.failure, facts.status) == (Failure.TLS_UNTRUSTED, None)


async def test_the_laptops_store_is_asked(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with serving(saying(plain(b"ok")), context=server_context(certificate)) as base:
        observation, facts, body = await get(base)
    assert (observation.failure, facts.status, body) == (None, 200, b"ok")


async def test_https_to_what_speaks_no_tls_is_a_protocol_failure() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    observation, _, _ = await get(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    server.close()
    assert observation.failure is Failure.TLS_PROTOCOL


async def test_https_to_a_silent_server_is_a_deadline(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(talk, context=server_context(certificate)) as base:
        observation, _, _ = await get(base, limits=SHORT)
    assert observation.failure is Failure.DEADLINE


def test_a_shown_url_tells_no_secret() -> None:
    assert shown_url("https://me:pw@host.example/a/b?token=1#x", role="whitelist") == "https://host.example/a/b"
    assert shown_url("http://host.example/a?q=1", role="internet") == "http://host.example/a?q=1"
    assert shown_url("http://[::1/secret?x", role="whitelist") == "http:"


@given(st.text(max_size=200))
def test_any_text_can_be_shown(text: str) -> None:
    assert len(shown_url(text, role="whitelist")) < 4000


@given(date=st.text(max_size=80), age=st.text(max_size=20))
def test_any_date_is_read_or_left(date: str, age: str) -> None:
    headers = CIMultiDictProxy(CIMultiDict({"Date": date, "Age": age}))
    offset = date_offset_s(headers, now=datetime.now(UTC), round_trip_s=0.1)
    assert offset is None or isinstance(offset, float)


@pytest.mark.parametrize(
    ("headers", "offset"),
    [
        ({"Date": "Sun, 06 Nov 1994 08:49:37 GMT"}, -0.5),
        ({"Date": "Sun, 06 Nov 1994 08:49:37 GMT", "Age": "60"}, -60.5),
        ({"Date": "Sunday, 06-Nov-94 08:49:37 GMT"}, -0.5),
        ({"Date": "Sun, 06 Nov 1994 09:49:37 GMT"}, -3600.5),
        ({"Date": "Sun, 06 Nov 1994 08:49:37 -0000"}, -0.5),
        ({"Date": "yesterday"}, None),
        ({}, None),
    ],
)
def test_the_offset_is_that_of_the_middle_of_the_round_trip(headers: dict[str, str], offset: float | None) -> None:
    now = datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)
    assert date_offset_s(CIMultiDictProxy(CIMultiDict(headers)), now=now, round_trip_s=1.0) == offset
