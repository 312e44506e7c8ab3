"""Terminals at a chosen place, and keys as words."""

from typing import Any

from msgspec.structs import replace

from ccdiag.adminlight.key_words import press_words
from ccdiag.adminlight.view import render
from ccdiag.model.terminal_state import ScreenView, TerminalState, World

MANAGER_TERMINAL = ("START MENU", "MANAGER MENU", "secret", "OK", "FUNCTIES", "TERMINAL")
SERVICE = ("START MENU", "SERVICE MENU", "secret", "OK")
HW_INSTALLATION = (*SERVICE, "FUNCTIES", "TERMINAL", "CONTACT TMS", "HW INSTALLATIE")
POS_MODE = (*SERVICE, "CONFIGUREREN", "TERMINAL", "OPI INSTELLINGEN", "POS MODE")
INPUTS = ("TERM. INSTALLATIE", "SIM00042", "OK", "SIM00042", "OK", "OK", "OK")


def terminal(*variants: str, **world: Any) -> TerminalState:  # noqa: ANN401  # whatever a world holds
    return TerminalState(world=replace(World(), **world), variants=variants)


def pressed(state: TerminalState, *words: str) -> TerminalState:
    after, understood = press_words(state, words)
    assert understood == len(words), f"{words[understood]} means nothing on {render(after).screen}"
    return after


def seen(state: TerminalState, *words: str) -> ScreenView:
    return render(pressed(state, *words))


def labels(view: ScreenView) -> list[str]:
    return [entry.label for entry in view.entries]
