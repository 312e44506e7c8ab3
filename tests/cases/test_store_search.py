from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ccdiag.cases.store import CaseStore
from ccdiag.cases.store_words import folded_text, label_of_day, matches_label, terms_of
from ccdiag.content.causes import load_causes
from ccdiag.i18n.translator import LANGUAGES, translator
from ccdiag.model.case_key import case_key
from tests.cases.stored import NOW, keep_run, shop


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> CaseStore:
    made = CaseStore(tmp_path_factory.mktemp("search") / "cases.sqlite3")
    keep_run(made, shop("Café Liègeois", "CAF001", ip="10.0.7.3", merchant_id="M-100"), days_ago=40)
    keep_run(made, shop("Bakkerij De Vries", "BAK002", ip="192.0.2.10", merchant_id="M-200"), faults=("tls.intercepted",), days_ago=3)
    keep_run(made, shop("Bakkerij De Vries", "BAK002", ip="192.0.2.10", merchant_id="M-200"))
    keep_run(made, shop("Slagerij 100 %", "SLA003", ip="2001:db8::7", merchant_id="M-300"), faults=("tas.port_rejected",), days_ago=3)
    made.add_note(case_key(shop("Slagerij 100 %", "SLA003")), "router staat achter de toonbank", NOW - timedelta(days=3))
    return made


def found(store: CaseStore, text: str) -> set[str]:
    return {line.tms_id for line in store.search(text)}


CAFE, BAKERY, BUTCHER = "CAF001", "BAK002", "SLA003"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {CAFE, BAKERY, BUTCHER}),
        ("   ", {CAFE, BAKERY, BUTCHER}),
        ("bakkerij", {BAKERY}),
        ("BAKKERIJ de", {BAKERY}),
        ("kkerij", {BAKERY}),
        ("erij", {BAKERY, BUTCHER}),
        ("cafe", {CAFE}),
        ("CAFÉ liege", {CAFE}),
        ("m-200", {BAKERY}),
        ("SLA", {BUTCHER}),
        ("a003", {BUTCHER}),
        ("10.0.7.3", {CAFE}),
        ("0.7.", {CAFE}),
        ("2001:db8", {BUTCHER}),
        ("toonbank", {BUTCHER}),
        ("router slagerij", {BUTCHER}),
        ("router bakkerij", set()),
        ("tls.intercepted", {BAKERY}),
        ("intercepted", {BAKERY}),
        ("versleutelde verbinding", {BAKERY}),
        ("pare-feu ouvre", {BAKERY}),
        ("verschlüsselte", {BAKERY}),
        ("lab", {CAFE, BAKERY, BUTCHER}),
        ("%", {BUTCHER}),
        ("_", {BUTCHER}),
        ("v", {BAKERY, BUTCHER}),
        ("nowhere to be found", set()),
    ],
)
def test_what_people_type(store: CaseStore, text: str, expected: set[str]) -> None:
    assert found(store, text) == expected


def test_a_date_is_found_as_people_type_it(store: CaseStore) -> None:
    day = (NOW - timedelta(days=3)).astimezone()
    for typed in (
        f"{day:%Y-%m-%d}",
        f"{day:%d-%m-%Y}",
        f"{day:%d-%m}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
    ):
        assert found(store, typed) == {BAKERY, BUTCHER}, typed
    assert found(store, f"{day:%Y-%m-%d} bakkerij") == {BAKERY}
    assert found(store, f"{day:%Y-%m-%d} tas.port_rejected") == {BUTCHER}
    assert found(store, "1999-01-01") == set()


def test_the_run_that_fits_is_told_where_it_is_not_the_last(store: CaseStore) -> None:
    (line,) = store.search("tls.intercepted")
    assert line.last is not None
    assert line.last.cause is None
    assert line.matched is not None
    assert line.matched.cause == "tls.intercepted"
    (line,) = store.search("bakkerij")
    assert line.matched is None
    today = NOW.astimezone()
    assert store.search(f"tls.intercepted {today:%Y-%m-%d}") == (), "that day it was healthy"


def test_every_cause_is_found_by_its_title_in_every_language(tmp_path: Path) -> None:
    from ccdiag.cases.store_words import label_of_cause

    for rule in load_causes():
        label = label_of_cause(rule.id, rule.title)
        for language in LANGUAGES:
            for term in terms_of(translator(language).text(rule.title)):
                assert matches_label(term, label), (rule.id, language, term)


def test_a_day_is_not_taken_for_a_year() -> None:
    label = label_of_day(datetime(2023, 11, 5, 12).astimezone())
    assert not matches_label("23-11", label)
    for typed in ("2023-11-05", "2023-11", "05-11", "5-11", "5/11/2023", "05-11-23", "11-2023", "november"):
        assert matches_label(typed, label), typed


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        '""""',
        "a OR b",
        "NEAR(a b)",
        "text:a",
        "-a",
        "a*",
        "^a",
        "(((",
        "\0",
        "a\0b",
        "😀",
        "😀😀😀😀",
        "\ud800",
        "\u202e\u200b",
        "%%%",
        "x" * 10_000,
        "x " * 10_000,
        "'; DROP TABLE cases; --",
        "ß" * 700,
    ],
    ids=range(21),
)
def test_no_query_raises(store: CaseStore, text: str) -> None:
    store.search(text)
    store.search(text, simulation=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_at_all_raises(store: CaseStore, text: str) -> None:
    store.search(text)


@given(st.text(max_size=40))
def test_folding_leaves_nothing_that_cannot_be_seen(text: str) -> None:
    assert folded_text(folded_text(text)) == folded_text(text) or not text.isascii()
    assert all(character.isprintable() or character == " " for term in terms_of(text) for character in term)


@given(st.text(alphabet=st.characters(codec="ascii", categories=("L", "N", "P", "S")), min_size=1, max_size=12))
def test_every_part_of_a_name_finds_it(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    from ccdiag.cases.store_words import words_of_case

    words = words_of_case(shop(name))
    for begin in range(len(name)):
        for term in terms_of(name[begin:]):
            assert term in words


def test_many_cases_are_searched_beyond_the_last_days(tmp_path: Path) -> None:
    store = CaseStore(tmp_path / "cases.sqlite3")
    with store.writing():
        for number in range(3300):
            store.put_case(f"tms:N{number}", shop(f"Winkel {number}", f"N{number}"), NOW - timedelta(days=1, seconds=number))
        store.put_case("tms:OLD", shop("Oude zaak in Ør", "OLD"), NOW - timedelta(days=300))
    assert found(store, "oude") == {"OLD"}
    assert found(store, "ou") == {"OLD"}
    assert found(store, "ør") == {"OLD"}
    assert found(store, "oude zaak") == {"OLD"}
    assert len(store.search("winkel", limit=10_000)) == 3300
    assert [line.tms_id for line in store.search("winkel", limit=2, offset=3298)] == ["N3298", "N3299"]
