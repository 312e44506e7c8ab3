"""Letters."""

import pytest
from msgspec.structs import replace

from ccdiag.i18n.translator import LANGUAGES, Language
from ccdiag.model.cause import Certainty, Owner
from ccdiag.model.verdict import Light
from ccdiag.reports.connections import needed_connections
from ccdiag.reports.letter import addressee, letter
from ccdiag.reports.parts import Report
from ccdiag.reports.wording import Wording
from tests.reports.cases import broken_shop, report_of
from tests.reports.test_html import hostile_shop


def written(report: Report, language: Language = "en") -> str:
    return letter(report, Wording(language))


def with_cause(owner: Owner) -> Report:
    report = report_of(broken_shop())
    return replace(report, causes=(replace(report.causes[0], owner=owner), *report.causes[1:]))


def test_the_administrator_reads_exactly_what_to_let_through() -> None:
    report = report_of(broken_shop())
    text = written(report)
    environment = report.environment
    assert text.startswith("To: the shop's network administrator")
    assert f"to {environment.mqtt.host}, TCP {environment.mqtt.port}" in text
    assert f"No TLS inspection for {environment.mqtt.host}" in text
    assert "ALPN) x-amzn-mqtt-ca must pass unchanged" in text
    assert f"to {environment.tas.host}, TCP {environment.tas.port}" in text
    assert f"TCP {environment.tms.port}" in text
    assert "UDP and TCP " in text
    assert "All of it goes outward." in text
    assert "Please allow by name" in text
    assert "before 1800 s of silence" in text
    assert f"own address is {report.case.terminal.ip}" in text
    assert "tls_handshake" in text, "the failing evidence"
    assert "ccdiag check --only mqtt.tls" in text
    assert "openssl s_client" in text
    assert "PowerShell" in text
    assert text.index(f"to {environment.mqtt.host}") < text.index(f"to {environment.tas.host}"), "what failed comes first"


def test_all_that_lies_with_the_reader_is_told_at_once() -> None:
    report = report_of(broken_shop("tls.intercepted", "tas.port_dropped", "terminal.day_closed"))
    text = written(report)
    also = text.index("Also found:")
    assert also < text.index("is silently dropped (likely, measured).") < text.index("The connections that this is about:")
    assert f"let TCP {report.environment.tas.port} out to {report.environment.tas.host}" in text
    assert "ccdiag check --only mqtt.tls,tas.tcp" in text
    assert text.index(f"to {report.environment.tas.host}, TCP") < text.index("What else this terminal needs")
    assert "day is closed" not in text, "that lies with the shop"
    assert "Also found:" not in written(report_of(broken_shop()))


def test_name_servers_are_named_with_the_ports_that_they_have() -> None:
    report = report_of(broken_shop())
    terminal = replace(report.case.terminal, dns=("192.0.2.1", "192.0.2.2:5353", "192.0.2.3:53", "[2001:db8::1]:5353"))
    case = replace(report.case, terminal=terminal)
    text = written(replace(report, case=case))
    assert "to 192.0.2.1, 192.0.2.3, UDP and TCP 53:" in text
    assert "to 192.0.2.2, 2001:db8::1, UDP and TCP 5353:" in text
    unset = replace(report, case=replace(case, terminal=replace(terminal, dns=None)))
    assert "to the name servers that are set on it, UDP and TCP 53:" in written(unset)


def test_the_lab_has_no_address_to_compare_with_that_of_tms() -> None:
    report = report_of(broken_shop())
    assert "This name is that of" in written(report)
    assert "This name is that of" not in written(replace(report, environment=replace(report.environment, simulation=True)))


def test_the_kick_of_1_0_stays_in_the_shop() -> None:
    report = report_of(broken_shop("mqtt.port_dropped"))
    case = replace(report.case, generation="1.0")
    connections = needed_connections(report.environment, case)
    kick = next(one for one in connections if one.inside)
    assert kick.target == case.terminal.ip
    assert kick.ports.english() == f"TCP {case.terminal.trigger_port}"
    assert not [one for one in connections if one.target == report.environment.mqtt.host], "1.0 has no MQTT session"
    assert "Nothing has to be opened" not in written(replace(report, case=case))


@pytest.mark.parametrize("owner", list(Owner))
def test_each_owner_gets_a_letter(owner: Owner) -> None:
    report = with_cause(owner)
    text = written(report)
    assert addressee(report) is owner
    assert report.causes[0].remedy[0].english().split()[0] in text
    if owner in {Owner.NETWORK, Owner.PROVIDER}:
        assert "What else this terminal needs" in text
    else:
        assert "What else this terminal needs" not in text
        assert "NL0012345" in text


def test_the_vendor_is_reached_where_the_environment_says() -> None:
    text = written(with_cause(Owner.VENDOR))
    assert "088 228 9849, info.nl@ccv.eu" in text
    report = with_cause(Owner.VENDOR)
    assert "088" not in written(replace(report, environment=replace(report.environment, contact=None)))


def test_nobody_is_accused_when_nothing_was_found() -> None:
    saved = broken_shop()
    text = written(report_of(saved, saved.runs[0]))
    assert "Nothing was wrong with it" in text
    assert "Nothing is asked of you." in text
    assert "This is asked of you:" not in text


def test_what_was_not_tested_is_not_told_to_be_right() -> None:
    saved = broken_shop()
    report = report_of(saved, saved.runs[0])
    text = written(replace(report, checks=tuple(check for check in report.checks if check.id != "tas.tcp")))
    assert f"Not tested: {report.environment.tas.host}, TCP {report.environment.tas.port}." in text
    assert "can be reached" not in text
    skipped = tuple(replace(check, light=Light.SKIPPED) if check.id == "tms.tcp" else check for check in report.checks)
    assert f"Not tested: {report.environment.tms.host}, TCP {report.environment.tms.port}." in written(replace(report, checks=skipped))


@pytest.mark.parametrize("number", [0, -1])
def test_the_way_of_a_sim_card_is_not_told_to_be_seen(number: int) -> None:
    saved = broken_shop()
    run = saved.runs[number]
    case = replace(run.case, terminal=replace(run.case.terminal, link="sim"))
    state = replace(run.state, causes=tuple(replace(cause, certainty=Certainty.POSSIBLE) for cause in run.state.causes))
    text = written(report_of(saved, replace(run, case=case, state=state)))
    if number == 0:
        assert "its way to the service cannot be seen from this laptop" in text
    else:
        assert "It is possible, and not proven" in text


@pytest.mark.parametrize("cancelled", [True, False])
def test_nobody_is_accused_when_it_could_not_be_told(*, cancelled: bool) -> None:
    saved = broken_shop()
    run = saved.runs[-1]
    state = replace(run.state, cancelled=cancelled, elapsed_s=run.state.elapsed_s if cancelled else None)
    text = written(report_of(replace(saved, runs=(replace(run, state=state),))))
    assert "does not say that it is the network" in text
    assert "This is asked of you:" not in text
    assert "opens the encrypted connection" not in text


def test_what_was_stated_does_not_look_measured() -> None:
    report = report_of(broken_shop("terminal.day_closed"))
    text = written(report)
    assert "(likely, stated)" in text
    assert "not on a measurement alone" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(language: Language) -> None:
    text = written(report_of(broken_shop()), language)
    assert "{" not in text.replace("{ $true }", ""), "every place is filled"


def test_no_line_steers_a_screen() -> None:
    text = written(report_of(hostile_shop()))
    assert "\x1b" not in text
    assert "\u202e" not in text
