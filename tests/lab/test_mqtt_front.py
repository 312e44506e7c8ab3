import socket
import ssl
from contextlib import suppress
from time import perf_counter

import pytest

from tests.lab.clients import SHORT, connected, fate, mqtt_session, shake_hands
from tests.lab.conftest import Break

TLS_1_2 = ssl.TLSVersion.TLSv1_2


@pytest.mark.parametrize(("version", "name"), [(ssl.TLSVersion.TLSv1_3, "TLSv1.3"), (TLS_1_2, "TLSv1.2")])
def test_a_client_with_a_certificate_is_let_in(broken: Break, version: ssl.TLSVersion, name: str) -> None:
    seen = shake_hands(broken().environment, version=version)
    assert (seen.error, seen.alpn, seen.version, seen.after) == ("", "x-amzn-mqtt-ca", name, "silent")
    assert "Lab Issuing CA" in seen.issuer


def test_a_client_without_one_is_told_so(broken: Break) -> None:
    environment = broken().environment
    seen = shake_hands(environment, client=False)
    assert (seen.error, seen.alpn, seen.after) == ("", "x-amzn-mqtt-ca", "TLSV13_ALERT_CERTIFICATE_REQUIRED")
    assert shake_hands(environment, client=False, version=TLS_1_2).error == "SSLV3_ALERT_HANDSHAKE_FAILURE"


@pytest.mark.parametrize("alpn", [(), ("http/1.1",)])
def test_https_is_shaken_hands_with_and_sent_away(broken: Break, alpn: tuple[str, ...]) -> None:
    seen = shake_hands(broken().environment, alpn=alpn, client=False)
    assert (seen.error, seen.alpn, seen.after) == ("", *(alpn or (None,)), "closed")


def test_an_unknown_alpn_and_an_unknown_name_are_refused(broken: Break) -> None:
    environment = broken().environment
    # OpenSSL 3.2 renamed the reasons of these alerts; older ones have none for 120.
    assert shake_hands(environment, alpn=("h9",)).error
    assert shake_hands(environment, host="elsewhere.ccdiag.test", verify=False).error in {
        "TLSV1_UNRECOGNIZED_NAME",
        "TLSV1_ALERT_UNRECOGNIZED_NAME",
    }


def test_paho_subscribes(broken: Break) -> None:
    seen = mqtt_session(broken().environment)
    assert (seen.connected, seen.granted, seen.disconnected) == (0, [0], None)


def test_a_kick_is_published_to_every_subscriber(broken: Break) -> None:
    lab = broken()
    import threading

    timer = threading.Timer(0.2, lambda: lab.call(lab.lab.kick, "cloud"))
    timer.start()
    seen = mqtt_session(lab.environment, until="messages", limit=3)
    timer.join()
    assert seen.messages == [b'{"kick": "LAB00042"}']


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("tls.certificate_expired", 10),
        ("tls.certificate_not_yet_valid", 9),
        ("clock.skewed", 9),
        ("tls.name_mismatch", 62),
        ("tls.chain_incomplete", 20),
        ("tls.untrusted", 19),
        ("tls.intercepted", 19),
    ],
)
def test_certificates(broken: Break, fault: str, code: int) -> None:
    assert shake_hands(broken(fault).environment).verify_code == code


def test_a_certificate_that_ends_soon_is_good_as_yet(broken: Break) -> None:
    assert not shake_hands(broken("tls.certificate_expires_soon").environment).error


def test_an_inspecting_firewall_is_met_on_the_control_host_too(broken: Break) -> None:
    lab = broken("tls.intercepted")
    control = lab.environment.control
    assert control is not None
    seen = shake_hands(lab.environment, host=control.host, port=control.port, alpn=(), client=False)
    assert seen.verify_code == 19
    lab.call(lab.lab.set_fault, "tls.intercepted", False)
    # The control host's own issuer is another one than the service's, and unknown to its root.
    assert shake_hands(lab.environment, host=control.host, port=control.port, alpn=(), client=False).verify_code in {18, 19, 20}


def test_alpn_missing(broken: Break) -> None:
    seen = shake_hands(broken("tls.alpn_missing").environment, client=False)
    assert (seen.error, seen.alpn) == ("", None)


