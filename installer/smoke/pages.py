"""Pictures of the setup's pages in four languages, to be looked at: `python -m installer.smoke.pages BUILD_FOLDER FOLDER`.

The program in it is a stand-in; under wine only.
"""

import sys
from pathlib import Path

from installer.smoke.installing import setup_arguments
from installer.smoke.machine import Window
from installer.smoke.steps import ended, until
from installer.smoke.trial_setups import TrialSetups
from installer.smoke.wine import Wine

_LANGUAGES = ("nl", "en", "fr", "de")


class Pages:
    """Walks through them by the keyboard."""

    def __init__(self, machine: Wine, folder: Path) -> None:
        self._machine = machine
        self._folder = folder
        self._seen = machine.grab()

    def take(self, name: str) -> None:
        """Wait for something new that stays, and write a picture of the front window."""
        until(lambda: bool(self._front()) and self._machine.grab() != self._seen, f"{name} does not come", limit_s=60)
        seen = [self._machine.grab()]

        def is_still() -> bool:
            seen.append(self._machine.grab())
            return seen[-1] == seen[-2]

        until(is_still, f"{name} does not come to rest", limit_s=60)
        self._seen = seen[-1]
        left, top, width, height = self._front()[-1].box
        # With the title bar, which is the window manager's.
        self._seen.cropped((left - 2, top - 24, width + 4, height + 28)).write(self._folder / f"{name}.png")
        print(self._folder / f"{name}.png", flush=True)

    def press(self, *keys: str) -> None:
        """Press keys, in xdotool's words."""
        self._machine.key(*keys)

    def _front(self) -> list[Window]:
        return self._machine.windows()


def main() -> int:
    """Take all pictures."""
    build, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    setups = TrialSetups(Path(__file__).resolve().parents[2], build / "trial")
    first, second = setups.make("0.0.1"), setups.make("0.0.2")
    machine = Wine(build / "prefix", build / "pages-prefix", interpreter=build / "python" / "python.exe")
    place = rf"{machine.local}\Programs\ccdiag"
    try:
        for language in _LANGUAGES:
            pages = Pages(machine, folder / language)
            option = f"/LANGUAGE={language}"
            setup = machine.start(first, option)
            pages.take("1-welcome")
            pages.press("Return")
            pages.take("2-folder")
            pages.press("ctrl+a")
            machine.type(r"C:\users")
            pages.press("Return")
            pages.take("3-folder-refused")
            pages.press("Return")
            pages.press("ctrl+a")
            machine.type(place)
            pages.press("Return")
            pages.take("4-finish")
            # Not the program: the box is ticked.
            pages.press("Tab", "space")
            pages.press("Return")
            setup.wait(60)
            machine.file(rf"{machine.local}\ccdiag").mkdir(exist_ok=True)
            setup = machine.start(second, option)
            pages.take("5-upgrade")
            pages.press("Escape")
            pages.take("6-cancel")
            pages.press("Return")
            setup.wait(60)
            machine.file(rf"{place}\run").touch()
            program = machine.start(machine.file(rf"{place}\ccdiagw.exe"))
            until(machine.file(rf"{place}\running").is_file, "the program does not start")
            setup = machine.start(second, option)
            pages.take("7-running")
            machine.file(rf"{place}\run").unlink()
            program.wait(60)
            pages.press("Escape")
            setup.wait(60)
            removal = machine.start(machine.file(rf"{place}\uninstall.exe"), option, rf"_?={place}")
            pages.take("8-remove")
            pages.press("Return")
            pages.take("9-removed")
            pages.press("Return")
            removal.wait(60)
            ended(machine.run(first, *setup_arguments(place)), 0)
            ended(machine.run(machine.file(rf"{place}\uninstall.exe"), "/S", f"_?={place}"), 0)
    finally:
        machine.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
