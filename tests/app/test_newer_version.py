"""Asking for a newer version, of real folders and of real servers with a certificate of their own."""

import asyncio
import base64
import os
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ccdiag.app import newer_version_source
from ccdiag.app.newer_version import Outcome, VersionCheck, is_older, look_for_newer
from ccdiag.app.newer_version_file import FILE_NAME
from ccdiag.app.newer_version_reason import Reason
from ccdiag.app.newer_version_source import FolderSource, WebSource, source_of_policy
from ccdiag.app.newer_version_words import facts, told
from ccdiag.app.policy import NewerVersionPolicy
from ccdiag.content.bounded_file import FileReadError
from ccdiag.model.limits import Limits
from ccdiag.probes.windows_proxy import ScriptAnswer, WindowsProxy
from tests.app.signed_versions import OTHER_KEY, SHA256, key_text, payload, policy, signed
from tests.certificates import DAY, Authority
from tests.permissions import bound_by_permissions

LIMITS = Limits(newer_version=5.0)
SHORT = Limits(newer_version=0.4)
INSTALLED = "9.1.0"
Talk = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


async def asked(source: object, *, installed: str = INSTALLED, limits: Limits = LIMITS) -> VersionCheck:
    return await look_for_newer(policy(source), limits=limits, installed=installed)


def why(check: VersionCheck) -> Reason | None:
    """Return the reason, once it was seen that there is a text for it."""
    assert check.outcome is Outcome.UNKNOWN
    assert (check.newest, check.place) == (None, "")
    assert len(told(check).texts) == 1
    return check.reason


# --- folders ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FILE_NAME).write_bytes(signed(payload()))
    return tmp_path


@pytest.mark.parametrize(
    ("installed", "outcome"),
    [
        ("9.1.0", Outcome.NEWER),
        ("9.1.99", Outcome.NEWER),
        ("8.10.0", Outcome.NEWER),
        ("9.2.0", Outcome.NEWEST),
        ("9.2", Outcome.NEWEST),
        ("9.2.0.0", Outcome.NEWEST),
        ("9.10.0", Outcome.NEWEST),
        ("10.0.0", Outcome.NEWEST),
    ],
)
async def test_versions_are_compared_by_their_numbers(folder: Path, installed: str, outcome: Outcome) -> None:
    check = await asked(folder, installed=installed)
    assert (check.outcome, check.reason) == (outcome, None)
    assert check.looked_at == str(folder / FILE_NAME)


async def test_a_newer_one_is_told_with_its_place_and_its_hash(folder: Path) -> None:
    check = await asked(folder)
    assert check.place == str(folder / "ccdiag-9.2.0-setup.exe")
    assert told(check).headline.english() == "Version 9.2.0 is there."
    values = [fact.value for fact in facts(check, "nl")]
    assert check.place in values
    assert SHA256 in values


async def test_an_older_one_is_no_reason_to_go_back(folder: Path) -> None:
    check = await asked(folder, installed="10.0.0")
    assert told(check).headline.english() == "You have the newest version."
    assert "10.0.0" in told(check).texts[0].english()
    assert [fact.value for fact in facts(check, "en")] == [check.looked_at]


@pytest.mark.parametrize(("minimum", "installed", "obsolete"), [("9.1.1", "9.1.0", True), ("9.1.0", "9.1", False), (None, "1.0.0", False)])
async def test_a_version_may_be_one_that_should_no_longer_be_used(
    folder: Path, minimum: str | None, installed: str, *, obsolete: bool
) -> None:
    (folder / FILE_NAME).write_bytes(signed(payload(minimum=minimum)))
    check = await asked(folder, installed=installed)
    assert check.no_longer_to_be_used is obsolete
    assert any("should no longer" in text.english() for text in told(check).texts) is obsolete


async def test_the_file_itself_may_be_named_and_the_setup_may_lie_deeper(folder: Path) -> None:
    setup = {"file": "2026/setup é.exe", "size": 1, "sha256": SHA256}
    (folder / FILE_NAME).write_bytes(signed(payload(setup=setup)))
    check = await asked(folder / FILE_NAME)
    assert check.place == str(folder / "2026" / "setup é.exe")


