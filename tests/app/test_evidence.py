"""Evidence as a table: for every operation, whatever it saw, and as the pictures have it for an opened connection."""

import unicodedata
from datetime import UTC, datetime
from itertools import product
from typing import Any

import msgspec
import pytest
from msgspec.inspect import (
    BoolType,
    FloatType,
    IntType,
    LiteralType,
    NoneType,
    StrType,
    StructType,
    Type,
    UnionType,
    VarTupleType,
    type_info,
)
from msgspec.structs import replace

from ccdiag.app.evidence import EvidenceTable, Latency, certificate_chain, evidence_of
from ccdiag.model.check import CHECK_IDS, CheckId
from ccdiag.model.event import PlannedCheck
from ccdiag.model.facts import OPERATIONS, CertificateFacts, DnsFacts, Facts, PassiveReadFacts, SettingFacts, TcpFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.finding import Finding
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from ccdiag.model.run import CheckState
from ccdiag.model.verdict import Light

HOSTILE = "x\x1b[31m\u202ey"


def check(*seen: Observation, check_id: CheckId = "mqtt.tls") -> CheckState:
    return CheckState(planned=PlannedCheck(id=check_id, title=message("made"), place=Place.AWS_IOT, limit_s=1), observations=seen)


def observed(facts: Facts, failure: Failure | None = None, target: str = HOSTILE) -> Observation:
    return Observation(id="o1", target=target, started_at=datetime(2030, 1, 1, tzinfo=UTC), elapsed_s=0.25, failure=failure, facts=facts)


def sample(kind: Type, *, full: bool) -> Any:  # noqa: ANN401  # whatever the field holds
    match kind:
        case UnionType():
            options = [option for option in kind.types if not isinstance(option, NoneType)]
            return sample(options[0], full=full)
        case LiteralType():
            return kind.values[-1 if full else 0]
        case BoolType():
            return True
        case IntType():
            return 7
        case FloatType():
            return 7.5
        case StrType():
            return HOSTILE
        case VarTupleType():
            return [sample(kind.item_type, full=full)] * 6
        case StructType():
            return {field.encode_name: sample(field.type, full=full) for field in kind.fields}
    raise AssertionError(kind)


def made(kind: type[Facts], *, full: bool) -> Facts:
    info = type_info(kind)
    assert isinstance(info, StructType)
    fields = {field.encode_name: sample(field.type, full=full) for field in info.fields if full or field.required}
    if full and "finding" in fields:
        fields["finding"] = Finding.TOPIC_WRONG
    return msgspec.convert(fields, kind)


def texts(table: EvidenceTable) -> list[str]:
    cells = [cell.text for row in table.rows for cell in row.cells]
    return [text.english() if isinstance(text, Message) else text for text in (*table.columns, *cells)]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_whatever_was_seen_makes_a_table(operation: str) -> None:
    kind = OPERATIONS[operation]
    for facts, failure, check_id in product((made(kind, full=False), made(kind, full=True)), (None, *Failure), CHECK_IDS):
        table = evidence_of(check(observed(facts, failure), check_id=check_id))
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
        for text in texts(table):
            assert "{" not in text
            assert not any(unicodedata.category(character) in {"Cc", "Cf"} for character in text)


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - {"passive_read", "whitelist_lookup"}))
def test_nothing_is_lost(operation: str) -> None:
    facts = made(OPERATIONS[operation], full=False)
    assert evidence_of(check(observed(facts))).rows, f"{operation} has no row"


TLS = TlsFacts(
    role="mqtt",
    purpose="identify",
    address="198.51.100.21",
    port=443,
    alpn_offered=("x-amzn-mqtt-ca",),
    stage="certificate",
    issuer="CN=SSL Inspection CA,O=Shop",
    trusted_by_bundle=False,
    connect_s=0.04,
    chain=(CertificateFacts(subject="CN=*.iot.example", issuer="CN=SSL Inspection CA", not_before="", not_after=""),),
)


def test_an_opened_connection_shows_who_opened_it_and_who_trusts_that() -> None:
    laptop = replace(TLS, purpose="laptop_trust", trusted_by_bundle=None, trusted_by_laptop=True)
    control = replace(TLS, role="control", purpose="control", trusted_by_bundle=None, alpn_offered=())
    state = check(observed(TLS, Failure.TLS_UNTRUSTED), observed(laptop), observed(control))
    table = evidence_of(state)
    assert [column.text for column in table.columns] == ["What", "On what", "Issuer", "Terminal trusts", "Laptop trusts", "ALPN"]
    first, second = table.rows
    assert [cell.light for cell in first.cells] == [None, None, None, Light.FAIL, Light.PASS, Light.FAIL]
    assert first.latency == Latency(0.04, 0.21)
    assert second.cells[2].text == "SSL Inspection CA"
    assert table.bar is not None
    assert certificate_chain(state) == ("*.iot.example", "SSL Inspection CA")


def test_what_only_helped_is_left_out_where_there_is_more() -> None:
    lookup = observed(DnsFacts(name="control", record="A", server="192.0.2.1", role="laptop"))
    connection = observed(TcpFacts(role="tas", address="192.0.2.9", port=5555))
    assert len(evidence_of(check(lookup, connection, check_id="tas.tcp")).rows) == 1
    assert len(evidence_of(check(lookup, check_id="tas.tcp")).rows) == 1
    assert message("What") not in evidence_of(check(connection, check_id="tas.tcp")).columns


def test_a_connection_that_is_closed_at_once_is_no_good_connection() -> None:
    read = observed(PassiveReadFacts(role="tas", address="192.0.2.9", ended_by="peer_reset"))
    table = evidence_of(check(observed(TcpFacts(role="tas", address="192.0.2.9", port=5555)), read, check_id="tas.tcp"))
    assert [[cell.light for cell in row.cells] for row in table.rows] == [[None, Light.FAIL, None]]


@pytest.mark.parametrize("reason", ["not_json", "a reason of another version"])
def test_a_file_that_cannot_be_read_says_why(reason: str) -> None:
    facts = SettingFacts(document="webkassa", setting="document", found=reason, finding=Finding.UNREADABLE)
    (row,) = evidence_of(check(observed(facts), check_id="webkassa.configuration")).rows
    assert row.cells[0].text == message("The file")
    assert row.cells[1].text


def test_what_a_server_does_to_a_client_without_a_certificate_is_no_fault() -> None:
    wanting = replace(
        TLS, purpose="tls_1_2", trusted_by_bundle=True, alert="handshake_failure", client_certificate_requested=True, connect_s=None
    )
    table = evidence_of(check(observed(wanting, Failure.TLS_ALERT)))
    assert Light.FAIL not in {cell.light for row in table.rows for cell in row.cells}


def test_where_a_handshake_is_one_step_of_several_it_is_told_shortly() -> None:
    shaken = observed(replace(TLS, role="vpos", purpose="laptop_trust"), Failure.TLS_UNTRUSTED)
    table = evidence_of(check(shaken, check_id="vpos.tcp"))
    assert [column.text for column in table.columns] == ["What", "On what", "Seen", "Time"]
    assert {cell.light for row in table.rows for cell in row.cells} == {None}, "whose certificate VPOS has does not matter"


def test_nothing_seen_is_an_empty_table() -> None:
    assert evidence_of(check()) == EvidenceTable()
    assert certificate_chain(check()) == ()
