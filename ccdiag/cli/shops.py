"""The prepared shops of the lab, by name and as a list."""

from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.plain import write_line
from ccdiag.cli.status import Exit
from ccdiag.cli.words import safe
from ccdiag.content.errors import ContentError
from ccdiag.content.shops import load_shops
from ccdiag.model.message import Message, message
from ccdiag.model.prepared_shop import PreparedShop, PreparedShops


def shop_named(name: str | None) -> PreparedShop | None:
    """Return the shop of that name; ends the program when there is none."""
    if name is None:
        return None
    shops = shops_or_end().shops
    if name not in shops:
        fail(said("There is no prepared shop “{name}”; there are: {names}.").format(name=name, names=", ".join(shops)))
    return shops[name]


def shops_or_end() -> PreparedShops:
    """Return the shops that ship; ends the program when their files are broken."""
    try:
        return load_shops()
    except ContentError as error:
        fail(error.shown(tr()))


def list_shops() -> Exit:
    """Print every shop: its id, what is wrong in it, and what the shopkeeper says."""
    from ccdiag.lab.shops import can_be_shown

    render = safe(tr())
    for shop in shops_or_end().shops.values():
        here = "" if can_be_shown(shop) else " " + render(message("(not on this system)"))
        write_line(f"{shop.id}{here}: {render(Message(shop.title))}")
        write_line(f"  “{render(Message(shop.complaint))}”")
    return Exit.GOOD
