"""What only a person can say: settings and day."""

import pytest
from msgspec.structs import replace

from ccdiag.checks.base import Seen
from ccdiag.checks.terminal_day import TerminalDay
from ccdiag.checks.terminal_settings import TerminalSettings
from ccdiag.model.case import Case, Terminal
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import SettingFacts, StatedFacts
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Verdict
from tests.checks.running import run_check

ENVIRONMENT = Environment(
    schema=1,
    id="test",
    title="Test",
    unfit_models=("Old One",),
    mqtt=MqttService(host="mqtt.test"),
    tas=TcpService(host="tas.test", port=5555),
    tms=TcpService(host="127.0.0.1", port=15000),
)
GOOD = Terminal(software="14.0.11.01", dns_set="yes", hw_installed="yes", model="New One")


def situation(terminal: Terminal, generation: str | None = "2.0") -> Situation:
    return Situation(environment=ENVIRONMENT, case=Case(generation=generation, terminal=terminal))  # type: ignore[arg-type]  # a literal


@pytest.mark.parametrize(
    ("software", "generation", "verdict"),
    [
        ("14.0.11.01", "2.0", Verdict.PASS),
        ("14.0.11.1", "2.0", Verdict.PASS),
        ("15.0", "2.0", Verdict.PASS),
        ("14.0.10.99", "2.0", Verdict.FAIL),
        ("11.3.02", "2.0", Verdict.FAIL),
        ("11.3.02", "1.0", Verdict.PASS),
        ("11.3.01", "1.0", Verdict.FAIL),
        ("9.9.9", "1.0", Verdict.FAIL),
        ("14.0.11.01", None, Verdict.PASS),
        ("12.0", None, Verdict.INCONCLUSIVE),
        ("11.3.01", None, Verdict.FAIL),
        ("soon", "2.0", Verdict.INCONCLUSIVE),
        ("unknown", "2.0", Verdict.INCONCLUSIVE),
    ],
)
async def test_software(software: str, generation: str | None, verdict: Verdict) -> None:
    result = await run_check(TerminalSettings(), situation(replace(GOOD, software=software), generation))
    assert result.verdict is verdict
    found = next(seen.facts for seen in result.observations if isinstance(seen.facts, SettingFacts) and seen.facts.setting == "software")
    assert (found.finding == "software_too_old") == (verdict is Verdict.FAIL)


async def test_an_unfit_model() -> None:
    result = await run_check(TerminalSettings(), situation(replace(GOOD, model="old one ")))
    assert result.verdict is Verdict.FAIL
    assert any(isinstance(seen.facts, SettingFacts) and seen.facts.finding == "model_unfit" for seen in result.observations)


@pytest.mark.parametrize("key", ["dns_set", "hw_installed"])
@pytest.mark.parametrize(("value", "verdict"), [("no", Verdict.FAIL), ("unknown", Verdict.INCONCLUSIVE), ("yes", Verdict.PASS)])
async def test_yes_no_and_unknown(key: str, value: str, verdict: Verdict) -> None:
    result = await run_check(TerminalSettings(), situation(replace(GOOD, **{key: value})))
    assert result.verdict is verdict
    assert StatedFacts(key=f"terminal.{key}", value=value) in [seen.facts for seen in result.observations]


def test_what_is_missing_is_asked_for() -> None:
    check = TerminalSettings()
    skip = check.skip(situation(Terminal()))
    assert skip is not None
    assert skip.question is not None
    assert skip.question.key == "terminal.hw_installed"
    partly = check.judge(Seen(), situation(Terminal(hw_installed="yes", software="14.0.11.01")), {})
    assert partly.verdict is Verdict.PASS
    assert partly.question is not None
    assert partly.question.key == "terminal.dns_set"


async def test_an_installation_is_no_matter_for_1_0() -> None:
    result = await run_check(TerminalSettings(), situation(replace(GOOD, hw_installed="no"), "1.0"))
    assert result.verdict is Verdict.PASS


async def test_several_wrong_settings_are_named() -> None:
    result = await run_check(TerminalSettings(), situation(replace(GOOD, hw_installed="no", dns_set="no")))
    assert result.verdict is Verdict.FAIL
    assert "terminal.dns_set" in result.reason.english()
    assert "terminal.hw_installed" in result.reason.english()


async def test_servers_on_the_terminal_are_dns_set() -> None:
    result = await run_check(TerminalSettings(), situation(Terminal(dns=("192.0.2.1",))))
    assert result.verdict is Verdict.PASS


@pytest.mark.parametrize(("said", "verdict"), [("yes", Verdict.PASS), ("no", Verdict.FAIL), ("unknown", Verdict.INCONCLUSIVE)])
async def test_day(said: str, verdict: Verdict) -> None:
    result = await run_check(TerminalDay(), situation(Terminal(day_open=said)))  # type: ignore[arg-type]  # a literal in a parameter
    assert result.verdict is verdict


def test_day_not_stated() -> None:
    skip = TerminalDay().skip(situation(Terminal()))
    assert skip is not None
    assert skip.question is not None
    assert "DAGOPENING" in skip.question.where.english()
