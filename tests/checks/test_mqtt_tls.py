import asyncio
import socket
import ssl
import sys
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccdiag.checks.base import Seen
from ccdiag.checks.mqtt_tcp import MqttTcp
from ccdiag.checks.mqtt_tls import MqttTls
from ccdiag.checks.network_path_mtu import NetworkPathMtu
from ccdiag.content.causes import load_causes
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.engine.run import Run
from ccdiag.model.case import Case
from ccdiag.model.cause import Certainty
from ccdiag.model.check import CheckId, CheckResult
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import TcpFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from tests.certificates import DAY, Authority, Issued, self_signed
from tests.checks.running import result_of, run_check, seen
from tests.servers import Handler, TlsServer, answers, closes_on_hello, resets_on_hello, serving, silent

HOST = "mqtt.shop.example"
ALPN = "x-amzn-mqtt-ca"
LIMITS = Limits(connect=0.5, second_connect=0.5, handshake=0.4, after_handshake=0.3)


@pytest.fixture(scope="module")
def root() -> Authority:
    return Authority("Good root")


@pytest.fixture(scope="module")
def leaf(root: Authority) -> Issued:
    return root.intermediate().issue(HOST)


@pytest.fixture
def roots(root: Authority, tmp_path: Path) -> Path:
    return root.write(tmp_path / "roots.pem")


def situation(
    port: int, roots: Path, *, control: int | None = None, alpn: str = ALPN, host: str = HOST, limits: Limits = LIMITS
) -> Situation:
    environment = Environment(
        schema=1,
        id="test",
        title="Test",
        mqtt=MqttService(host=host, port=port, trust=str(roots), alpn=alpn),
        tas=TcpService(host="127.0.0.1", port=1),
        tms=TcpService(host="127.0.0.1", port=1),
        control=TcpService(host="127.0.0.1", port=control) if control else None,
    )
    return Situation(environment=environment, case=Case(), limits=limits)


def reached(port: int, *addresses: str) -> CheckResult:
    return result_of("mqtt.tcp", [seen(TcpFacts(role="mqtt", address=found, port=port), f"{found}:{port}") for found in addresses])


async def against(
    handler: Handler, roots: Path, *, control: int | None = None, alpn: str = ALPN, addresses: tuple[str, ...] = ("127.0.0.1",)
) -> CheckResult:
    async with AsyncExitStack() as servers:
        port = 0
        for address in addresses:
            port = await servers.enter_async_context(serving(handler, host=address, port=port))
        asked = situation(port, roots, control=control, alpn=alpn)
        return await run_check(MqttTls(), asked, {"mqtt.tcp": reached(port, *addresses)})


def server_of(issued: Issued, *, refuse_alpn: bool = False) -> TlsServer:
    context = issued.server_context()
    context.set_alpn_protocols([ALPN])
    return TlsServer(context, refuse_alpn=refuse_alpn)


def purposes(result: CheckResult) -> dict[str, TlsFacts]:
    return {facts.purpose: facts for _, facts in Seen(result.observations).of(TlsFacts)}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_service_that_wants_a_client_certificate(leaf: Issued, root: Authority, roots: Path, version: ssl.TLSVersion) -> None:
    server = server_of(leaf)
    server.context.maximum_version = version
    server.context.verify_mode = ssl.CERT_REQUIRED
    server.context.load_verify_locations(cadata=root.pem.decode())
    result = await against(server, roots)
    assert result.verdict is Verdict.PASS
    assert "untested" in result.reason.text
    found = purposes(result)
    assert set(found) == {"identify", "laptop_trust", "alpn_http", "alpn_none", "tls_1_2"}
    assert found["identify"].alpn == ALPN
    assert found["identify"].trusted_by_bundle is True
    assert found["laptop_trust"].trusted_by_laptop is False
    assert found["alpn_http"].alpn is None


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_stripped_protocol_is_the_cause_where_the_client_certificate_is_missing_too(
    leaf: Issued, root: Authority, roots: Path, version: ssl.TLSVersion
) -> None:
    context = leaf.server_context()
    context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=root.pem.decode())
    result = await against(TlsServer(context), roots)
    assert result.verdict is Verdict.FAIL
    causes = diagnose(load_causes(), {"mqtt.tls": result}, situation(1, roots))
    assert [cause.id for cause in causes] == ["tls.alpn_missing"]


