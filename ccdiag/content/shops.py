"""The prepared shops that ship with the program, loaded whole or refused."""

from collections.abc import Collection
from functools import cache
from pathlib import Path

from msgspec import Struct

from ccdiag.content.adminlight import load_adminlight
from ccdiag.content.causes import PROCEDURE_IDS, load_causes
from ccdiag.content.errors import ContentError
from ccdiag.content.mismatch import nearest
from ccdiag.content.root import resource_root
from ccdiag.content.toml import convert_document, load_toml
from ccdiag.model.case import Terminal
from ccdiag.model.prepared_shop import Mending, PreparedShop, PreparedShops

MENDINGS = "mendings.toml"

_Where = tuple[Path, str]


class _ShopFile(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of `resources/scenarios/`."""

    shop: tuple[PreparedShop, ...]


class _MendingFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What can be put right from elsewhere."""

    mending: tuple[Mending, ...]


@cache
def load_shops() -> PreparedShops:
    """Return what ships; loaded once. Raises ContentError with file, key and reason."""
    return load_shops_folder(resource_root() / "scenarios")


def load_shops_folder(folder: Path) -> PreparedShops:
    """Read and check every file of a folder; raises ContentError when anything in any of them is not sound."""
    causes = frozenset(rule.id for rule in load_causes())
    terminal_keys = frozenset(Terminal.__struct_fields__)
    variants = frozenset(load_adminlight().variants)
    list_file = folder / MENDINGS
    mendings: dict[str, Mending] = {}
    for mending in load_toml(list_file, _MendingFile).mending:
        where = (list_file, f"mending {mending.id}")
        _accept(mending.id not in mendings, where, "an id that no other mending has")
        _accept(bool(mending.mends or mending.corrects), where, "something that it puts right")
        for number, name in enumerate(mending.mends):
            _accept_known(name, causes, "a cause", where, f"mends[{number}]")
        for number, key in enumerate(mending.corrects):
            _accept_known(key, terminal_keys, "a key of the case's terminal", where, f"corrects[{number}]")
        mendings[mending.id] = mending
    shops: dict[str, PreparedShop] = {}
    for file in sorted(folder.glob("*.toml")):
        for shop in load_toml(file, _ShopFile).shop if file != list_file else ():
            where = (file, f"shop {shop.id}")
            _accept(shop.id not in shops, where, "an id that no other shop has")
            for key, names in (("faults", shop.faults), ("cause", (shop.cause,)), ("also", shop.also)):
                for name in names:
                    _accept_known(name, causes, "a cause", where, key)
            for name in shop.terminal.variants:
                _accept_known(name, variants, "a reading of the menus", where, "terminal.variants")
            _check_case(shop, file)
            _check_mending(shop, mendings, where)
            shops[shop.id] = shop
    _accept(bool(shops), (folder, "shop"), "at least one prepared shop")
    return PreparedShops(shops=shops, mendings=mendings)


def _check_case(shop: PreparedShop, file: Path) -> None:
    try:
        convert_document(dict(shop.case), Terminal, file)
    except ContentError as error:
        raise ContentError(file, f"shop {shop.id}.case.{error.key_path}", error.expected) from error


def _check_mending(shop: PreparedShop, mendings: dict[str, Mending], where: _Where) -> None:
    _accept(bool(shop.faults or shop.terminal.values() or shop.case), where, "something that is wrong", "faults")
    _accept(bool(shop.procedure or shop.mendings), where, "a procedure, a mending or both", "procedure")
    if shop.procedure is not None:
        _accept_known(shop.procedure, PROCEDURE_IDS, "a procedure", where, "procedure")
    for number, needed in enumerate(shop.mendings):
        _accept_known(needed.what, mendings, "a mending", where, f"mendings[{number}].what")
        alone = needed.when != "first" and shop.procedure is None
        _accept(not alone, where, "first, where there is no procedure", f"mendings[{number}].when")
    corrected = {key for needed in shop.mendings for key in mendings[needed.what].corrects}
    for key in shop.case:
        _accept(key in corrected, where, "a mending that corrects it", f"case.{key}")


def _accept(holds: bool, where: _Where, expected: str, key: str = "") -> None:  # noqa: FBT001  # reads as an assertion
    if not holds:
        raise ContentError(where[0], f"{where[1]}{'.' + key if key else ''}", expected)


def _accept_known(name: str, known: Collection[str], what: str, where: _Where, key: str) -> None:
    if name not in known:
        near = nearest(name, known)
        expected = f'{what} that exists, not "{name}"' + (f'; did you mean "{near}"?' if near else "")
        raise ContentError(where[0], f"{where[1]}.{key}", expected)
