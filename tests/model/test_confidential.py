"""What must never be kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.confidential import MASK, looks_like_card_number, looks_like_secret, masked, may_hold_secret
from ccdiag.model.version import parse_version


@pytest.mark.parametrize(
    "text", ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "card 5500005555555559.", "6011000990139424"]
)
def test_card_numbers(text: str) -> None:
    assert looks_like_card_number(text)
    assert MASK in masked("note", text)


@pytest.mark.parametrize(
    "text", ["", "08900000002", "4111111111111112", "00123456", "411111111111", "4111111111111111" * 2, "193.173.53.101:15000"]
)
def test_no_card_numbers(text: str) -> None:
    assert not looks_like_card_number(text)
    assert masked("note", text) == text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("apiKey", "x"),
        ("api-key", "x"),
        ("VPOS_API_KEY", "x"),
        ("managerWachtwoord", "99999"),
        ("Authorization", "Basic abc"),
        ("note", "t_AbCdEfGh1"),
        ("note", "Bearer abcdefgh.ijk"),
        ("note", "http://user:secret@host/"),
        ("note", "-----BEGIN EC PRIVATE KEY-----\nAA"),
    ],
)
def test_secrets(name: str, value: str) -> None:
    assert looks_like_secret(name, value)
    assert MASK in masked(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("terminalId", "00123456"), ("apiKey", ""), ("note", "short_l_x"), ("url", "http://host/a@b"), ("MqtServiceAlpn", "x-amzn-mqtt-ca")],
)
def test_no_secrets(name: str, value: str) -> None:
    assert not looks_like_secret(name, value)
    assert masked(name, value) == value


@given(st.text(), st.text())
def test_masking_twice_changes_nothing_more(name: str, value: str) -> None:
    once = masked(name, value)
    assert masked(name, once) == once


@pytest.mark.parametrize(
    ("text", "version"),
    [("14.0.11.01", (14, 0, 11, 1)), (" 11.3.02 ", (11, 3, 2)), ("14", None), ("14.0.x", None), ("", None), ("14..0", None), ("١.٢", None)],
)
def test_versions(text: str, version: tuple[int, ...] | None) -> None:
    assert parse_version(text) == version


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Authorization: Bearer abcdefgh12345", "abcdefgh12345"),
        ("wachtwoord is 99999", "99999"),
        ("https://x.example/?token=abcdef", "abcdef"),
        ("kaart 4111.1111.1111.1111", "1111"),
        ("4111  1111  1111  1111", "1111"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJ"),
        ("wifi Gast wachtwoord Welkom01!, achter de kassa", "Welkom01"),
        ("mot de passe Soleil2024", "Soleil2024"),
        ("ww: welkom", "welkom"),
        ("PWD=welkom", "welkom"),
    ],
)
def test_what_people_and_networks_write_is_masked(text: str, kept: str) -> None:
    assert kept not in masked("", text)
    assert may_hold_secret(f'{{"reason":"{text}"}}')


@pytest.mark.parametrize(
    "text",
    [
        "The password is wrong.",
        "Which password is asked: unknown",
        "2026-11-23 14.41.57",
        "10.0.0.1, 10.0.0.2",
        "14.0.11.01",
        "wachtwoord 3 keer fout",
        "RESET MANAGER WW",
        "www: nothing",
    ],
)
def test_what_is_said_of_passwords_and_other_numbers_stay(text: str) -> None:
    assert masked("", text) == text
