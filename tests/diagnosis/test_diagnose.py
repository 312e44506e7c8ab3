"""How causes stand beside one another: order, hiding, certainty, basis and texts."""

import msgspec
from msgspec.structs import replace

from ccdiag.content.causes import load_causes
from ccdiag.diagnosis.diagnose import diagnose
from ccdiag.diagnosis.predicates import Answers
from ccdiag.model.cause import CauseRule, Certainty, Severity
from ccdiag.model.check import Ending
from ccdiag.model.facts import SubnetFacts
from ccdiag.model.failure import Failure
from ccdiag.model.verdict import Basis, Verdict
from tests.diagnosis import stories_mqtt, stories_network
from tests.diagnosis.runs import (
    FAIL,
    PASS,
    SKIPPED,
    WARN,
    clock,
    dns,
    http,
    ids,
    interface,
    judge,
    neighbour,
    numbered,
    ping,
    result,
    route,
    see,
    setting,
    situation,
    stated,
    tcp,
    tls,
)

DEAF_TAS = result("tas.tcp", FAIL, tcp("tas", Failure.DEADLINE))
DEAF_MQTT = result("mqtt.tcp", FAIL, tcp("mqtt", Failure.DEADLINE))


def test_what_was_asked_before_changes_no_answer() -> None:
    rules, where = load_causes(), situation()
    answers: Answers = {}
    for results in ((DEAF_TAS,), (DEAF_TAS, DEAF_MQTT), (result("tas.tcp", PASS, tcp("tas")), DEAF_MQTT), (DEAF_MQTT,)):
        by_check = numbered(results)
        assert diagnose(rules, by_check, where, answers=answers) == diagnose(rules, by_check, where)
    assert answers


def test_ten_thousand_observations_are_told_apart() -> None:
    answered, deaf = tcp("tas"), tcp("tas", Failure.DEADLINE)
    assert judge(result("tas.tcp", PASS, *[answered] * 10_000)) == ()
    assert ids(judge(result("tas.tcp", FAIL, *[deaf] * 10_000))) == ids(judge(DEAF_TAS))


def made_rule(**fields: object) -> CauseRule:
    usual: dict[str, object] = {
        "id": "made.up",
        "title": "Something",
        "meaning": "It means something.",
        "owner": "shop",
        "place": "dns",
        "at": "tas.tcp",
        "when": {"check": "tas.tcp", "verdict": ["fail"]},
        "remedy": ["Mend it."],
    }
    return msgspec.convert(usual | fields, CauseRule)


