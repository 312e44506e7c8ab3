"""The terminal's menus that ship with the program, loaded whole or refused."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from ccdiag.content.errors import ContentError
from ccdiag.content.mismatch import nearest
from ccdiag.content.root import resource_root
from ccdiag.content.toml import load_toml
from ccdiag.model.screen import AdminLight, Dialog, Effect, Entry, Outcome, Screen, ScreenKind, Variant, Window

FIRST_SCREEN = "main-menu"
"""What START MENU opens."""
REST_SCREEN = "rest"

PLACES = frozenset(
    {
        *("shop", "address", "customer", "tms_id", "installed_tms_id", "tms_address", "tms_port"),
        *("software", "software_in_tms", "pos_mode", "trigger_port"),
    }
)
"""What lines of dialogs and slips may name between braces."""
POS_MODE_FIELD = "pos_mode"
POS_MODES = frozenset({"standard", "flat-incoming", "flat-outgoing", "serial"})

_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_LABEL = re.compile(r"[\x20-\x7e]+")
_Where = tuple[Path, str]


class _ScreenFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `resources/adminlight/`."""

    window: Window | None = None
    slips: dict[Effect, tuple[str, ...]] = {}
    screen: tuple[Screen, ...] = ()
    variant: tuple[Variant, ...] = ()


@cache
def load_adminlight() -> AdminLight:
    """Return what ships; loaded once. Raises ContentError with file, key and reason."""
    return load_adminlight_folder(resource_root() / "adminlight")


