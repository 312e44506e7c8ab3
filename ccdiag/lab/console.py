"""The line protocol of `ccdiag lab`: one command a line, one line in answer."""

from collections.abc import Awaitable, Callable
from typing import get_args

from ccdiag.content.shops import load_shops
from ccdiag.lab.faults import UnavailableFaultError, UnknownFaultError
from ccdiag.lab.lab import Lab
from ccdiag.lab.webkassa import KickKind
from ccdiag.model.printable import printable

ReadLine = Callable[[], Awaitable[str]]
"""Returns the next line, or an empty text at the end of the input."""
WriteLine = Callable[[str], None]


async def serve(lab: Lab, read_line: ReadLine, write_line: WriteLine) -> None:
    """Answer commands until `quit` or the end of the input."""
    while line := await read_line():
        words = line.split()
        if words == ["quit"]:
            write_line("quit: ok")
            return
        if words:
            write_line(printable(await _answer(lab, words), most=2000))


async def _answer(lab: Lab, words: list[str]) -> str:
    match words:
        case ["fault", name, ("on" | "off") as switch]:
            try:
                await lab.set_fault(name, switch == "on")
            except (UnknownFaultError, UnavailableFaultError) as error:
                return f"error: {error}"
            return f"fault {name} {switch}: ok"
        case ["kick", "cloud" | "local" as kind]:
            return (await lab.kick(kind)).line
        case ["press", *keys] if keys:
            result = await lab.press(keys)
            return f"press: {result.line}" if result.understood else f"error: {result.line}"
        case ["shops"]:
            return f"shops: {', '.join(load_shops().shops)}"
        case ["shop", *names] if len(names) <= 1:
            return await _shop(lab, names)
        case ["mendings"]:
            return f"mendings: {', '.join(load_shops().mendings)}"
        case ["mend", name]:
            return await _mend(lab, name)
        case _:
            kinds = "|".join(get_args(KickKind))
            return f"error: expected fault NAME on|off, kick {kinds}, press KEY…, shops, shop [ID], mendings, mend NAME or quit"


async def _shop(lab: Lab, names: list[str]) -> str:
    """Open a prepared shop, or tell of the one that is open."""
    shop = load_shops().shops.get(names[0]) if names else lab.shop
    if shop is None:
        return "error: no such shop" if names else "shop: none"
    if names:
        try:
            await lab.open_shop(shop)
        except (UnknownFaultError, UnavailableFaultError) as error:
            return f"error: {error}"
    return f"shop {shop.id}: {shop.complaint}"


async def _mend(lab: Lab, name: str) -> str:
    mending = load_shops().mendings.get(name)
    if mending is None:
        return "error: no such mending"
    return f"mend {name}: {'ok' if await lab.mend(mending) else 'nothing was wrong there'}"