class TestBesideEachOther:
    def test_nothing_is_wrong_with_nothing(self) -> None:
        assert judge() == ()

    def test_two_faults_are_two_causes_nearer_first(self) -> None:
        found = judge(result("dns.mqtt", FAIL, dns("laptop", Failure.DNS_REFUSED)), DEAF_TAS)
        assert ids(found) == ["tas.port_dropped", "dns.refused"]

    def test_two_names_may_fail_in_two_ways(self) -> None:
        found = judge(
            result("dns.mqtt", FAIL, dns("laptop", Failure.DNS_FORGED), dns("laptop", Failure.DNS_NAME_MISSING)),
            result("dns.tas", FAIL, dns("laptop", Failure.DNS_NAME_MISSING)),
        )
        assert [(cause.id, cause.explains[0]) for cause in found] == [("dns.forged", "dns.mqtt"), ("dns.name_missing", "dns.tas")]

    def test_one_cause_at_two_names_is_one(self) -> None:
        found = judge(
            result("dns.mqtt", FAIL, dns("laptop", Failure.DNS_REFUSED)), result("dns.tas", FAIL, dns("laptop", Failure.DNS_REFUSED))
        )
        assert ids(found) == ["dns.refused"]
        assert {"dns.mqtt", "dns.tas", "mqtt.tcp", "tas.tcp"} <= set(found[0].explains)
        assert found[0].evidence == ("o1", "o2")

    def test_symptoms_are_hidden_behind_their_cause(self) -> None:
        portal = http(302, status_matches=False, location="http://login.example/")
        refused = Failure.REFUSED
        found = judge(
            result("network.internet", FAIL, portal),
            *(result(f"{role}.tcp", FAIL, tcp(role, refused)) for role in ("mqtt", "tas", "tms", "vpos")),  # type: ignore[arg-type]
        )
        assert ids(found) == ["network.captive_portal"]

    def test_everything_silent_is_one_fault(self) -> None:
        silent = Failure.DEADLINE
        found = judge(
            result("network.internet", FAIL, http(None, silent)),
            result("dns.mqtt", FAIL, dns("laptop", silent)),
            result("dns.tas", FAIL, dns("laptop", silent)),
            result("tms.tcp", FAIL, tcp("tms", silent)),
            result("vpos.tcp", FAIL, tcp("vpos", silent)),
            result("mqtt.tcp", SKIPPED),
            result("tas.tcp", SKIPPED),
        )
        assert [(cause.id, cause.certainty) for cause in found] == [("network.no_internet", Certainty.CERTAIN)]

    def test_a_dead_router_hides_everything_outside(self) -> None:
        found = judge(
            result("network.interface", FAIL, interface(), route(), neighbour("gateway", "absent"), ping("gateway", 3, 0)),
            result("network.internet", FAIL, http(None, Failure.HOST_UNREACHABLE)),
            result("tms.tcp", FAIL, tcp("tms", Failure.HOST_UNREACHABLE)),
        )
        assert ids(found) == ["network.gateway_down"]

    def test_a_dead_line_and_a_closed_day_are_two(self) -> None:
        found = judge(
            *stories_network.FIRES[3].results, result("terminal.day", FAIL, stated("terminal.day_open", "no"), basis=Basis.STATED)
        )
        assert ids(found) == ["network.no_internet", "terminal.day_closed"]

    def test_wrong_settings_of_one_file_stand_beside_each_other(self) -> None:
        found = judge(
            result(
                "tms.parameters",
                FAIL,
                setting("tms", "port_wrong"),
                setting("tms", "topic_wrong"),
                setting("tms", "alpn_wrong"),
            )
        )
        assert ids(found) == ["tms.port_wrong", "tms.alpn_wrong", "tms.topic_wrong"]

    def test_a_warning_never_hides_a_fault(self) -> None:
        vpn = result("network.interface", WARN, interface(), route(kind="vpn"))
        assert ids(judge(vpn, DEAF_TAS)) == ["tas.port_dropped", "network.vpn"]

    def test_a_wrong_clock_hides_what_it_makes_of_certificates(self) -> None:
        story = next(story for story in stories_network.FIRES if story.about == "TLS fails by it")
        assert ids(judge(*story.results)) == ["clock.skewed"]

    def test_interception_hides_what_the_strange_certificate_shows(self) -> None:
        strange = tls("identify", Failure.TLS_UNTRUSTED, trusted_by_bundle=False, name_matches=False, verify_code=19)
        same = tls("control", same_issuer_as_mqtt=True)
        assert ids(judge(result("mqtt.tls", FAIL, strange, same))) == ["tls.intercepted"]

    def test_a_cause_does_not_hide_its_own_variant(self) -> None:
        rules = (made_rule(explains=["tas.tcp"]), made_rule(explains=["tms.tcp"], certainty="possible"))
        found = diagnose(rules, numbered((DEAF_TAS,)), situation())
        assert [(cause.certainty, cause.explains) for cause in found] == [(Certainty.CERTAIN, ("tas.tcp", "tms.tcp"))]

    def test_a_whole_area_can_be_hidden(self) -> None:
        rules = (made_rule(id="other.one", place="laptop", hides=["made.*"]), made_rule())
        assert ids(diagnose(rules, numbered((DEAF_TAS,)), situation())) == ["other.one"]


