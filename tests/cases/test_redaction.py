"""What is taken for personal, what it becomes, and what stays readable."""

import copy
import json
from collections.abc import Collection
from ipaddress import ip_address, ip_interface, ip_network
from typing import Any

import jsonschema
import msgspec
import pytest

from ccdiag.cases.redaction import PersonalValue, find_personal, redacted
from ccdiag.cases.redaction_kinds import KEPT_BY_DEFAULT, KIND_WORDS, PersonalKind
from ccdiag.cases.redaction_secrets import masked_tree
from ccdiag.content.root import resource_root
from ccdiag.model.confidential import MASK
from tests.cases.redacting import EVERYTHING, values_of

Keep = Collection[PersonalKind | PersonalValue] | None
_SALT = b"0123456789abcdef"

WITH_NOTES = KEPT_BY_DEFAULT | {PersonalKind.NOTE}
"""Whoever sends it has read the notes."""


def _case(**more: object) -> dict[str, Any]:
    return {"case.json": {"case": {"merchant": {"id": "M-4711", "name": "Bakkerij Jansen"}, "terminal": {"tms_id": "NL123456"}}, **more}}


def _note(text: str) -> dict[str, Any]:
    return _case(notes=[{"at": "2026-11-23T12:00:00Z", "text": text}])


def _facts(**facts: object) -> dict[str, Any]:
    return {**_case(), "runs/1.json": {"checks": [{"id": "mqtt.tls", "observations": [{"id": "o1", "target": "x", "facts": facts}]}]}}


def _found(documents: dict[str, Any], kind: PersonalKind) -> set[str]:
    return values_of(find_personal(documents, salt=_SALT), kind)


def _text(documents: dict[str, Any], keep: Keep = EVERYTHING) -> str:
    return json.dumps(redacted(documents, keep).documents, ensure_ascii=False)


def _note_of(documents: dict[str, Any], keep: Keep = None) -> str:
    keep = WITH_NOTES if keep is None else keep
    text = redacted(documents, keep, found=find_personal(documents, salt=_SALT)).documents["case.json"]["notes"][0]["text"]
    assert isinstance(text, str)
    return text


# --- fields that say what they hold ---


def test_shop_merchant_and_terminal_are_found_in_their_fields() -> None:
    found = find_personal(_case(), salt=_SALT)
    kinds = [(one.kind, one.value) for one in found]
    assert kinds == [
        (PersonalKind.SHOP, "Bakkerij Jansen"),
        (PersonalKind.MERCHANT_ID, "M-4711"),
        (PersonalKind.TMS_ID, "NL123456"),
    ]
    assert all(one.on_by_default for one in found)


def test_the_documents_are_left_as_they_were() -> None:
    documents = _note("Bakkerij Jansen, wachtwoord: geheim99")
    before = copy.deepcopy(documents)
    redacted(documents)
    assert documents == before


def test_one_value_becomes_one_name_wherever_and_however_it_is_written() -> None:
    documents = _note("BAKKERIJ JANSEN bakkerij-jansen BakkerijJansen Bakkerij%20Jansen (Bakkerij Jansen).")
    documents["case.json"]["key"] = "shop:BakkerijJansen"
    documents["case.json"]["Bakkerij Jansen"] = 1
    written = _text(documents)
    assert "jansen" not in written.casefold()
    assert len({one for one in written.casefold().replace('"', " ").split() if "shop-" in one and one.startswith("shop-")}) == 1


def test_ids_that_differ_only_in_case_stay_two() -> None:
    """The Webkassa's id must be the terminal's to the letter; a redacted case must still show that it is not."""
    documents = _case(webkassa={"terminalId": "nl123456"})
    case = redacted(documents).documents["case.json"]
    one, other = case["case"]["terminal"]["tms_id"], case["webkassa"]["terminalId"]
    assert one != other
    assert one.casefold() == other.casefold()


