"""AdminLight drawn in characters, as it should look at a step, with what is to be pressed marked on it."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final, NamedTuple

from ccdiag.adminlight.machine import press
from ccdiag.adminlight.view import render as render_screen
from ccdiag.adminlight.way import open_screen
from ccdiag.cli.explain import Render
from ccdiag.cli.words import can_show
from ccdiag.model.printable import printable
from ccdiag.model.screen import ScreenKind
from ccdiag.model.terminal_state import DialogView, Key, KeyKind, ScreenView, TerminalState, World
from ccdiag.procedures.view import Mark, StepView

_INDENT: Final = "  "
_LABELLED: Final = frozenset({KeyKind.CHOOSE, KeyKind.POINT})
_BUTTONS: Final = frozenset({KeyKind.OK, KeyKind.STOP})
_FIELD: Final = 22
"""Characters that a field to type in shows."""


class _Lines(NamedTuple):
    """The characters of a frame."""

    top_left: str
    top_right: str
    bottom_left: str
    bottom_right: str
    across: str
    side: str
    arrow: str


_DRAWN: Final = _Lines("┌", "┐", "└", "┘", "─", "│", "◄")
_PLAIN: Final = _Lines("+", "+", "+", "+", "-", "|", "<")


def screen_as_it_should_look(view: StepView, facts: dict[str, str], variants: Sequence[str]) -> ScreenView | None:
    """Return the screen of a step before anything is pressed there; None where it is not done on a terminal."""
    if view.screen is None:
        return None
    shop = facts.get("merchant.name") or facts.get("merchant.id") or "SIMULATIE"
    usual = World()
    world = World(
        shop=shop,
        customer=shop,
        address=facts.get("terminal.ip") or usual.address,
        tms_id=facts.get("terminal.tms_id") or usual.tms_id,
        installed_tms_id=facts.get("terminal.tms_id") or usual.installed_tms_id,
        software=facts.get("terminal.software") or usual.software,
        software_in_tms=facts.get("terminal.software") or usual.software_in_tms,
        # Of the two entries that change with the day, the one that is to be chosen is there.
        day_open=not any(mark.label in {"DAGOPENING", "ACTIVEER TERMINAL"} for mark in view.marks),
    )
    state = open_screen(TerminalState(world=world, variants=tuple(variants)), view.screen)
    label = next((mark.label for mark in view.marks if mark.key in _LABELLED), "")
    if label and label not in {entry.label for entry in render_screen(state).entries}:
        # Further down in the list.
        state = press(state, Key(KeyKind.POINT, label))
    return render_screen(state)


def drawing(screen: ScreenView, marks: Sequence[Mark], render: Render, *, width: int) -> Iterator[tuple[str, str]]:
    """Yield the lines of the picture, each with its style."""
    drawn = _DRAWN if all(can_show(one) for one in _DRAWN) else _PLAIN
    inner = width - len(_INDENT) - 4
    body = list(_dialog_rows(screen.dialog, marks, render) if screen.dialog is not None else _list_rows(screen, marks, render))
    placed = {flag for _, flag in body}
    # What is pressed after this screen has gone: a message first, then the menu behind it.
    body += [("", flag) for _, flag in _flags(marks, render) if flag not in placed]
    title = screen.dialog.window_title if screen.dialog is not None else screen.window_title
    yield _edge(drawn.top_left, drawn.top_right, title, inner, drawn), "dim"
    for text, mark in body:
        flag = f"  {drawn.arrow} {mark}" if mark else ""
        fits = len(text) + len(flag) <= inner
        if not fits:
            yield _row(text, inner, drawn), ""
            for part in wrap(flag.strip(), inner):
                yield _row(part, inner, drawn), "bold cyan"
        else:
            yield _row(text + flag, inner, drawn), "bold cyan" if mark else ""
    yield _edge(drawn.bottom_left, drawn.bottom_right, "", inner, drawn), "dim"


def _edge(left: str, right: str, title: str, inner: int, drawn: _Lines) -> str:
    named = f" {printable(title, most=inner - 6)} " if title else ""
    return _INDENT + left + drawn.across + named + drawn.across * (inner + 1 - len(named)) + right


def _row(text: str, inner: int, drawn: _Lines) -> str:
    return f"{_INDENT}{drawn.side} {text[:inner]:<{inner}} {drawn.side}"


def _flags(marks: Sequence[Mark], render: Render) -> list[tuple[Mark, str]]:
    if len(marks) == 1:
        return [(marks[0], render(marks[0].text))]
    return [(mark, f"{number}. {render(mark.text)}") for number, mark in enumerate(marks, 1)]


def _list_rows(screen: ScreenView, marks: Sequence[Mark], render: Render) -> Iterator[tuple[str, str]]:
    flags = _flags(marks, render)
    bar = next((flag for mark, flag in flags if mark.key in {KeyKind.START_MENU, KeyKind.STOP_MENU, KeyKind.TOOL}), "")
    button = f"[{screen.menu_button}]"
    if screen.menu_key not in {mark.key for mark, _ in flags}:
        button = f" {screen.menu_button} "
    yield button, bar
    if screen.kind is ScreenKind.REST:
        return
    yield "", ""
    yield screen.title, ""
    if screen.notice is not None:
        yield f"  ({render(screen.notice)})", ""
    if screen.more_above:
        yield "  ...", ""
    for entry in screen.entries:
        yield f"  {entry.label}", next((flag for mark, flag in flags if mark.label == entry.label), "")
    if screen.more_below:
        yield "  ...", ""


def _dialog_rows(dialog: DialogView, marks: Sequence[Mark], render: Render) -> Iterator[tuple[str, str]]:
    flags = _flags(marks, render)
    for line in dialog.lines:
        yield line, ""
    if dialog.field is not None:
        typed = next(((mark, flag) for mark, flag in flags if mark.key in {KeyKind.TEXT, KeyKind.FILL}), None)
        inside = typed[0].typed if typed is not None and not typed[0].secret else ""
        yield f"[{inside[:_FIELD]:<{_FIELD}}]", typed[1] if typed is not None else ""
    if dialog.buttons:
        pressed = next(((mark, flag) for mark, flag in flags if mark.key in _BUTTONS), None)
        buttons = "  ".join(
            f"[ {button} ]" if pressed is not None and pressed[0].key.value == button else f"  {button}  " for button in dialog.buttons
        )
        yield buttons, pressed[1] if pressed is not None else ""
    elif waiting := next((flag for mark, flag in flags if mark.key is KeyKind.WAIT), ""):
        yield "...", waiting
