import pytest

from ccdiag.checks.base import Seen
from ccdiag.checks.dns_mqtt import DnsMqtt
from ccdiag.model.check import Judgement
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from tests.checks.dns_observations import NAME, server, situation, system


def judged(*seen: Observation, told: Situation | None = None) -> tuple[Verdict, str]:
    judgement: Judgement = DnsMqtt().judge(Seen(seen), told or situation(), {})
    return judgement.verdict, judgement.reason.english()


GOOD = server("192.0.2.1", "192.0.2.2", rcode="NOERROR")
NO_IPV6 = server(record="AAAA", failure=Failure.DNS_NO_ADDRESS, rcode="NOERROR")


class TestGood:
    def test_system_and_server_agree(self) -> None:
        assert judged(system("192.0.2.1", "192.0.2.2"), GOOD, NO_IPV6) == (
            Verdict.PASS,
            f"{NAME} is found, with 2 addresses. The name server answers.",
        )

    def test_one_address_and_several_servers(self) -> None:
        other = server("192.0.2.1", at="192.0.2.154:53")
        assert judged(system("192.0.2.1"), server("192.0.2.1"), other) == (
            Verdict.PASS,
            f"{NAME} is found: 192.0.2.1. All 2 name servers answer.",
        )

    def test_the_system_alone_where_no_server_is_known(self) -> None:
        assert judged(system("192.0.2.1")) == (Verdict.PASS, f"{NAME} is found: 192.0.2.1.")

    def test_the_environment_s_servers_without_the_system(self) -> None:
        assert judged(server("192.0.2.1", role="environment"))[0] is Verdict.PASS

    def test_answers_that_rotate(self) -> None:
        assert judged(system("192.0.2.1"), server("192.0.2.2"), server("192.0.2.3", at="192.0.2.154:53"))[0] is Verdict.PASS

    @pytest.mark.parametrize("failure", [Failure.DNS_NO_ADDRESS, Failure.DEADLINE, Failure.DNS_SERVER_FAILURE])
    def test_ipv6_alone_is_no_fault(self, failure: Failure) -> None:
        assert judged(system("192.0.2.1"), GOOD, server(record="AAAA", failure=failure))[0] is Verdict.PASS

    @pytest.mark.parametrize("failure", [Failure.DEADLINE, Failure.DNS_NAME_MISSING, Failure.REFUSED])
    def test_a_reference_server_is_never_a_fault(self, failure: Failure) -> None:
        assert judged(system("192.0.2.1"), GOOD, server(role="reference", failure=failure, elapsed_s=4.0))[0] is Verdict.PASS

    def test_a_hosts_file_that_says_what_the_servers_say(self) -> None:
        assert judged(system("192.0.2.1", listed=True), GOOD)[0] is Verdict.PASS

    def test_a_rule_whose_servers_say_what_the_others_say(self) -> None:
        assert judged(system("192.0.2.1", rule="."), GOOD)[0] is Verdict.PASS

    def test_a_sim_terminal_s_server_that_the_laptop_cannot_ask(self) -> None:
        silent = server(role="terminal", at="198.51.100.1:53", failure=Failure.DEADLINE)
        assert judged(system("192.0.2.1"), GOOD, silent, told=situation(link="sim"))[0] is Verdict.PASS


