import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.app.case_fields import CaseField, parse, shown
from ccdiag.model.case import Case, Terminal
from ccdiag.model.message import Message


def wrong(field: CaseField, text: str) -> str:
    said = parse(field, text, Case())
    assert isinstance(said, Message)
    return said.english()


def right(field: CaseField, text: str, case: Case | None = None) -> Case:
    parsed = parse(field, text, case or Case())
    assert isinstance(parsed, Case), parsed
    return parsed


def test_what_is_wrong_is_said_with_an_example() -> None:
    assert wrong(CaseField.SOFTWARE, "14.0.x") == '"14.0.x" is not a version such as "14.0.11.01"'
    assert "192.0.2.10" in wrong(CaseField.ADDRESS, "192.168.1.300")
    assert "192.0.2.1" in wrong(CaseField.NAME_SERVERS, "192.168.1.1, nowhere")
    assert wrong(CaseField.GENERATION, "3.0")
    assert wrong(CaseField.LINK, "pigeon")
    assert "card" in wrong(CaseField.SHOP, "4111 1111 1111 1111")


@pytest.mark.parametrize("text", ["192.168.1.1, 192.168.1.2", "192.168.1.1;192.168.1.2", " 192.168.1.1  192.168.1.2 ,"])
def test_several_servers_are_written_in_several_ways(text: str) -> None:
    assert right(CaseField.NAME_SERVERS, text).terminal.dns == ("192.168.1.1", "192.168.1.2")


@pytest.mark.parametrize("text", ["2", "2.0", "2,0"])
def test_a_generation_too(text: str) -> None:
    assert right(CaseField.GENERATION, text).generation == "2.0"


def test_nothing_takes_the_value_away() -> None:
    case = right(CaseField.ADDRESS, "192.168.1.40")
    assert shown(CaseField.ADDRESS, case) == "192.168.1.40"
    assert right(CaseField.ADDRESS, "  ", case) == Case()


def test_a_field_touches_no_other_and_no_file() -> None:
    case = Case(terminal=Terminal(tms_id="NL1", dns=("192.168.1.1",)), webkassa={"file": "/nowhere/webkassa.json"})
    parsed = right(CaseField.SOFTWARE, "14.0.11.01", case)
    assert parsed == replace(case, terminal=replace(case.terminal, software="14.0.11.01"))


@given(st.sampled_from(CaseField), st.text(max_size=300))
def test_whatever_is_typed_gives_a_case_or_what_is_wrong(field: CaseField, text: str) -> None:
    parsed = parse(field, text, Case())
    if isinstance(parsed, Case):
        assert parse(field, shown(field, parsed), parsed) == parsed
    else:
        assert parsed.english()
