"""The line protocol of `ccdiag lab`: one command a line, one line in answer."""

from collections.abc import Awaitable, Callable
from typing import get_args

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
        case _:
            kinds = "|".join(get_args(KickKind))
            return f"error: expected fault NAME on|off, kick {kinds}, press KEY… or quit"