def test_nothing_is_written(folder: Path) -> None:
    before = [(entry.name, entry.stat().st_mtime_ns) for entry in folder.iterdir()]
    asyncio.run(asked(folder))
    assert [(entry.name, entry.stat().st_mtime_ns) for entry in folder.iterdir()] == before


async def test_a_folder_without_the_file(tmp_path: Path) -> None:
    assert why(await asked(tmp_path)) is Reason.MISSING
    assert why(await asked(tmp_path / "none")) is Reason.MISSING
    (tmp_path / FILE_NAME).mkdir()
    assert why(await asked(tmp_path)) is Reason.MISSING


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.FOREIGN),
        (b"<html>", Reason.FOREIGN),
        (b"x" * 16385, Reason.TOO_LARGE),
        (signed(payload()) + b" " * 16384, Reason.TOO_LARGE),
        (signed(payload())[:-1], Reason.SIGNATURE),
        (signed(payload(), key=OTHER_KEY), Reason.SIGNATURE),
        (signed(payload(version="new")), Reason.CONTENTS),
        (signed(payload(schema=2)), Reason.NEWER_FORMAT),
    ],
)
async def test_other_files(tmp_path: Path, content: bytes, reason: Reason) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    assert why(await asked(tmp_path)) is reason


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of POSIX")
async def test_a_file_that_may_not_be_read(folder: Path) -> None:
    (folder / FILE_NAME).chmod(0)
    with bound_by_permissions():
        assert why(await asked(folder)) is Reason.DENIED


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are of POSIX")
async def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE_NAME)
    assert why(await asked(tmp_path)) is Reason.MISSING


async def test_a_share_that_does_not_answer_is_waited_for_no_longer(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # There is no way to have a share that hangs without a kernel that mounts one.
    loop, gone = asyncio.get_running_loop(), asyncio.Event()

    def hang(path: Path, *, most: int) -> bytes:
        asyncio.run_coroutine_threadsafe(gone.wait(), loop).result()
        raise FileReadError("unreadable")

    monkeypatch.setattr(newer_version_source, "read_bounded", hang)
    assert why(await asked(folder, limits=SHORT)) is Reason.UNREACHABLE
    gone.set()


@pytest.mark.parametrize(
    ("code", "reason"), [(53, Reason.UNREACHABLE), (67, Reason.UNREACHABLE), (1326, Reason.DENIED), (2, Reason.MISSING)]
)
async def test_windows_codes_of_shares(folder: Path, monkeypatch: pytest.MonkeyPatch, code: int, reason: Reason) -> None:
    def refuse(path: Path, *, most: int) -> bytes:
        cause = FileNotFoundError(2, "as Windows maps it")
        cause.winerror = code  # type: ignore[attr-defined,unused-ignore]  # on Windows only
        raise FileReadError("missing") from cause

    monkeypatch.setattr(newer_version_source, "read_bounded", refuse)
    assert why(await asked(folder)) is reason


# --- time ---


def dated(released: int, valid_until: int) -> bytes:
    """Sign a file whose dates are so many days from now."""
    today = datetime.now(UTC).date()
    begin, end = today + timedelta(days=released), today + timedelta(days=valid_until)
    return signed(payload(released=begin.isoformat(), valid_until=end.isoformat()))


@pytest.mark.parametrize(
    ("released", "valid_until", "reason"),
    [(-90, -2, Reason.EXPIRED), (-90, 1, None), (1, 90, None), (4, 90, Reason.CLOCK), (4000, 9000, Reason.CLOCK)],
)
async def test_a_file_counts_for_some_time(tmp_path: Path, released: int, valid_until: int, reason: Reason | None) -> None:
    (tmp_path / FILE_NAME).write_bytes(dated(released, valid_until))
    check = await asked(tmp_path)
    assert check.reason is reason
    if reason is not None:
        assert why(check) is reason
        assert "clock" in told(check).texts[0].english()


async def test_a_version_of_its_makers_own_compares_with_nothing(folder: Path) -> None:
    assert why(await asked(folder, installed="9.3.0.dev1+dirty")) is Reason.OWN_VERSION


def test_what_is_no_version_is_not_older() -> None:
    assert is_older("x", "1.0") is None
    assert is_older("1.0", "x") is None


def test_every_reason_has_a_text() -> None:
    for reason in Reason:
        check = VersionCheck(
            outcome=Outcome.UNKNOWN,
            installed="1.0",
            looked_at="x",
            checked_at=datetime.now(UTC),
            reason=reason,
            expired_on=datetime.now(UTC).date() if reason is Reason.EXPIRED else None,
        )
        assert why(check) is reason


# --- what policy may name ---


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://intranet.example", "https://intranet.example/ccdiag-version.txt"),
        ("https://intranet.example/ccdiag", "https://intranet.example/ccdiag/ccdiag-version.txt"),
        ("https://intranet.example:8443/ccdiag/", "https://intranet.example:8443/ccdiag/ccdiag-version.txt"),
        ("HTTPS://intranet.example/CCDIAG-VERSION.TXT", "https://intranet.example/CCDIAG-VERSION.TXT"),
        ("https://store.example/c?sv=1&sig=a%2Fb", "https://store.example/c/ccdiag-version.txt?sv=1&sig=a%2Fb"),
    ],
)
def test_an_address_names_a_folder_or_the_file(text: str, url: str) -> None:
    source = source_of_policy(text)
    assert isinstance(source, WebSource)
    assert source.url == url
    assert "sig" not in source.shown + source.place_of("setup.exe")


