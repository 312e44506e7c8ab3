"""The steps of the installed program on the command line."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from installer.smoke.same_results import LEFT_OUT, OF_WINE, differences
from installer.smoke.steps import SAVED, SmokeError, Trial, ended, expect

FAULTS = ("tls.certificate_expired", "tas.closes_at_once", "webkassa.protocol_wrong")
"""One of the network, one of a service, one of the settings."""
_CHECK = ("check", "--lab", "--json", "--language", "en", "--deadline", "60")
"""A busy machine has time enough, or some checks would end as they do on a slow line."""


def says_version(trial: Trial) -> str:
    """Return what `--version` says."""
    told = ended(trial.machine.run(trial.installed("ccdiag.exe"), "--version"), 0).strip()
    expect(told == f"ccdiag {trial.version}", f"it says {told}")
    return told


def tests_itself(trial: Trial, platform: str) -> str:
    """Let the program test itself on one of Qt's platforms; every part has to be good."""
    answer = trial.machine.run(trial.installed("ccdiag.exe"), "self-test", "--json", "--language", "en", platform=platform)
    document = _document(answer.output, answer.errors)
    bad = [f"{part['name']}: {part['detail']}" for part in document["parts"] if not part["ok"]]
    expect(document["ok"] and not bad and answer.status == 0, "; ".join(bad) or f"exit status {answer.status}")
    of_platform = [part["detail"] for part in document["parts"] if part["name"] == "qt" and platform in part["detail"]]
    expect(bool(of_platform), f"no part says that Qt started on the platform {platform}")
    return f"{len(document['parts'])} parts; {of_platform[0]}"


def same_as_from_source(trial: Trial, fault: str | None) -> str:
    """Check the laboratory with the frozen program and from source, and compare what both found."""
    broken = ("--fault", fault) if fault is not None else ()
    status = 0 if fault is None else 1
    with ThreadPoolExecutor() as beside:
        from_source = beside.submit(_from_source, trial, (*_CHECK, *broken))
        answer = trial.machine.run(trial.installed("ccdiag.exe"), *_CHECK, *broken, *(("--save", SAVED) if fault is None else ()))
    frozen, source = _document(answer.output, answer.errors), from_source.result()
    wanted = "healthy" if fault is None else "fault"
    causes = [cause["id"] for cause in frozen["causes"]]
    expect(frozen["verdict"] == wanted, f"{frozen['verdict']}: {causes}")
    expect(causes[:1] == ([] if fault is None else [fault]), f"{fault} was broken and {causes} found")
    expect(answer.status == status, f"exit status {answer.status} and not {status}")
    unlike = differences(frozen, source, wine=sys.platform != "win32")
    expect(not unlike, "frozen and from source: " + "; ".join(unlike[:20]))
    seen = sum(len(check["observations"]) for check in frozen["checks"])
    return f"{frozen['verdict']}, {len(frozen['checks'])} checks, {seen} observations in {frozen['elapsed_s']:.1f} s: as from source"


def left_out() -> str:
    """Return what `same_as_from_source` does not compare, and why."""
    told = LEFT_OUT | (OF_WINE if sys.platform != "win32" else {})
    return "; ".join(f"{what} ({why})" for what, why in told.items())


def runs_without_setup(trial: Trial) -> str:
    """Unpack the portable zip elsewhere and run it there."""
    place = r"C:\users\Public\from a stick"
    with zipfile.ZipFile(trial.setup.with_name(f"ccdiag-{trial.version}-portable.zip")) as archive:
        archive.extractall(trial.machine.file(place))
    program = trial.installed(r"ccdiag\ccdiag.exe", place)
    told = ended(trial.machine.run(program, "--version"), 0).strip()
    expect(told == f"ccdiag {trial.version}", f"it says {told}")
    screens = json.loads(ended(trial.machine.run(program, "screen", "HOOFD MENU", "--json"), 0))["screens"]
    expect(bool(screens), "it finds no screen")
    shutil.rmtree(trial.machine.file(place))
    return f"{told}, {len(screens)} screens found"


def _from_source(trial: Trial, arguments: tuple[str, ...]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "ccdiag", *arguments],
        cwd=trial.root,
        env=os.environ | {"CCDIAG_DATA": str(trial.products / "data-from-source")},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return _document(done.stdout.decode(), done.stderr.decode(errors="replace"))


def _document(output: str, errors: str) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(output)
    except ValueError as error:
        raise SmokeError(f"no document: {output[-1000:]} {errors[-1000:]}") from error
    return document
