"""The text for a ticket."""

import unicodedata

import pytest
from msgspec.structs import replace

from ccdiag.app.session import judge_again
from ccdiag.model.cause import Cause
from ccdiag.model.message import Message
from ccdiag.model.run import RunState
from ccdiag.reports.plain import plain_text
from ccdiag.reports.report import alone, make_report
from ccdiag.reports.wording import Wording
from tests.app.runs import lab_run
from tests.reports.cases import VERSION, broken_shop, report_of

MOST_LINES = 40


def ticket(state: RunState, *faults: str) -> str:
    return plain_text(make_report(alone(state, lab_run(*faults)[1], VERSION), version=VERSION), Wording("en"))


def test_the_first_line_says_it_all() -> None:
    first = plain_text(report_of(broken_shop()), Wording("en")).splitlines()[0]
    assert first == (
        "FAULT (certain): A firewall opens the encrypted connection – the shop's network administrator – Bakkerij De Korenaar, NL0012345"
    )


@pytest.mark.parametrize("faults", [("tls.intercepted",), ("mqtt.port_dropped",), ("whitelist.missing",)])
def test_it_is_short(faults: tuple[str, ...]) -> None:
    assert plain_text(report_of(broken_shop(*faults)), Wording("de")).count("\n") <= MOST_LINES


def test_it_holds_what_the_owner_needs() -> None:
    state, situation = lab_run("tls.intercepted")
    text = ticket(state, "tls.intercepted")
    assert text.startswith("SIMULATION – FAULT")
    assert "ccdiag 1.2.3" in text
    assert "A firewall opens the encrypted connection [tls.intercepted]" in text
    assert "network administrator" in text
    assert "Certainty: certain, measured" in text
    assert f"1. Exempt {situation.environment.mqtt.host}" in text
    assert "tls_handshake" in text
    assert str(situation.case.terminal.tms_id) in text
    assert f"{state.started_at.astimezone():%Y-%m-%d %H:%M}" in text
    for check in state.checks.values():
        assert check.planned.title.english() in text


def test_what_was_said_never_looks_measured() -> None:
    state, situation = lab_run()
    terminal = replace(situation.case.terminal, day_open="no")
    judged = judge_again(state, replace(situation, case=replace(situation.case, terminal=terminal)))
    text = ticket(judged)
    assert "FAULT (likely, stated)" in text.splitlines()[0]
    assert "fault (stated)  The day on the terminal" in text
    assert "Certainty: likely, stated" in text
    told = plain_text(report_of(broken_shop()), Wording("en"))
    assert "DNS filled in on the terminal: Yes (stated)" in told
    assert "puts the exception in today (stated)" in told


def test_a_run_that_has_not_ended_says_so() -> None:
    state, _ = lab_run()
    assert "NOT ENDED" in ticket(replace(state, elapsed_s=None)).splitlines()[0]


def test_a_run_that_was_stopped_accuses_nobody_in_its_first_line() -> None:
    state, _ = lab_run("tls.intercepted")
    assert "STOPPED" in ticket(replace(state, cancelled=True), "tls.intercepted").splitlines()[0]


def test_secrets_and_control_characters_do_not_pass() -> None:
    state, situation = lab_run("tls.intercepted")
    cause: Cause = replace(
        state.causes[0],
        remedy=(
            Message("Call https://me:secret-word@host with l_abcdefghijkl and Bearer abcdef123456, 4111 1111 1111 1111.\x1b[31m\u202e"),
        ),
    )
    case = replace(situation.case, merchant=replace(situation.case.merchant, name="Shop t_abcdefghijkl"))
    saved = alone(replace(state, causes=(cause,)), replace(situation, case=case), VERSION)
    text = plain_text(make_report(saved, version=VERSION), Wording("en"))
    for secret in ("secret-word", "l_abcdefghijkl", "t_abcdefghijkl", "abcdef123456", "4111"):
        assert secret not in text
    assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in text.replace("\n", ""))


def test_it_is_said_in_the_readers_language() -> None:
    assert "Een firewall" in plain_text(report_of(broken_shop()), Wording("nl"))


def test_what_is_owed_says_since_when() -> None:
    text = plain_text(report_of(broken_shop()), Wording("en"))
    assert "The day is closed. Since Sat 2025-11-22 10:15." in text
