import unicodedata

from msgspec.structs import replace

from ccdiag.app.session import judge_again
from ccdiag.app.ticket import ticket_text
from ccdiag.i18n.translator import translator
from ccdiag.model.cause import Cause
from ccdiag.model.message import Message
from ccdiag.model.run import RunState
from tests.app.runs import lab_run


def ticket(state: RunState, *faults: str) -> str:
    return ticket_text(state, lab_run(*faults)[1].case, Message.english, "1.2.3")


def test_it_holds_what_the_owner_needs() -> None:
    state, situation = lab_run("tls.intercepted")
    text = ticket(state, "tls.intercepted")
    assert "SIMULATION" in text
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
    assert "fault (stated)  The day on the terminal" in text
    assert "Certainty: likely, stated" in text


def test_a_run_that_has_not_ended_says_so() -> None:
    state, _ = lab_run()
    text = ticket(replace(state, elapsed_s=None))
    assert "not ended" in text


def test_secrets_and_control_characters_do_not_pass() -> None:
    state, situation = lab_run("tls.intercepted")
    cause: Cause = replace(
        state.causes[0],
        remedy=(
            Message("Call https://me:secret-word@host with l_abcdefghijkl and Bearer abcdef123456, 4111 1111 1111 1111.\x1b[31m\u202e"),
        ),
    )
    case = replace(situation.case, merchant=replace(situation.case.merchant, name="Shop t_abcdefghijkl"))
    text = ticket_text(replace(state, causes=(cause,)), case, Message.english, "1")
    for secret in ("secret-word", "l_abcdefghijkl", "t_abcdefghijkl", "abcdef123456", "4111"):
        assert secret not in text
    assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in text.replace("\n", ""))


def test_it_is_said_in_the_readers_language() -> None:
    state, situation = lab_run("tls.intercepted")
    assert "Een firewall" in ticket_text(state, situation.case, translator("nl"), "1")
