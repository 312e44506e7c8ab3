"""Running the checklist for the command line, once or again and again."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from ccdiag.app.case_keeper import CaseKeeper
from ccdiag.cli.case_files import load_case_file
from ccdiag.cli.interrupt import Deferred, interrupt
from ccdiag.cli.keeping import keeping
from ccdiag.cli.language import said, tr
from ccdiag.cli.options import fail
from ccdiag.cli.policy import environment_asked_for
from ccdiag.cli.saving import RunSaving
from ccdiag.cli.shown_run import Output, ShownRun
from ccdiag.cli.status import STATUS_OF, Exit
from ccdiag.cli.streams import writing
from ccdiag.content.answers import apply_answers
from ccdiag.content.errors import ContentError
from ccdiag.model.case import Case
from ccdiag.model.check import CHECK_IDS, CheckId
from ccdiag.model.environment import Environment
from ccdiag.model.situation import Situation
from ccdiag.probes.source import source_of


class Request(Struct, frozen=True, kw_only=True):
    """What the user asked for, as the command line was parsed."""

    environment: str | None = None
    """A shipped name or a file; None: that of the policy, else the shipped default."""
    case: Path | None = None
    answers: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    interface: str | None = None
    touch_terminal: bool = False
    hold_s: float = 0.0
    deadline_s: float = 15.0
    lab: bool = False
    faults: tuple[str, ...] = ()
    shop: str | None = None
    """A prepared shop of the lab."""
    watch_s: float = 0.0
    save: Path | None = None
    keep: tuple[str, ...] = ()
    """With `save`: kinds of personal data that are left as they are."""


def run_checklist(request: Request, output: Output) -> Exit:
    """Run as asked, show it, and return the exit status."""
    only = _checks_named(request.only)
    # Before the run: who waited for a minute does not want to hear then that there is no such folder.
    saving = RunSaving(request.save, request.keep) if request.save is not None else None
    try:
        # Read also where the lab will refuse them, so that an error in a file is told before anything else.
        environment = environment_asked_for(request.environment)
        case = load_case_file(request.case, environment) if request.case is not None else Case()
    except ContentError as error:
        fail(error.shown(tr()))
    if request.lab:
        if request.environment is not None or request.case is not None:
            fail(said("--lab brings an environment and a case of its own; to change a value of it, use --answer."))
        from ccdiag.cli.shops import shop_named
        from ccdiag.lab.faults import UnavailableFaultError, UnknownFaultError
        from ccdiag.lab.thread import LabThread

        # The lab has a folder of its own to put away.
        with Deferred() as deferred:
            try:
                laboratory = LabThread(request.faults, shop=shop_named(request.shop))
                laboratory.start()
            except (UnknownFaultError, UnavailableFaultError) as error:
                fail(str(error))
            except OSError as error:
                fail(said("The lab cannot start: {problem}").format(problem=error))
            try:
                return _run(lambda: _situation(request, laboratory.environment, laboratory.case), only, request, output, saving, deferred)
            finally:
                laboratory.stop()
    return _run(lambda: _situation(request, environment, case), only, request, output, saving)


def _situation(request: Request, environment: Environment, case: Case) -> Situation:
    try:
        answered = apply_answers(case, request.answers)
    except ContentError as error:
        fail(error.shown(tr()))
    if request.interface is not None:
        try:
            source_of(request.interface)
        except LookupError as error:
            fail(said("There is no network interface “{name}” here; there are: {names}.").format(name=request.interface, names=error))
    return Situation(
        environment=environment,
        case=answered,
        simulation=request.lab or environment.simulation,
        touch_terminal=request.touch_terminal or request.lab,
        hold_s=request.hold_s,
        deadline_s=request.deadline_s,
        interface=request.interface,
    )


def _checks_named(names: tuple[str, ...]) -> tuple[CheckId, ...]:
    unknown = [name for name in names if name not in CHECK_IDS]
    if unknown:
        fail(said("There is no check “{name}”; there are: {names}.").format(name=unknown[0], names=", ".join(CHECK_IDS)))
    return tuple(check for check in CHECK_IDS if check in names)


def _run(
    situation: Callable[[], Situation],
    only: tuple[CheckId, ...],
    request: Request,
    output: Output,
    saving: RunSaving | None,
    deferred: Deferred | None = None,
) -> Exit:
    with keeping() as keeper:
        try:
            return asyncio.run(_run_until_done(situation, only, request, output, keeper, saving, deferred))
        except asyncio.CancelledError:
            return Exit.CANCELLED
        finally:
            with writing():
                output.close()


async def _run_until_done(
    situation: Callable[[], Situation],
    only: tuple[CheckId, ...],
    request: Request,
    output: Output,
    keeper: CaseKeeper,
    saving: RunSaving | None,
    deferred: Deferred | None,
) -> Exit:
    stopped = asyncio.Event()
    run: ShownRun | None = None

    def stop() -> None:
        stopped.set()
        if run is not None:
            run.cancel()

    with interrupt(stop, deferred=deferred):
        while True:
            run = ShownRun(situation(), only, output, keeper, saving)
            state = await run.execute()
            if not request.watch_s or stopped.is_set():
                return STATUS_OF[state.verdict]
            try:
                async with asyncio.timeout(request.watch_s):
                    await stopped.wait()
            except TimeoutError:
                continue
            # Stopped between two runs: nothing was cut short, so the last verdict counts no more than the wish to stop.
            return Exit.CANCELLED
