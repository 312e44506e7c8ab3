"""Which of Windows' name rules fits a name, and how they stand in the registry, which is a stand-in here."""

import sys
from types import SimpleNamespace
from typing import Self

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.probes.windows_name_rules import NameRule, matching_namespace, name_rule

NAME = "a1.iot.example.com"


@pytest.mark.parametrize(
    ("namespaces", "fits"),
    [
        (("example.com",), None),
        ((".example.com",), ".example.com"),
        ((".EXAMPLE.com.",), ".EXAMPLE.com."),
        ((".ample.com",), None),
        ((NAME,), NAME),
        (("a1",), "a1"),
        (("iot",), None),
        ((".",), "."),
        ((".", ".com", ".iot.example.com", ".example.com"), ".iot.example.com"),
        ((".", "a1"), "a1"),
        (("a1", ".com"), ".com"),
        ((".com", NAME), NAME),
        (("",), None),
        ((), None),
    ],
)
def test_which_rule_fits(namespaces: tuple[str, ...], fits: str | None) -> None:
    expected = fits.lower() if fits else None
    for rules in ([NameRule(namespaces)], [NameRule((one,)) for one in reversed(namespaces)]):
        found = matching_namespace(NAME, rules)
        assert (found.lower() if found else None) == expected


@given(st.text(max_size=80), st.lists(st.lists(st.text(max_size=80), max_size=4), max_size=4))
def test_any_rule_is_read(name: str, rules: list[list[str]]) -> None:
    matching_namespace(name, [NameRule(tuple(namespaces)) for namespaces in rules])


class Key:
    """A key of the registry: a path, or a rule's values."""

    def __init__(self, held: object) -> None:
        self.held = held

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        return None


def registry(places: dict[str, list[dict[str, object]]]) -> SimpleNamespace:
    def open_key(key: "int | Key", name: str) -> Key:
        if isinstance(key, Key):
            assert isinstance(key.held, list)
            return Key(key.held[int(name)])
        found = next((rules for place, rules in places.items() if place in name), None)
        if found is None:
            raise FileNotFoundError(2, "no such key")
        return Key(found)

    def enumerate_key(key: Key, index: int) -> str:
        assert isinstance(key.held, list)
        if index >= len(key.held):
            raise OSError(22, "no more data")
        return str(index)

    def query(key: Key, name: str) -> tuple[object, int]:
        assert isinstance(key.held, dict)
        if name not in key.held:
            raise FileNotFoundError(2, "no such value")
        return key.held[name], 1

    return SimpleNamespace(HKEY_LOCAL_MACHINE=0, OpenKey=open_key, EnumKey=enumerate_key, QueryValueEx=query)


def rule(options: object, *names: str, **servers: str) -> dict[str, object]:
    return {"ConfigOptions": options, "Name": list(names), **servers}


@pytest.mark.parametrize(
    ("rules", "fits"),
    [
        ([rule(8, ".example.com", GenericDNSServers="10.0.0.1")], ".example.com"),
        ([rule(4, ".example.com", DirectAccessDNSServers="fd00::1")], ".example.com"),
        ([rule(0xA, ".other", ".com", GenericDNSServers="10.0.0.1;10.0.0.2")], ".com"),
        # Only signatures are asked for, or an exception is made.
        ([rule(2, ".example.com")], None),
        ([rule(8, ".example.com", GenericDNSServers="")], None),
        ([rule(4, ".example.com", GenericDNSServers="10.0.0.1")], None),
        ([rule("8", ".example.com", GenericDNSServers="10.0.0.1")], None),
        ([{"ConfigOptions": 8, "Name": ".example.com", "GenericDNSServers": "10.0.0.1"}], ".example.com"),
        ([{"ConfigOptions": 8, "GenericDNSServers": "10.0.0.1"}], None),
        ([], None),
    ],
)
@pytest.mark.parametrize("place", ["Policies", "Dnscache"])
def test_rules_in_the_registry(monkeypatch: pytest.MonkeyPatch, place: str, rules: list[dict[str, object]], fits: str | None) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry({place: rules}))
    assert name_rule(NAME) == fits


def test_no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "winreg", registry({}))
    assert name_rule(NAME) is None


@pytest.mark.skipif(sys.platform == "win32", reason="what happens elsewhere")
def test_elsewhere() -> None:
    assert name_rule(NAME) is None