def load_adminlight_folder(folder: Path) -> AdminLight:
    """Read and check every file of a folder; raises ContentError when anything in any of them is not sound."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ContentError(folder, "", "files with screens, *.toml")
    parts = {file: load_toml(file, _ScreenFile) for file in files}
    windows = [(file, part.window) for file, part in parts.items() if part.window is not None]
    if not windows:
        raise ContentError(folder, "window", "one file with the window's words")
    if len(windows) > 1:
        raise ContentError(windows[1][0], "window", f"to stand once; it also stands in {windows[0][0].name}")
    screens, variants, slips = _gathered(parts)
    adminlight = AdminLight(
        window=windows[0][1],
        screens={screen.id: screen for screen, _ in screens.values()},
        variants={variant.id: variant for variant, _ in variants.values()},
        slips={effect: lines for effect, (lines, _) in slips.items()},
    )
    _check_window(adminlight, windows[0][0])
    for screen, where in screens.values():
        _check_screen(screen, adminlight, where)
    for variant, where in variants.values():
        _check_variant(variant, adminlight, where)
    for lines, where in slips.values():
        _check_lines(lines, where)
        if "SIMULATIE" not in lines:
            raise ContentError(*where, "a line SIMULATIE: what is printed is invented")
    _check_reachable(adminlight, {screen.id: where for screen, where in screens.values()})
    return adminlight


_Screens = dict[str, tuple[Screen, _Where]]
_Variants = dict[str, tuple[Variant, _Where]]
_Slips = dict[Effect, tuple[tuple[str, ...], _Where]]


def _gathered(parts: dict[Path, _ScreenFile]) -> tuple[_Screens, _Variants, _Slips]:
    screens: _Screens = {}
    variants: _Variants = {}
    slips: _Slips = {}
    for file, part in parts.items():
        for screen in part.screen:
            where = (file, f"screen {screen.id}")
            _accept(screen.id not in screens, where, "an id that no other screen has")
            screens[screen.id] = (screen, where)
        for variant in part.variant:
            where = (file, f"variant {variant.id}")
            _accept(variant.id not in variants, where, "an id that no other variant has")
            variants[variant.id] = (variant, where)
        for effect, lines in part.slips.items():
            where = (file, f"slips.{effect.value}")
            _accept(effect not in slips, where, "to stand once")
            slips[effect] = (lines, where)
    return screens, variants, slips


def _accept(holds: bool, where: _Where, expected: str, key: str = "") -> None:  # noqa: FBT001  # reads as an assertion
    if not holds:
        raise ContentError(where[0], f"{where[1]}{'.' + key if key else ''}", expected)


def _check_window(adminlight: AdminLight, file: Path) -> None:
    window = adminlight.window
    for key, tools in (("menus", window.menus), ("tools", window.tools)):
        for number, tool in enumerate(tools):
            _check_label(tool.label, (file, f"window.{key}[{number}].label"))
            _check_opens(tool.opens, adminlight, (file, f"window.{key}[{number}].opens"))
    labels = [tool.label for tool in (*window.menus, *window.tools)]
    _accept(len(set(labels)) == len(labels), (file, "window"), "labels that differ from each other")
    _check_lines((window.title,), (file, "window.title"))
    dialogs = {kind for kind in ScreenKind if kind.is_dialog}
    missing = dialogs ^ window.dialog_titles.keys()
    _accept(not missing, (file, "window.dialog_titles"), f"one title for each kind of dialog; differing: {', '.join(sorted(missing))}")
    for id_, kind in ((REST_SCREEN, ScreenKind.REST), (FIRST_SCREEN, ScreenKind.MENU)):
        found = adminlight.screens.get(id_)
        _accept(found is not None and found.kind is kind, (file, f"screen {id_}"), f"a screen of this id, of the kind {kind.value}")


def _check_screen(screen: Screen, adminlight: AdminLight, where: _Where) -> None:
    menu, dialog = screen.kind is ScreenKind.MENU, screen.kind.is_dialog
    _check_label(screen.title, (where[0], f"{where[1]}.title"))
    _accept(bool(screen.purpose.strip()), where, "a text", "purpose")
    documented = screen.kind is not ScreenKind.NOT_DOCUMENTED
    _accept(bool(screen.next.strip()) is documented, where, "a text where the inside is known, and none where it is not", "next")
    _accept(bool(screen.entries) is menu, where, "entries for a menu, and for nothing else", "entries")
    _accept(screen.field is None or menu, where, "nothing here: only a menu has it", "field")
    _accept((screen.dialog is not None) is dialog, where, "what the dialog says, for a dialog, and for nothing else", "dialog")
    if menu:
        _check_entries(screen.entries, screen, adminlight, where)
    if screen.dialog is not None:
        _check_dialog(screen.dialog, screen, adminlight, where)


def _check_dialog(dialog: Dialog, screen: Screen, adminlight: AdminLight, where: _Where) -> None:
    at = (where[0], f"{where[1]}.dialog")
    _check_lines(dialog.lines, (at[0], f"{at[1]}.lines"))
    text = screen.kind is ScreenKind.TEXT
    _accept((dialog.field is not None) is text, at, "a name for a text input, and for nothing else", "field")
    _accept(dialog.default is None or text, at, "nothing here: only a text input has it", "default")
    fields = {other.dialog.field for other in adminlight.screens.values() if other.dialog is not None}
    _accept(dialog.repeats is None or (text and dialog.repeats in fields), at, "the field of another text input", "repeats")
    _check_outcomes(dialog.ok, adminlight, (at[0], f"{at[1]}.ok"))


def _check_variant(variant: Variant, adminlight: AdminLight, where: _Where) -> None:
    screen = adminlight.screens.get(variant.screen)
    if screen is None:
        raise ContentError(where[0], f"{where[1]}.screen", _unknown(variant.screen, adminlight.screens))
    _accept(screen.kind is ScreenKind.MENU, where, "a menu", "screen")
    _accept(bool(variant.title.strip()), where, "a text", "title")
    _accept(variant.entries != screen.entries, where, "entries that differ from the screen's own", "entries")
    _check_entries(variant.entries, screen, adminlight, where)


def _check_entries(entries: tuple[Entry, ...], screen: Screen, adminlight: AdminLight, where: _Where) -> None:
    labels: set[str] = set()
    for number, entry in enumerate(entries):
        at = (where[0], f"{where[1]}.entries[{number}]")
        _check_label(entry.label, (at[0], f"{at[1]}.label"))
        _accept(entry.label not in labels, at, "a label that no other entry of the screen has", "label")
        labels.add(entry.label)
        _accept((entry.opens is None) is bool(entry.outcomes), at, "either opens or outcomes")
        _accept((entry.value is not None) is (screen.field is not None), at, "a value where the menu has a field, and only there", "value")
        if screen.field == POS_MODE_FIELD:
            _accept(entry.value in POS_MODES, at, f"one of {', '.join(sorted(POS_MODES))}", "value")
        if entry.opens is not None:
            _check_opens(entry.opens, adminlight, (at[0], f"{at[1]}.opens"))
        _check_outcomes(entry.follows(), adminlight, (at[0], f"{at[1]}.outcomes"))


def _check_outcomes(outcomes: tuple[Outcome, ...], adminlight: AdminLight, where: _Where) -> None:
    _accept(bool(outcomes), where, "at least one outcome")
    for number, outcome in enumerate(outcomes):
        at = (where[0], f"{where[1]}[{number}]")
        last = number == len(outcomes) - 1
        # So that something follows whatever the state is, and no outcome stands where it can never be taken.
        _accept(bool(outcome.when) is not last, at, "conditions on all outcomes but the last", "when")
        if outcome.opens is not None:
            _check_opens(outcome.opens, adminlight, (at[0], f"{at[1]}.opens"))


def _check_opens(id_: str, adminlight: AdminLight, where: _Where) -> None:
    _accept(id_ in adminlight.screens, where, _unknown(id_, adminlight.screens))
    _accept(id_ != REST_SCREEN, where, "a screen to open, not the rest")


def _unknown(id_: str, known: Iterable[str]) -> str:
    near = nearest(id_, known)
    return f'a screen that exists, not "{id_}"' + (f'; did you mean "{near}"?' if near else "")


def _check_label(label: str, where: _Where) -> None:
    _accept(_LABEL.fullmatch(label) is not None and label == label.strip(), where, "printable ASCII without spaces around it")


def _check_lines(lines: tuple[str, ...], where: _Where) -> None:
    for number, line in enumerate(lines):
        at = (where[0], f"{where[1]}[{number}]")
        _check_label(line, at)
        for place in _BRACES.finditer(line):
            _accept(place[1] in PLACES, at, f"a place that can be filled ({', '.join(sorted(PLACES))}), not {place[0]}")


def _check_reachable(adminlight: AdminLight, places: dict[str, _Where]) -> None:
    reached, waiting = {REST_SCREEN}, [FIRST_SCREEN, *(tool.opens for tool in (*adminlight.window.menus, *adminlight.window.tools))]
    while waiting:
        id_ = waiting.pop()
        if id_ not in reached:
            reached.add(id_)
            waiting.extend(_opened_by(adminlight.screens[id_], adminlight))
    for id_, where in places.items():
        _accept(id_ in reached, where, "a screen that something opens")


def _opened_by(screen: Screen, adminlight: AdminLight) -> Iterator[str]:
    entries = (*screen.entries, *(entry for variant in adminlight.variants_of(screen.id) for entry in variant.entries))
    outcomes = [outcome for entry in entries for outcome in entry.follows()] + list(screen.dialog.ok if screen.dialog else ())
    yield from (outcome.opens for outcome in outcomes if outcome.opens is not None)