async def test_a_port_that_is_closed_meanwhile_is_tried_twice(roots: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    reached_before: dict[CheckId, CheckResult] = {"mqtt.tcp": reached(port, "127.0.0.1")}
    result = await run_check(MqttTls(), situation(port, roots), reached_before)
    identified = [(seen.failure, facts.attempt) for seen, facts in Seen(result.observations).of(TlsFacts) if facts.purpose == "identify"]
    assert identified == [(Failure.REFUSED, 1), (Failure.REFUSED, 2)]
    causes = diagnose(load_causes(), {**reached_before, "mqtt.tls": result}, situation(port, roots))
    assert [(cause.id, cause.certainty) for cause in causes] == [("network.rate_limited", Certainty.POSSIBLE)]


async def test_a_service_that_wants_none(leaf: Issued, roots: Path) -> None:
    result = await against(server_of(leaf), roots)
    assert result.verdict is Verdict.PASS
    assert "untested" not in result.reason.text


async def test_every_address_is_identified_and_one_looked_at_closer(leaf: Issued, roots: Path) -> None:
    result = await against(server_of(leaf), roots, addresses=("127.0.0.1", "127.0.0.2", "127.0.0.3"))
    assert result.verdict is Verdict.PASS
    assert len(result.observations) == 3 + 4


@pytest.mark.parametrize("handler", [resets_on_hello, closes_on_hello])
async def test_an_address_that_ends_it_while_another_works_is_tried_twice(leaf: Issued, roots: Path, handler: Handler) -> None:
    async with serving(server_of(leaf)) as port, serving(handler, host="127.0.0.2", port=port):
        known: dict[CheckId, CheckResult] = {"mqtt.tcp": reached(port, "127.0.0.1", "127.0.0.2")}
        result = await run_check(MqttTls(), situation(port, roots), known)
    assert result.verdict is Verdict.WARN
    identified = [facts for _, facts in Seen(result.observations).of(TlsFacts) if facts.purpose == "identify"]
    assert sorted((facts.address, facts.attempt) for facts in identified) == [("127.0.0.1", 1), ("127.0.0.2", 1), ("127.0.0.2", 2)]
    causes = diagnose(load_causes(), {**known, "mqtt.tls": result}, situation(port, roots))
    assert [(cause.id, cause.certainty) for cause in causes] == [("mqtt.partly_dead", Certainty.LIKELY)]


async def test_an_address_that_ended_it_once_and_then_works_is_not_dead(leaf: Issued, roots: Path) -> None:
    server, met = server_of(leaf), count()

    async def at_first_ended(sock: socket.socket) -> None:
        await (resets_on_hello if next(met) == 0 else server)(sock)

    async with serving(server) as port, serving(at_first_ended, host="127.0.0.2", port=port):
        known: dict[CheckId, CheckResult] = {"mqtt.tcp": reached(port, "127.0.0.1", "127.0.0.2")}
        result = await run_check(MqttTls(), situation(port, roots), known)
    causes = diagnose(load_causes(), {**known, "mqtt.tls": result}, situation(port, roots))
    assert [cause.id for cause in causes] == ["network.unstable"]


async def test_an_environment_without_alpn(leaf: Issued, roots: Path) -> None:
    result = await against(server_of(leaf), roots, alpn="")
    assert result.verdict is Verdict.PASS
    assert purposes(result)["identify"].alpn_offered == ()
    assert "alpn_none" not in purposes(result)


async def test_alpn_stripped(leaf: Issued, roots: Path) -> None:
    result = await against(TlsServer(leaf.server_context()), roots)
    assert result.verdict is Verdict.FAIL
    assert ALPN in result.reason.text


async def test_alpn_refused(leaf: Issued, roots: Path) -> None:
    result = await against(server_of(leaf, refuse_alpn=True), roots, alpn="other")
    assert result.verdict is Verdict.FAIL
    assert "ALPN" in result.reason.text


@pytest.mark.parametrize(
    ("issued", "text"),
    [
        (lambda root: root.issue(HOST, begins=-9 * DAY, ends=-DAY), "has expired"),
        (lambda root: root.issue(HOST, begins=DAY), "not valid yet"),
        (lambda root: root.issue("other.example"), "not made out to"),
        (lambda root: root.intermediate().issue(HOST, with_chain=False), "does not lead to a root"),
        (lambda _: Authority("Stranger").issue(HOST), "CN=Stranger"),
        (lambda _: self_signed(HOST), "signed by itself"),
    ],
)
async def test_a_certificate_that_the_terminal_refuses(root: Authority, roots: Path, issued: object, text: str) -> None:
    assert callable(issued)
    result = await against(server_of(issued(root)), roots)
    assert result.verdict is Verdict.FAIL
    assert text in result.reason.text
    assert purposes(result)["unverified"].alpn == ALPN


async def test_a_certificate_that_expires_soon(root: Authority, roots: Path) -> None:
    result = await against(server_of(root.issue(HOST, ends=5 * DAY + DAY / 2)), roots)
    assert result.verdict is Verdict.WARN
    assert "5 days" in result.reason.text


async def test_the_same_stranger_on_the_control_host(roots: Path) -> None:
    firewall = Authority("Firewall")
    async with serving(TlsServer(firewall.issue("127.0.0.1").server_context())) as control:
        result = await against(server_of(firewall.issue(HOST)), roots, control=control)
    assert result.verdict is Verdict.FAIL
    assert purposes(result)["control"].same_issuer_as_mqtt is True


async def test_another_issuer_on_the_control_host(roots: Path) -> None:
    async with serving(TlsServer(Authority("Public").issue("127.0.0.1").server_context())) as control:
        result = await against(server_of(Authority("Stranger").issue(HOST)), roots, control=control)
    assert purposes(result)["control"].same_issuer_as_mqtt is False


@pytest.mark.parametrize(
    ("handler", "failure", "text", "attempts"),
    [
        (resets_on_hello, Failure.RESET, "is reset once TLS begins", 2),
        (closes_on_hello, Failure.CLOSED, "is closed once TLS begins", 2),
        (silent, Failure.DEADLINE, "stalls", 2),
        (answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Failure.NOT_TLS, "does not speak TLS", 1),
        (answers(bytes((21, 3, 3, 0, 2, 2, 70))), Failure.TLS_ALERT, "TLS versions", 1),
        (answers(bytes((21, 3, 3, 0, 2, 2, 80))), Failure.TLS_ALERT, "internal_error", 1),
    ],
)
async def test_no_handshake(leaf: Issued, roots: Path, handler: Handler, failure: Failure, text: str, attempts: int) -> None:
    async with serving(TlsServer(leaf.server_context())) as control:
        result = await against(handler, roots, control=control)
    assert result.verdict is Verdict.FAIL
    assert text in result.reason.text
    identified = [one for one in Seen(result.observations).of(TlsFacts) if one[1].purpose == "identify"]
    assert [observation.failure for observation, _ in identified] == [failure] * attempts
    control_seen = purposes(result)["control"]
    assert control_seen.role == "control"
    assert control_seen.stage == "done"
    assert control_seen.same_issuer_as_mqtt is None


async def test_cut_off_once_is_unstable(leaf: Issued, roots: Path) -> None:
    good = server_of(leaf)
    number = count()

    async def handler(sock: socket.socket) -> None:
        await (good if next(number) else resets_on_hello)(sock)

    result = await against(handler, roots)
    assert result.verdict is Verdict.WARN
    assert "unstable" in result.reason.text


async def test_one_address_of_two(leaf: Issued, roots: Path) -> None:
    good = server_of(leaf)

    async def handler(sock: socket.socket) -> None:
        await (good if sock.getsockname()[0].endswith("127.0.0.1") else closes_on_hello)(sock)

    result = await against(handler, roots, addresses=("127.0.0.1", "127.0.0.2"))
    assert result.verdict is Verdict.WARN
    assert "1 of 2" in result.reason.text


async def test_roots_that_cannot_be_read(leaf: Issued, tmp_path: Path) -> None:
    result = await against(server_of(leaf), tmp_path / "none.pem")
    assert result.verdict is Verdict.INCONCLUSIVE


async def test_nothing_to_shake_hands_with(roots: Path) -> None:
    result = await run_check(MqttTls(), situation(443, roots))
    assert result.verdict is Verdict.INCONCLUSIVE
    assert result.observations == ()


async def side_by_side(handler: Handler, roots: Path, *, control: int | None = None, limits: Limits = LIMITS) -> dict[CheckId, CheckResult]:
    """Run the checks of the MQTT service as a run does: large packets beside the handshakes."""
    async with serving(handler) as port:
        asked = situation(port, roots, control=control, host="127.0.0.1", limits=limits)
        return (await Run((MqttTcp(), MqttTls(), NetworkPathMtu()), (), asked, lambda _: None).execute()).results


async def path_mtu(handler: Handler, roots: Path) -> CheckResult:
    return (await side_by_side(handler, roots))["network.path_mtu"]


def counted(handler: Handler, connections: list[socket.socket]) -> Handler:
    async def noted(sock: socket.socket) -> None:
        connections.append(sock)
        await handler(sock)

    return noted


async def test_a_healthy_service_gets_no_connection_more(root: Authority, roots: Path) -> None:
    met: list[socket.socket] = []
    compared: list[socket.socket] = []
    async with serving(counted(silent, compared)) as control:
        results = await side_by_side(counted(server_of(root.issue("127.0.0.1")), met), roots, control=control)
    assert results["mqtt.tls"].verdict is Verdict.PASS
    assert results["network.path_mtu"].verdict is Verdict.PASS
    assert results["network.path_mtu"].observations == ()
    # The connection itself, the handshake that counts, and the four that look closer.
    assert len(met) == 1 + 1 + 4
    assert compared == []


async def test_no_stall_means_no_path_to_blame(leaf: Issued, roots: Path) -> None:
    result = await path_mtu(server_of(leaf), roots)
    assert result.verdict is Verdict.PASS
    assert result.observations == ()


async def test_small_segments_stall_too(roots: Path) -> None:
    result = await path_mtu(silent, roots)
    assert result.verdict is Verdict.PASS
    assert "size is not the reason" in result.reason.text


async def test_what_tells_the_causes_of_silence_apart_is_tried_beside_it(leaf: Issued, roots: Path) -> None:
    met: list[socket.socket] = []
    # The first handshake would be waited for much longer than the test takes.
    patient = replace(LIMITS, stall=0.05, handshake=1.0)
    async with serving(server_of(leaf)) as control:
        results = await side_by_side(counted(silent, met), roots, control=control, limits=patient)
    first, second = [one for one in Seen(results["mqtt.tls"].observations).of(TlsFacts) if one[1].purpose == "identify"]
    (small,) = Seen(results["network.path_mtu"].observations).of(TlsFacts)
    compared = purposes(results["mqtt.tls"])["control"]
    ended = first[0].started_at + timedelta(seconds=first[0].elapsed_s)
    for observation in (second[0], small[0]):
        assert observation.started_at < ended
    assert compared.stage == "done"
    assert (first[1].attempt, second[1].attempt) == (1, 2)
    if sys.platform == "linux":
        # It was taken in, and not answered: not what was said is lost.
        assert first[1].hello_acknowledged is True
    assert len(met) == 1 + 2 + 1


async def test_a_handshake_that_goes_on_after_all_is_no_stall(root: Authority, roots: Path) -> None:
    good = server_of(root.issue("127.0.0.1"))
    others_met = asyncio.Event()
    number = count()

    async def hesitates(sock: socket.socket) -> None:
        match next(number):
            case 0:
                await silent(sock)  # the connection itself
            case 1:
                # Both that were begun beside it are here: the second try, and the one with small segments.
                await others_met.wait()
                await good(sock)
            case 2:
                await silent(sock)
            case 3:
                others_met.set()
                await silent(sock)
            case _:
                await good(sock)

    results = await side_by_side(hesitates, roots, limits=replace(LIMITS, stall=0.05, handshake=30.0))
    assert results["mqtt.tls"].verdict is Verdict.PASS
    assert results["network.path_mtu"].verdict is Verdict.PASS
    assert purposes(results["mqtt.tls"])["identify"].attempt == 1
    assert "small_segments" not in purposes(results["network.path_mtu"])


@pytest.mark.skipif(not hasattr(socket, "TCP_MAXSEG"), reason="this system has no way to limit segments")
async def test_only_small_segments_get_through(leaf: Issued, roots: Path) -> None:
    good = server_of(leaf)

    async def swallows_large(sock: socket.socket) -> None:
        small = sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG) <= 536
        await (good if small else silent)(sock)

    result = await path_mtu(swallows_large, roots)
    assert result.verdict is Verdict.FAIL
    assert "large packets" in result.reason.text
    assert purposes(result)["small_segments"].maximum_segment == 536


async def test_a_stall_that_was_bad_luck(root: Authority, roots: Path) -> None:
    good = server_of(root.issue("127.0.0.1"))
    number = count()

    async def handler(sock: socket.socket) -> None:
        # After the connection itself and the first handshake all is well.
        await (good if next(number) > 1 else silent)(sock)

    results = await side_by_side(handler, roots)
    for check in ("mqtt.tls", "network.path_mtu"):
        assert results[check].verdict is Verdict.WARN
        assert "unstable" in results[check].reason.text


async def test_a_system_without_small_segments(roots: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "TCP_MAXSEG", raising=False)
    result = await path_mtu(silent, roots)
    assert result.verdict is Verdict.INCONCLUSIVE


async def test_path_mtu_without_any_handshake(roots: Path) -> None:
    result = await run_check(NetworkPathMtu(), situation(443, roots))
    assert result.verdict is Verdict.INCONCLUSIVE
