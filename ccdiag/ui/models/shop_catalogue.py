"""The prepared shops of the laboratory, and what can be put right elsewhere than on the terminal, as the window offers them."""

from typing import Final

from ccdiag.model.message import Message, message
from ccdiag.ui.models.lab_view import MendingChoice, ShopChoice

_LINUX_ONLY: Final = message("Only Linux can show this on its own addresses: a silent port, or no way at all.")


def shop_choices() -> tuple[ShopChoice, ...]:
    """Return every prepared shop. Raises ContentError when their files are broken."""
    from ccdiag.content.shops import load_shops
    from ccdiag.lab.shops import can_be_shown

    return tuple(
        ShopChoice(
            id=shop.id,
            title=Message(shop.title),
            complaint=Message(shop.complaint),
            unavailable=None if can_be_shown(shop) else _LINUX_ONLY,
        )
        for shop in load_shops().shops.values()
    )


def mending_choices() -> tuple[MendingChoice, ...]:
    """Return all that can be asked of others, or done in a portal. Raises ContentError likewise."""
    from ccdiag.content.shops import load_shops

    return tuple(MendingChoice(id=mending.id, title=Message(mending.title)) for mending in load_shops().mendings.values())
