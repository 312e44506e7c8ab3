import ctypes
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.endpoint import Endpoint
from ccdiag.probes.name_servers import hosts_file, in_hosts_file, laptop_name_servers, parse_name_server, resolv_conf_servers
from ccdiag.probes.name_servers_windows import (
    AddressString,
    DnsServerAddress,
    NetworkParameters,
    read_name_servers,
    read_network_parameters,
    windows_name_servers,
)
from ccdiag.probes.windows_adapters import AdapterAddresses, SocketAddress
from ccdiag.probes.windows_sockaddr import SockaddrInet, to_sockaddr


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("192.0.2.1", Endpoint("192.0.2.1", 53)),
        (" 192.0.2.1 ", Endpoint("192.0.2.1", 53)),
        ("192.0.2.1:5353", Endpoint("192.0.2.1", 5353)),
        ("2001:db8::1", Endpoint("2001:db8::1", 53)),
        ("[2001:db8::1]", Endpoint("2001:db8::1", 53)),
        ("[2001:db8::1]:5353", Endpoint("2001:db8::1", 5353)),
        ("fe80::1%eth0", Endpoint("fe80::1%eth0", 53)),
        ("[fe80::1%3]:53", Endpoint("fe80::1%3", 53)),
    ],
)
def test_a_server_s_text(text: str, endpoint: Endpoint) -> None:
    assert parse_name_server(text) == endpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "dns.example",
        "192.0.2",
        "192.0.2.1:",
        "192.0.2.1:0",
        "192.0.2.1:65536",
        "192.0.2.1:5353000000000",
        "192.0.2.1:-1",
        "192.0.2.1:٥٣",
        "[2001:db8::1",
        "[2001:db8::1]53",
        "[2001:db8::1]:",
        "[192.0.2.1]x",
        "2001:db8::1]:53",
        ":53",
        "[]:53",
    ],
)
def test_what_is_no_server(text: str) -> None:
    with pytest.raises(ValueError, match="is not an address"):
        parse_name_server(text)


@given(text=st.text(max_size=60))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        endpoint = parse_name_server(text)
    except ValueError:
        return
    assert endpoint.is_address
    assert 1 <= endpoint.port <= 65535


@given(address=st.ip_addresses(), port=st.integers(1, 65535))
def test_what_an_endpoint_writes_is_read_back(address: object, port: int) -> None:
    endpoint = Endpoint(str(address), port)
    assert parse_name_server(str(endpoint)) == endpoint


