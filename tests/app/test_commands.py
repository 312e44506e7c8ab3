"""Commands to copy: right for a plain shop, and never more than one command's words for hostile text."""

import re
import shlex
import shutil
import subprocess

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ccdiag.app.commands import ShellCommand, commands_for
from ccdiag.app.shell_words import bash_words, powershell_text
from ccdiag.model.case import Case, Merchant, Terminal
from ccdiag.model.check import CHECK_IDS, CheckId
from ccdiag.model.environment import (
    Environment,
    InternetSettings,
    KnownAnswer,
    MqttService,
    TcpService,
    WhitelistSource,
)
from ccdiag.model.event import PlannedCheck
from ccdiag.model.facts import DnsFacts, ProxySettingFacts
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.printable import printable
from ccdiag.model.run import CheckState
from ccdiag.model.situation import Situation
from ccdiag.probes.stopwatch import Stopwatch

STATED: set[CheckId] = {"terminal.settings", "terminal.day", "webkassa.configuration", "tms.parameters"}
SINGLE_QUOTES = "'\u2018\u2019\u201a\u201b"
HOSTILE = st.one_of(
    st.text(min_size=1, max_size=30),
    st.text(alphabet="'\"`$;&|<>(){}\\ \n\r\t#!*?~%^@=-" + SINGLE_QUOTES + "a", min_size=1, max_size=20),
)


def situation(text: str = "host.example", *, source: str = "http", certificate: str = "") -> Situation:
    environment = Environment(
        schema=1,
        id="made",
        title="Made up",
        mqtt=MqttService(host=text, alpn=text, client_certificate=certificate),
        tas=TcpService(host=text, port=5555),
        tms=TcpService(host=text, port=15000),
        vpos=TcpService(host=text, port=443),
        internet=InternetSettings(probes=(KnownAnswer(url=f"http://{text}/"),)),
        whitelist=msgspec.convert(
            {"source": source, "url": f"http://{text}/{{tms_id}}", "path": text, "token_variable": "WHITELIST_TOKEN"}, WhitelistSource
        ),
    )
    terminal = Terminal(ip=text, tms_id=text)
    return Situation(environment=environment, case=Case(terminal=terminal, merchant=Merchant(id=text)), touch_terminal=True)


def state_of(check: CheckId, text: str = "host.example") -> CheckState:
    seen = (
        Stopwatch().observation("there", DnsFacts(name=text, record="A", server="192.0.2.1:53", role="laptop")),
        Stopwatch().observation("there", DnsFacts(name=text, record="A", server="[2001:db8::1]:5353", role="laptop")),
        Stopwatch().observation("there", ProxySettingFacts(source="system", proxy=f"{text}:8080")),
    )
    return CheckState(planned=PlannedCheck(id=check, title=message("made"), place=Place.DNS, limit_s=1), observations=seen)


def all_commands(text: str) -> dict[tuple[str, str], ShellCommand]:
    made = situation(text, certificate=text)
    by_file = situation(text, source="csv")
    listed: list[tuple[str, tuple[ShellCommand, ...]]] = [(check, commands_for(check, state_of(check, text), made)) for check in CHECK_IDS]
    listed.append(("csv", commands_for("whitelist.entry", state_of("whitelist.entry"), by_file)))
    return {(check, command.shell): command for check, commands in listed for command in commands}


def plain(check: CheckId) -> dict[str, str]:
    return {command.shell: command.text for command in commands_for(check, state_of(check), situation())}


@pytest.mark.parametrize("check", [check for check in CHECK_IDS if check not in STATED])
def test_every_check_that_measures_has_a_command_for_both_systems(check: CheckId) -> None:
    shells = {command.shell for command in commands_for(check, state_of(check), situation())}
    assert "powershell" in shells
    assert shells - {"powershell"}


def test_what_is_stated_has_none() -> None:
    assert all(commands_for(check, state_of(check), situation()) == () for check in STATED)


def test_the_handshake_asks_as_a_terminal_does() -> None:
    words = shlex.split(plain("mqtt.tls")["openssl"])
    assert words[words.index("-connect") + 1] == "host.example:443"
    assert words[words.index("-servername") + 1] == "host.example"
    assert words[words.index("-alpn") + 1] == "host.example"


def test_every_server_is_asked_by_itself() -> None:
    asked = plain("dns.mqtt")
    assert asked["dig"].splitlines() == [
        "dig @192.0.2.1 -q host.example -t A",
        "dig @2001:db8::1 -p 5353 -q host.example -t A",
    ]
    # Windows asks port 53 only.
    assert asked["powershell"] == "Resolve-DnsName -DnsOnly -Type A -Name 'host.example' -Server '192.0.2.1'"


def test_no_connection_to_a_terminal_without_consent() -> None:
    without = replace(situation(), touch_terminal=False)
    for check in ("terminal.pos_mode", "terminal.trigger_port"):
        assert commands_for(check, state_of(check), without) == ()


def test_a_token_stays_in_its_variable() -> None:
    commands = plain("whitelist.entry")
    assert '"Authorization: Bearer $WHITELIST_TOKEN"' in commands["bash"]
    assert '"Bearer $env:WHITELIST_TOKEN"' in commands["powershell"]
    odd = situation()
    odd = replace(odd, environment=replace(odd.environment, whitelist=replace(odd.environment.whitelist, token_variable="a;b")))
    assert "a;b" not in str(commands_for("whitelist.entry", state_of("whitelist.entry"), odd))


def test_a_password_in_an_address_is_not_copied() -> None:
    made = situation("user:secret-word@host.example")
    assert "secret-word" not in str(commands_for("network.internet", state_of("network.internet"), made))


SIGNS = re.compile(r"""[;|&<>()$`"'\\\n*?~#!{}\[\]]""")
POSIX_STRING = re.compile(r"""(?:'[^']*'|"'")+""")
POWERSHELL_STRING = re.compile(f"[{SINGLE_QUOTES}](?:[^{SINGLE_QUOTES}]|[{SINGLE_QUOTES}]{{2}})*[{SINGLE_QUOTES}]")


def signs(command: ShellCommand) -> list[str]:
    """Everything that means something to the shell, outside quoted strings."""
    string = POWERSHELL_STRING if command.shell == "powershell" else POSIX_STRING
    return SIGNS.findall(string.sub("", command.text))


USUAL = {key: signs(command) for key, command in all_commands("host.example").items()}


@given(HOSTILE)
@settings(max_examples=60, deadline=None)
def test_hostile_text_never_adds_a_sign(text: str) -> None:
    for key, command in all_commands(text).items():
        assert signs(command) == USUAL[key]
        assert not set(SINGLE_QUOTES) & set(signs(command))


@given(HOSTILE)
def test_a_shell_reads_a_word_back(text: str) -> None:
    assert shlex.split(bash_words(text, "next")) == [printable(text, most=2000), "next"]
    assert POWERSHELL_STRING.fullmatch(powershell_text(text))


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash here")
@pytest.mark.parametrize(
    "text", ["$(echo broken)", "`echo broken`", "a';echo broken;'", "-oProxyCommand=x", "a\necho broken", "*", "a\\", "!!"]
)
def test_a_real_shell_hands_it_over_as_one_word(text: str) -> None:
    said = subprocess.run(
        ["bash", "-c", f"printf '%s\\n' {bash_words(text, 'next')}"], capture_output=True, text=True, check=True, timeout=10
    )
    assert said.stdout.splitlines() == [printable(text), "next"]