def test_answers_and_settings_are_known_by_the_name_beside_them() -> None:
    documents = _case(answers=[{"key": "merchant.name", "value": "Slagerij Pot"}])
    documents["runs/1.json"] = {"observations": [{"facts": {"setting": "terminalId", "found": "BE777777", "expected": "NL123456"}}]}
    found = find_personal(documents)
    assert "Slagerij Pot" in values_of(found, PersonalKind.SHOP)
    assert values_of(found, PersonalKind.TMS_ID) == {"NL123456", "BE777777"}
    assert not {"Slagerij Pot", "BE777777"} & {word.strip('"') for word in _text(documents).split(", ")}


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("hostname", "KASSA-PC-3", PersonalKind.HOST_NAME),
        ("computerName", "KASSA-PC-3", PersonalKind.HOST_NAME),
        ("ssid", "JansenThuis5G", PersonalKind.NETWORK_NAME),
        ("wifi_ssid", "JansenThuis5G", PersonalKind.NETWORK_NAME),
        ("user", "pjansen", PersonalKind.USER_NAME),
        ("contact_person", "Piet Jansen", PersonalKind.PERSON),
        ("telephone", "0123-456789", PersonalKind.CONTACT),
    ],
)
def test_other_fields_are_known_by_their_names(field: str, value: str, kind: PersonalKind) -> None:
    documents = {**_case(), "runs/1.json": {field: value, "reason": f"Seen on {value} today."}}
    assert value in _found(documents, kind)
    assert value not in _text(documents)


def test_what_the_caller_knows_is_found_too() -> None:
    documents = _note("Started on LAPTOP-7F3A by demoor.")
    known = ((PersonalKind.HOST_NAME, "LAPTOP-7F3A"), (PersonalKind.USER_NAME, "demoor"), (PersonalKind.USER_NAME, "nowhere-here"))
    found = find_personal(documents, known=known)
    assert {"LAPTOP-7F3A", "demoor"} <= {one.value for one in found}
    assert "nowhere-here" not in {one.value for one in found}


# --- addresses ---


def test_public_addresses_become_nobodys_and_keep_their_subnet_and_port() -> None:
    documents = _note("81.82.83.84:4105, 81.82.83.9/24, 81.82.99.1 and 145.1.2.3")
    note = _note_of(documents)
    one, two, three, four = (part.strip() for part in note.replace(" and ", ",").split(","))
    assert one.endswith(":4105")
    assert two.endswith("/24")
    first, second = ip_address(one.removesuffix(":4105")), ip_interface(two)
    assert first in second.network
    assert ip_address(three) not in second.network
    assert ip_address(four) not in second.network
    assert all(ip_address(one) in ip_network("198.18.0.0/15") for one in (str(first), str(second.ip), three, four))


def test_a_wide_subnet_stays_one() -> None:
    note = _note_of(_note("81.82.80.5/20 81.82.95.250 81.82.96.1"))
    own, inside, outside = note.split()
    assert ip_address(inside) in ip_interface(own).network
    assert ip_address(outside) not in ip_interface(own).network


def test_ipv6_keeps_its_subnet_and_who_made_the_card() -> None:
    note = _note_of(
        _note("2a02:a210:1:2:a8bb:ccff:fedd:ee02 2a02:a210:1:2::1/64 2a02:a210:1:3::1 fe80::a8bb:ccff:fedd:ee02%eth0 aa:bb:cc:dd:ee:02")
    )
    own, gateway, other, link, card = note.split()
    network = ip_interface(gateway).network
    assert network.subnet_of(ip_network("2001:db8::/32"))  # type: ignore[arg-type]  # both are IPv6
    assert ip_address(own) in network
    assert ip_address(other) not in network
    assert link.startswith("fe80::200:5eff:fe00:53")
    assert link.endswith("%eth0")
    assert own.rpartition(":")[2] == link.removesuffix("%eth0").rpartition(":")[2]
    assert card.startswith("00:00:5e:00:53:")


