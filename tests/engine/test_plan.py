import pytest

from ccdiag.checks.base import Check
from ccdiag.checks.registry import all_checks
from ccdiag.engine.plan import plan
from ccdiag.model.check import CHECK_IDS


def test_every_check_of_the_contract_is_planned_once_and_in_its_order() -> None:
    assert tuple(check.id for check in plan(all_checks())) == CHECK_IDS


def test_only_brings_what_it_needs() -> None:
    assert {check.id for check in plan(all_checks(), ["mqtt.tls"])} == {"network.interface", "dns.mqtt", "mqtt.tcp", "mqtt.tls"}


def test_only_brings_what_it_waits_for() -> None:
    planned = {check.id for check in plan(all_checks(), ["clock.skew"])}
    assert {"network.internet", "mqtt.tls", "whitelist.entry"} <= planned


def test_a_circle_is_refused() -> None:
    checks = {check.id: check for check in all_checks()}
    interface = checks["network.interface"]

    class Circular(type(interface)):  # type: ignore[misc]  # a class made from an instance's
        needs = ("mqtt.tls",)

    circular: list[Check] = [Circular() if check is interface else check for check in checks.values()]
    with pytest.raises(ValueError, match="circle"):
        plan(circular)


def test_an_unknown_check_is_refused() -> None:
    with pytest.raises(ValueError, match=r"mqtt\.nothing"):
        plan(all_checks(), ["mqtt.nothing"])  # type: ignore[list-item]
