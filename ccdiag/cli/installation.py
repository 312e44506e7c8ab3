"""Whether this installation is whole: every part tried once, and told."""

import sys
from collections.abc import Sequence
from time import perf_counter

import msgspec

from ccdiag import __version__
from ccdiag.app.installation_document import Part, SelfTestDocument, light_of, verdict_on
from ccdiag.app.system_name import system_name
from ccdiag.cli.installation_part import PartTest
from ccdiag.cli.installation_running import tried
from ccdiag.cli.json_output import write_bytes
from ccdiag.cli.language import tr
from ccdiag.cli.plain import write_line
from ccdiag.cli.status import Exit
from ccdiag.cli.words import icon, safe
from ccdiag.model.verdict import Verdict
from ccdiag.model.words import VERDICT_WORDS


def show_installation(parts: Sequence[PartTest], *, json: bool, jsonl: bool = False) -> Exit:
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
        if jsonl:
            write_bytes(msgspec.json.encode(part) + b"\n")
        elif not json:
            write_line(_line(part))
    elapsed_s = round(perf_counter() - begin, 3)
    bad = [part for part in shown if not part.ok]
    if json:
        document = SelfTestDocument(
            schema="ccdiag.self-test/1",
            simulation=False,
            version=__version__,
            ok=not bad,
            frozen=bool(getattr(sys, "frozen", False)),
            system=system_name(),
            elapsed_s=elapsed_s,
            parts=tuple(shown),
        )
        write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n")
    elif not jsonl:
        write_line(say(verdict_on(shown, elapsed_s)))
    return Exit.FAULT if bad else Exit.GOOD


def _line(part: Part) -> str:
    verdict = Verdict(light_of(part).value)
    word = safe(tr())(VERDICT_WORDS[verdict])
    return f"{icon(verdict)} {word:<10} {part.title}: {part.detail} [{part.name}, {part.elapsed_s:.2f} s]"
