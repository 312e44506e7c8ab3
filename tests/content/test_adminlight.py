"""The menus that ship are those of the manual, and broken ones are refused with file, key and reason."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ccdiag.content.adminlight import load_adminlight, load_adminlight_folder
from ccdiag.content.errors import ContentError
from ccdiag.content.root import resource_root
from ccdiag.model.screen import AdminLight, ScreenKind, Standing

# Every label of the terminal that the manual prints, in its pictures or in its text, by the screen that shows it.
LABELS = {
    "main-menu": "HOOFD MENU|DISPLAY INFO|MANAGER MENU|SERVICE MENU|PAPIER BESTELLEN",
    "manager-password": "BEVEILIGD ITEM|MANAGER WACHTWOORD:",
    "manager-menu": "MANAGER MENU|RAPPORTEN|FUNCTIES|CONFIGUREREN|DIAGNOSE",
    "manager-functions": "FUNCTIES|TERMINAL|BETAALTERMINAL|C-TAP",
    "manager-terminal": (
        "TERMINAL|DAGAFSLUITING|DAGOPENING|ACTIVEER TERMINAL|CONTACT TMS|CONT. TMS VANNACHT|VERSTUUR LOGGING|OPNIEUW STARTEN"
    ),
    "service-password": "BEVEILIGD ITEM|SERVICE WACHTWOORD:",
    "service-menu": "SERVICE MENU|RAPPORTEN|FUNCTIES|CONFIGUREREN|DIAGNOSE|MANAGER MENU",
    "service-functions": "FUNCTIES|TERMINAL|BETAALTERMINAL|C-TAP",
    "service-terminal": "TERMINAL|DAGAFSLUITING|DAGOPENING|ACTIVEER TERMINAL|CONTACT TMS|HARDWARE INSTALLATIE",
    "contact-tms": "CONTACT TMS|NORMAAL|NOODOPROEP|HW INSTALLATIE",
    "hw-installation": "HW INSTALLATIE|TERM. INSTALLATIE|PINPAD INSTALLATIE",
    "tms-id": "TERM. INSTALLATIE|TMS TERM-ID:",
    "tms-id-again": "TERM. INSTALLATIE|NOGMAALS INVOEREN",
    "tms-address": "TERM. INSTALLATIE|TMS IP ADRES:|(193.173.53.101)",
    "tms-port": "TERM. INSTALLATIE|TMS TCP POORT:|(15000)",
    "configuration-warning": (
        "TERM. INSTALLATIE|=== WAARSCHUWING ===|TMS CONFIGURATIE|KOMT NIET OVEREEN|DRUK STOP OM|TE ANNULEREN|FORCEER MET OK"
    ),
    "service-configuration": "CONFIGUREREN|TERMINAL|PINPAD",
    "configure-terminal": (
        "TERMINAL|COMMUNICATIE|OPI INSTELLINGEN|DATUM / TIJD|ITS2COM|RESET MANAGER WW|RESET TRANSACTIE WW|LADEN PP KEYS|CONTACT TMS"
    ),
    "opi-settings": "OPI INSTELLINGEN|POS MODE|ADMIN MODE|CONFIGUREER POORTEN",
    "pos-mode": "POS MODE|TCP STANDAARD|TCP FLAT-INCOMING|TCP FLAT-OUTGOING|SERIEEL",
    "apply-changes": "OPI INSTELLINGEN|ER ZIJN VERANDERINGEN|TOEPASSEN?|NEE=[STOP]/JA=[OK]",
}
SAMPLE_DATA = ("192.168.16.102", "kantoor", "rsP002", "DEMO")
Edit = Callable[[str], str]


def shown(adminlight: AdminLight, id_: str) -> set[str]:
    screen = adminlight.screens[id_]
    if screen.dialog is not None:
        return set(screen.dialog.lines)
    readings = (screen.entries, *(variant.entries for variant in adminlight.variants_of(id_)))
    return {screen.title, *(entry.label for entries in readings for entry in entries)}


@pytest.mark.parametrize("id_", LABELS)
def test_every_label_of_the_manual_is_on_its_screen(id_: str) -> None:
    assert set(LABELS[id_].split("|")) <= shown(load_adminlight(), id_)


def test_the_usual_reading_has_the_entries_of_the_manual_in_their_order() -> None:
    screens = load_adminlight().screens
    inferred_only = {"BETAALTERMINAL", "ACTIVEER TERMINAL", "HARDWARE INSTALLATIE"}
    for id_, labels in LABELS.items():
        if screens[id_].kind is ScreenKind.MENU and id_ not in {"service-terminal", "configure-terminal"}:
            title, *entries = (label for label in labels.split("|") if label not in inferred_only)
            assert (screens[id_].title, [entry.label for entry in screens[id_].entries]) == (title, entries)


def test_the_words_of_the_window_are_there() -> None:
    window = load_adminlight().window
    assert window.title == "CCV AdminLight - {shop} - {address}"
    assert [menu.label for menu in window.menus] == ["File", "View", "Printer", "Help"]
    assert [tool.label for tool in window.tools] == ["Local mode", "PPStatus", "Test transactie", "Ticket Reprint"]
    assert (window.start_menu, window.stop_menu, window.printer) == ("START MENU", "Stop menu", "PRINTER DISPLAY")
    titles = {kind.value: title for kind, title in window.dialog_titles.items()}
    assert (titles["password"], titles["text"], titles["confirmation"]) == ("Password input", "Textinput", "Confirmation")


def test_the_three_ways_to_the_installation_are_there() -> None:
    adminlight = load_adminlight()
    assert "contact-tms" in {entry.opens for entry in adminlight.screens["service-terminal"].entries}
    assert "hw-installation" in {entry.opens for entry in adminlight.variants["service-terminal-hardware-installatie"].entries}
    assert "contact-tms" in {entry.opens for entry in adminlight.variants["configure-terminal-contact-tms"].entries}


def test_what_the_manual_does_not_show_is_marked() -> None:
    adminlight = load_adminlight()
    for screen in adminlight.screens.values():
        simulated = screen.standing is Standing.SIMULATED
        assert simulated is (screen.dialog is not None and "SIMULATIE" in screen.dialog.lines), screen.id
        assert not simulated or screen.note, screen.id
    assert {entry.standing for entry in adminlight.screens["configure-terminal"].entries if entry.label == "ITS2COM"} == {Standing.INFERRED}


def test_sample_data_of_the_manual_is_nowhere() -> None:
    for file in (resource_root() / "adminlight").glob("*.toml"):
        text = file.read_text(encoding="utf-8")
        assert not [sample for sample in SAMPLE_DATA if sample in text], file.name


def replaced(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return edit


@pytest.mark.parametrize(
    ("file", "edit", "key", "reason"),
    [
        ("main.toml", replaced('kind = "menu"', 'kind = "list"'), "screen[0].kind", "list"),
        (
            "main.toml",
            replaced('opens = "manager-password"', 'opens = "manager-pasword"'),
            "main-menu.entries[1].opens",
            "manager-password",
        ),
        ("main.toml", replaced('purpose = "', 'purposes = "'), "screen[0].purposes", "purpose"),
        ("main.toml", replaced('label = "SERVICE MENU"', 'label = "MANAGER MENU"'), "entries[2].label", "no other entry"),
        ("main.toml", replaced('id = "main-menu"', 'id = "first-menu"'), "screen main-menu", "kind menu"),
        ("main.toml", replaced('id = "display-info"', 'id = "order-paper"'), "screen order-paper", "no other screen"),
        ("main.toml", replaced("when = ", "wenn = "), "wenn", "when"),
        ("main.toml", replaced('"password_wrong"', '"password_odd"'), "when[0]", "password_odd"),
        ("main.toml", replaced('{ when = ["password_wrong"], opens', "{ opens"), "dialog.ok[0].when", "conditions"),
        ("main.toml", replaced('next = "Choose', 'next = " " # "'), "screen main-menu.next", "text"),
        ("main.toml", replaced('opens = "order-paper", ', ""), "entries[3]", "either opens or outcomes"),
        ("installation.toml", replaced("{customer}", "{kunde}"), "dialog.lines[3]", "{kunde}"),
        ("installation.toml", replaced('field = "tms_id"\n', ""), "dialog.field", "text input"),
        ("installation.toml", replaced('repeats = "tms_id"', 'repeats = "tms"'), "dialog.repeats", "text input"),
        ("installation.toml", replaced('effect = "install"', 'effect = "explode"'), "effect", "explode"),
        ("opi.toml", replaced('value = "serial"', 'value = "usb"'), "entries[3].value", "serial"),
        ("opi.toml", replaced('label = "SERIEEL"', 'label = "SERIËEL"'), "entries[3].label", "ASCII"),
        ("variants.toml", replaced('screen = "manager-functions"', 'screen = "manager-function"'), "screen", "manager-functions"),
        ("variants.toml", replaced('screen = "manager-functions"', 'screen = "rest"'), "screen", "menu"),
        ("window.toml", replaced("SIMULATIE", "ECHT"), "slips.close_day", "SIMULATIE"),
        ("window.toml", replaced('busy = "AdminLight"\n', ""), "dialog_titles", "busy"),
        ("window.toml", replaced('{ label = "File", opens = "file-menu" },', ""), "screen file-menu", "opens"),
        ("window.toml", replaced("[window]", "[windows]"), "windows", "window"),
        ("window.toml", replaced('title = "CCV', 'title = CCV"'), "line", "TOML"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, file: str, edit: Edit, key: str, reason: str) -> None:
    folder = tmp_path / "adminlight"
    shutil.copytree(resource_root() / "adminlight", folder)
    broken = folder / file
    broken.write_text(edit(broken.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ContentError) as raised:
        load_adminlight_folder(folder)
    told = str(raised.value)
    assert key in raised.value.key_path
    assert reason in told
    # A screen that is missing shows where it is wanted.
    assert file in told or "main-menu" in told


def test_a_missing_or_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError):
        load_adminlight_folder(tmp_path / "nothing")
    (tmp_path / "one.toml").write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match="window"):
        load_adminlight_folder(tmp_path)


def test_all_texts_about_screens_are_extracted() -> None:
    from tests.architecture.scripts import script

    known = set(script("messages").texts())
    for file in (resource_root() / "adminlight").glob("*.toml"):
        for screen in tomllib.loads(file.read_text(encoding="utf-8")).get("screen", []):
            assert {screen[key] for key in ("purpose", "next", "risk", "note") if key in screen} <= known
