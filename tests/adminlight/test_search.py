"""What people read aloud finds the screen that they see."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccdiag.adminlight.search import Strength, find_screens
from ccdiag.content.adminlight import load_adminlight
from ccdiag.model.screen import ScreenKind

ADMINLIGHT = load_adminlight()


def found(text: str) -> list[str]:
    return [hit.screen for hit in find_screens(text)]


@pytest.mark.parametrize(
    ("text", "screens"),
    [
        ("komt niet overeen", ["configuration-warning"]),
        ("komt nit overeen", ["configuration-warning"]),
        ("overeem niet kont", ["configuration-warning"]),
        ("er staat waarschuwing, forceer met ok", ["configuration-warning"]),
        ("druk stop om te anuleren", ["configuration-warning"]),
        ("beveiligd item", ["manager-password", "service-password"]),
        ("beveiligt itum", ["manager-password", "service-password"]),
        ("hij vraagt een wachtwoord", ["manager-password", "service-password"]),
        ("service wachtword", ["service-password"]),
        ("WACHTWOORD MANAGER", ["manager-password"]),
        ("password input", ["manager-password", "service-password"]),
        ("nogmals invoeren", ["tms-id-again"]),
        ("tms term id", ["tms-id"]),
        ("tms ip adres", ["tms-address"]),
        ("193.173.53.101", ["tms-address"]),
        ("15000", ["tms-port"]),
        ("er zijn veranderingen toepassen", ["apply-changes"]),
        ("nee stop ja ok", ["apply-changes"]),
        ("wijzigingen opslaan", ["apply-changes"]),
        ("flatoutgoing", ["pos-mode"]),
        ("flat out going", ["pos-mode"]),
        ("ik zie geen flat-outgoing", ["pos-mode"]),
        ("serieell", ["pos-mode"]),
        ("posmode", ["pos-mode", "opi-settings"]),
        ("opi instelingen", ["opi-settings"]),
        ("dag afsluiting", ["manager-terminal", "service-terminal"]),
        ("dagafslutiing", ["manager-terminal", "service-terminal"]),
        ("activeer terminal", ["manager-terminal", "service-terminal"]),
        ("functies", ["manager-functions", "service-functions"]),
        ("hoofd menu", ["main-menu"]),
        ("hoofdmenu", ["main-menu"]),
        ("hw instalatie", ["hw-installation"]),
        ("hardware installatie", ["hw-installation", "service-terminal"]),
        ("noodoproep", ["emergency-call", "contact-tms"]),
        ("papier bestellen", ["order-paper", "main-menu"]),
        ("andere klantgegevens", ["customer-data"]),
        ("dag staat nog open", ["day-still-open"]),
        ("betaalterminal", ["manager-functions", "service-functions"]),
        ("its2com", ["its2com", "configure-terminal"]),
        ("dns ingevuld", ["communication"]),
        ("trigger poort", ["configure-ports"]),
    ],
)
def test_what_is_read_aloud_finds_the_screen(text: str, screens: list[str]) -> None:
    best = found(text)[: len(screens)]
    assert set(best) == set(screens)
    assert find_screens(text)[0].strength in {Strength.STRONG, Strength.FAIR}


@pytest.mark.parametrize("text", ["", "   ", "!?…", "xyzzy qwop", "zonnebloempitten"])
def test_what_stands_nowhere_finds_nothing(text: str) -> None:
    assert found(text) == []


def test_a_hit_tells_the_way_the_keys_and_what_to_press() -> None:
    hit = find_screens("komt nit overeen")[0]
    assert (hit.kind, hit.kind_title, hit.title) == (ScreenKind.CONFIRMATION, "Confirmation", "TMS CONFIGURATIE KOMT NIET OVEREEN")
    assert hit.path == ("SERVICE MENU", "FUNCTIES", "TERMINAL", "CONTACT TMS", "HW INSTALLATIE", "TERM. INSTALLATIE")
    assert hit.keys[:5] == ("START MENU", "DOWN", "DOWN", "OK", "<SERVICE WACHTWOORD>")
    assert hit.next is not None
    assert hit.next.english().startswith("Press STOP.")
    assert [hit.title[mark.start : mark.end] for mark in hit.matched if mark.line < 0] == ["KOMT NIET OVEREEN"]
    assert [hit.text[mark.line][mark.start : mark.end] for mark in hit.matched if mark.line >= 0] == ["KOMT NIET OVEREEN"]


def test_a_label_of_another_reading_names_the_reading() -> None:
    hit = find_screens("activeer terminal")[0]
    assert hit.variant in ADMINLIGHT.variants
    assert "ACTIVEER TERMINAL" in hit.text


def test_hits_are_ranked_and_few() -> None:
    for text in ("terminal", "menu", "tms", "installatie"):
        scores = [hit.score for hit in find_screens(text)]
        assert scores == sorted(scores, reverse=True)
        assert 0 < len(scores) <= 10
        assert len(find_screens(text, most=2)) == 2


def one_mistake(text: str, seed: int) -> str:
    """Leave out, double, or swap a letter within one of the words."""
    rng = random.Random(seed)
    places = [n for n in range(1, len(text) - 1) if text[n - 1 : n + 2].isalpha()]
    at = rng.choice(places)
    return rng.choice([text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:], text[:at] + text[at + 1] + text[at] + text[at + 2 :]])


@pytest.mark.parametrize("id_", [screen.id for screen in ADMINLIGHT.screens.values() if len(screen.title) > 5])
@pytest.mark.parametrize("seed", range(5))
def test_every_title_is_found_with_one_mistake(id_: str, seed: int) -> None:
    title = ADMINLIGHT.screens[id_].title
    same = {screen.id for screen in ADMINLIGHT.screens.values() if screen.title == title}
    # What has two readings is found by either.
    best = find_screens(one_mistake(title.lower(), seed), most=len(same) + 4)
    assert same & {hit.screen for hit in best}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_searched(text: str) -> None:
    for hit in find_screens(text):
        assert 0 < hit.score <= 1
        for mark in hit.matched:
            line = hit.title if mark.line < 0 else hit.text[mark.line]
            assert 0 <= mark.start < mark.end <= len(line)