def test_private_addresses_stay_unless_wanted_and_then_keep_their_range() -> None:
    documents = _note("192.168.16.102 192.168.16.1/24 10.1.2.3 172.20.0.1 100.64.9.9 fd12:3456:789a:1::5")
    assert _note_of(documents) == documents["case.json"]["notes"][0]["text"]
    keep = {PersonalKind.NOTE}
    terminal, gateway, ten, sixteen, shared, local = _note_of(documents, keep).split()
    assert ip_address(terminal) in ip_interface(gateway).network
    ranges = ("192.168.0.0/16", "10.0.0.0/8", "172.16.0.0/12", "100.64.0.0/10", "fd00::/8")
    for written, network in zip((terminal, ten, sixteen, shared, local), ranges, strict=True):
        assert ip_address(written) in ip_network(network)
        assert written not in documents["case.json"]["notes"][0]["text"]


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "::1", "0.0.0.0", "255.255.255.255", "224.0.0.251", "ff02::1", "1.1.1.1", "8.8.8.8", "9.9.9.9"]
)
def test_what_is_nobodys_stays(address: str) -> None:
    assert _note_of(_note(f"from {address}, they say"), EVERYTHING).startswith("note-")
    assert _note_of(_note(f"from {address}, they say")) == f"from {address}, they say"


def test_the_services_own_addresses_stay() -> None:
    documents = _facts(name="mqtt.example.com", record="A", addresses=["3.120.5.6"], server="81.82.83.1", role="laptop")
    documents["case.json"]["environments"] = [
        {"mqtt": {"host": "mqtt.example.com"}, "tas": {"host": "tas.example.com"}, "tms": {"host": "193.173.53.101"}}
    ]
    documents["runs/1.json"]["more"] = {"role": "tas", "address": "52.1.2.3", "local_address": "81.82.83.84"}
    written = _text(documents)
    for address in ("3.120.5.6", "193.173.53.101", "52.1.2.3", "mqtt.example.com", "tas.example.com"):
        assert address in written
    for address in ("81.82.83.1", "81.82.83.84"):
        assert address not in written


def test_a_name_of_the_service_that_leads_to_the_shop_itself_does_not_make_its_address_readable() -> None:
    documents = _facts(role="mqtt", address="81.82.83.84", port=443)
    documents["runs/2.json"] = {"facts": {"up": True, "name": "eth0", "addresses": ["81.82.83.84/24"]}}
    assert "81.82.83.84" not in _text(documents)


@pytest.mark.parametrize(
    "written", ["aa:bb:cc:dd:ee:02", "AA-BB-CC-DD-EE-02", "aabb.ccdd.ee02", "AABBCC-DDEE02", "aabbccddee02", "aa%3Abb%3Acc%3Add%3Aee%3A02"]
)
def test_hardware_addresses_in_every_spelling(written: str) -> None:
    documents = _facts(hardware_addresses=["aa:bb:cc:dd:ee:02"])
    documents["case.json"]["notes"] = [{"text": f"card {written} seen"}]
    note = redacted(documents, WITH_NOTES).documents["case.json"]["notes"][0]["text"]
    assert written not in note
    assert len(note) == len(f"card {written} seen")
    assert "00005e0053" in "".join(
        character for character in note.removeprefix("card ").lower().replace("%3a", "") if character in "0123456789abcdef"
    )


def test_versions_are_no_addresses() -> None:
    documents = _case(reason="software 14.0.11.10 is there, version: 14.0.11.01")
    documents["case.json"]["case"]["terminal"]["software"] = "14.0.11.10"
    assert not _found(documents, PersonalKind.PUBLIC_ADDRESS)


# --- names ---


def test_hosts_keep_their_domain_and_the_services_stay() -> None:
    documents = _note("srv1.jansen.local, proxy.jansen.local, nas.pot.lan, webkassa.json, www.google.com")
    first, second, third, file, known = (part.strip() for part in _note_of(documents).split(","))
    assert first.partition(".")[2] == second.partition(".")[2] != third.partition(".")[2]
    assert file == "webkassa.json"
    assert known == "www.google.com"


