import asyncio
import contextlib
import shutil
import socket
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import dns.edns
import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import DnsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.dns_message import MOST_BYTES, Question, Record
from ccdiag.probes.dns_query import dns_query
from ccdiag.probes.forged import PrivateAnswers
from ccdiag.probes.source import Source
from tests.dns_servers import Responder, framed, name_server, over_tcp, reply, says, silent, truncating, with_other_id
from tests.scenarios.hostile_servers import slow_to_read

NAME = "service.example"
QUICK = Limits(dns_udp=0.25, dns_udp_attempts=2, dns_tcp=0.3)

GOOD = says(f"{NAME} 60 A 192.0.2.1", f"{NAME} 60 A 192.0.2.2")


async def ask(
    server: Endpoint,
    record: Record = "A",
    *,
    name: str = NAME,
    private_answers: PrivateAnswers = "forged",
    limits: Limits = QUICK,
    source: Source | None = None,
) -> tuple[Observation, DnsFacts]:
    more = {"source": source} if source is not None else {}
    seen = await dns_query(name, record, server, role="laptop", private_answers=private_answers, limits=limits, **more)
    assert isinstance(seen.facts, DnsFacts)
    return seen, seen.facts


async def test_a_good_answer() -> None:
    async with name_server(GOOD) as server:
        seen, facts = await ask(server.endpoint)
    assert seen.failure is None
    assert seen.target == f"{server.endpoint} {NAME} A"
    assert facts == DnsFacts(
        name=NAME,
        record="A",
        server=str(server.endpoint),
        role="laptop",
        rcode="NOERROR",
        addresses=("192.0.2.1", "192.0.2.2"),
        ttl_s=60,
    )
    assert seen.elapsed_s < 0.25


async def test_an_ipv6_answer_from_an_ipv6_server() -> None:
    async with name_server(says(f"{NAME} 5 AAAA 2001:db8::7"), host="::1") as server:
        seen, facts = await ask(server.endpoint, "AAAA")
    assert (seen.failure, facts.addresses, facts.ttl_s) == (None, ("2001:db8::7",), 5)
    assert facts.server == f"[::1]:{server.endpoint.port}"


@pytest.mark.parametrize(
    ("rcode", "failure", "text"),
    [
        (dns.rcode.NXDOMAIN, Failure.DNS_NAME_MISSING, "NXDOMAIN"),
        (dns.rcode.NOERROR, Failure.DNS_NO_ADDRESS, "NOERROR"),
        (dns.rcode.SERVFAIL, Failure.DNS_SERVER_FAILURE, "SERVFAIL"),
        (dns.rcode.REFUSED, Failure.DNS_REFUSED, "REFUSED"),
        (dns.rcode.NOTAUTH, Failure.DNS_SERVER_FAILURE, "NOTAUTH"),
    ],
)
async def test_an_answer_without_addresses(rcode: dns.rcode.Rcode, failure: Failure, text: str) -> None:
    async with name_server(says(rcode=rcode)) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.rcode, facts.addresses, facts.ttl_s) == (failure, text, (), None)


async def test_an_extended_error_is_told_and_made_printable() -> None:
    extended = dns.edns.EDEOption(dns.edns.EDECode.BLOCKED, "by \x1b[31mpolicy")
    async with name_server(says(rcode=dns.rcode.REFUSED, extended=extended)) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.extended_error, facts.extended_text) == (Failure.DNS_REFUSED, 15, "by \\x1b[31mpolicy")


async def test_an_extended_error_in_unreadable_text_does_not_spoil_the_answer() -> None:
    def answer(question: bytes, _number: int) -> list[bytes]:
        response = reply(question, f"{NAME} 60 A 192.0.2.1")
        response.use_edns(0, options=[dns.edns.GenericOption(dns.edns.OptionType.EDE, b"\x00\x11\xff\xfe")])
        return [response.to_wire(max_size=65535)]

    async with name_server(answer) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.addresses) == (None, ("192.0.2.1",))


@pytest.mark.parametrize(("address", "private_answers"), [("0.0.0.0", "forged"), ("10.1.2.3", "forged"), ("0.0.0.0", "allowed")])
async def test_a_forged_answer(address: str, private_answers: PrivateAnswers) -> None:
    async with name_server(says(f"{NAME} 60 A {address}")) as server:
        seen, facts = await ask(server.endpoint, private_answers=private_answers)
    assert (seen.failure, facts.addresses, facts.forged_addresses) == (Failure.DNS_FORGED, (), (address,))


