"""Reading settings from the bytes of a file."""

import json
import subprocess
import sys
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.model.confidential import MASK
from ccdiag.model.printable import printable
from ccdiag.settings_check.documents import LARGEST_DOCUMENT, parse_document
from ccdiag.settings_check.names import tms_name, webkassa_name
from ccdiag.settings_check.setting import Setting, stated_settings
from ccdiag.settings_check.unreadable import DocumentError, Unreadable


def values(content: bytes) -> dict[str, str]:
    return {setting.name: setting.value for setting in parse_document(content, tms_name).settings}


def problem(content: bytes) -> Unreadable:
    with pytest.raises(DocumentError) as caught:
        parse_document(content, tms_name)
    return caught.value.problem


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_json_in_any_encoding_that_windows_writes(encoding: str) -> None:
    text = json.dumps({"details": {"terminalId": "00123", "port": 4105, "shop": "Café"}}, ensure_ascii=False)
    assert values(text.encode(encoding)) == {"terminalId": "00123", "port": "4105", "shop": "Café"}


def test_settings_know_where_they_stand() -> None:
    content = b'{"a": 1, "terminals": [{"terminalId": "1"}, {"terminalId": "2"}]}'
    assert [(setting.value, setting.location, setting.section) for setting in parse_document(content, webkassa_name).settings] == [
        ("1", "a", ()),
        ("1", "terminals[0].terminalId", ("terminals", "[0]")),
        ("2", "terminals[1].terminalId", ("terminals", "[1]")),
    ]


def test_names_that_stand_twice_are_both_seen() -> None:
    assert [setting.value for setting in parse_document(b'{"ip": "1", "ip": "2"}', webkassa_name).settings] == ["1", "2"]


def test_numbers_stay_as_written() -> None:
    assert values(b'{"a": 8900000002, "b": 1.50, "c": true, "d": null, "e": ' + b"9" * 200 + b"}") == {
        "a": "8900000002",
        "b": "1.50",
        "c": "true",
        "e": "9" * 200,
    }


def test_pairs_of_name_and_value_are_settings() -> None:
    items = [{"name": "MQT", "value": "Enabled"}, {"name": "MqtServicePort", "value": 443}]
    assert values(json.dumps({"groups": [{"group": "MQT Parameters", "items": items}]}).encode()) == {
        "group": "MQT Parameters",
        "MQT": "Enabled",
        "MqtServicePort": "443",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Parameter;Value\r\nMQT;Enabled\r\nMqtServicePort;443\r\n",
        "MQT,Enabled\nMqtServicePort,443\n",
        '"MQT"\t"Enabled"\n"MqtServicePort"\t"443"\n',
        "MQT = Enabled\nMqtServicePort = 443\n",
        "MQT: 'Enabled',\nMqtServicePort: 443,\n",
        "MQT Parameters;MQT;Enabled\nMQT Parameters;MqtServicePort;443\nGeneral;Something;else\n",
        "# exported\nMQT|Enabled\n\nMqtServicePort|443\n",
    ],
)
def test_lines_of_names_and_values(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert values(text.encode(encoding)) == {"MQT": "Enabled", "MqtServicePort": "443"}


def test_a_spreadsheet_saved_in_the_encoding_of_western_europe() -> None:
    assert values("Café;x\nMQT;Enabled\n".encode("cp1252")) == {"MQT": "Enabled"}


def test_lines_are_numbered() -> None:
    (setting,) = parse_document(b"\nMQT;Enabled", tms_name).settings
    assert (setting.location, setting.line, setting.column, setting.value) == ("line 2", 2, 5, "Enabled")


def test_secrets_are_masked_as_they_are_read() -> None:
    content = json.dumps(
        {
            "apiKey": "whatever",
            "note": "key l_AbCdEf123456",
            "Manager wachtwoord": "99999",
            "url": "http://u:p@h/",
            "card": "4111 1111 1111 1111",
        }
    )
    assert values(content.encode()) == {
        "apiKey": MASK,
        "note": f"key {MASK}",
        "Manager wachtwoord": MASK,
        "url": f"http://{MASK}@h/",
        "card": MASK,
    }


def test_control_characters_do_not_survive() -> None:
    assert values(b'{"a": "\\u001b[31m\\u202e"}') == {"a": "\\x1b[31m\\u202e"}


def test_what_many_programs_accept_is_read() -> None:
    assert values(b'{"a": 1, // one\n}') == {"a": "1"}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Unreadable.EMPTY),
        (b" \r\n ", Unreadable.EMPTY),
        (b"\xef\xbb\xbf", Unreadable.EMPTY),
        (b"{", Unreadable.NOT_JSON),
        (b'{"a": 1 "b": 2}', Unreadable.NOT_JSON),
        (b'{"managementSystemId": 08900000002}', Unreadable.NOT_JSON),
        (b'{"a": "', Unreadable.NOT_JSON),
        (b"[" * 100_000, Unreadable.TOO_DEEP),
        (b'{"a":' * 100_000, Unreadable.TOO_DEEP),
        (b"{" + b",".join(b'"a":1' for _ in range(10_000)) + b"}", Unreadable.TOO_MANY),
        (b"MQT;Enabled\n" * 6000, Unreadable.TOO_MANY),
        (b"hello", Unreadable.NO_SETTINGS),
        (b"<html>MQT;Enabled</html>", Unreadable.WEB_PAGE),
        (b"\x00\x01\x02\x03", Unreadable.NOT_TEXT),
        (b"PK\x03\x04", Unreadable.NOT_A_WORKBOOK),
        (b"\xff\xfea", Unreadable.NOT_TEXT),
        (b"a" * (LARGEST_DOCUMENT + 1), Unreadable.TOO_LARGE),
    ],
)
def test_what_cannot_be_read_is_told_apart(content: bytes, expected: Unreadable) -> None:
    assert problem(content) is expected


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", errors="surrogatepass")))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        settings = parse_document(content, tms_name).settings
    except DocumentError:
        return
    assert all(printable(setting.value) == setting.value for setting in settings)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["name", "value", "MQT", "details"]) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.lists(JSON, max_size=3) | st.dictionaries(st.text(max_size=5), JSON, max_size=4))
