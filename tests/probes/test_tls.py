import asyncio
import importlib
import shutil
import socket
import ssl
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypedDict, Unpack

import pytest

from ccdiag.model.facts import Role, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes import handshake_trace
from ccdiag.probes.client_certificate import ClientCertificateError
from ccdiag.probes.source import ANY_SOURCE
from ccdiag.probes.tls import Purpose, tls_handshake
from ccdiag.probes.trust import LAPTOP_TRUST, NO_TRUST, TLS_1_2_ONLY, Trust, Versions
from tests.certificates import DAY, Authority, Issued, self_signed
from tests.servers import (
    Handler,
    TlsServer,
    answers,
    closes_on_hello,
    fatal_alert,
    repeats,
    reset,
    resets_on_hello,
    says,
    serving,
    silent,
)

HOST = "mqtt.shop.example"
ALPN = "x-amzn-mqtt-ca"
LIMITS = Limits(connect=1.0, handshake=1.0, after_handshake=0.5)
SHORT = Limits(connect=1.0, handshake=0.2, after_handshake=0.2)


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority("Good root")


@pytest.fixture(scope="module")
def leaf(root: Authority) -> Issued:
    return root.intermediate().issue(HOST, "127.0.0.1")


@pytest.fixture
def trust(root: Authority, tmp_path: Path) -> Trust:
    return Trust("bundle", root.write(tmp_path / "roots.pem"))


class Options(TypedDict, total=False):
    role: Role
    purpose: Purpose
    server_name: str | None
    alpn: tuple[str, ...]
    versions: Versions
    client_certificate: Path | None
    maximum_segment: int | None


def server_of(issued: Issued, *, refuse_alpn: bool = False, after: Handler | None = None, last_word: bool = True) -> TlsServer:
    context = issued.server_context()
    context.set_alpn_protocols([ALPN])
    return TlsServer(context, refuse_alpn=refuse_alpn, after=after, last_word=last_word)


def wanting_client_certificate(issued: Issued, root: Authority, *, last_word: bool = True) -> TlsServer:
    server = server_of(issued, last_word=last_word)
    server.context.verify_mode = ssl.CERT_REQUIRED
    server.context.load_verify_locations(cadata=root.pem.decode())
    return server


async def shake(handler: Handler, trust: Trust, *, limits: Limits = LIMITS, **options: Unpack[Options]) -> tuple[Observation, TlsFacts]:
    async with serving(handler) as port:
        return await shake_with(port, trust, limits=limits, **options)


async def shake_with(port: int, trust: Trust, *, limits: Limits = LIMITS, **options: Unpack[Options]) -> tuple[Observation, TlsFacts]:
    asked: Options = {"role": "mqtt", "purpose": "identify", "server_name": HOST, "alpn": (ALPN,), **options}
    seen = await tls_handshake("127.0.0.1", port, trust=trust, limits=limits, source=ANY_SOURCE, **asked)
    assert isinstance(seen.facts, TlsFacts)
    assert seen.target == f"127.0.0.1:{port}"
    return seen, seen.facts


async def test_good_tls_1_3(leaf: Issued, trust: Trust) -> None:
    server = server_of(leaf)
    seen, facts = await shake(server, trust)
    assert seen.failure is None
    assert facts.stage == "done"
    assert facts.version == "TLSv1.3"
    assert facts.alpn == ALPN
    assert facts.trusted_by_bundle is True
    assert facts.trusted_by_laptop is None
    assert facts.verify_code is None
    assert facts.name_matches is True
    assert facts.expired is False
    assert facts.not_yet_valid is False
    assert facts.self_signed is False
    assert facts.client_certificate_requested is False
    assert facts.after_handshake == "silent"
    assert facts.days_left == pytest.approx(90, abs=0.1)
    assert [found.subject for found in facts.chain] == [f"CN={HOST}", "CN=Test intermediate"]
    assert facts.chain[0].names == (HOST, "127.0.0.1")
    assert facts.chain[0].key == "EC 256"
    assert len(facts.chain[0].fingerprint_sha256) == 64
    assert facts.issuer == "CN=Test intermediate"
    assert facts.handshake_s is not None
    assert 0 < facts.handshake_s < seen.elapsed_s
    # No application data was sent.
    assert server.received == b""
    assert server.server_names == [HOST]


