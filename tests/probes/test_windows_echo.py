"""Windows' echo with a stand-in for iphlpapi: what is sent, what each status means, and that nothing stays open."""

import ctypes
from collections.abc import Iterator

import pytest

from ccdiag.model.failure import Failure
from ccdiag.probes import windows_echo as echo
from ccdiag.probes.windows_echo import Echo6Reply, EchoReply, OptionInformation, windows_hop
from ccdiag.probes.windows_echo import windows_echo as send
from ccdiag.probes.windows_sockaddr import SockaddrInet, from_sockaddr

HANDLE = 0x1_0000_0004
INVALID = 0xFFFF_FFFF_FFFF_FFFF
TOKEN = b"a token of 24 characters"


class Iphlpapi:
    """The echo functions; `status` is what a reply holds, `error` what is set where there is none."""

    def __init__(self) -> None:
        self.handle: int | None = HANDLE
        self.status, self.error = 0, 0
        self.who = "192.0.2.1"
        self.open = 0
        self.sent: list[tuple[str | None, str | None, int, int]] = []
        """From where, to whom, for how many hops (0: as usual), and for how many milliseconds."""

    def _create(self) -> int | None:
        self.open += self.handle == HANDLE
        return self.handle

    def IcmpCreateFile(self) -> int | None:  # noqa: N802  # Windows' name
        """Open for IPv4."""
        return self._create()

    def Icmp6CreateFile(self) -> int | None:  # noqa: N802  # Windows' name
        """Open for IPv6."""
        return self._create()

    def IcmpCloseHandle(self, handle: int) -> int:  # noqa: N802  # Windows' name
        """Close."""
        assert handle == HANDLE
        self.open -= 1
        return 1

    def IcmpSendEcho2Ex(  # noqa: N802  # Windows' name and parameters
        self,
        handle: int,
        event: None,
        routine: None,
        context: None,
        own: int,
        target: int,
        token: bytes,
        length: int,
        options: object,
        buffer: "ctypes.Array[ctypes.c_char]",
        size: int,
        milliseconds: int,
    ) -> int:
        """Send over IPv4."""
        assert (handle, event, routine, context, token, length) == (HANDLE, None, None, None, TOKEN, len(TOKEN))
        # The reply, the data, an ICMP error, and an IO_STATUS_BLOCK.
        assert size == len(buffer) == 40 + len(TOKEN) + 8 + 16
        addresses = [".".join(str(byte) for byte in number.to_bytes(4, "little")) for number in (own, target)]
        self._note(addresses[0], addresses[1], options, milliseconds)
        if self.error:
            return 0
        reply = EchoReply.from_buffer(buffer)
        reply.address = int.from_bytes(bytes(int(part) for part in self.who.split(".")), "little")
        reply.status = self.status
        return 1

    def Icmp6SendEcho2(  # noqa: N802  # Windows' name and parameters
        self,
        handle: int,
        event: None,
        routine: None,
        context: None,
        own: object,
        target: object,
        token: bytes,
        length: int,
        options: object,
        buffer: "ctypes.Array[ctypes.c_char]",
        size: int,
        milliseconds: int,
    ) -> int:
        """Send over IPv6."""
        assert (handle, event, routine, context, token, length) == (HANDLE, None, None, None, TOKEN, len(TOKEN))
        assert size == len(buffer) == 36 + len(TOKEN) + 8 + 16
        given: list[SockaddrInet] = [own._obj, target._obj]  # type: ignore[attr-defined]
        assert [address.family for address in given] == [23, 23]
        self._note(from_sockaddr(given[0]), from_sockaddr(given[1]), options, milliseconds)
        if self.error:
            return 0
        reply = Echo6Reply.from_buffer(buffer)
        reply.address[6:22] = bytes.fromhex("20010db8000000000000000000000001")
        reply.status = self.status
        return 1

    def _note(self, own: str | None, target: str | None, options: object, milliseconds: int) -> None:
        hops = 0
        if options is not None:
            information: OptionInformation = options._obj  # type: ignore[attr-defined]
            assert (information.tos, information.flags, information.options_size, information.options_data) == (0, 0, 0, None)
            hops = information.ttl
        self.sent.append((own, target, hops, milliseconds))