async def test_a_private_answer_that_is_meant() -> None:
    async with name_server(says(f"{NAME} 60 A 10.1.2.3")) as server:
        seen, facts = await ask(server.endpoint, private_answers="allowed")
    assert (seen.failure, facts.addresses, facts.forged_addresses) == (None, ("10.1.2.3",), ())


async def test_aliases_are_followed_inside_the_answer() -> None:
    chain = says(
        f"{NAME} 300 CNAME a.example.", "a.example 20 CNAME b.example.", "other.example 1 A 192.0.2.66", "b.example 60 A 192.0.2.9"
    )
    async with name_server(chain) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.addresses, facts.ttl_s) == (None, ("192.0.2.9",), 20)


async def test_aliases_that_run_in_a_circle() -> None:
    async with name_server(says(f"{NAME} 300 CNAME a.example.", f"a.example 20 CNAME {NAME}.")) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DNS_NO_ADDRESS


@pytest.mark.parametrize("junk", [b"\x00", b"not dns at all, but a banner\r\n", b"\xff" * 600])
async def test_what_cannot_be_read(junk: bytes) -> None:
    async with name_server(lambda _question, _number: [junk]) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.rcode, facts.transport) == (Failure.DNS_MALFORMED, None, "udp")


async def test_an_answer_cut_off_without_saying_so() -> None:
    async with name_server(lambda question, _: [GOOD(question, 1)[0][:-40]]) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DNS_MALFORMED


async def test_a_wrong_id_is_passed_over_for_the_right_answer() -> None:
    async with name_server(lambda question, _: [with_other_id(GOOD(question, 1)[0]), b"junk", *GOOD(question, 1)]) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.addresses, facts.attempts) == (None, ("192.0.2.1", "192.0.2.2"), 1)


async def test_wrong_ids_only() -> None:
    async with name_server(lambda question, _: [with_other_id(GOOD(question, 1)[0])]) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.addresses) == (Failure.DNS_MALFORMED, ())
    assert len(server.udp.asked) == 1


async def test_the_answer_to_another_question() -> None:
    other = Question("other.example", "A").wire
    async with name_server(lambda question, _: [question[:2] + GOOD(other, 1)[0][2:]]) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DNS_MALFORMED


async def test_the_question_sent_back() -> None:
    async with name_server(lambda question, _: [question]) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DNS_MALFORMED


async def test_a_flood_of_wrong_ids_ends() -> None:
    async with name_server(lambda question, _: [with_other_id(question)] * 2000) as server:
        seen, _ = await ask(server.endpoint, limits=Limits(dns_udp=2.0))
    assert seen.failure is Failure.DNS_MALFORMED


async def test_answers_that_take_long_to_read_hold_up_nobody() -> None:
    async with name_server(lambda question, _: slow_to_read(question)) as server:
        asking = asyncio.create_task(ask(server.endpoint, limits=Limits(dns_udp=2.0, dns_udp_attempts=1)))
        turns = 0
        while not asking.done():
            await asyncio.sleep(0)
            turns += 1
    seen, _ = await asking
    assert seen.failure is Failure.DNS_MALFORMED
    # Between two answers everybody else has a turn, and sixteen that only the server can have sent are enough; on a busy machine
    # two of them may be there at one turn.
    assert turns > 8
    assert seen.elapsed_s < 1.9


async def test_the_question_may_come_back_in_other_capitals() -> None:
    def shouting(question: bytes, _number: int) -> list[bytes]:
        (wire,) = GOOD(question, 1)
        end = question.index(b"\0", 12)
        return [wire[:12] + wire[12:end].upper() + wire[end:]]

    async with name_server(shouting) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.addresses) == (None, ("192.0.2.1", "192.0.2.2"))


async def test_a_truncated_answer_is_fetched_over_tcp() -> None:
    async with name_server(truncating, over_tcp(GOOD)) as server:
        seen, facts = await ask(server.endpoint)
    assert seen.failure is None
    assert (facts.transport, facts.truncated, facts.udp_failure, facts.addresses) == ("tcp", True, None, ("192.0.2.1", "192.0.2.2"))


async def test_an_answer_cut_in_the_middle_of_a_record_is_truncated() -> None:
    def cut(question: bytes, _number: int) -> list[bytes]:
        return [reply(question, f"{NAME} 60 A 192.0.2.1", flags=dns.flags.TC).to_wire()[:-20]]

    async with name_server(cut, over_tcp(GOOD)) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.transport) == (None, "tcp")