async def test_good_tls_1_2(leaf: Issued, trust: Trust) -> None:
    server = server_of(leaf)
    server.context.maximum_version = ssl.TLSVersion.TLSv1_2
    seen, facts = await shake(server, trust)
    assert seen.failure is None
    assert (facts.version, facts.alpn, facts.stage) == ("TLSv1.2", ALPN, "done")
    assert facts.trusted_by_bundle is True
    assert facts.client_certificate_requested is False


async def test_only_tls_1_2_offered(leaf: Issued, trust: Trust) -> None:
    seen, facts = await shake(server_of(leaf), trust, versions=TLS_1_2_ONLY, purpose="tls_1_2")
    assert seen.failure is None
    assert facts.version == "TLSv1.2"
    assert facts.after_handshake is None


async def test_tls_1_3_alerts_for_missing_client_certificate_after_the_handshake(leaf: Issued, root: Authority, trust: Trust) -> None:
    seen, facts = await shake(wanting_client_certificate(leaf, root), trust)
    assert seen.failure is None
    assert facts.stage == "done"
    assert facts.client_certificate_requested is True
    assert facts.client_certificate_sent is False
    assert facts.after_handshake == "alert"
    assert facts.alert == "certificate_required"
    assert facts.alpn == ALPN
    assert seen.elapsed_s < LIMITS.after_handshake


async def test_tls_1_2_alerts_for_missing_client_certificate_within_the_handshake(leaf: Issued, root: Authority, trust: Trust) -> None:
    server = wanting_client_certificate(leaf, root)
    server.context.maximum_version = ssl.TLSVersion.TLSv1_2
    seen, facts = await shake(server, trust)
    assert seen.failure is Failure.TLS_ALERT
    assert facts.alert == "handshake_failure"
    assert facts.stage == "certificate"
    assert facts.client_certificate_requested is True
    # The chain was accepted before the client answered, and ALPN stands in the ServerHello.
    assert facts.trusted_by_bundle is True
    assert facts.alpn == ALPN
    assert facts.version == "TLSv1.2"


@pytest.mark.parametrize(("ending", "heard"), [("closed", "closed"), ("reset", "reset")])
async def test_server_that_just_ends_after_the_handshake(leaf: Issued, trust: Trust, ending: str, heard: str) -> None:
    async def end(sock: socket.socket) -> None:
        if ending == "reset":
            reset(sock)

    seen, facts = await shake(server_of(leaf, after=end), trust)
    assert seen.failure is None
    assert facts.after_handshake == heard


async def test_server_that_speaks_after_the_handshake(leaf: Issued, trust: Trust) -> None:
    context = leaf.server_context()

    async def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(accepted, "127.0.0.1", 0, ssl=context)
    async with server:
        seen, facts = await shake_with(server.sockets[0].getsockname()[1], trust)
    assert seen.failure is None
    assert facts.after_handshake == "data"
    assert facts.alpn is None


async def test_client_certificate_accepted(leaf: Issued, root: Authority, trust: Trust, tmp_path: Path) -> None:
    own = root.issue("terminal").write(tmp_path / "client.pem")
    seen, facts = await shake(wanting_client_certificate(leaf, root), trust, client_certificate=own)
    assert seen.failure is None
    assert facts.client_certificate_sent is True
    assert facts.after_handshake == "silent"


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_client_certificate_refused(leaf: Issued, root: Authority, trust: Trust, tmp_path: Path, version: ssl.TLSVersion) -> None:
    stranger = Authority("Stranger").issue("terminal").write(tmp_path / "client.pem")
    server = wanting_client_certificate(leaf, root)
    server.context.maximum_version = version
    seen, facts = await shake(server, trust, client_certificate=stranger)
    assert seen.failure is Failure.TLS_ALERT
    assert facts.alert == "unknown_ca"
    assert facts.client_certificate_sent is True


