"""Try the setup, what it installs, and the uninstaller: `python -m installer.smoke BUILD_FOLDER SETUP`.

What is tried here under wine is tried the same way on a real Windows, so that nothing of it is known of wine only.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import TimeoutExpired
from time import perf_counter

from ccdiag import __version__
from installer.smoke import installing, program, refusing
from installer.smoke.machine import Machine
from installer.smoke.steps import SmokeError, Trial
from installer.smoke.window import OpenWindow

Step = Callable[[Trial], str]


_TRIES = 3


def again(step: Step) -> Step:
    """Repeat a step that measures times: beside other work a server that is slow looks like one, and what is really wrong stays so."""

    def repeated(trial: Trial) -> str:
        for number in range(1, _TRIES):
            try:
                return step(trial) + (f" (at try {number})" if number > 1 else "")
            except SmokeError as error:
                print(f"again {str(error)[:300]}", flush=True)
        return step(trial) + f" (at try {_TRIES})"

    return repeated


def steps() -> tuple[tuple[str, Step], ...]:
    """Return all steps in turn: each takes up what the one before has left."""
    window = OpenWindow()
    labs = tuple(
        (f"lab: {fault or 'healthy'}", lambda trial, fault=fault: program.same_as_from_source(trial, fault))
        for fault in (None, *program.FAULTS)
    )
    return (
        ("earlier version", installing.installs_earlier),
        ("silent upgrade", installing.upgrades),
        ("registered", installing.is_registered),
        ("version", program.says_version),
        ("self-test, offscreen", again(lambda trial: program.tests_itself(trial, "offscreen"))),
        ("self-test, windows", again(lambda trial: program.tests_itself(trial, "windows"))),
        *labs,
        ("window", window.opens),
        ("setup while it runs", window.refuses_setup),
        ("link while it runs", window.takes_link),
        ("case while it runs", window.takes_case),
        ("window closed", window.closes),
        ("uninstalled, cases kept", installing.uninstalls_and_keeps),
        ("portable zip", program.runs_without_setup),
        ("downgrade refused", refusing.refuses_downgrade),
        ("two setups refused", refusing.refuses_beside_another),
        ("unfit folders refused", refusing.refuses_unfit_folders),
        # A disk is full for one program only under wine.
        *((("full disk", refusing.puts_back),) if sys.platform != "win32" else (("later version", refusing.upgrades_trial),)),
        ("moved", refusing.moves),
        ("all users", refusing.installs_for_all),
        ("uninstalled, purged", installing.purges),
    )


def machine_for(build: Path) -> Machine:
    """Return the Windows to try it on."""
    if sys.platform == "win32":
        from installer.smoke.real import RealWindows

        return RealWindows()
    from installer.smoke.wine import Wine

    return Wine(build / "prefix", build / "trial-prefix", interpreter=build / "python" / "python.exe")


def main() -> int:
    """Try everything in turn, show how long each took, and return the exit status."""
    build, setup = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    begin = last = perf_counter()
    machine = machine_for(build)
    try:
        trial = Trial(
            machine=machine,
            before=machine.snapshot(),
            setup=setup,
            program=build / "program" / "ccdiag",
            root=Path(__file__).resolve().parents[2],
            products=build / "trial",
            version=__version__,
        )
        trial.products.mkdir(exist_ok=True)
        print(f"good  {'ready':<24} {perf_counter() - last:6.1f} s", flush=True)
        for name, step in steps():
            last = perf_counter()
            try:
                told = step(trial)
            except (SmokeError, TimeoutExpired) as error:
                print(f"FAULT {name}: {error}", file=sys.stderr)
                machine.grab().write(trial.products / "fault.png")
                return 1
            print(f"good  {name:<24} {perf_counter() - last:6.1f} s  {told}", flush=True)
    finally:
        machine.close()
    print(f"good  {'everything':<24} {perf_counter() - begin:6.1f} s; not compared with source: {program.left_out()}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
