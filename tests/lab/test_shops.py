"""A laboratory in a prepared shop: what is wrong at the beginning, what a mending takes away, and who is told of the keys."""

import pytest

from ccdiag.content.shops import load_shops
from ccdiag.lab.console import serve
from ccdiag.lab.faults import FAULTS, UnavailableFaultError, UnknownFaultError
from ccdiag.lab.lab import Lab
from ccdiag.lab.shops import can_be_shown
from ccdiag.model.prepared_shop import PreparedShop
from ccdiag.model.terminal_state import START_MENU, TerminalState
from tests.lab.conftest import Break

BOOK = load_shops()


def shop(id_: str) -> PreparedShop:
    return BOOK.shops[id_]


async def test_it_starts_in_the_shop() -> None:
    async with Lab(shop=shop("serial-terminal")) as lab:
        assert lab.shop is shop("serial-terminal")
        assert lab.terminal_state.world.pos_mode == "serial"
        assert lab.case.terminal.pos_mode == "serial"
        assert lab.faults == {"terminal.pos_mode_wrong"}


def test_it_becomes_the_shop_and_nothing_else(broken: Break) -> None:
    lab = broken("tas.port_rejected")
    lab.call(lab.lab.open_shop, shop("other-menus"))
    assert lab.lab.faults == {"terminal.hw_install_missing"}
    assert lab.lab.terminal_state.variants == shop("other-menus").terminal.variants
    lab.call(lab.lab.open_shop, shop("day-left-closed"))
    assert lab.lab.faults == {"terminal.day_closed"}
    assert lab.lab.terminal_state.variants == ()
    lab.call(lab.lab.set_faults, ())
    assert (lab.lab.shop, lab.lab.faults) == (None, frozenset())


def test_what_was_stated_wrongly_is_corrected(broken: Break) -> None:
    lab = broken()
    lab.call(lab.lab.open_shop, shop("other-shops-id"))
    assert lab.case.terminal.tms_id == "LAB00043"
    assert lab.lab.stated_wrongly == {"tms_id"}
    lab.call(lab.lab.set_fault, "terminal.day_closed", True)
    assert lab.case.terminal.tms_id == "LAB00043"
    assert lab.call(lab.lab.mend, BOOK.mendings["tms-id"])
    assert lab.case.terminal.tms_id == "LAB00042"
    assert not lab.call(lab.lab.mend, BOOK.mendings["tms-id"])


def test_a_setting_put_right_in_tms_waits_for_an_installation(broken: Break) -> None:
    lab = broken()
    lab.call(lab.lab.open_shop, shop("mqt-off"))
    assert not lab.call(lab.lab.mend, BOOK.mendings["whitelist"])
    assert lab.lab.faults == {"tms.mqt_disabled"}
    assert lab.call(lab.lab.mend, BOOK.mendings["tms-mqt"])
    assert lab.lab.faults == {"terminal.hw_install_missing"}


def test_who_listens_is_told_of_each_key(broken: Break) -> None:
    lab = broken()
    lab.call(lab.lab.open_shop, shop("day-left-closed"))
    told: list[tuple[TerminalState, TerminalState, frozenset[str]]] = []
    lab.lab.terminal_listener = lambda before, after, faults: told.append((before, after, faults))
    try:
        lab.call(lab.lab.press, ["START", "MANAGER_MENU", "secret", "OK", "FUNCTIES", "TERMINAL", "DAGOPENING"])
        lab.call(lab.lab.press_key, START_MENU)
        lab.call(lab.lab.press_key, START_MENU)
    finally:
        lab.lab.terminal_listener = None
    assert [faults for _, _, faults in told] == [frozenset(), frozenset()]
    assert told[0][1].world.day_open
    assert "secret" not in repr(told)


def test_what_this_system_cannot_show_is_refused(broken: Break, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = broken()
    monkeypatch.setattr("sys.platform", "win32")
    assert not can_be_shown(shop("firewall-443"))
    assert can_be_shown(shop("firewall-443-rejected"))
    with pytest.raises(UnavailableFaultError):
        lab.call(lab.lab.open_shop, shop("firewall-443"))
    assert lab.lab.faults == frozenset()


def test_a_shop_with_an_unknown_fault_is_refused() -> None:
    made = PreparedShop(id="made", title="x", complaint="x", faults=("no.such",), cause="no.such", procedure="day-open", lesson="x")
    assert "no.such" not in FAULTS
    with pytest.raises(UnknownFaultError):
        can_be_shown(made)
    with pytest.raises(UnknownFaultError):
        Lab(shop=made)


async def test_the_console_opens_shops_and_mends() -> None:
    lines = iter(
        ["shops", "shop", "shop nothing", "shop not-whitelisted", "mend nothing", "mend whitelist", "mend whitelist", "shop", "quit"]
    )
    answers: list[str] = []

    async def read_line() -> str:
        return next(lines) + "\n"

    async with Lab() as lab:
        await serve(lab, read_line, answers.append)
    complaint = f"shop not-whitelisted: {shop('not-whitelisted').complaint}"
    assert answers[0].startswith("shops: firewall-443, ")
    assert answers[1:] == [
        "shop: none",
        "error: no such shop",
        complaint,
        "error: no such mending",
        "mend whitelist: ok",
        "mend whitelist: nothing was wrong there",
        complaint,
        "quit: ok",
    ]