def test_a_place_below_an_address_is_one() -> None:
    source = source_of_policy("https://intranet.example/a/")
    assert source is not None
    assert source.place_of("2026/setup é.exe") == "https://intranet.example/a/2026/setup%20%C3%A9.exe"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "http://intranet.example/",
        "ftp://intranet.example/",
        "file:///srv/ccdiag",
        "https://",
        "https:///ccdiag",
        "https://me:secret@intranet.example/",
        "https://me@intranet.example/",
        "https://intranet.example:99999/",
        "https://intranet.example:x/",
        "https://[::1/",
        "https://intranet.example/a b",
        "https://intranet.example/\u202e",
        "ccdiag",
        "../ccdiag",
        "x" * 3000,
    ],
)
async def test_what_is_no_place(text: str) -> None:
    assert source_of_policy(text) is None
    if 0 < len(text) <= 2000:
        # Longer ones are no policy.
        assert why(await asked(text)) is Reason.SOURCE


@pytest.mark.skipif(sys.platform != "win32", reason="paths are of this system")
def test_a_share_is_a_place() -> None:
    source = source_of_policy(r"\\server\share\ccdiag")
    assert isinstance(source, FolderSource)
    assert source.place_of("2026/setup.exe") == r"\\server\share\ccdiag\2026\setup.exe"


