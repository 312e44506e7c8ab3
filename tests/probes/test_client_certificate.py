from pathlib import Path

import pytest

from ccdiag.probes.client_certificate import ClientCertificateError, check_client_certificate
from tests.certificates import Authority


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def problem(path: Path) -> str:
    with pytest.raises(ClientCertificateError) as raised:
        check_client_certificate(path)
    return raised.value.problem


def test_a_certificate_with_its_key_is_good(authority: Authority, tmp_path: Path) -> None:
    check_client_certificate(authority.issue().write(tmp_path / "client.pem"))


def test_an_encrypted_key_is_refused_and_no_password_asked_for(
    authority: Authority, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert problem(authority.issue().write(tmp_path / "client.pem", b"secret")) == "encrypted"
    assert capfd.readouterr() == ("", "")


def test_an_empty_password_opens_nothing(authority: Authority, tmp_path: Path) -> None:
    assert problem(authority.issue().write(tmp_path / "client.pem", b" ")) == "encrypted"


def test_another_certificate_s_key(authority: Authority, tmp_path: Path) -> None:
    path = tmp_path / "client.pem"
    path.write_bytes(authority.issue().pem + authority.issue().key_pem())
    assert problem(path) == "invalid"


def test_a_certificate_without_a_key(authority: Authority, tmp_path: Path) -> None:
    path = tmp_path / "client.pem"
    path.write_bytes(authority.issue().pem)
    assert problem(path) == "invalid"


@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 100, b"-----BEGIN CERTIFICATE-----\n", bytes(2_000_000)])
def test_no_pem(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "client.pem"
    path.write_bytes(content)
    assert problem(path) == "invalid"


def test_no_file(tmp_path: Path) -> None:
    assert problem(tmp_path / "none.pem") == "missing"
    assert problem(tmp_path) == "missing"
    assert problem(Path("a\0b")) == "missing"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a device without end")
def test_a_device_without_end() -> None:
    assert problem(Path("/dev/zero")) == "missing"
