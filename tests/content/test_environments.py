"""Loading environments, and the one that ships."""

import hashlib
import re
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ccdiag.content.environments import environment_names, load_environment, load_environment_file, trust_file
from ccdiag.content.errors import ContentError
from ccdiag.content.hosts import is_host, is_name_server
from ccdiag.content.root import resource_root

MINIMAL = """\
schema = 1
id = "shop"
title = "A shop"
[mqtt]
host = "mqtt.example"
{mqtt}
[tas]
host = "tas.example"
port = 5555
[tms]
host = "192.0.2.1"
port = 15000
{more}
"""


def write(folder: Path, *, mqtt: str = "", more: str = "") -> Path:
    path = folder / "environment.toml"
    path.write_text(MINIMAL.format(mqtt=mqtt, more=more), encoding="utf-8")
    return path


def refused(folder: Path, *, mqtt: str = "", more: str = "") -> str:
    path = write(folder, mqtt=mqtt, more=more)
    with pytest.raises(ContentError) as caught:
        load_environment(str(path))
    return str(caught.value).removeprefix(f"{path}: ")


def certificate(path: Path, *, password: bytes | None = None, with_key: bool = True, other_key: bool = False) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    content = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    encryption = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    if other_key:
        key = ec.generate_private_key(ec.SECP256R1())
    if with_key:
        content += key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    path.write_bytes(content)


def test_the_shipped_environment_says_what_is_documented() -> None:
    environment = load_environment("ccv")
    assert environment_names() == ("ccv",)
    assert environment.id == "ccv"
    assert (environment.mqtt.host, environment.mqtt.port) == ("a15qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com", 443)
    assert (environment.mqtt.alpn, environment.mqtt.topics, environment.mqtt.trust) == ("x-amzn-mqtt-ca", ("NL-CAT",), "amazon")
    assert environment.mqtt.client_certificate == ""
    assert str(environment.tas.endpoint) == "tas.jforce.be:5555"
    assert str(environment.tms.endpoint) == "193.173.53.101:15000"
    assert environment.vpos is not None
    assert str(environment.vpos.endpoint) == "api.psp.ccv.eu:443"
    assert environment.control is not None
    assert len(environment.internet.probes) == 3
    assert len(environment.dns.reference) == 3
    assert environment.dns.private_answers == "forged"
    assert environment.whitelist.source == "ask"


def test_the_bundled_roots_are_exactly_the_five_of_amazon() -> None:
    text = trust_file(load_environment("ccv")).read_text(encoding="ascii")
    roots = re.findall(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\n", text, re.DOTALL)
    # Not through cryptography: it warns of the serial number 0 that Starfield's root has.
    assert [hashlib.sha256(ssl.PEM_cert_to_DER_cert(root)).hexdigest() for root in roots] == [
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    ]


def test_a_name_that_is_not_shipped_and_no_file_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ContentError, match=r"^acceptance: no environment has this name \(there are: ccv\), and no file$"):
        load_environment("acceptance")


def test_a_shipped_name_does_not_reach_outside_its_folder() -> None:
    with pytest.raises(ContentError, match="no such file"):
        load_environment("../environments/ccv")


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    certificate(tmp_path / "roots.pem")
    certificate(tmp_path / "client.pem")
    path = write(
        tmp_path,
        mqtt='trust = "roots.pem"\nclient_certificate = "client.pem"',
        more='[whitelist]\nsource = "csv"\npath = "lists/white.csv"',
    )
    environment = load_environment_file(path)
    assert trust_file(environment) == tmp_path / "roots.pem"
    assert environment.mqtt.client_certificate == str(tmp_path / "client.pem")
    # Whether the list can be read shows in the run, where it is a warning.
    assert environment.whitelist.path == str(tmp_path / "lists" / "white.csv")


def test_the_bundled_roots_are_meant_by_amazon_alone() -> None:
    assert trust_file(load_environment("ccv")) == resource_root() / "trust" / "amazon.pem"