def test_a_proxy_is_the_shops() -> None:
    documents = _facts(source="system", proxy="squid.jansen.local:3128", pac_url="http://wpad.jansen.local/wpad.dat")
    written = _text(documents)
    assert "jansen" not in written.casefold()
    assert ":3128" in written
    assert "/wpad.dat" in written


def test_web_pages_keep_nothing_behind_the_host() -> None:
    location = "http://login.hotelx.nl/start?mac=aa-bb-cc-dd-ee-02&user=jan&next=http%3A%2F%2F81.82.83.84%2F"
    written = _text(_facts(role="internet", url="http://detectportal.firefox.com/success.txt", status=302, location=location))
    assert "detectportal.firefox.com/success.txt" in written
    assert not any(part in written for part in ("hotelx", "aa-bb", "jan", "81.82.83.84"))


@pytest.mark.parametrize(
    "path",
    [
        r"C:\Users\Piet de Boer\webkassa.json",
        "C:/Users/Piet de Boer/x",
        "/home/pietdeboer/tms.csv",
        r"D:\Gebruikers\pietdeboer",
        r"\\KASSA-SRV\users\x",
    ],
)
def test_paths_hide_who_they_belong_to(path: str) -> None:
    note = _note_of(_note(f"Read from {path}"))
    assert not any(name in note for name in ("Piet", "pietdeboer", "KASSA-SRV"))
    assert note.startswith("Read from ")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Gesproken met mevr. A. de Vries-Smit over de router", ["Vries"]),
        ("dhr. Van den Berg belt terug op 06-12345678", ["Berg", "12345678"]),
        ("Frau Müller, mueller@baeckerei.de, +49 30 1234567", ["Müller", "mueller", "1234567"]),
        ("Contact: Jean Dupont (0475 12 34 56)", ["Dupont", "0475"]),
    ],
)
def test_people_in_notes(text: str, gone: list[str]) -> None:
    note = _note_of(_note(text))
    assert not any(name in note for name in gone), note


def test_the_vendors_own_contact_stays() -> None:
    documents = _note("Call 088 228 9849 or info.nl@ccv.eu")
    documents["case.json"]["environments"] = [
        {
            "mqtt": {"host": "m.x.nl"},
            "tas": {"host": "t.x.nl"},
            "tms": {"host": "193.173.53.101"},
            "contact": {"phone": "088 228 9849", "mail": "info.nl@ccv.eu"},
        }
    ]
    assert _note_of(documents) == "Call 088 228 9849 or info.nl@ccv.eu"


@pytest.mark.parametrize(
    ("name", "generic"),
    [
        ("eth0", True),
        ("Wi-Fi 2", True),
        ("LAN-verbinding* 3", True),
        ("enp3s0", True),
        ("vEthernet (Default Switch)", True),
        ("Jansen thuis", False),
        ("vEthernet (Jansen)", False),
    ],
)
def test_interfaces_that_somebody_named(name: str, generic: bool) -> None:
    assert (name not in _found(_facts(name=name, up=True, kind="wireless"), PersonalKind.NETWORK_NAME)) is generic


# --- certificates ---


def test_a_firewalls_maker_stays_and_whose_it_is_does_not() -> None:
    documents = _facts(
        role="mqtt",
        subject="CN=a15.iot.eu-central-1.amazonaws.com",
        issuer="CN=FG100E4Q16001234,O=Fortinet,OU=Certificate Authority,L=Sittard,C=NL",
        chain=[
            {"subject": "CN=Jansen Beheer FortiGate CA", "issuer": "CN=Jansen Beheer Root CA", "names": [], "fingerprint_sha256": "ab" * 32}
        ],
    )
    written = _text(documents)
    for readable in ("Fortinet", "Certificate Authority", "C=NL", "FortiGate CA", "Root CA"):
        assert readable in written
    for personal in ("FG100E4Q16001234", "Sittard", "Jansen Beheer", "ab" * 32):
        assert personal not in written