def test_any_json_is_read(document: object) -> None:
    assert isinstance(parse_document(json.dumps(document).encode(), tms_name).settings, tuple)


def test_tables_of_a_case_are_settings_too() -> None:
    assert stated_settings({"port": 4105, "on": True, "none": None, "details": {"ip": "192.0.2.1"}}) == (
        Setting("port", "4105", "port"),
        Setting("on", "true", "on"),
        Setting("ip", "192.0.2.1", "details.ip", ("details",)),
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("terminalId", "terminalId"),
        ("terminal_id", "terminalId"),
        ("TERMINAL-ID", "terminalId"),
        ("betaalterminalId", "terminalId"),
        ("betaalterminalld", "terminalId"),
        ("managementSystemld", "managementSystemId"),
        ("management_system_id", "managementSystemId"),
        ("access_protocol", "accessProtocol"),
        ("lp", "ip"),
        ("shopId", None),
        ("", None),
    ],
)
def test_names_of_webkassa_fields(written: str, name: str | None) -> None:
    assert webkassa_name(written) == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("MQT", "MQT"),
        ("mqt", "MQT"),
        ("MQT enabled", "MQT"),
        ("MgtServiceEnable", "MqtServiceEnable"),
        ("mqt_service_enable", "MqtServiceEnable"),
        ("MqtServiceAddress", "MqtServiceAddress"),
        ("MgtServiceAlpn", "MqtServiceAlpn"),
        ("MatServicePort", "MqtServicePort"),
        ("MgtServiceUsessl", "MqtServiceUseSsl"),
        ("MaqtSubscriptionTopicO", "MqtSubscriptionTopic0"),
        ("MgtSubscription", "MqtSubscriptionTopic0"),
        ("MqtSubscriptionTopic1", "MqtSubscriptionTopic1"),
        ("MgtSubscriptionTopic3", "MqtSubscriptionTopic3"),
        ("CCV Cloud Connection", "CCV Cloud Connection"),
        ("SSL/TLS Signature Algorithm", "SSL/TLS Signature Algorithm"),
        ("Software versie", "software version"),
        ("MQT Parameters", None),
        ("Matrix", None),
        ("x" * 1_000_000, None),
    ],
)
def test_names_of_tms_parameters_also_as_text_recognition_spells_them(written: str, name: str | None) -> None:
    assert tms_name(written) == name


@pytest.mark.skipif(sys.platform != "linux", reason="measures with /proc")
def test_hostile_documents_take_a_second_and_200_megabytes_at_most() -> None:
    script = dedent("""
        import json, time
        from ccdiag.settings_check.documents import parse_document
        from ccdiag.settings_check.names import tms_name
        from ccdiag.settings_check.unreadable import DocumentError
        most = 1024 * 1024
        hostile = {
            "lists": b"[" + b"[]," * (most // 4) + b"[]]",
            "objects": b"[" + b"{}," * (most // 4) + b"{}]",
            "numbers": b"[" + b"1," * (most // 3) + b"1]",
            "escapes": b'["' + b'\\\\"' * (most // 3),
            "quotes": b"[" + b'"",' * (most // 4),
            "deep": b"[" * most,
            "big number": b'{"a": ' + b"9" * (most - 20) + b"}",
            "big key": b'{"' + b"a" * (most - 20) + b'": 1}',
            "digits": b'{"a": "' + b"1 " * (most // 2 - 20) + b'"}',
            "logins": b'{"a": "' + b"://a" * (most // 4 - 20) + b'"}',
            "one line": b"MQT;" * (most // 4),
            "one name": b"a" * most,
            "lines": b"MQT;Enabled\\n" * 5000,
            "empty lines": b"\\n" * most,
            "quoted lines": b'"\\n' * (most // 2),
            "long quoted line": b'MQT;"' + b'""' * (most // 2 - 10),
        }
        # Not getrusage: its peak is inherited from the process that started this one.
        def peak():
            return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])

        seconds = {}
        for name, content in hostile.items():
            begin = time.process_time()
            try:
                parse_document(content, tms_name)
            except DocumentError:
                pass
            seconds[name] = time.process_time() - begin
        print(json.dumps({"seconds": seconds, "kilobytes": peak()}))
    """)
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert ran.stderr == ""
    measured = json.loads(ran.stdout)
    assert max(measured["seconds"].values()) < 1, measured["seconds"]
    assert measured["kilobytes"] < 200_000
