"""The steps of the setup that need no real program: what it refuses, each with its exit code, and that nothing changes then."""

import shutil
from pathlib import Path

from installer.smoke.installing import EARLIER, OLD_FILE, RUNNING, setup_arguments, waiting_uninstall
from installer.smoke.steps import Trial, ended, expect, until
from installer.smoke.trial_setups import TrialSetups

FAILED, NEWER_INSTALLED, ANOTHER_SETUP, UNFIT_FOLDER, INSTALLED_FOR_ALL = 2, 6, 7, 8, 9
_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\ccdiag"
_MIDDLE, _LATER = "0.0.2", "0.0.3"
_MACHINES_PLACE = r"C:\Program Files\ccdiag"
_FOREIGN = r"C:\users\Public\Somebody's"


def _setups(trial: Trial) -> TrialSetups:
    return TrialSetups(trial.root, trial.products)


def refuses_downgrade(trial: Trial) -> str:
    """Install in the usual place, then an earlier version."""
    ended(trial.machine.run(_setups(trial).make(_MIDDLE), "/S"), 0)
    told = ended(trial.machine.run(_setups(trial).make(EARLIER, extra=OLD_FILE), "/S"), NEWER_INSTALLED)
    expect(_MIDDLE in told, f"it does not name the newer version: {told}")
    _expect_version(trial, _MIDDLE)
    german = ended(trial.machine.run(_setups(trial).make(EARLIER, extra=OLD_FILE), "/S", "/LANGUAGE=de"), NEWER_INSTALLED)
    expect("Eine neuere Version" in german, f"it does not say so in German: {german}")
    return f"exit code {NEWER_INSTALLED}, {told.strip()}"


def refuses_beside_another(trial: Trial) -> str:
    """Leave a setup open at its first page, and start another."""
    setup = _setups(trial).make(_LATER)
    first = trial.machine.start(setup)
    until(lambda: any("ccdiag" in window.title for window in trial.machine.windows()), "the setup shows no window")
    try:
        told = ended(trial.machine.run(setup, "/S"), ANOTHER_SETUP)
        ended(waiting_uninstall(trial, trial.usual_place), ANOTHER_SETUP)
    finally:
        first.terminate()
        first.wait()
    until(lambda: not trial.machine.windows(), "the setup does not end")
    _expect_version(trial, _MIDDLE)
    return told.strip()


def refuses_unfit_folders(trial: Trial) -> str:
    """Name folders that are none for a program; somebody's files in them stay."""
    setup = _setups(trial).make(_LATER)
    mine = [trial.machine.file(rf"{_FOREIGN}\{name}") for name in (r"_internal\mine.txt", r"licences\mine.txt", "ccdiag.exe")]
    for file in mine:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("mine", encoding="utf-8")
    unfit = {
        "a whole drive": "C:\\",
        "no drive": "ccdiag",
        "somebody's files": _FOREIGN,
        "a file": rf"{_FOREIGN}\ccdiag.exe",
        "a path too long": "C:\\users\\" + "\\".join(("x" * 60,) * 3),
        "the cases": trial.local,
        "below the cases": rf"{trial.local}\program",
        "nobody can write": trial.machine.read_only_folder(),
    }
    for what, folder in unfit.items():
        answer = trial.machine.run(setup, *setup_arguments(folder))
        expect(answer.status == UNFIT_FOLDER, f"{what}: exit status {answer.status} and not {UNFIT_FOLDER}: {answer.output}")
    # An uninstaller that somebody took elsewhere.
    shutil.copy(trial.installed("uninstall.exe", trial.usual_place), trial.machine.file(rf"{_FOREIGN}\uninstall.exe"))
    ended(waiting_uninstall(trial, _FOREIGN), UNFIT_FOLDER)
    expect(all(file.read_text(encoding="utf-8") == "mine" for file in mine), "somebody's files were changed")
    _expect_version(trial, _MIDDLE)
    shutil.rmtree(trial.machine.file(_FOREIGN))
    return ", ".join(unfit)