@pytest.mark.parametrize("tcp", [None, silent, lambda _question, _number: [b"\x00"]], ids=["closed", "silent", "cut"])
async def test_a_truncated_answer_that_tcp_cannot_bring(tcp: Responder | None) -> None:
    async with name_server(truncating, tcp) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.truncated, facts.transport, facts.addresses) == (Failure.DNS_TCP_BLOCKED, True, "tcp", ())


async def test_a_truncated_answer_that_is_nonsense_over_tcp() -> None:
    async with name_server(truncating, lambda _question, _number: [framed(b"nonsense")]) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DNS_MALFORMED


async def test_an_answer_over_tcp_that_is_too_large() -> None:
    async with name_server(truncating, lambda _question, _number: [struct.pack("!H", MOST_BYTES + 1) + bytes(MOST_BYTES + 1)]) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DNS_MALFORMED


async def test_a_server_that_is_silent_over_udp_and_tcp() -> None:
    async with name_server(silent, silent) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.udp_failure, facts.transport, facts.attempts) == (Failure.DEADLINE, "deadline", "tcp", 2)
    assert 0.5 <= seen.elapsed_s < 1.0


async def test_a_server_that_is_silent_over_udp_and_closed_over_tcp() -> None:
    async with name_server(silent) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is Failure.DEADLINE


async def test_a_server_that_answers_over_tcp_only() -> None:
    async with name_server(silent, over_tcp(GOOD)) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.transport, facts.udp_failure) == (None, "tcp", "deadline")
    assert facts.addresses == ("192.0.2.1", "192.0.2.2")


async def test_a_lost_packet_is_sent_again_and_tcp_is_not_believed_instead() -> None:
    async with name_server(
        lambda question, number: GOOD(question, number) if number > 1 else [], over_tcp(says(rcode=dns.rcode.SERVFAIL))
    ) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.transport, facts.udp_failure, facts.attempts) == (None, "udp", None, 2)


async def test_a_slow_answer_to_the_first_question_counts() -> None:
    first: list[bytes] = []

    def late(question: bytes, number: int) -> list[bytes]:
        first.append(question)
        return GOOD(first[0], 1) if number > 1 else []

    async with name_server(late) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.attempts) == (None, 2)
    assert seen.elapsed_s >= 0.25


async def test_a_closed_port_is_refused_at_once() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    seen, facts = await ask(Endpoint("127.0.0.1", port), limits=Limits())
    assert (seen.failure, facts.transport) == (Failure.REFUSED, "udp")
    assert seen.elapsed_s < 0.5


@pytest.mark.parametrize("rcode", [dns.rcode.FORMERR, dns.rcode.NOTIMP])
async def test_an_old_server_that_stumbles_over_edns(rcode: dns.rcode.Rcode) -> None:
    def old(question: bytes, number: int) -> list[bytes]:
        if dns.message.from_wire(question).edns < 0:
            return GOOD(question, number)
        # Such a server often sends the bare header back.
        return [question[:2] + struct.pack("!H", 0x8180 | int(rcode)) + bytes(8)]

    async with name_server(old) as server:
        seen, facts = await ask(server.endpoint)
    assert (seen.failure, facts.rcode, facts.attempts) == (None, "NOERROR", 2)


async def test_a_box_that_swallows_edns() -> None:
    async with name_server(lambda question, number: GOOD(question, number) if dns.message.from_wire(question).edns < 0 else []) as server:
        seen, _ = await ask(server.endpoint)
    assert seen.failure is None


async def test_many_addresses_are_bounded() -> None:
    async with name_server(truncating, over_tcp(says(*(f"{NAME} 60 A 192.0.2.{n}" for n in range(200))))) as server:
        _, facts = await ask(server.endpoint)
    assert len(facts.addresses) == 64


@pytest.mark.parametrize("name", ["two..dots", "x" * 64 + ".example", "a." * 130 + "example"])
async def test_a_name_that_cannot_be_one_is_not_asked(name: str) -> None:
    async with name_server(GOOD) as server:
        seen, _ = await ask(server.endpoint, name=name)
        assert server.udp.asked == []
    assert seen.failure is Failure.DNS_NAME_MISSING


async def test_a_zone_that_this_laptop_does_not_have() -> None:
    seen, _ = await ask(Endpoint("::1%nowhere9", 53))
    assert seen.failure is Failure.ADDRESS_UNAVAILABLE


async def test_an_interface_without_an_address_of_the_family() -> None:
    seen, _ = await ask(Endpoint("127.0.0.1", 53), source=Source(interface="lo"))
    assert seen.failure is Failure.ADDRESS_UNAVAILABLE


