"""What a new run may take from a file that came by mail."""

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from ccdiag.app.case_of_bundle import case_of_bundle
from ccdiag.cases.bundle import bundle_bytes, read_bundle_bytes
from ccdiag.cases.case_documents import documents_of
from ccdiag.cases.redaction import redacted
from ccdiag.cases.redaction_kinds import KEPT_BY_DEFAULT, PersonalKind
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.saved_case import SavedCase

CASE = Case(
    generation="1.0",
    merchant=Merchant(id="20481632", name="Slagerij De Vries"),
    terminal=Terminal(tms_id="NL0012345", ip="192.168.17.40", prefix=24, dns=("192.168.17.1",), dns_set="yes", software="14.0.11.01"),
    webkassa={"details": {"terminalId": "NL0012345", "managementSystemId": "08900000002", "ip": "192.168.17.40", "port": 4105}},
    tms_parameters={"file": "/home/devries/tms.csv"},
)


def sent(keep: Iterable[PersonalKind], told: Case = CASE) -> tuple[Case, tuple[str, ...]]:
    saved = SavedCase(key="tms:NL0012345", shop="Slagerij De Vries", simulation=False, case=told)
    safely = redacted(documents_of(saved), frozenset(keep))
    found = case_of_bundle(read_bundle_bytes(bundle_bytes(safely.documents, safely.document)))
    return found.case, found.not_known


def test_all_that_was_left_as_it_is_is_known_but_for_files() -> None:
    case, not_known = sent(PersonalKind)
    assert not_known == ("tms_parameters.file",)
    assert (case.merchant, case.terminal, case.webkassa, case.tms_parameters) == (CASE.merchant, CASE.terminal, CASE.webkassa, None)


def test_what_was_replaced_is_not_known() -> None:
    case, not_known = sent(())
    assert set(not_known) == {
        "merchant.id",
        "merchant.name",
        "terminal.tms_id",
        "terminal.ip",
        "terminal.prefix",
        "terminal.dns",
        "webkassa.details.terminalId",
        "webkassa.details.ip",
        "tms_parameters.file",
    }
    assert case.merchant == Merchant()
    assert (case.terminal.tms_id, case.terminal.ip, case.terminal.dns) == (None, None, None)
    assert (case.generation, case.terminal.dns_set, case.terminal.software) == ("1.0", "yes", "14.0.11.01")
    assert case.webkassa == {"details": {"managementSystemId": "08900000002", "port": 4105}}


@pytest.mark.parametrize("kept", [PersonalKind.TMS_ID, PersonalKind.PRIVATE_ADDRESS, PersonalKind.SHOP])
def test_each_kind_by_itself(kept: PersonalKind) -> None:
    case, _ = sent({kept})
    assert (case.terminal.tms_id is not None) is (kept is PersonalKind.TMS_ID)
    assert (case.terminal.ip is not None) is (kept is PersonalKind.PRIVATE_ADDRESS)
    assert (case.merchant.name is not None) is (kept is PersonalKind.SHOP)


def test_a_private_address_is_known_where_only_public_ones_were_replaced() -> None:
    here = replace(CASE, terminal=replace(CASE.terminal, dns=("192.168.17.1", "84.22.33.44")))
    case, not_known = sent(KEPT_BY_DEFAULT, here)
    assert (case.terminal.ip, case.terminal.prefix) == ("192.168.17.40", 24)
    assert case.terminal.dns is None, "one of the two was replaced"
    assert case.webkassa == {"details": {"managementSystemId": "08900000002", "ip": "192.168.17.40", "port": 4105}}
    assert "terminal.dns" in not_known
    case, _ = sent(KEPT_BY_DEFAULT, replace(CASE, terminal=replace(CASE.terminal, ip="84.22.33.44", dns=("192.168.17.1:5353",))))
    assert (case.terminal.ip, case.terminal.prefix, case.terminal.dns) == (None, None, ("192.168.17.1:5353",))