def test_files_that_cannot_serve_are_refused(tmp_path: Path) -> None:
    (tmp_path / "garbage.pem").write_bytes(b"\x00garbage")
    (tmp_path / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    certificate(tmp_path / "encrypted.pem", password=b"secret")
    certificate(tmp_path / "other.pem", other_key=True)
    certificate(tmp_path / "keyless.pem", with_key=False)
    for key, name, expected in (
        ("trust", "missing.pem", "there is no such file"),
        ("trust", ".", "not an ordinary file"),
        ("trust", "garbage.pem", "is not a PEM file with certificates"),
        ("trust", "broken.pem", "holds a certificate that cannot be read"),
        ("client_certificate", "missing.pem", "there is no such file"),
        ("client_certificate", "garbage.pem", "is not a PEM file with a certificate"),
        ("client_certificate", "encrypted.pem", "the key in it is encrypted"),
        ("client_certificate", "keyless.pem", "holds a certificate without its key"),
        ("client_certificate", "other.pem", "belongs to another certificate"),
        ("client_certificate", "broken.pem", "holds a certificate without its key"),
    ):
        shown = refused(tmp_path, mqtt=f'{key} = "{name}"')
        assert shown.startswith(f"mqtt.{key}: ")
        assert expected in shown
    assert refused(tmp_path, mqtt='trust = ""').startswith('mqtt.trust: expected "amazon" or the path')


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('[vpos]\nhost = "192.0.2.300"\nport = 443', 'vpos.host: "192.0.2.300" is neither a host name nor an address'),
        ('[control]\nhost = "example.com:443"\nport = 443', 'control.host: "example.com:443" is neither'),
        ("[control]\nport = 443", "control.host: is missing; expected string"),
        ('[dns]\nservers = ["192.0.2.1", "dns.example"]', 'dns.servers[1]: "dns.example" is not an address such as'),
        ('[dns]\nreference = ["192.0.2.1:0"]', 'dns.reference[0]: "192.0.2.1:0" is not an address'),
        ('[dns]\nprivate_answers = "maybe"', 'dns.private_answers: "maybe" is not one of "allowed", "forged"'),
        ('[internet]\nprobes = [{ url = "ftp://example.com/" }]', "internet.probes[0].url: "),
        ('[internet]\nprobes = [{ url = "http://exa mple/" }]', "internet.probes[0].url: "),
        ('[internet]\nprobes = [{ url = "http://example.com:99999/" }]', "internet.probes[0].url: "),
        ('[internet]\nprobes = [{ url = "http://[::1/" }]', "internet.probes[0].url: "),
        ('[whitelist]\nsource = "csv"', "whitelist.path: is empty"),
        ('[whitelist]\nsource = "http"', "whitelist.url: is empty"),
        ('[whitelist]\nsource = "http"\nurl = "http://example.com/{merchant}"', "whitelist.url: "),
        ('[whitelist]\nsource = "http"\nurl = "http://example.com/{merchant}/{id}/{tms_id}"', "whitelist.url: "),
        ('[whitelist]\nsource = "http"\nurl = "http://example.com/{tms_id.__class__}{tms_id}"', "whitelist.url: "),
        ('[whitelist]\nsource = "http"\nurl = "http://example.com/{tms_id!r}{tms_id}"', "whitelist.url: "),
        ('[whitelist]\nsource = "http"\nurl = "http://example.com/{tms_id"', "whitelist.url: "),
        ('[whitelist]\nsource = "http"\nurl = "example.com/{tms_id}"', "whitelist.url: "),
        ('[whitelist]\nsource = "http"\nurl = "http://me:secret@example.com/{tms_id}"', "whitelist.url: holds a user name or a password"),
        ('[whitelist]\ntoken_variable = "l_abcdefgh-123"', "whitelist.token_variable: is not the name of an environment variable"),
        ('[proxy]\nurl = "http://user:secret@proxy.example:3128"', "proxy.url: holds a user name or a password"),
        ('[proxy]\nurl = "proxy.example:3128"', "proxy.url: "),
        ("[tls]", 'tls: unknown key; did you mean "tms"?'),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, more: str, expected: str) -> None:
    shown = refused(tmp_path, more=more)
    assert shown.startswith(expected)
    assert "secret" not in shown
    assert "l_abcdefgh" not in shown


def test_protocol_names_and_topics_are_checked(tmp_path: Path) -> None:
    assert refused(tmp_path, mqtt='alpn = ""').startswith("mqtt.alpn: ")
    assert refused(tmp_path, mqtt='alpn = "é"').startswith("mqtt.alpn: ")
    assert refused(tmp_path, mqtt='topics = ["NL-CAT", "a\\u0000"]').startswith("mqtt.topics[1]: ")