async def test_being_cancelled_leaves_nothing_behind() -> None:
    async with name_server(silent, silent) as server:
        task = asyncio.create_task(ask(server.endpoint, limits=Limits(dns_udp=30, dns_tcp=30)))
        async with asyncio.timeout(5):
            await server.udp.first.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


class TestReading:
    @given(wire=st.binary(max_size=700))
    def test_garbage_never_raises(self, wire: bytes) -> None:
        question = Question(NAME, "A")
        assert question.read(wire) is None or question.is_for_me(wire)

    @settings(max_examples=300)
    @given(flags=st.integers(0, 0xFFFF), rest=st.binary(max_size=400))
    def test_garbage_with_the_right_id_never_raises(self, flags: int, rest: bytes) -> None:
        question = Question(NAME, "AAAA")
        question.read(question.wire[:2] + struct.pack("!H", flags) + rest)

    @settings(max_examples=300)
    @given(place=st.integers(0, 400), noise=st.binary(min_size=1, max_size=12))
    def test_a_damaged_answer_never_raises(self, place: int, noise: bytes) -> None:
        question = Question(NAME, "A")
        extended = dns.edns.EDEOption(dns.edns.EDECode.BLOCKED, "blocked")
        wire = bytearray(reply(question.wire, f"{NAME} 9 CNAME a.example.", "a.example 5 A 192.0.2.1", extended=extended).to_wire())
        place %= len(wire)
        wire[place : place + len(noise)] = noise
        answer = question.read(bytes(wire))
        assert answer is None or len(answer.addresses) <= 64

    def test_an_answer_of_many_long_names_is_not_read(self) -> None:
        question = Question(NAME, "A")
        name = b"\x01a" * 120 + b"\x00"
        records = [name + struct.pack("!HHIH", 5, 1, 5, 2) + b"\xc0\x0c"] + [
            b"\xc0\x21" + struct.pack("!HHIH", 5, 1, 5, 2) + b"\xc0\x21"
        ] * 500
        header = question.wire[:2] + struct.pack("!5H", 0x8180, 1, len(records), 0, 0)
        assert question.read(header + question.wire[12:33] + b"".join(records)) is None

    def test_an_answer_larger_than_the_bound_is_not_read(self) -> None:
        question = Question(NAME, "A")
        assert question.read(GOOD(question.wire, 1)[0] + bytes(MOST_BYTES)) is None


@pytest.fixture
def dnsmasq(tmp_path: Path) -> Callable[..., "contextlib.AbstractAsyncContextManager[Endpoint]"]:
    program = shutil.which("dnsmasq", path="/usr/sbin:/usr/bin")
    if program is None:
        pytest.skip("dnsmasq is not installed")

    @contextlib.asynccontextmanager
    async def start(*options: str) -> AsyncIterator[Endpoint]:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
            held.bind(("127.0.0.1", 0))
            port = held.getsockname()[1]
        common = ("--no-daemon", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--listen-address=127.0.0.1", "--bind-interfaces")
        process = await asyncio.create_subprocess_exec(
            program, *common, f"--port={port}", "--user=", "--pid-file=", *options, stderr=asyncio.subprocess.PIPE
        )
        try:
            assert process.stderr is not None
            async with asyncio.timeout(10):
                while b"started" not in await process.stderr.readline():
                    assert process.returncode is None
            yield Endpoint("127.0.0.1", port)
        finally:
            process.terminate()
            await process.communicate()

    return start


async def test_dnsmasq(dnsmasq: Callable[..., "contextlib.AbstractAsyncContextManager[Endpoint]"]) -> None:
    options = ("--host-record=service.example,192.0.2.1,2001:db8::1", "--local=/example/", "--address=/blocked.example/0.0.0.0")
    async with dnsmasq(*options) as server:
        found, facts = await ask(server)
        found6, facts6 = await ask(server, "AAAA")
        missing, _ = await ask(server, name="missing.example")
        blocked, _ = await ask(server, name="blocked.example")
        elsewhere, elsewhere_facts = await ask(server, name="service.test")
    assert (found.failure, facts.addresses) == (None, ("192.0.2.1",))
    assert (found6.failure, facts6.addresses) == (None, ("2001:db8::1",))
    assert missing.failure is Failure.DNS_NAME_MISSING
    assert blocked.failure is Failure.DNS_FORGED
    # No server to forward to.
    assert (elsewhere.failure, elsewhere_facts.rcode) == (Failure.DNS_REFUSED, "REFUSED")