class TestWhileItRuns:
    def test_no_cause_is_named_before_its_checks_have_ended(self) -> None:
        silent = result("mqtt.tls", FAIL, tls("identify", Failure.DEADLINE))
        assert judge(silent, unfinished=frozenset({"network.path_mtu"})) == ()
        assert ids(judge(silent)) == ["mqtt.server_silent"]

    def test_what_a_check_had_no_time_to_see_accuses_nobody(self) -> None:
        silent = result("mqtt.tls", FAIL, tls("identify", Failure.DEADLINE))
        cut_short = replace(result("network.path_mtu", Verdict.INCONCLUSIVE), ending=Ending.CUT_SHORT)
        assert judge(silent, cut_short) == ()
        assert ids(judge(silent, result("network.path_mtu", Verdict.INCONCLUSIVE))) == ["mqtt.server_silent"]

    def test_what_a_check_saw_before_its_time_was_up_counts(self) -> None:
        rule = made_rule(when={"check": "tas.tcp", "operation": "tcp_connect", "failure": ["refused"]})
        cut_short = replace(result("tas.tcp", Verdict.INCONCLUSIVE, tcp("tas", Failure.REFUSED)), ending=Ending.CUT_SHORT)
        assert ids(diagnose((rule,), numbered((cut_short,)), situation())) == ["made.up"]

    def test_a_check_with_a_bug_keeps_no_other_cause_back(self) -> None:
        silent = result("mqtt.tls", FAIL, tls("identify", Failure.DEADLINE))
        crashed = replace(result("network.path_mtu", Verdict.CRASHED), ending=Ending.CUT_SHORT)
        assert ids(judge(silent, crashed)) == ["mqtt.server_silent"]

    def test_what_may_still_speak_against_it_keeps_the_certainty_low(self) -> None:
        rule = made_rule(unless={"check": "tms.tcp", "verdict": ["pass"]})
        (waiting,) = diagnose((rule,), numbered((DEAF_TAS,)), situation(), unfinished=frozenset({"tms.tcp"}))
        (ended,) = diagnose((rule,), numbered((DEAF_TAS, result("tms.tcp", FAIL))), situation())
        assert (waiting.certainty, ended.certainty) == (Certainty.LIKELY, Certainty.CERTAIN)


class TestCertainty:
    def test_evidence_against_it_lowers_it_and_is_named(self) -> None:
        (found, override) = judge(*stories_mqtt.OVERRIDDEN)
        assert (found.id, found.certainty, found.contradicted_by) == ("mqtt.port_dropped", Certainty.POSSIBLE, ("o1",))
        assert (override.id, override.severity) == ("dns.local_override", Severity.WARNING)

    def test_what_was_only_stated_is_never_certain(self) -> None:
        (found,) = judge(result("terminal.day", FAIL, stated("terminal.day_open", "no"), basis=Basis.STATED))
        assert (found.basis, found.certainty) == (Basis.STATED, Certainty.LIKELY)

    def test_a_file_that_was_read_is_measured(self) -> None:
        (found,) = judge(result("tms.parameters", FAIL, setting("tms", "port_wrong")))
        assert (found.basis, found.certainty) == (Basis.MEASURED, Certainty.CERTAIN)

    def test_what_was_inferred_does_not_look_measured(self) -> None:
        (found,) = judge(result("clock.skew", FAIL, *stories_network.FIRES[-1].results[0].observations, basis=Basis.INFERRED))
        assert found.basis is Basis.INFERRED

    def test_the_terminals_own_name_server_speaks_for_the_terminal(self) -> None:
        lies = dns("laptop", Failure.DNS_FORGED)
        (both,) = judge(result("dns.mqtt", FAIL, lies))
        (laptop, *_) = judge(result("dns.mqtt", FAIL, lies, dns("terminal", server="192.0.2.2")), terminal={"dns": ["192.0.2.2"]})
        assert (both.id, both.certainty) == ("dns.forged", Certainty.CERTAIN)
        assert (laptop.id, laptop.certainty) == ("dns.forged", Certainty.POSSIBLE)
        assert "the terminal's does not" in laptop.title.english()
        for failure in (Failure.DNS_REFUSED, Failure.DNS_SERVER_FAILURE, Failure.DNS_MALFORMED, Failure.DNS_TCP_BLOCKED):
            seen = result("dns.tas", FAIL, dns("laptop", failure), dns("terminal", server="192.0.2.2"))
            (found, *_) = judge(seen, terminal={"dns": ["192.0.2.2"]})
            assert (found.certainty, found.contradicted_by) == (Certainty.LIKELY, ("o2",)), found.id

    def test_one_servers_clock_is_one_witness(self) -> None:
        (one,) = judge(result("clock.skew", WARN, clock(900.0)))
        (two,) = judge(result("clock.skew", WARN, clock(900.0), clock(901.0)))
        assert [(found.certainty, found.severity) for found in (one, two)] == [
            (Certainty.POSSIBLE, Severity.WARNING),
            (Certainty.CERTAIN, Severity.WARNING),
        ]

    def test_an_alert_is_surer_where_another_host_works(self) -> None:
        alert = tls("identify", Failure.TLS_ALERT, alert="access_denied")
        (alone,) = judge(result("mqtt.tls", FAIL, alert))
        (compared,) = judge(result("mqtt.tls", FAIL, alert, tls("control")))
        assert [(one.id, one.certainty) for one in (alone, compared)] == [
            ("mqtt.reset", Certainty.POSSIBLE),
            ("mqtt.reset", Certainty.LIKELY),
        ]
        assert "access_denied" in alone.title.english()

    def test_a_sim_terminal_goes_another_way(self) -> None:
        (found,) = judge(DEAF_MQTT, terminal={"link": "sim"})
        assert found.certainty is Certainty.POSSIBLE
        assert found.note is not None

    def test_a_terminal_does_not_go_through_the_laptops_vpn(self) -> None:
        first, vpn = judge(DEAF_MQTT, result("network.interface", WARN, interface(), route(kind="vpn")))
        assert (first.id, first.certainty, vpn.id) == ("mqtt.port_dropped", Certainty.POSSIBLE, "network.vpn")
        assert first.note is not None
        assert "VPN" in first.note.english()

    def test_a_terminal_elsewhere_goes_another_way(self) -> None:
        elsewhere = result("terminal.lan", WARN, see(SubnetFacts(address="192.0.2.20", same_subnet=False)), ping("terminal", 3, 3))
        found = judge(DEAF_MQTT, elsewhere)
        assert [(cause.id, cause.certainty) for cause in found] == [
            ("mqtt.port_dropped", Certainty.POSSIBLE),
            ("terminal.other_subnet", Certainty.CERTAIN),
        ]
        assert found[0].note is not None

    def test_what_is_not_about_the_way_stays_as_it_is(self) -> None:
        (found,) = judge(result("tms.parameters", FAIL, setting("tms", "port_wrong")), terminal={"link": "sim"})
        assert (found.certainty, found.note) == (Certainty.CERTAIN, None)