async def test_client_certificate_refused_by_just_closing(leaf: Issued, root: Authority, trust: Trust, tmp_path: Path) -> None:
    stranger = Authority("Stranger").issue("terminal").write(tmp_path / "client.pem")
    seen, facts = await shake(wanting_client_certificate(leaf, root, last_word=False), trust, client_certificate=stranger)
    assert seen.failure in {Failure.CLOSED, Failure.RESET}
    assert facts.after_handshake in {"closed", "reset"}


async def test_encrypted_key_is_refused_without_a_prompt(root: Authority, trust: Trust, tmp_path: Path) -> None:
    own = root.issue("terminal").write(tmp_path / "client.pem", password=b"secret")
    with pytest.raises(ClientCertificateError) as raised:
        await shake(silent, trust, client_certificate=own)
    assert raised.value.problem == "encrypted"


async def test_unreadable_roots(tmp_path: Path) -> None:
    seen, facts = await shake(silent, Trust("bundle", tmp_path / "none.pem"))
    assert seen.failure is Failure.UNREADABLE
    assert facts.stage == "connecting"


async def test_laptop_trust_refuses_an_unknown_root(leaf: Issued) -> None:
    seen, facts = await shake(server_of(leaf), LAPTOP_TRUST, purpose="laptop_trust")
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.trusted_by_laptop is False
    assert facts.trusted_by_bundle is None
    assert facts.alpn == ALPN
    assert len(facts.chain) == 2


async def test_laptop_trust_accepts_what_its_store_holds(
    leaf: Issued, root: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(root.write(tmp_path / "store.pem")))
    seen, facts = await shake(server_of(leaf), LAPTOP_TRUST, purpose="laptop_trust")
    assert seen.failure is None
    assert facts.trusted_by_laptop is True
    assert facts.name_matches is True


