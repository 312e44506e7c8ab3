"""The prepared shops that ship are sound, and broken ones are refused with file, key and reason."""

import shutil
from pathlib import Path

import pytest

from ccdiag.content.errors import ContentError
from ccdiag.content.root import resource_root
from ccdiag.content.shops import load_shops, load_shops_folder
from ccdiag.lab.faults import FAULTS
from ccdiag.lab.terminal_world import READ_OFF
from ccdiag.model.prepared_shop import PreparedShop

BOOK = load_shops()
LEAST = 12


def test_there_are_enough() -> None:
    assert len(BOOK.shops) >= LEAST
    assert len({shop.cause for shop in BOOK.shops.values()}) >= LEAST


@pytest.mark.parametrize("shop", BOOK.shops.values(), ids=lambda shop: shop.id)
def test_the_laboratory_can_break_it_and_somebody_can_mend_it(shop: PreparedShop) -> None:
    assert set(shop.faults) <= FAULTS.keys()
    elsewhere = {name for needed in shop.mendings for name in BOOK.mendings[needed.what].mends}
    assert set(shop.faults) <= READ_OFF | elsewhere, "what the terminal's menus cannot mend needs a mending"


def test_each_mending_is_one_of_the_laboratory() -> None:
    for mending in BOOK.mendings.values():
        assert set(mending.mends) <= FAULTS.keys(), mending.id


def test_no_complaint_tells_the_cause() -> None:
    for shop in BOOK.shops.values():
        words = shop.complaint.casefold()
        assert not [told for told in ("mqt", "whitelist", "flat-outgoing", "443", "dns", "pos mode") if told in words], shop.id


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "expected"),
    [
        ("terminal.toml", 'id = "wrong-pos-mode"', 'id = "day-left-closed"', "shop day-left-closed", "no other shop"),
        ("terminal.toml", 'cause = "terminal.day_closed"', 'cause = "terminal.day_close"', "shop day-left-closed.cause", "day_closed"),
        ("terminal.toml", 'faults = ["terminal.day_closed"]', 'faults = ["terminal.day_opened"]', "day-left-closed.faults", "a cause"),
        ("terminal.toml", 'procedure = "day-open"', 'procedure = "day-opened"', "day-left-closed.procedure", 'did you mean "day-open"'),
        ("terminal.toml", 'faults = ["terminal.day_closed"]', 'fault = ["terminal.day_closed"]', "shop[0].fault", "faults"),
        ("terminal.toml", 'faults = ["terminal.day_closed"]\n', "", "day-left-closed.faults", "something that is wrong"),
        ("terminal.toml", 'pos_mode = "serial"', 'pos_mode = "cable"', "terminal.pos_mode", "serial"),
        ("terminal.toml", 'tms_id = "LAB00043"', "tms_id = 43", "other-shops-id.case.tms_id", "text"),
        ("terminal.toml", 'tms_id = "LAB00043"', 'colour = "red"', "other-shops-id.case.colour", "unknown key"),
        ("terminal.toml", 'tms_id = "LAB00043"', 'model = "Old"', "other-shops-id.case.model", "corrects"),
        ("terminal.toml", '"service-terminal-hardware-installatie"', '"no-such-reading"', "other-menus.terminal.variants", "reading"),
        ("terminal.toml", 'what = "tms-id"', 'what = "tms-ids"', "other-shops-id.mendings[0].what", 'did you mean "tms-id"'),
        ("network.toml", 'when = "first"', 'when = "guide"', "firewall-443.mendings[0].when", "first"),
        ("network.toml", 'mendings = [{ what = "network-443", when = "first" }]\n', "", "firewall-443.procedure", "a mending"),
        ("mendings.toml", 'id = "tms-mqt-service"', 'id = "tms-mqt"', "mending tms-mqt", "no other mending"),
        ("mendings.toml", '"tms.mqt_disabled"', '"tms.mqt_off"', "mending tms-mqt.mends[0]", "a cause"),
        ("mendings.toml", 'corrects = ["tms_id"]', 'corrects = ["tms"]', "mending tms-id.corrects[0]", 'did you mean "tms_id"'),
        ("mendings.toml", 'mends = ["tms.mqt_disabled"]\n', "", "mending tms-mqt", "puts right"),
    ],
)
def test_what_is_not_sound_is_refused(tmp_path: Path, file: str, old: str, new: str, where: str, expected: str) -> None:
    folder = tmp_path / "scenarios"
    shutil.copytree(resource_root() / "scenarios", folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as refused:
        load_shops_folder(folder)
    assert refused.value.file == folder / file
    assert where in refused.value.key_path
    assert expected in str(refused.value)


def test_a_folder_without_shops_is_refused(tmp_path: Path) -> None:
    shutil.copy(resource_root() / "scenarios" / "mendings.toml", tmp_path)
    with pytest.raises(ContentError, match="at least one"):
        load_shops_folder(tmp_path)
    with pytest.raises(ContentError):
        load_shops_folder(tmp_path / "absent")