# --- servers ---


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's context, whose authority this process trusts as the laptop's store."""
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "root.pem")))
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return authority.issue("127.0.0.1", "localhost").server_context()


@asynccontextmanager
async def serving(talk: Talk, context: ssl.SSLContext | None) -> AsyncIterator[str]:
    """Serve what `talk` writes after a request."""
    served: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        served.add(task)
        try:
            await talk(await reader.readuntil(b"\r\n\r\n"), writer)
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/ccdiag/"
    finally:
        server.close()
        for task in served:
            task.cancel()
        await asyncio.gather(*served, return_exceptions=True)


def saying(body: bytes, *, status: str = "200 OK", headers: str = "", length: int | None = None) -> Talk:
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if length is None else length}\r\n{headers}\r\n".encode()

    async def talk(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(head + body)
        await writer.drain()

    return talk


async def test_a_server_is_asked_once_and_told_nothing(context: ssl.SSLContext) -> None:
    requests: list[bytes] = []
    answer = saying(signed(payload()))

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        requests.append(request)
        await answer(request, writer)

    async with serving(talk, context) as url:
        check = await asked(url)
    assert (check.outcome, check.place) == (Outcome.NEWER, f"{url}ccdiag-9.2.0-setup.exe")
    assert len(requests) == 1
    assert requests[0].startswith(b"GET /ccdiag/ccdiag-version.txt HTTP/1.1\r\n")
    names = {line.partition(b":")[0].lower() for line in requests[0].split(b"\r\n")[1:] if line}
    assert names == {b"host", b"connection", b"accept", b"accept-encoding", b"cache-control", b"user-agent"}
    assert INSTALLED.encode() not in requests[0]
    assert b"User-Agent: ccdiag\r\n" in requests[0]


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        ("302 Found", "Location: https://elsewhere.example/ccdiag-version.txt\r\n", Reason.REDIRECTED),
        ("301 Moved", "Location: http://127.0.0.1/\r\n", Reason.REDIRECTED),
        ("307 Moved", "Location: file:///etc/passwd\r\n", Reason.REDIRECTED),
        ("511 Network Authentication Required", "", Reason.REDIRECTED),
        ("401 Unauthorized", 'WWW-Authenticate: Basic realm="x"\r\n', Reason.DENIED),
        ("403 Forbidden", "", Reason.DENIED),
        ("404 Not Found", "", Reason.MISSING),
        ("410 Gone", "", Reason.MISSING),
        ("500 Internal Server Error", "", Reason.TROUBLE),
        ("206 Partial Content", "", Reason.TROUBLE),
    ],
)
async def test_only_a_plain_answer_counts(context: ssl.SSLContext, status: str, headers: str, reason: Reason) -> None:
    requests = 0
    answer = saying(signed(payload()), status=status, headers=headers)

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        requests += 1
        await answer(request, writer)

    async with serving(talk, context) as url:
        assert why(await asked(url)) is reason
    assert requests == 1


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (saying(b"<html>log in</html>", headers="Content-Type: text/html\r\n"), Reason.FOREIGN),
        (saying(b"x" * 16385), Reason.TOO_LARGE),
        (saying(b"x" * 16385, length=10**12), Reason.TOO_LARGE),
        (saying(signed(payload())[:100]), Reason.SIGNATURE),
        (saying(signed(payload())[:100], length=5000), Reason.UNREACHABLE),
        (saying(signed(payload()), headers="Content-Encoding: gzip\r\n"), None),
        (saying(signed(payload(), key=OTHER_KEY)), Reason.SIGNATURE),
        (saying(dated(-90, -2)), Reason.EXPIRED),
    ],
)
async def test_what_a_server_may_send(context: ssl.SSLContext, talk: Talk, reason: Reason | None) -> None:
    async with serving(talk, context) as url:
        assert (await asked(url)).reason is reason


async def test_what_is_no_http(context: ssl.SSLContext) -> None:
    async def talk(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()

    async with serving(talk, context) as url:
        assert why(await asked(url)) is Reason.TROUBLE


async def test_slow_drips_end(context: ssl.SSLContext) -> None:
    dripped = asyncio.Event()

    async def talk(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\nccdiag")
        await writer.drain()
        dripped.set()
        await asyncio.Event().wait()

    async with serving(talk, context) as url:
        assert why(await asked(url, limits=SHORT)) is Reason.UNREACHABLE
    assert dripped.is_set()


async def test_a_server_that_says_nothing(context: ssl.SSLContext) -> None:
    async def talk(_request: bytes, _writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(talk, context) as url:
        assert why(await asked(url, limits=SHORT)) is Reason.UNREACHABLE


async def test_a_server_that_is_not_there(context: ssl.SSLContext) -> None:
    async with serving(saying(b""), context) as url:
        gone = url
    assert why(await asked(gone)) is Reason.UNREACHABLE


async def test_a_name_that_is_not_there(context: ssl.SSLContext) -> None:
    assert why(await asked(f"https://{'a' * 64}.localhost/")) is Reason.UNREACHABLE


async def test_a_certificate_of_a_stranger_is_not_trusted(context: ssl.SSLContext) -> None:
    stranger = Authority("Somebody else").issue("127.0.0.1").server_context()
    async with serving(saying(signed(payload())), stranger) as url:
        assert why(await asked(url)) is Reason.UNTRUSTED


async def test_a_certificate_for_another_name_or_time_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "root.pem")))
    for issued in (authority.issue("elsewhere.example"), authority.issue("127.0.0.1", ends=-DAY)):
        async with serving(saying(signed(payload())), issued.server_context()) as url:
            assert why(await asked(url)) is Reason.UNTRUSTED


async def test_a_server_without_tls_is_never_asked(context: ssl.SSLContext) -> None:
    heard: list[bytes] = []

    async def talk(request: bytes, writer: asyncio.StreamWriter) -> None:
        heard.append(request)

    async with serving(talk, None) as url:
        assert why(await asked(url.replace("https:", "http:"))) is Reason.SOURCE
        assert why(await asked(url, limits=SHORT)) in {Reason.UNREACHABLE, Reason.TROUBLE}
    assert heard == []


# --- through a proxy ---


@asynccontextmanager
async def proxy(status: bytes, asked_for: list[bytes]) -> AsyncIterator[str]:
    """Answer CONNECT with this status, and connect it through where that is 200."""
    through: set[asyncio.Task[None]] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        through.add(task)
        request = await reader.readuntil(b"\r\n\r\n")
        asked_for.append(request)
        writer.write(b"HTTP/1.1 " + status + b"\r\n\r\n")
        if status.startswith(b"200"):
            host, _, port = request.split(b" ")[1].decode().rpartition(":")
            far_reader, far_writer = await asyncio.open_connection(host, int(port))
            try:
                await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))
            except (OSError, asyncio.CancelledError):
                pass
            finally:
                far_writer.transport.abort()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in through:
            task.cancel()
        await asyncio.gather(*through, return_exceptions=True)


@pytest.mark.skipif(sys.platform == "win32", reason="the variables are of POSIX")
@pytest.mark.parametrize(("status", "reason"), [(b"200 OK", None), (b"403 Forbidden", Reason.PROXY), (b"407 Login", Reason.PROXY)])
async def test_the_systems_proxy_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: bytes, reason: Reason | None) -> None:
    authority, connects = Authority(), list[bytes]()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "root.pem")))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    # A name that only the proxy knows would need a resolver of its own; loopback is left out of proxies, so this is another address of it.
    monkeypatch.setattr("ccdiag.probes.proxy_settings._is_loopback", lambda _host: False)
    async with serving(saying(signed(payload())), authority.issue("127.0.0.1").server_context()) as url, proxy(status, connects) as through:
        monkeypatch.setenv("https_proxy", through)
        check = await asked(url)
    assert check.reason is reason
    assert (check.outcome is Outcome.NEWER) is (reason is None)
    assert len(connects) == 1
    assert connects[0].startswith(f"CONNECT {url.split('/')[2]} HTTP/1.1\r\n".encode())
    assert b"Authorization" not in connects[0]


async def test_a_script_chooses_the_proxy_by_the_servers_name_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority, connects, scripts = Authority(), list[bytes](), list[tuple[str, str]]()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.write(tmp_path / "root.pem")))
    async with (
        serving(saying(signed(payload())), authority.issue("127.0.0.1").server_context()) as url,
        proxy(b"200 OK", connects) as through,
    ):

        def answer(script_url: str, asked_for: str, *, limit: float) -> ScriptAnswer:
            scripts.append((script_url, asked_for))
            return ScriptAnswer(outcome="proxy", server=through.removeprefix("http://"))

        script = "http://wpad.example/proxy.pac"
        monkeypatch.setattr("ccdiag.probes.proxy_settings.read_user_settings", lambda: WindowsProxy(script_url=script))
        monkeypatch.setattr("ccdiag.probes.windows_proxy.ask_script", answer)
        check = await asked(f"{url}?sig=secret")
        assert check.outcome is Outcome.NEWER
        assert scripts == [(script, url.removesuffix("ccdiag/"))]
    assert len(connects) == 1
    assert b"secret" not in connects[0]
    assert "secret" not in f"{check.looked_at} {check.place}"


async def test_a_proxy_that_is_not_there(context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    assert why(await asked("https://intranet.example/")) is Reason.UNREACHABLE


async def test_the_key_is_that_of_the_policy(folder: Path) -> None:
    other = NewerVersionPolicy(source=str(folder), public_key=key_text(OTHER_KEY))
    check = await look_for_newer(other, installed=INSTALLED)
    assert why(check) is Reason.SIGNATURE
    assert base64.b64decode(other.public_key) != base64.b64decode(key_text())