def test_the_services_certificate_stays() -> None:
    subject, issuer = "CN=*.iot.eu-central-1.amazonaws.com", "CN=Amazon RSA 2048 M02,O=Amazon,C=US"
    documents = _facts(role="mqtt", subject=subject, issuer=issuer, trusted_by_bundle=True, fingerprint_sha256="cd" * 32)
    written = _text(documents)
    assert subject in written
    assert issuer in written
    assert "cd" * 32 in written


# --- short and common names ---


@pytest.mark.parametrize("name", ["Een", "Firewall", "Test", "De", "ab"])
def test_a_common_name_does_not_take_the_word_out_of_texts(name: str) -> None:
    reason = f"{name} thing: a firewall tests de {name.lower()} een abc."
    documents = {"case.json": {"shop": name, "case": {"merchant": {"name": name}}}, "runs/1.json": {"reason": reason, "found": name}}
    result = redacted(documents).documents
    assert result["runs/1.json"]["reason"] == reason
    assert result["case.json"]["shop"].startswith("shop-") or result["case.json"]["shop"].startswith("SHOP-")
    assert result["runs/1.json"]["found"] == result["case.json"]["shop"] == result["case.json"]["case"]["merchant"]["name"]


def test_a_common_name_is_replaced_where_it_stands_as_one() -> None:
    documents = {"case.json": {"case": {"merchant": {"name": "Test"}}, "reason": "The shop “Test” called. Test again, said Test."}}
    reason = redacted(documents, found=find_personal(documents, salt=_SALT)).documents["case.json"]["reason"]
    assert reason.startswith("The shop “shop-")
    assert ". Test again, said shop-" in reason


def test_a_number_like_a_port_stays_a_port() -> None:
    documents = {
        "case.json": {"case": {"merchant": {"id": "4105"}, "terminal": {"trigger_port": 4105}}},
        "runs/1.json": {"target": "192.168.1.5:4105", "facts": {"merchant": "4105", "port": 4105}},
    }
    result = redacted(documents).documents
    assert result["case.json"]["case"]["terminal"]["trigger_port"] == 4105
    assert result["runs/1.json"]["target"] == "192.168.1.5:4105"
    assert result["runs/1.json"]["facts"]["port"] == 4105
    assert result["runs/1.json"]["facts"]["merchant"] == result["case.json"]["case"]["merchant"]["id"] != "4105"


def test_words_of_closed_lists_stay_whatever_the_shop_is_called() -> None:
    documents = {
        "case.json": {"case": {"merchant": {"name": "mqtt"}}},
        "runs/1.json": {"role": "mqtt", "id": "mqtt.tls", "verdict": "pass"},
    }
    assert redacted(documents).documents["runs/1.json"] == {"role": "mqtt", "id": "mqtt.tls", "verdict": "pass"}


def test_an_id_that_was_written_as_a_number_is_replaced() -> None:
    documents = _case(webkassa={"betaalterminalId": 87654321, "remark": 87654321})
    assert "87654321" not in _text(documents)


# --- choosing ---


def test_a_kind_or_a_single_value_can_be_kept() -> None:
    documents = _note("81.82.83.84 and 145.1.2.3 at Bakkerij Jansen")
    found = find_personal(documents)
    one = next(value for value in found if value.value == "81.82.83.84")
    kept = redacted(documents, {PersonalKind.SHOP, one, PersonalKind.NOTE}, found=found)
    note = kept.documents["case.json"]["notes"][0]["text"]
    assert "81.82.83.84" in note
    assert "Bakkerij Jansen" in note
    assert "145.1.2.3" not in note
    assert {(told.kind, told.values) for told in kept.document.kept} == {
        (PersonalKind.SHOP, 1),
        (PersonalKind.PUBLIC_ADDRESS, 1),
        (PersonalKind.NOTE, 1),
    }


