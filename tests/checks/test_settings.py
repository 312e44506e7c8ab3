"""The checks of the Webkassa's configuration and of the TMS parameters."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from ccdiag.checks.base import Check, CheckContext, Seen
from ccdiag.checks.tms_parameters import TmsParameters
from ccdiag.checks.webkassa_configuration import WebkassaConfiguration
from ccdiag.model.case import Case, Terminal
from ccdiag.model.check import Judgement
from ccdiag.model.environment import Environment, MqttService, TcpService
from ccdiag.model.facts import SettingFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.probes.source import ANY_SOURCE

ENVIRONMENT = Environment(
    schema=1,
    id="test",
    title="Test",
    mqtt=MqttService(host="mqtt.example", topics=("NL-CAT",)),
    tas=TcpService(host="tas.example", port=5555),
    tms=TcpService(host="tms.example", port=15000),
)
WEBKASSA: dict[str, Any] = {"terminalId": "00123456", "managementSystemId": "GrundmasterNL", "accessProtocol": "OPI_NL"}
TMS: dict[str, Any] = {
    "MQT": "Enabled",
    "MqtServiceEnable": "Enabled",
    "MqtServiceAddress": "mqtt.example",
    "MqtServiceAlpn": "x-amzn-mqtt-ca",
    "MqtServicePort": 443,
    "MqtServiceUseSsl": "Enabled",
    "MqtSubscriptionTopic0": "NL-CAT",
}
CASE = Case(generation="2.0", terminal=Terminal(tms_id="00123456"))


async def run(check: Check, case: Case) -> tuple[Judgement, list[Observation]]:
    situation = Situation(environment=ENVIRONMENT, case=case)
    assert check.skip(situation) is None
    recorded: list[Observation] = []

    def record(observation: Observation) -> Observation:
        recorded.append(observation)
        return observation

    await check.observe(CheckContext(situation, {}, record, source=ANY_SOURCE, terminal_turn=asyncio.Lock()))
    return check.judge(Seen(recorded), situation, {}), recorded


async def webkassa(table: dict[str, Any], case: Case = CASE) -> Judgement:
    return (await run(WebkassaConfiguration(), replace(case, webkassa=table)))[0]


async def tms(table: dict[str, Any], case: Case = CASE) -> Judgement:
    return (await run(TmsParameters(), replace(case, tms_parameters=table)))[0]


@pytest.mark.parametrize("check", [WebkassaConfiguration(), TmsParameters()])
def test_what_the_case_does_not_know_is_asked(check: Check) -> None:
    for case in (Case(), Case(webkassa={}, tms_parameters={})):
        skip = check.skip(Situation(environment=ENVIRONMENT, case=case))
        assert skip is not None
        assert skip.question is not None
        assert skip.question.key in {"webkassa", "tms_parameters"}


async def test_a_configuration_in_the_case_is_stated(tmp_path: Path) -> None:
    judgement, recorded = await run(WebkassaConfiguration(), replace(CASE, webkassa=WEBKASSA))
    assert (judgement.verdict, judgement.basis) == (Verdict.PASS, Basis.STATED)
    assert [observation.target for observation in recorded] == [f"webkassa {name}" for name in WEBKASSA]


async def test_a_configuration_in_a_file_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "webkassa.json"
    path.write_text(json.dumps({"details": {**WEBKASSA, "managementSystemId": "08900000002"}}), encoding="utf-16")
    judgement, recorded = await run(WebkassaConfiguration(), replace(CASE, webkassa={"file": str(path)}))
    assert (judgement.verdict, judgement.basis) == (Verdict.FAIL, Basis.MEASURED)
    assert judgement.reason.english().startswith("managementSystemId is 08900000002")
    assert recorded[1].target == "webkassa.json managementSystemId"
    assert isinstance(recorded[1].facts, SettingFacts)
    assert recorded[1].facts.location == "details.managementSystemId"
    assert recorded[1].failure is None


async def test_a_terminal_id_that_cannot_be_compared_is_said_and_asked() -> None:
    judgement = await webkassa(WEBKASSA, Case())
    assert judgement.verdict is Verdict.PASS
    assert "00123456" in judgement.reason.english()
    assert judgement.question is not None
    assert judgement.question.key == "terminal.tms_id"


async def test_what_does_not_stop_payments_is_a_warning() -> None:
    assert (await webkassa({**WEBKASSA, "ip": "192.0.2.10"})).verdict is Verdict.WARN
    old = {**WEBKASSA, "managementSystemId": "08900000002", "ip": "192.0.2.10", "port": 4105}
    assert (await webkassa(old, Case(generation="1.0"))).verdict is Verdict.WARN
    assert (await tms({**TMS, "MqtSubscriptionTopic0": "BE-CAT"})).verdict is Verdict.WARN


async def test_both_documents_together_tell_that_the_kicks_differ() -> None:
    case = Case(terminal=Terminal(tms_id="00123456"), tms_parameters={"MQT": "Disabled"})
    judgement = await webkassa(WEBKASSA, case)
    assert judgement.verdict is Verdict.FAIL
    assert "different kicks" in judgement.reason.english()


@pytest.mark.parametrize(
    ("content", "code", "failure"),
    [
        (b"", "empty", Failure.UNREADABLE),
        (b"{", "not_json", Failure.UNREADABLE),
        (b"\x00\x01", "not_text", Failure.UNREADABLE),
        (b"[" * 100_000, "too_deep", Failure.UNREADABLE),
        (None, "no_file", Failure.UNREADABLE),
        (b"x" * 1_100_000, "too_large", Failure.TOO_LARGE),
    ],
)
async def test_a_file_that_cannot_be_read_fails_the_webkassa_and_leaves_tms_open(
    tmp_path: Path, content: bytes | None, code: str, failure: Failure
) -> None:
    path = tmp_path / "settings.json"
    if content is not None:
        path.write_bytes(content)
    table: dict[str, Any] = {"file": str(path)}
    judgement, recorded = await run(WebkassaConfiguration(), replace(CASE, webkassa=table))
    assert judgement.verdict is Verdict.FAIL
    assert judgement.reason.english().startswith("settings.json: The file ")
    assert [(observation.target, observation.failure) for observation in recorded] == [("settings.json document", failure)]
    facts = recorded[0].facts
    assert isinstance(facts, SettingFacts)
    assert (facts.finding, facts.found) == ("unreadable", code)
    assert (await run(TmsParameters(), replace(CASE, tms_parameters=table)))[0].verdict is Verdict.INCONCLUSIVE


async def test_good_parameters_pass() -> None:
    judgement = await tms(TMS)
    assert (judgement.verdict, judgement.basis) == (Verdict.PASS, Basis.STATED)


async def test_parameters_from_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "tms.csv"
    path.write_text("Parameter;Value\n" + "\n".join(f"{name};{value}" for name, value in TMS.items()), encoding="cp1252")
    judgement = await tms({"file": str(path)})
    assert (judgement.verdict, judgement.basis) == (Verdict.PASS, Basis.MEASURED)


async def test_wrong_parameters_fail() -> None:
    judgement = await tms({**TMS, "MqtServicePort": 8883})
    assert judgement.verdict is Verdict.FAIL
    assert judgement.reason.english() == "MqtServicePort is 8883; expected 443."


async def test_what_is_not_there_is_never_green() -> None:
    for table in ({"MQT": "Enabled"}, {"something": "else"}):
        judgement = await tms(table)
        assert judgement.verdict is Verdict.INCONCLUSIVE
        assert judgement.question is not None


async def test_mqt_that_is_off_asks_for_the_generation_where_it_is_not_stated() -> None:
    judgement = await tms({"MQT": "Disabled"}, Case())
    assert judgement.verdict is Verdict.INCONCLUSIVE
    assert judgement.question is not None
    assert judgement.question.key == "generation"
    assert (await tms({"MQT": "Disabled"})).verdict is Verdict.FAIL
    assert (await tms({"CCV Cloud Connection": "Enabled"}, Case(generation="1.0"))).verdict is Verdict.PASS


async def test_secrets_in_a_document_are_never_recorded(tmp_path: Path) -> None:
    path = tmp_path / "webkassa.json"
    path.write_text(json.dumps({**WEBKASSA, "terminalId": "l_AbCdEf123456", "apiKey": "hidden-value"}))
    judgement, recorded = await run(WebkassaConfiguration(), replace(CASE, webkassa={"file": str(path)}))
    assert "AbCdEf" not in repr(recorded) + repr(judgement)
    assert "hidden-value" not in repr(recorded) + repr(judgement)
