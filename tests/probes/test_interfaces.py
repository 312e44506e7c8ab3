import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ccdiag.model.facts import InterfaceFacts
from ccdiag.probes import interfaces as interfaces_module
from ccdiag.probes.interface_kind import InterfaceKind, kind_by_name, linux_kind, windows_kind
from ccdiag.probes.interfaces import interface_of, interfaces, prefix_length, zone_of
from ccdiag.probes.windows_adapters import Adapter


def test_loopback_is_there() -> None:
    facts = [seen.facts for seen in interfaces() if isinstance(seen.facts, InterfaceFacts)]
    own = next(interface for interface in facts if interface.kind == "loopback")
    assert own.up
    assert "127.0.0.1/8" in own.addresses
    assert interface_of("127.0.0.1") == interface_of("127.9.9.9") == own.name
    assert interface_of("203.0.113.200") is None


@pytest.mark.parametrize(
    ("mask", "length"),
    [("255.255.255.0", 24), ("0.0.0.0", 0), ("ffff:ffff:ffff:ffff::", 64), (None, None), ("255.0.255.0", None), ("x", None)],
)
def test_prefix_length(mask: str | None, length: int | None) -> None:
    assert prefix_length(mask) == length


@pytest.mark.parametrize(
    ("hardware", "signs", "name", "kind"),
    [
        ("772", (), "lo", "loopback"),
        ("1", ("device",), "enp3s0", "wired"),
        ("1", ("device", "wireless"), "wlp2s0", "wireless"),
        ("1", ("device",), "wwan0", "wireless"),
        ("1", ("bridge",), "br-1", "virtual"),
        ("1", (), "veth1", "virtual"),
        ("1", ("tun_flags",), "tap0", "vpn"),
        ("1", (), "cscotun0", "vpn"),
        ("65534", ("tun_flags",), "office", "vpn"),
        ("65534", (), "wg-shop", "vpn"),
        ("512", (), "ppp0", "vpn"),
    ],
)
def test_linux(tmp_path: Path, hardware: str, signs: tuple[str, ...], name: str, kind: InterfaceKind) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "type").write_text(hardware + "\n")
    for sign in signs:
        (folder / sign).mkdir()
    assert linux_kind(name, tmp_path) == kind


@pytest.mark.parametrize(
    ("if_type", "name", "description", "kind"),
    [
        (6, "Ethernet", "Intel(R) Ethernet Connection I219-LM", "wired"),
        (71, "Wi-Fi", "Intel(R) Wi-Fi 6 AX201", "wireless"),
        (24, "Loopback Pseudo-Interface 1", "Software Loopback Interface 1", "loopback"),
        (23, "Kantoor", "Kantoor", "vpn"),
        (131, "Kantoor", "IP-HTTPS", "vpn"),
        (53, "wg0", "WireGuard Tunnel", "vpn"),
        (53, "Iets", "Something virtual", "virtual"),
        (6, "Ethernet 2", "TAP-Windows Adapter V9", "vpn"),
        (6, "Ethernet 3", "Cisco AnyConnect Virtual Miniport Adapter for Windows x64", "vpn"),
        (6, "Ethernet 4", "Fortinet SSL VPN Virtual Ethernet Adapter", "vpn"),
        (6, "Ethernet 5", "PANGP Virtual Ethernet Adapter", "vpn"),
        (6, "vEthernet (Default Switch)", "Hyper-V Virtual Ethernet Adapter", "virtual"),
        (999, "Ethernet", "?", "wired"),
    ],
)
def test_windows(if_type: int, name: str, description: str, kind: InterfaceKind) -> None:
    assert windows_kind(if_type, name, description) == kind


@pytest.mark.parametrize(("tunnel_type", "kind"), [(0, "vpn"), (11, "virtual"), (13, "virtual"), (14, "virtual"), (15, "vpn")])
def test_tunnels_of_windows_own(tunnel_type: int, kind: InterfaceKind) -> None:
    # 6to4, ISATAP and Teredo lead into nobody's network; IP-HTTPS is DirectAccess.
    assert windows_kind(131, "Local Area Connection* 5", "?", tunnel_type=tunnel_type) == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("utun3", "vpn"),
        ("GlobalProtect", "vpn"),
        ("FortiClient", "vpn"),
        ("eno1", "wired"),
        ("Wi-Fi", "wireless"),
        ("x", "unknown"),
        ("lo", "loopback"),
    ],
)
def test_the_name_alone(name: str, kind: InterfaceKind) -> None:
    assert kind_by_name(name) == kind


def test_a_zone_on_windows_is_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interfaces_module, "sys", SimpleNamespace(platform="win32"))
    found = [Adapter(name="Ethernet", indexes=(12,)), Adapter(name="Wi-Fi", indexes=(7, 9)), Adapter(name="none")]
    monkeypatch.setattr(interfaces_module, "windows_adapters", lambda: found)
    assert [zone_of(name) for name in ("Ethernet", "Wi-Fi", "none", "elsewhere")] == ["12", "9", None, None]


@pytest.mark.skipif(sys.platform != "linux", reason="what it is there")
def test_a_zone_is_a_name() -> None:
    assert zone_of("eth0") == "eth0"