def puts_back(trial: Trial) -> str:
    """Let the disk be full at an upgrade, and at a first installation elsewhere: the earlier version is there again, and registered."""
    setup = _setups(trial).make(_LATER, extra="large.bin", extra_size=3_000_000)
    before = _everything(trial.installed(".", trial.usual_place))
    answer = trial.machine.run(setup, "/S", largest_file=1_000_000)
    expect(answer.status == FAILED, f"exit status {answer.status} and not {FAILED}: {answer.output}")
    expect(_everything(trial.installed(".", trial.usual_place)) == before, "the earlier version is not what it was")
    _expect_version(trial, _MIDDLE)
    # And cut off in the middle: what was put aside is whole, what was copied is not.
    aside = trial.installed("_before", trial.usual_place)
    aside.mkdir()
    for name in ("_internal", "licences"):
        trial.installed(name, trial.usual_place).rename(aside / name)
    trial.installed("_internal", trial.usual_place).mkdir()
    ended(trial.machine.run(setup, "/S"), 0)
    _expect_version(trial, _LATER)
    expect(not aside.exists(), "what was put aside is still there")
    return "exit code 2, and all as it was; an upgrade that was cut off is made good by the next"


def upgrades_trial(trial: Trial) -> str:
    """Install the version that the next steps begin with."""
    ended(trial.machine.run(_setups(trial).make(_LATER), "/S"), 0)
    _expect_version(trial, _LATER)
    return _LATER


def moves(trial: Trial) -> str:
    """Install the same version elsewhere: it moves there."""
    place = r"C:\users\Public\elsewhere"
    ended(trial.machine.run(_setups(trial).make(_LATER), *setup_arguments(place)), 0)
    expect(trial.installed("ccdiagw.exe", place).is_file(), f"it is not in {place}")
    for same in (f"{place}\\", place.upper(), rf"{place}\..\elsewhere"):
        ended(trial.machine.run(_setups(trial).make(_LATER), *setup_arguments(same)), 0)
        expect(trial.installed("ccdiagw.exe", place).is_file(), f"{same} was taken for another folder")
    expect(not trial.installed(".", trial.usual_place).exists(), f"it is still in {trial.usual_place}")
    trial.installed("run", place).touch()
    running = trial.machine.start(trial.installed("ccdiag.exe", place))
    until(trial.installed("running", place).is_file, "the console program does not start")
    told = ended(waiting_uninstall(trial, place), RUNNING)
    expect("ccdiag.exe (" in told, f"a console program that runs is not named: {told}")
    trial.installed("run", place).unlink()
    running.wait(60)
    ended(waiting_uninstall(trial, place), 0)
    expect(trial.machine.values(rf"HKCU\{_KEY}") is None, "it is still registered")
    return f"{trial.usual_place} to {place}"


def installs_for_all(trial: Trial) -> str:
    """Install for all users; a user's own copy beside it has to be newer, and then goes alone."""
    ended(trial.machine.run(_setups(trial).make(_MIDDLE), "/S", "/ALLUSERS"), 0)
    expect(trial.installed("ccdiagw.exe", _MACHINES_PLACE).is_file(), f"{_MACHINES_PLACE} is empty")
    values = trial.machine.values(rf"HKLM\{_KEY}") or {}
    expect(values.get("InstallLocation") == _MACHINES_PLACE, f"installed programs tell {values}")
    expect(trial.machine.values(r"HKLM\Software\Classes\ccdiag.case\shell\open\command") is not None, ".ccdiag has no class")
    expect(trial.machine.values(rf"HKCU\{_KEY}") is None, "it is registered as the user's too")
    menus = [trial.machine.file(rf"{menu}\ccdiag.lnk").is_file() for menu in trial.machine.menus]
    expect(menus == [False, True], f"Start menus of the user and of all users: {menus}")
    told = ended(trial.machine.run(_setups(trial).make(_MIDDLE), "/S"), INSTALLED_FOR_ALL)
    expect(_MIDDLE in told, f"it does not name the version: {told}")
    ended(trial.machine.run(_setups(trial).make(_LATER), "/S"), 0)
    _expect_version(trial, _LATER)
    ended(waiting_uninstall(trial, trial.usual_place), 0)
    expect(trial.machine.values(rf"HKLM\{_KEY}") is not None, "that of all users is registered no longer")
    ended(waiting_uninstall(trial, _MACHINES_PLACE), 0)
    expect(trial.machine.values(rf"HKLM\{_KEY}") is None, "it is still registered")
    expect(not trial.machine.file(rf"{trial.machine.menus[1]}\ccdiag.lnk").exists(), "it is still in the Start menu")
    return f"{_MACHINES_PLACE}, HKLM, everybody's Start menu; beside it only a newer one of the user's"


def _expect_version(trial: Trial, version: str) -> None:
    told = (trial.machine.values(rf"HKCU\{_KEY}") or {}).get("DisplayVersion")
    expect(told == version, f"{told} is registered and not {version}")
    there = trial.installed(r"_internal\ccdiag\version.txt", trial.usual_place).read_text(encoding="utf-8")
    expect(there == version, f"{there} is there and not {version}")


def _everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