def test_whitelist_places_are_accepted(tmp_path: Path) -> None:
    url = "https://list.example/{merchant}/terminals/{tms_id}?full=1"
    assert load_environment_file(write(tmp_path, more=f'[whitelist]\nsource = "http"\nurl = "{url}"')).whitelist.url == url


@pytest.mark.parametrize(
    "text", ["192.0.2.1", "::1", "fe80::1%eth0", "a", "tas.jforce.be", "TAS.JFORCE.BE.", "_x.example", "xn--bcher-kva.example"]
)
def test_hosts(text: str) -> None:
    assert is_host(text)


@pytest.mark.parametrize(
    "text", ["", ".", "a..b", "-a.example", "a-.example", "1.2.3", "0.0.0.0", "224.0.0.1", "a b", "a/b", "é.example", "a" * 64]
)
def test_no_hosts(text: str) -> None:
    assert not is_host(text)


@pytest.mark.parametrize("text", ["192.0.2.1", "192.0.2.1:53", "::1", "[::1]:5353", "fe80::1%eth0"])
def test_name_servers(text: str) -> None:
    assert is_name_server(text)


@pytest.mark.parametrize(
    "text",
    ["", "dns", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:65536", "[::1]", "[192.0.2.1:53", ":53", "1.2.3.4:²", "192.0.2.1:" + "9" * 5000],
)
def test_no_name_servers(text: str) -> None:
    assert not is_name_server(text)


def test_how_the_vendor_is_reached_may_be_left_out(tmp_path: Path) -> None:
    assert load_environment(str(write(tmp_path))).contact is None
    told = load_environment(str(write(tmp_path, more='[contact]\nphone = "+31 (0)88 000-0000"\nmail = "help@example.com"'))).contact
    assert told is not None
    assert (told.phone, told.mail) == ("+31 (0)88 000-0000", "help@example.com")
    assert "contact.mail" in refused(tmp_path, more='[contact]\nmail = "not an address"')


def simulated(folder: Path, text: str) -> Path:
    path = folder / "laboratory.toml"
    path.write_text(text.replace("schema = 1", "schema = 1\nsimulation = true", 1), encoding="utf-8")
    return path


LABORATORY = """\
schema = 1
id = "lab"
title = "A laboratory"
[mqtt]
host = "mqtt.ccdiag.test"
[tas]
host = "127.0.0.1"
port = 5555
[tms]
host = "::1"
port = 15000
"""


@pytest.mark.parametrize(
    ("more", "key", "found"),
    [
        ('[vpos]\nhost = "vpos.example"\nport = 443\n', "vpos.host", "vpos.example"),
        ('[control]\nhost = "control.test.example"\nport = 443\n', "control.host", "control.test.example"),
        ('[dns]\nservers = ["127.0.0.1:53", "192.0.2.53:53"]\n', "dns.servers[1]", "192.0.2.53"),
        ('[dns]\nreference = ["[2001:db8::1]:53"]\n', "dns.reference[0]", "2001:db8::1"),
        ('[[internet.probes]]\nurl = "http://192.0.2.1/"\n', "internet.probes[0].url", "192.0.2.1"),
        ('[whitelist]\nsource = "http"\nurl = "http://192.0.2.9/{tms_id}"\n', "whitelist.url", "192.0.2.9"),
        ('[whitelist]\nsource = "http"\nurl = "http://{tms_id}/"\n', "whitelist.url", "{tms_id}"),
        ('[proxy]\nurl = "http://192.0.2.8:3128"\n', "proxy.url", "192.0.2.8"),
    ],
)
def test_a_simulation_leads_to_no_other_machine(tmp_path: Path, more: str, key: str, found: str) -> None:
    path = simulated(tmp_path, LABORATORY + more)
    with pytest.raises(ContentError) as caught:
        load_environment_file(path)
    assert caught.value.key_path == key
    assert f'"{found}" is not on this machine; a simulation asks nobody else' in str(caught.value)


def test_the_services_of_a_simulation_are_on_this_machine(tmp_path: Path) -> None:
    more = '[dns]\nservers = ["127.0.0.1:1053", "[::1]:1053"]\n[whitelist]\nsource = "http"\nurl = "http://127.0.0.1:1/{tms_id}"\n'
    assert load_environment_file(simulated(tmp_path, LABORATORY + more)).simulation
    with pytest.raises(ContentError, match=r"mqtt\.example"):
        load_environment_file(simulated(tmp_path, MINIMAL.format(mqtt="", more="")))