class TestWarning:
    def test_the_hosts_file_goes_its_own_way(self) -> None:
        verdict, reason = judged(system("198.51.100.9", listed=True), GOOD)
        assert (verdict, "hosts file" in reason, "198.51.100.9" in reason) == (Verdict.WARN, True, True)

    def test_the_hosts_file_sends_the_name_to_this_laptop(self) -> None:
        verdict, reason = judged(system(forged=("127.0.0.1",), listed=True), GOOD)
        assert (verdict, "hosts file" in reason) == (Verdict.WARN, True)

    def test_the_hosts_file_where_no_server_can_be_compared(self) -> None:
        assert judged(system("192.0.2.1", listed=True))[0] is Verdict.WARN

    @pytest.mark.parametrize("failure", [None, Failure.NAME_NOT_FOUND, Failure.DEADLINE])
    def test_a_rule_has_others_asked(self, failure: Failure | None) -> None:
        verdict, reason = judged(system(*(() if failure else ("192.0.2.9",)), rule=".example", failure=failure), GOOD)
        assert (verdict, "A rule on this laptop (for .example)" in reason) == (Verdict.WARN, True)

    def test_only_the_system_gives_a_false_address(self) -> None:
        verdict, reason = judged(system(forged=("10.8.0.1",)), GOOD)
        assert (verdict, reason) == (
            Verdict.WARN,
            f"This laptop's own look-up gives 10.8.0.1 for {NAME}, which cannot be right, while 192.0.2.153:53 answers well.",
        )

    def test_only_the_system_does_not_find_it(self) -> None:
        assert judged(system(failure=Failure.NAME_NOT_FOUND), GOOD) == (
            Verdict.WARN,
            f"192.0.2.153:53 finds {NAME}, but this laptop's own look-up does not.",
        )

    @pytest.mark.parametrize(
        ("failure", "words"),
        [
            (Failure.DEADLINE, "does not answer"),
            (Failure.TIMED_OUT, "does not answer"),
            (Failure.DNS_SERVER_FAILURE, "fails to look it up (SERVFAIL)"),
            (Failure.DNS_REFUSED, "refuses to answer for it (SERVFAIL)"),
            (Failure.DNS_NAME_MISSING, "says that it does not exist"),
            (Failure.DNS_MALFORMED, "cannot be read"),
            (Failure.DNS_TCP_BLOCKED, "over TCP"),
            (Failure.DNS_NO_ADDRESS, "no IPv4 address"),
            (Failure.REFUSED, "no name server listens"),
            (Failure.NETWORK_UNREACHABLE, "(network_unreachable)"),
        ],
    )
    def test_one_server_of_two_fails(self, failure: Failure, words: str) -> None:
        verdict, reason = judged(system("192.0.2.1"), server(at="192.0.2.154:53", failure=failure, rcode="SERVFAIL"), GOOD)
        assert verdict is Verdict.WARN
        assert words in reason
        assert "192.0.2.154:53" in reason

    def test_every_server_is_silent_and_the_system_finds_it_all_the_same(self) -> None:
        assert judged(system("192.0.2.1"), server(failure=Failure.DEADLINE)) == (
            Verdict.WARN,
            f"{NAME} is found, but 192.0.2.153:53 does not answer.",
        )

    def test_the_terminal_s_server_comes_before_the_laptop_s(self) -> None:
        other = server(role="terminal", at="198.51.100.1:53", failure=Failure.DEADLINE)
        _, reason = judged(system("192.0.2.1"), server(failure=Failure.DNS_REFUSED), other)
        assert "198.51.100.1:53" in reason

    def test_a_server_that_forges(self) -> None:
        _, reason = judged(system("192.0.2.1"), GOOD, server(at="192.0.2.154:53", forged=("0.0.0.0",)))
        assert "192.0.2.154:53 gives 0.0.0.0" in reason

    def test_a_false_address_for_ipv6_alone(self) -> None:
        lie = server(record="AAAA", forged=("fd00::1",))
        assert judged(system("192.0.2.1", forged=("fd00::1",)), server("192.0.2.1"), lie) == (
            Verdict.WARN,
            f"{NAME} is found, but 192.0.2.153:53 gives fd00::1 for it over IPv6, which cannot be right; over IPv4 all is well.",
        )

    def test_slow(self) -> None:
        assert judged(system("192.0.2.1"), server("192.0.2.1", elapsed_s=1.26)) == (
            Verdict.WARN,
            f"{NAME} is found, but 192.0.2.153:53 takes 1.3 s to answer.",
        )

    def test_the_system_is_slow(self) -> None:
        assert judged(system("192.0.2.1", elapsed_s=2.04), GOOD)[1] == f"{NAME} is found, but this laptop's own look-up takes 2.0 s."

    def test_over_tcp_only(self) -> None:
        _, reason = judged(system("192.0.2.1"), server("192.0.2.1", udp_failure="deadline", elapsed_s=3.0))
        assert reason == f"{NAME} is found, but 192.0.2.153:53 answers over TCP only."

    def test_ipv6_only(self) -> None:
        verdict, reason = judged(system("2001:db8::1"), server(failure=Failure.DNS_NO_ADDRESS), server("2001:db8::1", record="AAAA"))
        assert (verdict, "no IPv4 address" in reason) == (Verdict.WARN, True)


class TestFault:
    def test_the_most_telling_failure_is_told(self) -> None:
        silent, missing = server(failure=Failure.DEADLINE), server(at="192.0.2.154:53", failure=Failure.DNS_NAME_MISSING, rcode="NXDOMAIN")
        assert judged(system(failure=Failure.NAME_NOT_FOUND), silent, missing) == (
            Verdict.FAIL,
            f"192.0.2.154:53 says that {NAME} does not exist (NXDOMAIN).",
        )

    def test_an_extended_error_is_told(self) -> None:
        blocked = server(role="environment", failure=Failure.DNS_REFUSED, rcode="REFUSED", extended_error=15)
        assert judged(blocked) == (Verdict.FAIL, f"192.0.2.153:53 refuses to answer for {NAME} (REFUSED, EDE 15).")

    def test_all_silent(self) -> None:
        assert judged(system(failure=Failure.DEADLINE), server(failure=Failure.DEADLINE)) == (
            Verdict.FAIL,
            f"192.0.2.153:53 does not answer when asked for {NAME}.",
        )

    def test_forged_everywhere(self) -> None:
        verdict, reason = judged(system(forged=("10.0.0.1",)), server(forged=("10.0.0.1",)))
        assert (verdict, reason) == (Verdict.FAIL, f"192.0.2.153:53 gives 10.0.0.1 for {NAME}, which cannot be right.")

    def test_no_server_and_no_look_up(self) -> None:
        assert judged(system(failure=Failure.RESOLVER_FAILED)) == (
            Verdict.FAIL,
            f"This laptop's own look-up of {NAME} fails, and no name server is known to ask.",
        )

    @pytest.mark.parametrize(("failure", "forged"), [(Failure.NAME_NOT_FOUND, ()), (Failure.DEADLINE, ()), (None, ("0.0.0.0",))])
    def test_the_system_alone(self, failure: Failure | None, forged: tuple[str, ...]) -> None:
        assert judged(system(failure=failure, forged=forged))[0] is Verdict.FAIL

    def test_a_reference_server_alone_does_not_help(self) -> None:
        own = server(role="environment", failure=Failure.DNS_SERVER_FAILURE, rcode="SERVFAIL")
        assert judged(own, server("192.0.2.1", role="reference", at="192.0.2.9:53"))[0] is Verdict.FAIL

    def test_the_terminal_s_server_alone_does_not_help(self) -> None:
        own = server(role="environment", failure=Failure.DEADLINE)
        assert judged(own, server("192.0.2.1", role="terminal", at="192.0.2.9:53"))[0] is Verdict.FAIL


def test_nothing_seen() -> None:
    assert judged()[0] is Verdict.INCONCLUSIVE
