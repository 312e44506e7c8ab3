"""Headings as programs, people and text recognition write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.settings_check.fleet_columns import (
    ADDRESS,
    CONFIGURATION,
    DNS_SET,
    GENERATION,
    HW_INSTALLED,
    MERCHANT,
    MODEL,
    MOST_COLUMNS,
    POS_MODE,
    PROTOCOL,
    SYSTEM,
    TERMINAL_SYSTEM,
    TMS_ID,
    WHITELISTED,
    columns_of,
)
from ccdiag.settings_check.tms import CLOUD_CONNECTION, MQT, SIGNATURE_ALGORITHM, SOFTWARE
from tests.settings_check.fleets import columns


@pytest.mark.parametrize(
    ("title", "name"),
    [
        *(
            (title, TMS_ID)
            for title in ("tms_id", "TMS-ID", "terminalId", "TMS term-id", "TMS TERM-ID:", "betaalterminalld", "Terminal", "TID")
        ),
        *((title, MERCHANT) for title in ("merchant", "Merchant ID", "merchantId", "MID")),
        *((title, CONFIGURATION) for title in ("configuration", "Config file", "configuratiebestand", "Webkassa", "webkassa_file")),
        *((title, SYSTEM) for title in ("managementSystemId", "management_system_id", "system", "TMS systeem")),
        *((title, TERMINAL_SYSTEM) for title in ("terminal.system", "Managed in")),
        *((title, SOFTWARE) for title in ("software", "Software version", "softwareversie", "terminal.software")),
        *((title, MODEL) for title in ("model", "Type", "terminal model")),
        *((title, GENERATION) for title in ("generation", "Cloud Connect version")),
        *((title, POS_MODE) for title in ("pos_mode", "POS MODE", "OPI pos mode")),
        *((title, DNS_SET) for title in ("dns_set", "DNS")),
        *((title, HW_INSTALLED) for title in ("hw_installed", "HW INSTALLATIE")),
        *((title, WHITELISTED) for title in ("whitelisted", "Whitelist")),
        *((title, ADDRESS) for title in ("ip", "IP-adres")),
        *((title, PROTOCOL) for title in ("accessProtocol", "access_protocol")),
        *((title, MQT) for title in ("MQT", "MQT enabled")),
        *((title, CLOUD_CONNECTION) for title in ("Cloud Connection", "CCV Cloud Connection", "cloud_connection")),
        *((title, SIGNATURE_ALGORITHM) for title in ("Signature Algorithm", "SSL/TLS Signature Algorithm")),
        ("MgtServiceAddress", "MqtServiceAddress"),
    ],
)
def test_spellings(title: str, name: str) -> None:
    found = columns_of([title] if name == TMS_ID else ["tms_id", title])
    assert found is not None
    assert found.places[name] == (0 if name == TMS_ID else 1)
    assert found.titles[name] == title


def test_two_systems() -> None:
    both = columns("tms_id", "system", "managementSystemId").places
    assert (both[SYSTEM], both[TERMINAL_SYSTEM]) == (2, 1)
    assert columns("tms_id", "system").places[SYSTEM] == 1


def test_what_says_the_same_again_is_not_used() -> None:
    found = columns("tms_id", "software", "Software version", "Contact person", "")
    assert found.places[SOFTWARE] == 1
    assert found.unused == ("Software version", "Contact person")
    assert found.width == 5


@pytest.mark.parametrize("names", [[], ["merchant", "configuration"], ["00001", "M1"], ["tms_id"] * (MOST_COLUMNS + 1)])
def test_no_heading(names: list[str]) -> None:
    assert columns_of(names) is None


@given(st.lists(st.text(max_size=30), max_size=30))
def test_any_names(names: list[str]) -> None:
    found = columns_of([*names, "tms_id"])
    assert found is not None
    assert len(set(found.places.values())) == len(found.places)
    assert all(place < found.width for place in found.places.values())
