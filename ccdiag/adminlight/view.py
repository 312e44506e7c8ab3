"""What is to be seen of a terminal at a moment; window, command line, laboratory and procedures show the same."""

from typing import Literal

from ccdiag.adminlight.circumstances import filled, list_frame, shipped, shown_entries
from ccdiag.content.adminlight import REST_SCREEN
from ccdiag.model.message import Message, message
from ccdiag.model.screen import AdminLight, Screen, ScreenKind
from ccdiag.model.terminal_state import DialogView, EntryView, Frame, KeyKind, ScreenView, TerminalState

NOT_DOCUMENTED = message("Not documented: the manual does not show what is inside.")
_GO_BACK = message("Press STOP to go back.")


def render(state: TerminalState, adminlight: AdminLight | None = None) -> ScreenView:
    """Return what is to be seen; without `adminlight` of the menus that ship. Raises ContentError when these are broken."""
    adminlight = shipped(adminlight)
    window, screens = adminlight.window, adminlight.screens
    top = screens[state.frames[-1].screen if state.frames else REST_SCREEN]
    behind = list_frame(state, adminlight)
    listed = screens[behind.screen] if behind is not None else None
    entries, first, more_below = _rows(state, behind, listed, adminlight)
    return ScreenView(
        screen=top.id,
        kind=top.kind,
        window_title=filled(window.title, state),
        menus=tuple(menu.label for menu in window.menus),
        menu_button=window.stop_menu if state.frames else window.start_menu,
        menu_key=KeyKind.STOP_MENU if state.frames else KeyKind.START_MENU,
        tools=tuple(tool.label for tool in window.tools),
        counter=window.counter,
        title=listed.title if listed is not None else "",
        entries=entries,
        more_above=first > 0,
        more_below=more_below,
        dialog=_dialog(state, top, adminlight),
        notice=NOT_DOCUMENTED if listed is not None and listed.kind is ScreenKind.NOT_DOCUMENTED else None,
        printer_title=window.printer,
        printer=state.printer,
        path=path_of(state, adminlight),
        purpose=Message(top.purpose),
        next=Message(top.next) if top.next else _GO_BACK,
        risk=_optional(top.risk),
        note=_optional(top.note),
        standing=top.standing,
        source=top.source,
        variants=tuple(variant.id for variant in adminlight.variants_of(top.id)),
        gloss_language=state.world.gloss,
    )


def path_of(state: TerminalState, adminlight: AdminLight | None = None) -> tuple[str, ...]:
    """Return the labels that were chosen since START MENU."""
    start = shipped(adminlight).window.start_menu
    return tuple(frame.via for frame in state.frames if frame.via != start)


def _rows(
    state: TerminalState, behind: Frame | None, listed: Screen | None, adminlight: AdminLight
) -> tuple[tuple[EntryView, ...], int, bool]:
    if behind is None or listed is None:
        return (), 0, False
    entries = shown_entries(listed, state, adminlight)
    # The world may have changed under an open menu, and its list become shorter.
    marked = min(behind.highlighted, len(entries) - 1)
    first = max(0, min(behind.first, len(entries) - state.rows))
    glossed = state.world.gloss is not None
    visible = tuple(
        EntryView(
            label=entry.label,
            highlighted=number == marked,
            gloss=_optional(entry.gloss) if glossed else None,
            standing=entry.standing,
            note=_optional(entry.note),
        )
        for number, entry in enumerate(entries)
        if first <= number < first + state.rows
    )
    return visible, first, first + state.rows < len(entries)


def _dialog(state: TerminalState, top: Screen, adminlight: AdminLight) -> DialogView | None:
    if top.dialog is None:
        return None
    has_field = top.kind in {ScreenKind.PASSWORD, ScreenKind.TEXT}
    buttons: dict[ScreenKind, tuple[Literal["STOP", "OK"], ...]] = {ScreenKind.BUSY: (), ScreenKind.MESSAGE: ("OK",)}
    return DialogView(
        kind=top.kind,
        window_title=adminlight.window.dialog_titles[top.kind],
        lines=tuple(filled(line, state) for line in top.dialog.lines),
        field=state.typed if has_field else None,
        masked=top.kind is ScreenKind.PASSWORD,
        buttons=buttons.get(top.kind, ("STOP", "OK")),
        default_button="STOP" if top.dialog.default_button == "stop" else "OK",
    )


def _optional(msgid: str) -> Message | None:
    return Message(msgid) if msgid else None
