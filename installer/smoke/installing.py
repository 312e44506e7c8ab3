"""The steps of the setup with the program that ships: it replaces an earlier one, is known to Windows, and goes without a trace."""

from installer.smoke.machine import Answer
from installer.smoke.steps import PLACE, SAVED, Trial, ended, expect, until
from installer.smoke.trial_setups import TrialSetups

EARLIER = "0.0.1"
OLD_FILE = "library-of-an-earlier-version.dll"
KEPT = {
    "settings.toml": 'language = "nl"\n',
    r"cases of mine\Bakkerij Crème.ccdiag": "a case",
}
"""What a user has, by name below the folder of cases and settings."""
RUNNING = 5
_KEY = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\ccdiag"


def setup_arguments(place: str) -> list[str]:
    """Return what installs silently in a folder, as words.

    The setup takes all that follows `/D=` as it stands, and knows no quotes there; a word with a space in it would be handed over in some.
    """
    return ["/S", *f"/D={place}".split(" ")]


def installs_earlier(trial: Trial) -> str:
    """Install a smaller version silently where a path is difficult, with a file that the next one lacks, and let a user work with it."""
    earlier = TrialSetups(trial.root, trial.products).make(EARLIER, extra=OLD_FILE)
    ended(trial.machine.run(earlier, *setup_arguments(PLACE)), 0)
    expect(trial.installed(rf"_internal\{OLD_FILE}").is_file(), f"{PLACE} does not hold the earlier version")
    for name, text in KEPT.items():
        file = trial.machine.file(rf"{trial.local}\{name}")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return f"{EARLIER} in {PLACE}"


def upgrades(trial: Trial) -> str:
    """Install the setup that ships over it, without saying where."""
    ended(trial.machine.run(trial.setup, "/S"), 0)
    there = {str(path.relative_to(trial.installed("."))) for path in trial.installed(".").rglob("*") if path.is_file()}
    shipped = {str(path.relative_to(trial.program)) for path in trial.program.rglob("*") if path.is_file()} | {"uninstall.exe"}
    expect(there == shipped, f"in the folder and not in the program, or the other way round: {sorted(there ^ shipped)[:20]}")
    for name, text in KEPT.items():
        kept = trial.machine.file(rf"{trial.local}\{name}")
        expect(kept.is_file() and kept.read_text(encoding="utf-8") == text, f"the upgrade did not keep {name}")
    return f"{len(there)} files, {sum(path.stat().st_size for path in trial.installed('.').rglob('*') if path.is_file()) / 1e6:.1f} MB"


def is_registered(trial: Trial) -> str:
    """Tell whether Windows knows the program, its files and its links."""
    values = trial.machine.values(rf"HKCU\{_KEY}") or {}
    wanted = {
        "DisplayName": "ccdiag",
        "DisplayVersion": trial.version,
        "Publisher": "ccdiag",
        "InstallLocation": PLACE,
        "UninstallString": rf'"{PLACE}\uninstall.exe"',
        "QuietUninstallString": rf'"{PLACE}\uninstall.exe" /S',
        "DisplayIcon": rf"{PLACE}\ccdiagw.exe,0",
    }
    wrong = {name: values.get(name) for name, value in wanted.items() if values.get(name) != value}
    expect(not wrong, f"installed programs tell {wrong}")
    size_kb = sum(path.stat().st_size for path in trial.program.rglob("*") if path.is_file()) / 1024
    expect(abs(int(values.get("EstimatedSize", "0")) - size_kb) < size_kb / 100, f"{values.get('EstimatedSize')} KB and not {size_kb:.0f}")
    command = rf'"{PLACE}\ccdiagw.exe" "%1"'
    for class_name in ("ccdiag.case", "ccdiag"):
        told = trial.machine.values(rf"HKCU\Software\Classes\{class_name}\shell\open\command")
        expect(told == {"": command}, f"{class_name} opens by {told}")
    expect((trial.machine.values(r"HKCU\Software\Classes\.ccdiag") or {}).get("") == "ccdiag.case", ".ccdiag has no class")
    expect("URL Protocol" in (trial.machine.values(r"HKCU\Software\Classes\ccdiag") or {}), "ccdiag: is no kind of link")
    expect(trial.machine.file(rf"{trial.machine.menus[0]}\ccdiag.lnk").is_file(), "the Start menu lacks it")
    return f"installed programs ({int(values['EstimatedSize']) / 1000:.0f} MB), Start menu, .ccdiag, ccdiag:"


