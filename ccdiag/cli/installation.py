"""Whether this installation is whole: every part tried once, and told."""

import sys
from collections.abc import Sequence
from time import perf_counter

import msgspec

from ccdiag import __version__
from ccdiag.cli.installation_document import Part, SelfTestDocument
from ccdiag.cli.installation_part import PartTest
from ccdiag.cli.installation_running import Tried, tried
from ccdiag.cli.json_output import write_bytes
from ccdiag.cli.language import tr
from ccdiag.cli.plain import write_line
from ccdiag.cli.status import Exit
from ccdiag.cli.words import icon, safe
from ccdiag.model.message import message
from ccdiag.model.verdict import Verdict
from ccdiag.model.words import VERDICT_WORDS


def show_installation(parts: Sequence[PartTest], *, json: bool) -> Exit:
    """Try these parts, show how they did, and return the exit status."""
    say, begin = safe(tr()), perf_counter()
    shown: list[Part] = []
    for one in tried(parts):
        part = Part(
            name=one.part.name,
            title=say(one.part.title),
            ok=one.ok,
            attention=one.ok and one.found.attention,
            detail=say(one.found.detail),
            error=one.error,
            elapsed_s=round(one.elapsed_s, 3),
        )
        shown.append(part)
        if not json:
            write_line(_line(one, part))
    elapsed_s = round(perf_counter() - begin, 3)
    bad = [part for part in shown if not part.ok]
    if json:
        document = SelfTestDocument(
            schema="ccdiag.self-test/1",
            simulation=False,
            version=__version__,
            ok=not bad,
            frozen=bool(getattr(sys, "frozen", False)),
            system=_system(),
            elapsed_s=elapsed_s,
            parts=tuple(shown),
        )
        write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    elif bad:
        told = message("This installation is not whole: {bad} of {all} parts are broken. Install it again.", bad=len(bad), all=len(shown))
        write_line(say(told))
    else:
        write_line(say(message("This installation is whole: {all} parts in {seconds:.1f} s.", all=len(shown), seconds=elapsed_s)))
    return Exit.FAULT if bad else Exit.GOOD


def _line(one: Tried, part: Part) -> str:
    verdict = Verdict.FAIL if not part.ok else Verdict.WARN if part.attention else Verdict.PASS
    word = safe(tr())(VERDICT_WORDS[verdict])
    return f"{icon(verdict)} {word:<10} {part.title}: {part.detail} [{part.name}, {one.elapsed_s:.2f} s]"


def _system() -> str:
    import platform

    if sys.platform == "win32":
        # `platform` asks Windows' management service, which may take seconds or hang.
        windows = sys.getwindowsversion()
        name = f"Windows {windows.major}.{windows.minor}.{windows.build}"
    else:
        name = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{name}, Python {platform.python_version()}"