@pytest.mark.parametrize(("fault", "alert"), [("tls.alpn_refused", 120), ("tls.version_refused", 70)])
def test_alerts_before_the_handshake(broken: Break, fault: str, alert: int) -> None:
    environment = broken(fault).environment
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.set_alpn_protocols([environment.mqtt.alpn])
    tls = context.wrap_bio(incoming, outgoing, server_hostname=environment.mqtt.host)
    with pytest.raises(ssl.SSLWantReadError):
        tls.do_handshake()
    with connected(environment.mqtt.port) as sock:
        sock.sendall(outgoing.read())
        assert sock.recv(100) == bytes([21, 3, 3, 0, 2, 2, alert])
        assert sock.recv(100) == b""


def test_alpn_refused_leaves_others_alone(broken: Break) -> None:
    assert not shake_hands(broken("tls.alpn_refused").environment, alpn=(), client=False).error


@pytest.mark.parametrize(("fault", "state"), [("mqtt.port_rejected", "refused"), ("mqtt.port_dropped", "dropped")])
def test_ports(broken: Break, fault: str, state: str) -> None:
    assert fate(broken(fault).environment.mqtt.port) == state


def test_server_silent(broken: Break) -> None:
    assert shake_hands(broken("mqtt.server_silent").environment, limit=SHORT).error == "TimeoutError"


def test_reset(broken: Break) -> None:
    environment = broken("mqtt.reset").environment
    assert fate(environment.mqtt.port) == "open"
    assert shake_hands(environment).error == "ConnectionResetError"


def test_not_tls(broken: Break) -> None:
    with connected(broken("mqtt.not_tls").environment.mqtt.port) as sock:
        sock.sendall(b"\x16\x03\x01\x00\x05hello")
        assert sock.recv(100).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(("version", "where"), [(ssl.TLSVersion.TLSv1_3, "after"), (TLS_1_2, "error")])
def test_certificate_refused(broken: Break, version: ssl.TLSVersion, where: str) -> None:
    seen = shake_hands(broken("mqtt.certificate_refused").environment, version=version)
    assert getattr(seen, where) in {"SSLV3_ALERT_BAD_CERTIFICATE", "SSL/TLS_ALERT_BAD_CERTIFICATE"}


def test_client_refused(broken: Break) -> None:
    # 5 in MQTT 3.1.1 is 135 in paho's numbers of MQTT 5: not authorised.
    assert mqtt_session(broken("mqtt.client_refused").environment, until="connected").connected == 135


def test_topic_refused(broken: Break) -> None:
    seen = mqtt_session(broken("mqtt.topic_refused").environment)
    assert (seen.connected, seen.granted) == (0, [128])


def test_session_silent(broken: Break) -> None:
    seen = mqtt_session(broken("mqtt.session_silent").environment, limit=SHORT_WAIT)
    assert (seen.connected, seen.disconnected) == (None, None)


def test_session_cut(broken: Break) -> None:
    seen = mqtt_session(broken("mqtt.session_cut").environment)
    assert (seen.connected, seen.granted) == (0, [])
    assert seen.disconnected is not None


def test_idle_cut(broken: Break) -> None:
    environment = broken("mqtt.idle_cut").environment
    begin = perf_counter()
    seen = mqtt_session(environment, until="disconnected", limit=5)
    assert seen.granted == [0]
    assert seen.disconnected is not None
    assert 1.0 < perf_counter() - begin < 4.0
    with connected(environment.mqtt.port, limit=4) as sock, pytest.raises(ConnectionResetError):
        sock.recv(1)
    control = environment.control
    assert control is not None
    with connected(control.port, limit=1.7) as sock, pytest.raises(TimeoutError):
        sock.recv(1)


def test_unstable(broken: Break) -> None:
    environment = broken("network.unstable").environment
    errors = [shake_hands(environment).error for _ in range(4)]
    assert [bool(error) for error in errors] == [True, False, True, False]


def test_garbage_does_no_harm(broken: Break) -> None:
    environment = broken().environment
    for garbage in (
        b"GET / HTTP/1.0\r\n\r\n",
        b"\x16\x03\x01\xff\xff" + b"\0" * 100,
        b"\x16\x03\x01\x00\x04\x01\xff\xff\xff",
        b"\x80" * 5000,
    ):
        with connected(environment.mqtt.port) as sock:
            sock.sendall(garbage)
            sock.shutdown(socket.SHUT_WR)
            with suppress(ConnectionResetError):
                assert sock.recv(100) == b""
    assert not shake_hands(environment).error


SHORT_WAIT = 0.4
