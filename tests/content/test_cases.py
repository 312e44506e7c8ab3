"""Loading cases, and answers put over them."""

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.content.answers import apply_answers
from ccdiag.content.cases import load_case
from ccdiag.content.errors import ContentError
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.printable import printable

WHOLE = """\
schema = 1
generation = "2.0"
[merchant]
id = "M-17"
name = "Café 't Hoekje"
[terminal]
tms_id = "00123456"
system = "GrundmasterNL"
ip = "192.0.2.10"
prefix = 24
link = "lan"
dns = ["192.0.2.1", "127.0.0.1:5353"]
dns_set = "yes"
software = "14.0.11.01"
model = "Base Next"
pos_mode = "flat-outgoing"
hw_installed = "unknown"
day_open = "yes"
whitelisted = "no"
opi_port = 4100
trigger_port = 4105
[webkassa]
file = "webkassa.json"
[tms_parameters]
MQT = "Enabled"
MqtServicePort = 443
"""


def refused(folder: Path, content: str) -> str:
    path = folder / "winkel.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        load_case(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_whole_case_is_loaded_with_its_files_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "webkassa.json").write_text("{}")
    (tmp_path / "winkel.toml").write_text(WHOLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    case = load_case(Path("winkel.toml"))
    assert case.merchant == Merchant(id="M-17", name="Café 't Hoekje")
    assert case.terminal.dns == ("192.0.2.1", "127.0.0.1:5353")
    assert case.webkassa == {"file": str(tmp_path / "webkassa.json")}
    assert case.tms_parameters == {"MQT": "Enabled", "MqtServicePort": 443}


def test_an_empty_case_is_a_case(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_bytes(b"")
    assert load_case(path) == Case()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('[terminal]\nsoftware = "14.0.x"', 'terminal.software: "14.0.x" is not a version such as "14.0.11.01"'),
        ('[terminal]\nip = "192.0.2.300"', 'terminal.ip: "192.0.2.300" is not an address such as "192.0.2.10"'),
        ('[terminal]\nip = "0.0.0.0"', 'terminal.ip: "0.0.0.0" is not an address'),
        ('[terminal]\nip = "192.0.2.1"\nprefix = 64', "terminal.prefix: 64 is not a number from 0 to 32"),
        ('[terminal]\ndns = ["192.0.2.1", "dns"]', 'terminal.dns[1]: "dns" is not an address such as "192.0.2.1"'),
        ('[terminal]\ntms_id = "4111111111111111"', "terminal.tms_id: looks like a card number, which does not belong in a case"),
        ('[merchant]\nname = "klant 4111 1111 1111 1111"', "merchant.name: looks like a card number"),
        ("[webkassa]\nterminalId = 4111111111111111", "webkassa.terminalId: looks like a card number"),
        ('[webkassa]\napiKey = "x"', "webkassa.apiKey: looks like a password or a key, which does not belong in a case"),
        ('[webkassa.details]\nnote = "l_AbCdEf123456"', "webkassa.details.note: looks like a password or a key"),
        ('generation = "l_AbCdEf123456"', 'generation: "•••" is not one of "1.0", "2.0", "unknown"'),
        ("[terminal]\nl_AbCdEf123456 = 1", "terminal.•••: unknown key"),
        ("[terminal]\nopi_port = 4111111111111111", "terminal.opi_port: ••• is not a number from 1 to 65535"),
        ('[webkassa]\nfile = "l_AbCdEf123456"', 'webkassa.file: "•••": there is no such file'),
        ('[merchant]\nname = "a\\u001b[31m"', 'merchant.name: "a\\x1b[31m" holds characters that do not belong here'),
        ('[merchant]\nname = "  "', "merchant.name: is empty; leave out what is not known"),
        ("[webkassa]\nport = inf", "webkassa.port: inf is not a number that can be used"),
        ("[webkassa]\nport = 99999999999999999999", "webkassa.port: 99999999999999999999 is too large"),
        ("[webkassa]\nport = 0x" + "f" * 400, "webkassa.port: … is too large"),
        ('[webkassa]\nfile = "webkassa.json"', 'webkassa.file: "webkassa.json": there is no such file'),
        ('[webkassa]\nfile = "."', 'webkassa.file: ".": this is a folder'),
        ("[webkassa]\nfile = 3", "webkassa.file: 3 is not the path of a file"),
        ('[tms_parameters]\nfile = "a.csv"\nMQT = "Enabled"', "tms_parameters.file: stands beside other keys"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, content: str, expected: str) -> None:
    shown = refused(tmp_path, content)
    assert shown.startswith(expected)
    for secret in ("4111", "AbCdEf"):
        assert secret not in shown


def test_a_saved_run_is_not_read_yet(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is a saved case"):
        load_case(tmp_path / "shop.ccdiag")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no path there")
def test_a_pipe_is_no_settings_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path, '[webkassa]\nfile = "pipe"').startswith('webkassa.file: "pipe": this is a folder, a pipe or a device')


def test_answers_go_over_the_case_and_the_last_one_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tms.csv").write_text("MQT;Enabled")
    case = Case(terminal=Terminal(tms_id="1", prefix=8), webkassa={"file": "elsewhere.json"}, tms_parameters={"MQT": "Disabled"})
    answered = apply_answers(
        case,
        [
            "terminal.tms_id=2",
            "terminal.tms_id = 3 ",
            "terminal.prefix=24",
            "terminal.dns=192.0.2.1, 192.0.2.2",
            "terminal.hw_installed=unknown",
            "generation=1.0",
            "schema=1",
            "webkassa.terminalId=00123456",
            "webkassa.accessProtocol=a=b",
            "tms_parameters.file=tms.csv",
        ],
    )
    assert answered.terminal == Terminal(tms_id="3", prefix=24, dns=("192.0.2.1", "192.0.2.2"), hw_installed="unknown")
    assert answered.generation == "1.0"
    assert answered.webkassa == {"terminalId": "00123456", "accessProtocol": "a=b"}
    assert answered.tms_parameters == {"file": str(tmp_path / "tms.csv")}


def test_names_of_settings_may_hold_dots_and_blanks() -> None:
    answered = apply_answers(Case(), ["tms_parameters.SSL/TLS Signature Algorithm=SHA-256", "tms_parameters.a.b=c"])
    assert answered.tms_parameters == {"SSL/TLS Signature Algorithm": "SHA-256", "a.b": "c"}


def test_a_list_can_be_emptied() -> None:
    assert apply_answers(Case(terminal=Terminal(dns=("192.0.2.1",))), ["terminal.dns="]).terminal.dns == ()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("terminal.dns_sett=yes", '--answer: terminal.dns_sett: unknown key; did you mean "dns_set"?'),
        ("terminals.dns_set=yes", '--answer: terminals: unknown key; did you mean "terminal"?'),
        ("terminal.hw_installed=ja", '--answer: terminal.hw_installed: "ja" is not one of "no", "unknown", "yes"'),
        ("terminal.prefix=many", '--answer: terminal.prefix: "many" is not a whole number'),
        ("terminal.prefix=²", '--answer: terminal.prefix: "²" is not a whole number'),
        ("terminal.opi_port=70000", "--answer: terminal.opi_port: 70000 is not a number from 1 to 65535"),
        ("terminal.software=new", '--answer: terminal.software: "new" is not a version'),
        ("terminal.ip=", "--answer: terminal.ip: "),
        ("terminal=x", "--answer: terminal: is a table; name a key in it"),
        ("webkassa=x", "--answer: webkassa: is a table; name a key in it"),
        ("webkassa.=x", "--answer: webkassa"),
        ("terminal.ip.x=1", "--answer: terminal.ip.x: unknown key; nothing stands below this one"),
        ("terminal", '--answer: "terminal" is not KEY=VALUE, such as "terminal.hw_installed=yes"'),
        ("=x", '--answer: "=x" is not KEY=VALUE'),
        ("webkassa.file=/nowhere/at/all", '--answer: webkassa.file: "/nowhere/at/all": there is no such file'),
        ("terminal.tms_id=4111111111111111", "--answer: terminal.tms_id: looks like a card number"),
        ("webkassa.password=x", "--answer: webkassa.password: looks like a password or a key"),
        ("terminal.pos_mode=l_AbCdEf123456", '--answer: terminal.pos_mode: "•••" is not one of '),
        ("l_AbCdEf123456", '--answer: "•••" is not KEY=VALUE'),
        ("terminal.l_AbCdEf123456=yes", "--answer: terminal.•••: unknown key"),
    ],
)
def test_answers_that_cannot_be_right_are_refused(answer: str, expected: str) -> None:
    with pytest.raises(ContentError) as caught:
        apply_answers(Case(), [answer])
    assert str(caught.value).startswith(expected)


KEYS = st.sampled_from(["terminal", "dns", "ip", "prefix", "webkassa", "file", "merchant", "id", "generation", "schema", ""]) | st.text(
    max_size=8
)


@given(st.lists(st.builds(lambda keys, value: ".".join(keys) + "=" + value, st.lists(KEYS, max_size=3), st.text(max_size=20)), max_size=3))
def test_any_answers_are_taken_or_refused(answers: list[str]) -> None:
    shown = "fine"
    try:
        apply_answers(Case(), answers)
    except ContentError as error:
        shown = str(error)
    assert printable(shown, most=len(shown)) == shown