class TestTexts:
    def test_places_are_filled_from_environment_and_evidence(self) -> None:
        rule = made_rule(
            title="{tas.host}:{tas.port} at {target} and {fact.address}, {mqtt.topics}",
            meaning="{terminal.ip} is not known",
            when={"check": "tas.tcp", "operation": "tcp_connect", "failure": "any"},
        )
        (found,) = diagnose((rule,), numbered((DEAF_TAS,)), situation())
        assert found.title.english() == "tas.example:5555 at 198.51.100.7:443 and 198.51.100.7, NL-CAT"
        assert found.meaning.english() == "— is not known"

    def test_a_value_is_never_taken_for_a_place(self) -> None:
        rule = made_rule(title="{terminal.model}")
        (found,) = diagnose((rule,), numbered((DEAF_TAS,)), situation({"model": "{tas.host} {0.__class__}"}))
        assert found.title.english() == "{tas.host} {0.__class__}"


def test_skipped_checks_accuse_nobody() -> None:
    assert judge(*(result(check, SKIPPED) for check in ("mqtt.tcp", "mqtt.tls", "tas.tcp", "dns.mqtt", "terminal.lan"))) == ()


def test_a_healthy_run_has_no_causes() -> None:
    assert (
        judge(
            result("network.interface", PASS, interface(), route(), neighbour("gateway", "present"), ping("gateway", 3, 3)),
            result("network.internet", PASS, http(200, status_matches=True, body_matches=True)),
            result("dns.mqtt", PASS, dns("laptop"), dns("laptop", Failure.DNS_NO_ADDRESS, record="AAAA")),
            result("mqtt.tcp", PASS, tcp("mqtt"), tcp("mqtt", Failure.NETWORK_UNREACHABLE, address="2001:db8::7")),
            result(
                "mqtt.tls",
                PASS,
                tls("identify", client_certificate_requested=True, alert="certificate_required", after_handshake="alert"),
                tls("laptop_trust", trusted_by_laptop=True),
                tls("alpn_http", Failure.TLS_ALERT, alert="no_application_protocol"),
                tls("tls_1_2", Failure.TLS_ALERT, alert="handshake_failure", client_certificate_requested=True),
            ),
            result("tas.tcp", PASS, tcp("tas")),
            result("tms.tcp", PASS, tcp("tms")),
        )
        == ()
    )
