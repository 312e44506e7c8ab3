"""The steps of the window: it opens, is not blank, and takes what later starts bring."""

import json
import subprocess
from typing import Any

from installer.smoke.installing import refuses_while_running
from installer.smoke.steps import SAVED, SmokeError, Trial, ended, expect, still, until

PICTURE = "window.png"
_LEAST_COLOURS = 100
"""Letters are drawn in shades, and there are icons in several colours; a window that was not drawn has fewer than ten."""
_LARGEST_SHARE = 0.9
"""Of one colour."""


_OTHER_PAGE = 0.5
"""The share of rows of the screen that another page changes; what moves within a page is smaller."""


class OpenWindow:
    """The program's window, from one step to the next."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def opens(self, trial: Trial) -> str:
        """Open the window on the laboratory, wait until its run has ended, and look at the screen."""
        self._process = trial.machine.start(trial.installed("ccdiagw.exe"), "--lab", "--language", "en")
        until(lambda: self._titles(trial) != [] or self._has_ended(), "no window of ccdiag is seen")
        until(lambda: "run ended: " in self._log(trial) or self._has_ended(), "the run does not end")
        expect(not self._has_ended(), "the window has closed by itself")
        (window,) = (one for one in trial.machine.windows() if one.title.endswith("ccdiag"))
        still(trial.machine)
        picture = trial.machine.grab(window)
        picture.write(trial.products / PICTURE)
        colours = picture.colours()
        share = colours.most_common(1)[0][1] / (picture.width * picture.height)
        expect(len(colours) >= _LEAST_COLOURS and share <= _LARGEST_SHARE, f"blank: {len(colours)} colours, {share:.0%} of one")
        return f"{window.title}: {picture.width} × {picture.height}, {len(colours)} colours; {trial.products / PICTURE}"

    def refuses_setup(self, trial: Trial) -> str:
        """Try setup and uninstaller meanwhile."""
        return refuses_while_running(trial)

    def takes_case(self, trial: Trial) -> str:
        """Start the program with a saved case, and then double-click it: the window that is open shows it."""
        looked_at = "a saved case is looked at"
        before = self._log(trial).count(looked_at)
        ended(trial.machine.run(trial.installed("ccdiagw.exe"), SAVED, platform="windows"), 0)
        until(lambda: self._log(trial).count(looked_at) == before + 1, f"the window does not open {SAVED}", limit_s=60)
        trial.machine.double_click(SAVED, class_name="ccdiag.case")
        until(lambda: self._log(trial).count(looked_at) == before + 2, f"a double click on {SAVED} does not reach the window", limit_s=60)
        return self._the_only_title(trial)

    def takes_link(self, trial: Trial) -> str:
        """Follow a link to a screen of AdminLight."""
        told: dict[str, Any] = json.loads(ended(trial.machine.run(trial.installed("ccdiag.exe"), "screen", "HOOFD MENU", "--json"), 0))
        link = f"ccdiag:screen/{told['screens'][0]['id']}"
        before = still(trial.machine)
        trial.machine.double_click(link, class_name="ccdiag")
        until(lambda: trial.machine.grab().unlike(before) > _OTHER_PAGE, f"the window does not show {link}", limit_s=60)
        still(trial.machine).write(trial.products / "window-after-link.png")
        return f"{link}: another page; {self._the_only_title(trial)}"

    def closes(self, trial: Trial) -> str:
        """Close it as its title bar does."""
        assert self._process is not None
        ended(trial.machine.run("taskkill", "/IM", "ccdiagw.exe", platform="windows"), 0)
        try:
            status = self._process.wait(60)
        except subprocess.TimeoutExpired as error:
            raise SmokeError("the window does not close") from error
        expect(status == 0, f"exit status {status}")
        return "exit status 0"

    def _has_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _titles(self, trial: Trial) -> list[str]:
        return [window.title for window in trial.machine.windows() if window.title.endswith("ccdiag")]

    def _the_only_title(self, trial: Trial) -> str:
        titles = self._titles(trial)
        expect(len(titles) == 1 and not self._has_ended(), f"one window was open, and now {titles}")
        return titles[0]

    def _log(self, trial: Trial) -> str:
        file = trial.machine.file(rf"{trial.local}\Logs\ccdiag.log")
        return file.read_text(encoding="utf-8") if file.is_file() else ""
