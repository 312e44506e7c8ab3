"""A file is taken for what it holds."""

from pathlib import Path

import pytest

from ccdiag.app.case_fields import CaseField, parse, shown
from ccdiag.app.opening import open_file, save_case
from ccdiag.content.errors import ContentError
from ccdiag.content.root import resource_root
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.environment import Environment
from ccdiag.model.message import Message

CASE = Case(
    generation="2.0", merchant=Merchant(name="Bakkerij"), terminal=Terminal(tms_id="NL1", ip="192.0.2.4", dns=("192.0.2.1", "192.0.2.2"))
)


def test_a_saved_case_is_opened_again(tmp_path: Path) -> None:
    save_case(CASE, tmp_path / "case.toml")
    assert open_file(tmp_path / "case.toml", Case()) == CASE
    assert [path.name for path in tmp_path.iterdir()] == ["case.toml"]


def test_an_environment_is_known_by_its_endpoints() -> None:
    opened = open_file(resource_root() / "environments" / "ccv.toml", Case())
    assert isinstance(opened, Environment)


def test_settings_go_into_the_case(tmp_path: Path) -> None:
    opened = open_file(tmp_path / "webkassa.json", CASE)
    assert isinstance(opened, Case)
    assert opened.webkassa == {"file": str(tmp_path / "webkassa.json")}
    assert opened.terminal == CASE.terminal


@pytest.mark.parametrize(
    ("name", "content", "tables"),
    [
        ("export.json", '{"MQT": "Enabled"}', {"tms_parameters"}),
        ("kassa.csv", "terminalId;managementSystemId\n1;GrundmasterNL\n", {"webkassa"}),
        ("mail.txt", "MqtServicePort: 443\n", {"tms_parameters"}),
        ("all.ini", "[a]\nterminalId=1\naccessProtocol=OPI_NL\n[b]\nMQT=on\n", {"webkassa", "tms_parameters"}),
        ("empty.xlsx", "", {"tms_parameters"}),
        ("kassa.xml", "<", {"webkassa"}),
    ],
)
def test_settings_are_known_by_the_names_in_them(tmp_path: Path, name: str, content: str, tables: set[str]) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    opened = open_file(tmp_path / name, Case())
    assert isinstance(opened, Case)
    assert {table for table in ("webkassa", "tms_parameters") if getattr(opened, table)} == tables


@pytest.mark.parametrize("name", ["photo.png", "absent.toml", "no_suffix"])
def test_anything_else_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ContentError):
        open_file(tmp_path / name, Case())


@pytest.mark.parametrize(
    ("field", "text", "wrong"),
    [
        (CaseField.ADDRESS, "192.168.1", "is not an address"),
        (CaseField.SOFTWARE, "14.0.x", "is not a version"),
        (CaseField.NAME_SERVERS, "1.1.1.1, 1.1.1", "is not an address"),
        (CaseField.SHOP, "4111 1111 1111 1111", "card number"),
    ],
)
def test_what_cannot_be_used_is_told_and_stays_out(field: CaseField, text: str, wrong: str) -> None:
    told = parse(field, text, CASE)
    assert isinstance(told, Message)
    assert wrong in told.english()


@pytest.mark.parametrize("field", list(CaseField))
def test_what_is_shown_is_what_is_parsed(field: CaseField) -> None:
    assert parse(field, shown(field, CASE), CASE) == CASE
    emptied = parse(field, "  ", CASE)
    assert isinstance(emptied, Case)
    assert shown(field, emptied) == ""
