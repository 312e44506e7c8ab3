"""Pictures of the setup's pages in four languages, to be looked at: `python -m installer.smoke.pages BUILD_FOLDER FOLDER [LANGUAGE…]`.

The program in it is a stand-in; under wine only.
"""

import sys
from pathlib import Path

from installer.smoke.steps import still, until
from installer.smoke.trial_setups import TrialSetups
from installer.smoke.wine import Wine

_LANGUAGES = ("nl", "en", "fr", "de")
_STILL_S = 0.3
"""Where something is to be typed in, a mark blinks twice a second."""


class Pages:
    """Walks through them by the keyboard."""

    def __init__(self, machine: Wine, folder: Path) -> None:
        self._machine = machine
        self._folder = folder
        self._seen = machine.grab()

    def take(self, name: str) -> None:
        """Wait for something new that stays, and write a picture of the front window."""
        until(lambda: bool(self._machine.windows()) and self._machine.grab() != self._seen, f"{name} does not come", limit_s=60)
        self._seen = still(self._machine, for_s=_STILL_S)
        self._seen.trimmed().write(self._folder / f"{name}.png")
        print(self._folder / f"{name}.png", flush=True)

    def press(self, *keys: str) -> None:
        """Press keys, in xdotool's words."""
        self._machine.key(*keys)


def installation(pages: Pages, machine: Wine, setup: Path, option: str) -> None:
    """Take the pages of a first installation, and what is said of a folder that is unfit."""
    running = machine.start(setup, option)
    pages.take("1-welcome")
    pages.press("Return")
    pages.take("2-folder")
    pages.press("ctrl+a")
    machine.type(r"C:\users")
    pages.press("Return")
    pages.take("3-folder-refused")
    pages.press("Return")
    pages.press("ctrl+a")
    machine.type(_place(machine))
    pages.press("Return")
    pages.take("4-finish")
    # The program is a stand-in and not started: the box is ticked.
    pages.press("space")
    pages.press("Return")
    running.wait(60)
    # As if somebody had worked with it.
    machine.file(rf"{machine.local}\ccdiag").mkdir(exist_ok=True)


def upgrade(pages: Pages, machine: Wine, setup: Path, option: str) -> None:
    """Take the first page of an upgrade that is given up, and what is said of a program that runs."""
    running = machine.start(setup, option)
    pages.take("5-upgrade")
    pages.press("Escape")
    pages.take("6-cancel")
    pages.press("Return")
    running.wait(60)
    machine.file(rf"{_place(machine)}\run").touch()
    program = machine.start(machine.file(rf"{_place(machine)}\ccdiagw.exe"))
    until(machine.file(rf"{_place(machine)}\running").is_file, "the program does not start")
    running = machine.start(setup, option)
    pages.take("7-running")
    machine.file(rf"{_place(machine)}\run").unlink()
    program.wait(60)
    pages.press("Escape")
    running.wait(60)


def removal(pages: Pages, machine: Wine, option: str) -> None:
    """Take the pages of the uninstaller."""
    running = machine.start(machine.file(rf"{_place(machine)}\uninstall.exe"), option, rf"_?={_place(machine)}")
    pages.take("8-remove")
    pages.press("Return")
    pages.take("9-removed")
    pages.press("Return")
    running.wait(60)
    machine.file(rf"{_place(machine)}\uninstall.exe").unlink()
    machine.file(rf"{machine.local}\ccdiag").rmdir()


def main() -> int:
    """Take all pictures."""
    build, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    setups = TrialSetups(Path(__file__).resolve().parents[2], build / "trial")
    first, second = setups.make("0.0.1"), setups.make("0.0.2")
    machine = Wine(build / "prefix", build / "pages-prefix", interpreter=build / "python" / "python.exe")
    try:
        for language in sys.argv[3:] or _LANGUAGES:
            pages, option = Pages(machine, folder / language), f"/LANGUAGE={language}"
            installation(pages, machine, first, option)
            upgrade(pages, machine, second, option)
            removal(pages, machine, option)
    finally:
        machine.close()
    return 0


def _place(machine: Wine) -> str:
    return rf"{machine.local}\Programs\ccdiag"


if __name__ == "__main__":
    raise SystemExit(main())
