"""What this laptop sees of a step: its checks, run now."""

import asyncio

from ccdiag.app.session import make_run
from ccdiag.cli.explain import Render
from ccdiag.cli.interrupt import interrupt
from ccdiag.cli.paragraphs import Paragraphs
from ccdiag.cli.words import VERDICT_STYLES, icon
from ccdiag.model.check import CheckId
from ccdiag.model.event import CheckFinished, RunEvent
from ccdiag.model.message import message
from ccdiag.model.run import RunState
from ccdiag.model.situation import Situation
from ccdiag.model.verdict import Basis, Verdict
from ccdiag.model.words import BASIS_WORDS, OWNER_WORDS, VERDICT_WORDS


def look(checks: tuple[CheckId, ...], situation: Situation, render: Render, paragraphs: Paragraphs) -> RunState | None:
    """Run the checks of a step and what they need, and print what was seen; None when it was cancelled."""
    lines: list[tuple[str, str]] = []

    def on_event(event: RunEvent) -> None:
        if isinstance(event, CheckFinished) and (event.result.id in checks or event.result.verdict is Verdict.FAIL):
            result = event.result
            title = run.state.checks[result.id].planned.title
            basis = "" if result.basis is Basis.MEASURED else f" ({render(BASIS_WORDS[result.basis])})"
            line = f"  {icon(result.verdict)} {render(VERDICT_WORDS[result.verdict])}{basis}  {render(title)}: {render(result.reason)}"
            lines.append((line, VERDICT_STYLES[result.verdict]))

    run = make_run(situation, on_event, only=checks)

    async def until_done() -> RunState:
        with interrupt(run.cancel):
            return await run.execute()

    paragraphs.print(render(message("This laptop looks …")), "dim")
    try:
        state = asyncio.run(until_done())
    except asyncio.CancelledError:
        return None
    paragraphs.print_all(lines)
    for cause in state.causes[:2]:
        paragraphs.print("  " + render(cause.title), "bold red")
        paragraphs.print("    " + render(message("Who mends it: {owner}", owner=OWNER_WORDS[cause.owner])))
        for number, said in enumerate(cause.remedy, 1):
            paragraphs.print(f"    {number}. {render(said)}", hanging=3)
    return state