@pytest.fixture
def iphlpapi(monkeypatch: pytest.MonkeyPatch) -> Iterator[Iphlpapi]:
    made = Iphlpapi()
    monkeypatch.setattr(echo, "windows_library", lambda _name: made)
    monkeypatch.setattr(echo, "last_error", lambda: made.error)
    yield made
    assert made.open == 0


@pytest.mark.parametrize(
    ("address", "own", "sent"),
    [
        ("192.0.2.7", None, ("0.0.0.0", "192.0.2.7", 0, 500)),
        ("192.0.2.7", "192.0.2.2", ("192.0.2.2", "192.0.2.7", 0, 500)),
        ("2001:db8::7", None, (None, "2001:db8::7", 0, 500)),
        ("2001:db8::7", "2001:db8::2", ("2001:db8::2", "2001:db8::7", 0, 500)),
    ],
)
def test_an_answer(iphlpapi: Iphlpapi, address: str, own: str | None, sent: tuple[str | None, str | None, int, int]) -> None:
    assert isinstance(send(address, TOKEN, limit=0.5, source_address=own), float)
    assert iphlpapi.sent == [sent]


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (11002, Failure.NETWORK_UNREACHABLE),
        (11003, Failure.HOST_UNREACHABLE),
        (11004, Failure.HOST_UNREACHABLE),
        (11005, Failure.HOST_UNREACHABLE),
        (11010, Failure.DEADLINE),
        (11013, Failure.HOST_UNREACHABLE),
        (11018, Failure.NETWORK_UNREACHABLE),
        (11040, Failure.HOST_UNREACHABLE),
        (1231, Failure.NETWORK_UNREACHABLE),
        (1232, Failure.HOST_UNREACHABLE),
        (5, Failure.PERMISSION_DENIED),
        (11050, Failure.UNKNOWN),
        (87, Failure.UNKNOWN),
    ],
)
@pytest.mark.parametrize("replied", [True, False])
def test_what_each_status_means(iphlpapi: Iphlpapi, address: str, status: int, failure: Failure, *, replied: bool) -> None:
    iphlpapi.status, iphlpapi.error = (status, 0) if replied else (0, status)
    assert send(address, TOKEN, limit=0.5, source_address=None) is failure


def test_the_shortest_limit_is_not_for_ever(iphlpapi: Iphlpapi) -> None:
    send("192.0.2.7", TOKEN, limit=0.0, source_address=None)
    assert iphlpapi.sent[0][3] == 1


@pytest.mark.parametrize(("address", "who"), [("192.0.2.7", "192.0.2.1"), ("2001:db8::7", "2001:db8::1")])
def test_a_hop(iphlpapi: Iphlpapi, address: str, who: str) -> None:
    iphlpapi.status = 11013
    assert windows_hop(address, TOKEN, hops=3, limit=0.5, source_address=None) == who
    assert iphlpapi.sent[0][2] == 3
    iphlpapi.status = 0
    assert windows_hop(address, TOKEN, hops=3, limit=0.5, source_address=None) is None
    iphlpapi.error = 11013
    assert windows_hop(address, TOKEN, hops=3, limit=0.5, source_address=None) is None


@pytest.mark.parametrize("handle", [None, INVALID])
@pytest.mark.parametrize(("error", "failure"), [(5, Failure.NOT_PERMITTED), (120, Failure.UNSUPPORTED), (2, Failure.UNSUPPORTED)])
def test_nothing_to_send_by(iphlpapi: Iphlpapi, handle: int | None, error: int, failure: Failure) -> None:
    iphlpapi.handle, iphlpapi.error = handle, error
    assert send("192.0.2.7", TOKEN, limit=0.5, source_address=None) is failure
    assert iphlpapi.sent == []


@pytest.mark.usefixtures("iphlpapi")
def test_what_is_no_address() -> None:
    with pytest.raises(ValueError, match="does not appear to be an IPv4 or IPv6 address"):
        send("nobody.example", TOKEN, limit=0.5, source_address=None)
