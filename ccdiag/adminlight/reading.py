"""A screen in words: for the telephone, and in one line."""

from collections.abc import Callable, Iterator

from ccdiag.model.message import Message, message
from ccdiag.model.screen import ScreenKind
from ccdiag.model.terminal_state import ScreenView

Render = Callable[[Message], str]
"""Turns a message into the reader's language."""


def text_to_read_aloud(view: ScreenView, render: Render) -> str:
    """Say what the other person should see, and what to do there, in short lines."""
    return "\n".join(render(said) for said in _said(view))


def _said(view: ScreenView) -> Iterator[Message]:
    if view.path:
        yield message("You came here by: {path}.", path=", ".join(view.path))
    if view.kind is ScreenKind.REST:
        yield message("No menu is open. The button at the top left says {button}.", button=view.menu_button)
    elif view.dialog is None:
        yield from _list_said(view)
    else:
        yield message("A small window stands before the list: {title}.", title=view.dialog.window_title)
        yield message("In it you read: {lines}.", lines="; ".join(view.dialog.lines))
        if view.dialog.field is not None:
            yield message("Below it is a field to type in.")
        if view.dialog.buttons:
            yield message("Its buttons are: {buttons}.", buttons=", ".join(view.dialog.buttons))
    yield view.next
    if view.risk is not None:
        yield message("Take care: {risk}", risk=view.risk)


def _list_said(view: ScreenView) -> Iterator[Message]:
    yield message("At the top you read: {title}.", title=view.title)
    if view.notice is not None:
        yield view.notice
        return
    yield message("Below it you read: {entries}.", entries=", ".join(entry.label for entry in view.entries))
    if view.more_above or view.more_below:
        yield message("The list goes on when you press the arrows.")
    marked = next((entry.label for entry in view.entries if entry.highlighted), None)
    if marked is not None:
        yield message("Marked is: {label}.", label=marked)


def one_line(view: ScreenView) -> str:
    """Write down what is shown in one line, in the terminal's own words; the marked entry and the default button in brackets."""
    if view.kind is ScreenKind.REST:
        return f"[{view.menu_button}]"
    if view.dialog is None:
        if view.notice is not None:
            return f"{view.title}: {view.notice.english()}"
        rows = [f"[{entry.label}]" if entry.highlighted else entry.label for entry in view.entries]
        return f"{view.title}: " + " | ".join([*["…"] * view.more_above, *rows, *["…"] * view.more_below])
    dialog = view.dialog
    field = "" if dialog.field is None else f" <{dialog.field}>"
    buttons = " ".join(f"[{button}]" if button == dialog.default_button else button for button in dialog.buttons)
    return f"{dialog.window_title}: {' / '.join(dialog.lines)}{field} {buttons}".rstrip()