async def test_a_system_verifier_that_blocks_is_left_behind(
    leaf: Issued, root: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Windows' verifier may fetch a missing issuer, and wait for it.
    monkeypatch.setenv("SSL_CERT_FILE", str(root.write(tmp_path / "store.pem")))
    released = threading.Event()
    monkeypatch.setattr(importlib.import_module("truststore._api"), "_verify_peercerts_impl", lambda *_, **__: released.wait(5))
    try:
        seen, facts = await shake(server_of(leaf), LAPTOP_TRUST, purpose="laptop_trust", limits=SHORT)
    finally:
        released.set()
    assert seen.failure is Failure.DEADLINE
    assert seen.elapsed_s < 0.6
    assert facts.stage == "certificate"
    assert facts.trusted_by_laptop is None


@pytest.mark.parametrize(("windows", "ours"), [(0x800B0109, 19), (0x800B0109 - (1 << 32), 19), (0x800B0101, 10), (0x800B0004, 0x800B0004)])
async def test_the_codes_of_windows_are_translated(
    leaf: Issued, root: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: int, ours: int
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(root.write(tmp_path / "store.pem")))

    def refuse(*_arguments: object, **_named: object) -> None:
        error = ssl.SSLCertVerificationError("refused")
        error.verify_code = windows
        raise error

    monkeypatch.setattr(importlib.import_module("truststore._api"), "_verify_peercerts_impl", refuse)
    seen, facts = await shake(server_of(leaf), LAPTOP_TRUST, purpose="laptop_trust")
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == ours
    assert facts.trusted_by_laptop is (None if ours == 10 else False)


async def test_no_trust_still_shows_everything(trust: Trust) -> None:
    seen, facts = await shake(server_of(self_signed("elsewhere.example")), NO_TRUST, purpose="unverified")
    assert seen.failure is None
    assert facts.trusted_by_bundle is None
    assert facts.verify_code is None
    assert facts.self_signed is True
    assert facts.name_matches is False
    assert facts.alpn == ALPN


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_unknown_root(trust: Trust, version: ssl.TLSVersion) -> None:
    stranger = Authority("Firewall inspection")
    issued = stranger.issue(HOST, padding=[stranger.certificate])
    server = server_of(issued)
    server.context.maximum_version = version
    seen, facts = await shake(server, trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == 19
    assert facts.trusted_by_bundle is False
    assert facts.issuer == "CN=Firewall inspection"
    assert facts.expired is False
    assert facts.name_matches is True
    assert facts.stage == "certificate"
    assert facts.alpn == ALPN


async def test_missing_intermediate(root: Authority, trust: Trust) -> None:
    seen, facts = await shake(server_of(root.intermediate().issue(HOST, with_chain=False)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == 20
    assert facts.trusted_by_bundle is False
    assert len(facts.chain) == 1


async def test_an_expired_certificate_above_a_good_one(root: Authority, trust: Trust) -> None:
    authority = root.intermediate(ends=-5 * DAY)
    seen, facts = await shake(server_of(authority.issue(HOST)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.expired is True
    # It is said when that one ended, and not when the good one will.
    assert facts.not_after == authority.certificate.not_valid_after_utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert facts.trusted_by_bundle is None


async def test_expired(root: Authority, trust: Trust) -> None:
    seen, facts = await shake(server_of(root.intermediate().issue(HOST, begins=-20 * DAY, ends=-3 * DAY)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == 10
    assert facts.expired is True
    assert facts.days_left == pytest.approx(-3, abs=0.01)
    # The root is right: this is not an untrusted issuer.
    assert facts.trusted_by_bundle is True


async def test_expired_under_an_unknown_root(trust: Trust) -> None:
    seen, facts = await shake(server_of(Authority("Stranger").issue(HOST, begins=-20 * DAY, ends=-3 * DAY)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.trusted_by_bundle is False
    assert facts.expired is True


async def test_not_yet_valid(root: Authority, trust: Trust) -> None:
    seen, facts = await shake(server_of(root.issue(HOST, begins=5 * DAY, ends=30 * DAY)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == 9
    assert facts.not_yet_valid is True
    assert facts.expired is False
    assert facts.trusted_by_bundle is True


@pytest.mark.parametrize("wants_certificate", [False, True])
async def test_wrong_host(root: Authority, trust: Trust, *, wants_certificate: bool) -> None:
    issued = root.issue("other.example")
    server = wanting_client_certificate(issued, root) if wants_certificate else server_of(issued)
    seen, facts = await shake(server, trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == 62
    assert facts.name_matches is False
    assert facts.trusted_by_bundle is True
    assert facts.alpn == ALPN


async def test_address_as_server_name(leaf: Issued, trust: Trust) -> None:
    server = server_of(leaf)
    seen, facts = await shake(server, trust, server_name="127.0.0.1")
    assert seen.failure is None
    assert facts.name_matches is True
    # RFC 6066, 3: an address is never sent as the server name.
    assert server.server_names == [None]


@pytest.mark.parametrize("name", [".example", "a..b", "x" * 64 + ".example"])
async def test_a_name_that_no_host_can_have_is_not_sent(leaf: Issued, trust: Trust, name: str) -> None:
    server = server_of(leaf)
    seen, facts = await shake(server, trust, server_name=name)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.name_matches is False
    assert facts.server_name == name


async def test_a_warning_ends_nothing(leaf: Issued, trust: Trust) -> None:
    server = server_of(leaf)
    server.context.maximum_version = ssl.TLSVersion.TLSv1_2

    async def warns_first(sock: socket.socket) -> None:
        await asyncio.get_running_loop().sock_sendall(sock, bytes((21, 3, 3, 0, 2, 1, 112)))
        await server(sock)

    seen, facts = await shake(warns_first, trust)
    assert seen.failure is None
    assert facts.alert is None


async def test_self_signed(trust: Trust) -> None:
    seen, facts = await shake(server_of(self_signed(HOST)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.verify_code == 18
    assert facts.self_signed is True
    assert facts.trusted_by_bundle is False


async def test_no_alpn_in_common(leaf: Issued, trust: Trust) -> None:
    seen, facts = await shake(server_of(leaf), trust, alpn=("http/1.1",))
    assert seen.failure is None
    assert facts.alpn is None
    assert facts.alpn_offered == ("http/1.1",)


async def test_other_alpn_chosen(leaf: Issued, trust: Trust) -> None:
    server = server_of(leaf)
    server.context.set_alpn_protocols(["http/1.1"])
    seen, facts = await shake(server, trust, alpn=(ALPN, "http/1.1"))
    assert seen.failure is None
    assert facts.alpn == "http/1.1"


async def test_alpn_refused(leaf: Issued, trust: Trust) -> None:
    seen, facts = await shake(server_of(leaf, refuse_alpn=True), trust, alpn=("http/1.1",))
    assert seen.failure is Failure.TLS_ALERT
    assert facts.alert == "no_application_protocol"
    assert facts.stage == "hello_sent"
    assert facts.trusted_by_bundle is None


async def test_version_refused(trust: Trust) -> None:
    seen, facts = await shake(answers(fatal_alert(70)), trust)
    assert seen.failure is Failure.TLS_ALERT
    assert facts.alert == "protocol_version"


async def test_alert_without_a_name(trust: Trust) -> None:
    seen, facts = await shake(answers(fatal_alert(199)), trust)
    assert seen.failure is Failure.TLS_ALERT
    assert facts.alert == "alert_199"


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n<html>",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00",
        b"\x16\x02\x00\x00",
        b"\x1b[31mred\x1b[0m",
        b"220 mail.example ESMTP\r\n" * 1000,
    ],
)
async def test_not_tls(trust: Trust, said: bytes) -> None:
    seen, facts = await shake(answers(said), trust)
    assert seen.failure is Failure.NOT_TLS
    assert facts.first_bytes is not None
    assert said.startswith(bytes.fromhex(facts.first_bytes))
    assert len(facts.first_bytes) <= 64
    assert facts.stage == "hello_sent"


async def test_banner_that_comes_before_the_hello(trust: Trust) -> None:
    seen, facts = await shake(says(b"SSH-2.0-x\r\n"), trust)
    assert seen.failure is Failure.NOT_TLS
    assert facts.first_bytes == b"SSH-2.0-x\r\n".hex()


async def test_endless_garbage(trust: Trust) -> None:
    seen, _ = await shake(repeats(b"\x00" * 65536), trust)
    assert seen.failure is Failure.NOT_TLS
    assert seen.elapsed_s < 0.9


async def test_endless_records_that_look_like_tls(trust: Trust) -> None:
    # Handshake records of a message that announces 16 MB.
    seen, facts = await shake(says(b"\x16\x03\x03\x40\x00\x02\xff\xff\xff" + b"\x00" * 16380), trust)
    assert seen.failure in {Failure.TLS_PROTOCOL, Failure.TOO_LARGE}
    assert facts.bytes_received <= LIMITS.tls_messages + 65536


async def test_slow_drip_ends_by_the_limit_of_the_whole(trust: Trust) -> None:
    # The beginning of a record of 16 kB, one byte at a time.
    seen, facts = await shake(repeats(b"\x16\x03\x03\x03", every=0.01), trust, limits=SHORT)
    assert seen.failure is Failure.DEADLINE
    assert seen.elapsed_s < 0.6
    assert facts.stage == "hello_sent"


async def test_silent_server(trust: Trust) -> None:
    seen, facts = await shake(silent, trust, limits=SHORT)
    assert seen.failure is Failure.DEADLINE
    assert facts.stage == "hello_sent"
    assert facts.bytes_received == 0
    assert 0.2 <= seen.elapsed_s < 0.6


async def test_reset_on_hello(trust: Trust) -> None:
    seen, facts = await shake(resets_on_hello, trust)
    assert seen.failure is Failure.RESET
    assert facts.stage == "hello_sent"


async def test_close_on_hello(trust: Trust) -> None:
    seen, facts = await shake(closes_on_hello, trust)
    assert seen.failure is Failure.CLOSED
    assert facts.stage == "hello_sent"


async def test_refused(trust: Trust) -> None:
    with socket.create_server(("127.0.0.1", 0)) as freed:
        port = freed.getsockname()[1]
    seen, facts = await shake_with(port, trust)
    assert seen.failure is Failure.REFUSED
    assert facts.stage == "connecting"


async def test_escape_sequences_in_names_come_out_printable(root: Authority, trust: Trust) -> None:
    issued = self_signed("a.example", subject="\x1b]0;owned\x07 evil \u202egnp")
    _, facts = await shake(server_of(issued), trust)
    assert facts.subject is not None
    for text in (facts.subject, facts.issuer or "", facts.chain[0].subject):
        assert text.isprintable()
    assert "\\x1b" in facts.subject


async def test_huge_chain_is_bounded(root: Authority, trust: Trust) -> None:
    issued = root.issue(HOST, padding=[root.certificate] * 150)
    seen, facts = await shake(server_of(issued), trust)
    assert seen.failure is None
    assert len(facts.chain) == 16


async def test_chain_larger_than_openssl_reads(root: Authority, trust: Trust) -> None:
    issued = root.issue(HOST, padding=[root.certificate] * 600)
    seen, _ = await shake(server_of(issued), trust)
    assert seen.failure in {Failure.TLS_PROTOCOL, Failure.TOO_LARGE}


@pytest.mark.skipif(not hasattr(socket, "TCP_MAXSEG"), reason="this system has no way to limit segments")
async def test_small_segments(leaf: Issued, trust: Trust) -> None:
    seen, facts = await shake(server_of(leaf), trust, maximum_segment=536, purpose="small_segments")
    assert seen.failure is None
    assert facts.maximum_segment == 536


async def test_without_the_private_callback_only_details_are_lost(
    leaf: Issued, root: Authority, trust: Trust, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handshake_trace, "_CALLBACK", "_no_such_callback")
    seen, facts = await shake(wanting_client_certificate(leaf, root), trust)
    assert seen.failure is None
    assert facts.trusted_by_bundle is True
    assert facts.client_certificate_requested is None
    assert facts.after_handshake == "alert"
    assert facts.alert == "certificate_required"
    assert len(facts.chain) == 2
    assert facts.version == "TLSv1.3"
    seen, facts = await shake(server_of(self_signed(HOST)), trust)
    assert seen.failure is Failure.TLS_UNTRUSTED
    assert facts.subject == f"CN={HOST}"
    assert facts.stage == "certificate"


async def test_cancelled_handshake_closes_its_connection(trust: Trust) -> None:
    ended = asyncio.Event()

    async def handler(sock: socket.socket) -> None:
        try:
            await silent(sock)
        finally:
            ended.set()

    async with serving(handler) as port:
        task = asyncio.create_task(shake_with(port, trust))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(task, 0.1)
        await asyncio.wait_for(ended.wait(), 1)


@asynccontextmanager
async def openssl_server(issued: Issued, root: Authority, folder: Path, *options: str) -> AsyncIterator[int]:
    pem = issued.write(folder / "server.pem")
    roots = root.write(folder / "ca.pem")
    with socket.create_server(("127.0.0.1", 0)) as freed:
        port = freed.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *("openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", str(pem), "-cert_chain", str(pem), "-key", str(pem)),
        *("-CAfile", str(roots), "-naccept", "20", *options),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        await asyncio.wait_for(process.stdout.readuntil(b"ACCEPT"), 5)
        yield port
    finally:
        process.kill()
        await process.communicate()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl program")
class TestAgainstOpenssl:
    async def test_alpn_and_required_certificate(self, leaf: Issued, root: Authority, trust: Trust, tmp_path: Path) -> None:
        async with openssl_server(leaf, root, tmp_path, "-Verify", "3", "-verify_return_error", "-alpn", ALPN) as port:
            seen, facts = await shake_with(port, trust)
            assert seen.failure is None
            assert (facts.alpn, facts.after_handshake, facts.alert) == (ALPN, "alert", "certificate_required")
            assert facts.client_certificate_requested is True
            assert facts.trusted_by_bundle is True
            seen, facts = await shake_with(port, trust, alpn=("http/1.1",))
            assert seen.failure is Failure.TLS_ALERT
            assert facts.alert == "no_application_protocol"
            seen, facts = await shake_with(port, trust, versions=TLS_1_2_ONLY)
            assert seen.failure is Failure.TLS_ALERT
            assert facts.alert == "handshake_failure"
            assert facts.client_certificate_requested is True
            assert facts.trusted_by_bundle is True

    async def test_version_refused(self, leaf: Issued, root: Authority, trust: Trust, tmp_path: Path) -> None:
        async with openssl_server(leaf, root, tmp_path, "-tls1_3") as port:
            seen, facts = await shake_with(port, trust, versions=TLS_1_2_ONLY)
            assert seen.failure is Failure.TLS_ALERT
            assert facts.alert == "protocol_version"