class TestResolvConf:
    def test_servers_in_their_order_and_no_more_than_the_c_library_uses(self, tmp_path: Path) -> None:
        path = tmp_path / "resolv.conf"
        path.write_text(
            "# nameserver 192.0.2.99\nsearch example\nnameserver 192.0.2.1\n\tnameserver   2001:db8::1  # inside\nnameserver nonsense\n"
            "nameserver\nnameserver 192.0.2.1\nnameserver fe80::1%eth0\nnameserver 192.0.2.4\n"
        )
        assert [str(server) for server in resolv_conf_servers(path)] == ["192.0.2.1:53", "[2001:db8::1]:53", "[fe80::1%eth0]:53"]

    def test_behind_the_listener_of_systemd_resolved(self, tmp_path: Path) -> None:
        path, behind = tmp_path / "stub", tmp_path / "behind"
        path.write_text("nameserver 127.0.0.53\noptions edns0 trust-ad\n")
        assert resolv_conf_servers(path, behind_stub=behind) == (Endpoint("127.0.0.53", 53),)
        behind.write_text("nameserver 192.0.2.1\n")
        assert resolv_conf_servers(path, behind_stub=behind) == (Endpoint("192.0.2.1", 53),)
        path.write_text("nameserver 192.0.2.7\n")
        assert resolv_conf_servers(path, behind_stub=behind) == (Endpoint("192.0.2.7", 53),)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"nameserver \x00\n" * 100_000])
    def test_nothing_to_find(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "resolv.conf"
        path.write_bytes(content)
        assert resolv_conf_servers(path) == ()

    def test_no_file(self, tmp_path: Path) -> None:
        assert resolv_conf_servers(tmp_path / "missing") == ()
        assert resolv_conf_servers(tmp_path) == ()

    def test_this_machine(self) -> None:
        assert all(server.is_address for server in laptop_name_servers())


class TestHostsFile:
    @pytest.fixture
    def hosts(self, tmp_path: Path) -> Path:
        path = tmp_path / "hosts"
        path.write_text("127.0.0.1 localhost\n192.0.2.1\tTas.Example other.example. # commented.example\n#192.0.2.2 off.example\n")
        return path

    @pytest.mark.parametrize("name", ["tas.example", "TAS.example", "tas.example.", "other.example"])
    def test_a_name_that_stands_there(self, hosts: Path, name: str) -> None:
        assert in_hosts_file(name, hosts)

    @pytest.mark.parametrize("name", ["", ".", "as.example", "example", "commented.example", "off.example", "192.0.2.1", "#"])
    def test_a_name_that_does_not(self, hosts: Path, name: str) -> None:
        assert not in_hosts_file(name, hosts)

    def test_no_file(self, tmp_path: Path) -> None:
        assert not in_hosts_file("tas.example", tmp_path / "missing")

    def test_a_file_without_end_is_read_so_far(self) -> None:
        if not Path("/dev/zero").exists():
            pytest.skip("no endless file here")
        assert not in_hosts_file("tas.example", Path("/dev/zero"))

    def test_where_it_is(self) -> None:
        assert hosts_file().name == "hosts"


class TestWindows:
    """The layout, in memory of our own; sizes as the Windows SDK has them for 64 bits."""

    def test_layout(self) -> None:
        if ctypes.sizeof(ctypes.c_void_p) != 8:
            pytest.skip("64 bits only")
        assert AdapterAddresses.first_dns_server.offset == 48
        assert AdapterAddresses.oper_status.offset == 104
        assert DnsServerAddress.address.offset == 16
        assert ctypes.sizeof(DnsServerAddress) == 32

    @pytest.fixture
    def adapters(self) -> Iterator[int]:
        kept: list[object] = []

        def servers(*addresses: str) -> int | None:
            following: int | None = None
            for address in reversed(addresses):
                sockaddr: SockaddrInet = to_sockaddr(address)
                length = 28 if ":" in address else 16
                entry = DnsServerAddress(next=following, address=SocketAddress(ctypes.addressof(sockaddr), length))
                kept.extend((sockaddr, entry))
                following = ctypes.addressof(entry)
            return following

        down = AdapterAddresses(oper_status=2, first_dns_server=servers("192.0.2.66"))
        up = AdapterAddresses(
            oper_status=1,
            next=ctypes.addressof(down),
            first_dns_server=servers("192.0.2.1", "fec0:0:0:ffff::1", "fe80::1%7", "2001:db8::1"),
        )
        first = AdapterAddresses(oper_status=1, next=ctypes.addressof(up), first_dns_server=servers("192.0.2.1"))
        kept.extend((down, up, first))
        yield ctypes.addressof(first)
        kept.clear()

    def test_servers_of_adapters_that_are_up(self, adapters: int) -> None:
        assert [str(server) for server in read_name_servers(adapters)] == ["192.0.2.1:53", "[fe80::1%7]:53", "[2001:db8::1]:53"]

    def test_a_list_in_a_circle_ends(self) -> None:
        adapter = AdapterAddresses(oper_status=1)
        server = DnsServerAddress()
        server.next = ctypes.addressof(server)
        adapter.next, adapter.first_dns_server = ctypes.addressof(adapter), ctypes.addressof(server)
        assert read_name_servers(ctypes.addressof(adapter)) == ()

    def test_the_adapter_that_windows_prefers_comes_first(self) -> None:
        kept: list[object] = []

        def adapter(server: str, ipv4_metric: int, ipv6_metric: int, following: int | None = None) -> int:
            sockaddr = to_sockaddr(server)
            entry = DnsServerAddress(address=SocketAddress(ctypes.addressof(sockaddr), 16))
            made = AdapterAddresses(
                oper_status=1,
                first_dns_server=ctypes.addressof(entry),
                ipv4_metric=ipv4_metric,
                ipv6_metric=ipv6_metric,
                next=following,
            )
            kept.extend((sockaddr, entry, made))
            return ctypes.addressof(made)

        first = adapter("192.0.2.4", 0, 0, adapter("192.0.2.3", 4250, 15, adapter("192.0.2.2", 25, 25, adapter("192.0.2.1", 5, 0))))
        assert [server.host for server in read_name_servers(first)] == ["192.0.2.1", "192.0.2.3", "192.0.2.2", "192.0.2.4"]

    def test_the_older_call(self) -> None:
        second = AddressString(address=b"192.0.2.2")
        parameters = NetworkParameters()
        parameters.dns_servers.address = b"192.0.2.1"
        parameters.dns_servers.next = ctypes.addressof(second)
        assert [server.host for server in read_network_parameters(ctypes.addressof(parameters))] == ["192.0.2.1", "192.0.2.2"]
        second.next = ctypes.addressof(second)
        assert len(read_network_parameters(ctypes.addressof(parameters))) == 2

    @pytest.mark.parametrize("address", [b"", b"0.0.0.0", b"nonsense", b"\xff" * 16])
    def test_the_older_call_without_an_address(self, address: bytes) -> None:
        parameters = NetworkParameters()
        parameters.dns_servers.address = address
        assert read_network_parameters(ctypes.addressof(parameters)) == ()

    def test_no_adapters(self) -> None:
        assert read_name_servers(None) == ()

    @pytest.mark.skipif(sys.platform == "win32", reason="there it tells of the machine")
    def test_elsewhere(self) -> None:
        assert windows_name_servers() == ()

    @pytest.mark.skipif(sys.platform != "win32", reason="Windows only")
    def test_there(self) -> None:
        assert all(ip_address(server.host) for server in windows_name_servers())