def test_what_is_shown_is_what_is_written() -> None:
    documents = _note("81.82.83.84, dhr. Pot, aa:bb:cc:dd:ee:02, srv.jansen.local")
    found = find_personal(documents)
    written = json.dumps(redacted(documents, {PersonalKind.NOTE}, found=found).documents)
    for value in found:
        if value.kind not in {PersonalKind.NOTE, PersonalKind.HARDWARE_ADDRESS}:
            assert value.pseudonym in written, value


def test_two_files_of_one_shop_have_nothing_in_common() -> None:
    documents = _note("81.82.83.84 srv.jansen.local")
    one, other = ({value.pseudonym for value in find_personal(documents)} for _ in range(2))
    assert not one & other


def test_the_note_of_what_was_done_holds_nothing_of_it() -> None:
    documents = _note("81.82.83.84, dhr. Pot, wachtwoord: geheim99")
    done = redacted(documents, WITH_NOTES).document
    text = json.dumps([done.schema, [one.kind for one in done.replaced]])
    assert "Pot" not in text
    assert done.secrets == 1
    assert {told.kind for told in done.replaced} >= {
        PersonalKind.SHOP,
        PersonalKind.TMS_ID,
        PersonalKind.PERSON,
        PersonalKind.PUBLIC_ADDRESS,
    }
    assert {told.kind for told in done.kept} == {PersonalKind.NOTE}


def test_a_note_is_left_out_unless_somebody_lets_it_go_along() -> None:
    documents = _note("Karin zegt dat het gisteren nog werkte")
    assert "Karin" not in json.dumps(redacted(documents).documents)
    assert _note_of(documents, WITH_NOTES) == "Karin zegt dat het gisteren nog werkte"


def test_each_value_says_where_it_stands() -> None:
    found = find_personal(_note("Bakkerij Jansen, twice: Bakkerij Jansen"))
    shop = next(value for value in found if value.kind is PersonalKind.SHOP)
    assert shop.count == 3
    assert [place.part for place in shop.places] == ["case.json"] * 3
    assert shop.places[0].path == ("case", "merchant", "name")


def test_every_kind_has_a_name() -> None:
    assert set(KIND_WORDS) == set(PersonalKind)
    assert set(PersonalKind) >= KEPT_BY_DEFAULT


def test_the_document_is_that_of_its_schema() -> None:
    done = redacted(_note("81.82.83.84, dhr. Pot")).document
    schema = json.loads((resource_root() / "schema" / "redaction.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(msgspec.json.encode(done)), schema)


def test_the_name_in_a_shops_name_is_found_alone() -> None:
    note = _note_of(_note("Jansen belde zelf; de bakkerij stond open. Bakkerij Jansen is tevreden."))
    assert "Jansen" not in note
    assert "de bakkerij stond open" in note


def test_what_a_server_says_of_itself_is_found_in_its_digits() -> None:
    banner = b"220 mail.jansen-beheer.nl ESMTP"
    documents = _facts(role="mqtt", address="3.120.5.6", first_bytes=banner.hex())
    assert "mail.jansen-beheer.nl" in _found(documents, PersonalKind.HOST_NAME)
    digits = redacted(documents).documents["runs/1.json"]["checks"][0]["observations"][0]["facts"]["first_bytes"]
    assert b"jansen" not in bytes.fromhex(digits)
    assert bytes.fromhex(digits).startswith(b"220 ")
    plain = _facts(role="mqtt", first_bytes=b"HTTP/1.1 400 Bad Request".hex())
    assert b"HTTP/1.1 400 Bad Request".hex() in _text(plain)
    secret = _facts(first_bytes=b"l_abcdefgh12345678".hex())
    assert b"l_abcdefgh12345678".hex() not in _text(secret)


def test_that_a_password_was_asked_for_is_no_password() -> None:
    steps = [{"field": "manager_password", "answer": "done"}, {"field": "manager_password", "answer": "99999"}]
    assert masked_tree(steps) == [{"field": "manager_password", "answer": "done"}, {"field": "manager_password", "answer": MASK}]