def refuses_while_running(trial: Trial) -> str:
    """Try setup and uninstaller while the window is open: both name it and change nothing."""
    there = _files(trial)
    for what, answer in (("setup", trial.machine.run(trial.setup, "/S")), ("uninstaller", waiting_uninstall(trial, PLACE))):
        told = ended(answer, RUNNING)
        expect("ccdiagw.exe (" in told and PLACE in told, f"the {what} does not name what runs: {told}")
        expect(_files(trial) == there, f"the {what} changed files")
    expect(trial.machine.values(rf"HKCU\{_KEY}") is not None, "it is registered no longer")
    return "setup and uninstaller: exit code 5, ccdiagw.exe named, nothing changed"


def uninstalls_and_keeps(trial: Trial) -> str:
    """Uninstall silently, and compare files and registry with those before the installation: cases and settings stay."""
    ended(trial.machine.run(trial.installed("uninstall.exe"), "/S"), 0)
    until(lambda: not trial.installed(".").exists(), f"{PLACE} is still there", limit_s=60)
    trial.machine.file(SAVED).unlink(missing_ok=True)
    left = _left(trial, but=trial.local)
    expect(not left, "left behind: " + "; ".join(left[:40]))
    for name in KEPT:
        expect(trial.machine.file(rf"{trial.local}\{name}").is_file(), f"{name} was deleted")
    return f"only {trial.local} is left"


def purges(trial: Trial) -> str:
    """Install and uninstall with `/PURGE`: nothing at all is left."""
    setup = TrialSetups(trial.root, trial.products).make(EARLIER, extra=OLD_FILE)
    ended(trial.machine.run(setup, "/S"), 0)
    ended(trial.machine.run(trial.installed("uninstall.exe", trial.usual_place), "/S", "/PURGE"), 0)
    until(lambda: not trial.machine.file(trial.local).exists(), f"{trial.local} is still there", limit_s=60)
    left = _left(trial)
    expect(not left, "left behind: " + "; ".join(left[:40]))
    return "files and registry are what they were before"


def waiting_uninstall(trial: Trial, place: str, *arguments: str) -> Answer:
    """Uninstall silently from where the uninstaller lies, so that its exit code is seen; what it cannot delete, itself, is deleted here."""
    answer = trial.machine.run(trial.installed("uninstall.exe", place), "/S", *arguments, *f"_?={place}".split(" "))
    if answer.status == 0:
        trial.installed("uninstall.exe", place).unlink(missing_ok=True)
        expect(not any(trial.installed(".", place).rglob("*")), f"{place} is not empty")
        trial.installed(".", place).rmdir()
    return answer


def _files(trial: Trial) -> set[tuple[str, int]]:
    return {(str(path), path.stat().st_mtime_ns) for path in trial.installed(".").rglob("*") if path.is_file()}


def _left(trial: Trial, *, but: str | None = None) -> list[str]:
    # The folders above the chosen one are the caller's.
    parent = _below_drive(PLACE.rpartition("\\")[0])
    left = [line for line in trial.machine.snapshot().since(trial.before) if not line.endswith(parent)]
    return left if but is None else [line for line in left if _below_drive(but) not in line]


def _below_drive(path: str) -> str:
    return path.removeprefix("C:\\").replace("\\", "/")
