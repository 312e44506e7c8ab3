"""The settings in use, a policy over the user's own: taken over by what is seen and by what is measured, and kept."""

import logging
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QByteArray

from ccdiag.app.settings import Settings, save_settings
from ccdiag.app.settings_in_force import (
    in_force,
    load_settings_in_force,
    locked_by_policy,
    own_choice,
    policy_summary,
    unusable_environment,
)
from ccdiag.i18n.translator import Language, system_language
from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.motion import system_is_still

if TYPE_CHECKING:
    from collections.abc import Callable

    from ccdiag.model.environment import Environment
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


class WindowSettings:
    """Reads the settings at the start, applies every change at once, and writes it."""

    def __init__(self, language: str | None) -> None:
        """`language` was asked for when the program was started, and wins."""
        self._wished = language
        loaded = load_settings_in_force()
        self.policy = loaded.policy
        self.current: Settings = loaded.settings
        """What counts."""
        self._own = loaded.own
        """What the user chose, which is what is written."""
        self.notices: list[Message] = [*loaded.notices]
        """What the user should know of how they were read."""
        self._environments: tuple[tuple[str, str], ...] = ()
        self._opened = False
        """Endpoints of a file that was opened are measured, and not those of the settings."""
        self.look = Look(self._language(), self.current.mode, text_scale=self.current.text_scale)

    @property
    def still(self) -> bool:
        """Whether nothing may turn or move: chosen here, or for all programs."""
        return self.current.reduced_motion or system_is_still()

    def connect(self, window: "MainWindow", make: "Callable[[Environment], Controller]") -> "Controller":
        """Load the endpoints that are asked for, and return the controller that is made with them."""
        from ccdiag.content.environments import environment_names, load_environment
        from ccdiag.content.errors import ContentError

        self._window = window
        window.set_policy(self.policy)
        _log.info("policy: %s", policy_summary(self.policy).english())
        try:
            environment = load_environment(self.current.environment)
        except ContentError as error:
            set_by_policy = "environment" in self.policy.locked
            problem = unusable_environment(error) if set_by_policy else Message("{problem}", {"problem": error.shown(self.look.translator)})
            self.notices.append(problem)
            self.current = replace(self.current, environment="ccv")
            environment = load_environment("ccv")
        names = tuple((name, load_environment(name).title) for name in environment_names())
        if self.current.environment not in {name for name, _ in names}:
            names = (*names, (self.current.environment, environment.title))
        self._environments = names
        window.checklist.case_bar.show_environments(names, self.current.environment)
        if (lock := self.lock_of("environment")) is not None:
            window.checklist.case_bar.lock_environment(lock)
        window.checklist.set_deadline(self.current.deadline_s + self.current.hold_s)
        window.checklist.set_still(self.still)
        self._controller = make(self.with_whitelist(environment))
        return self._controller

    def choose_environment(self, name: str) -> None:
        """Measure against the endpoints of that name."""
        self.apply(replace(self.current, environment=name), again=self._opened)

    def take_environment(self, environment: "Environment", file: str) -> None:
        """Measure against endpoints that stand in a file, until others are chosen; a policy allows only those of the lab."""
        lock = self.lock_of("environment")
        if lock is not None and not environment.simulation:
            self._window.warn(message("The environment {file} cannot be used. {locked}", file=file, locked=lock))
            return
        self._opened = True
        others = (known for known in self._environments if known[0] != file)
        self._environments = (*others, (file, environment.title))
        bar = self._window.checklist.case_bar
        if lock is not None:
            # Back to those of the policy, and to no others.
            bar.lock_environment(None)
        allowed = {file, self.current.environment} if lock is not None else {name for name, _ in self._environments}
        bar.show_environments(tuple(known for known in self._environments if known[0] in allowed), file)
        self._controller.set_environment(self.with_whitelist(environment))

    def remember_folder(self, folder: str) -> None:
        """Keep where a file was opened last."""
        self.current = replace(self.current, folder=folder)

    def apply(self, settings: Settings, *, again: bool = False) -> None:
        """Take other settings into use, and keep them; `again`: their endpoints too, though no other ones were chosen."""
        from ccdiag.content.environments import load_environment
        from ccdiag.content.errors import ContentError

        settings = in_force(settings, self.policy)
        if "environment" in self.policy.locked:
            # The usual one, where that of the policy cannot be loaded.
            settings = replace(settings, environment=self.current.environment)
        before, self.current = self.current, settings
        self.look.set_language(self._language())
        self.look.set_mode(settings.mode)
        self.look.set_text_scale(settings.text_scale)
        self._controller.deadline_s = settings.deadline_s
        self._controller.hold_s = settings.hold_s
        self._window.checklist.set_deadline(settings.deadline_s + settings.hold_s)
        self._window.checklist.set_still(self.still)
        if settings.retention_days != before.retention_days and self._controller.keeping is not None:
            self._controller.keeping.keeper.keep_days(settings.retention_days)
        if again or (settings.environment, settings.whitelist) != (before.environment, before.whitelist):
            try:
                environment = load_environment(settings.environment)
            except ContentError as error:
                self.current = replace(settings, environment=before.environment)
                self._window.warn(error.shown(self.look.translator))
            else:
                self._opened = False
                self._controller.set_environment(self.with_whitelist(environment))
                bar = self._window.checklist.case_bar
                bar.show_environments(self._environments, settings.environment)
                if (lock := self.lock_of("environment")) is not None:
                    bar.lock_environment(lock)
        self.save(self._window)

    def with_whitelist(self, environment: "Environment") -> "Environment":
        """Return the endpoints with the whitelist that was chosen, if any; a simulated shop has one of its own."""
        chosen = self.current.whitelist
        return environment if chosen is None or environment.simulation else replace(environment, whitelist=chosen)

    def lock_of(self, key: str) -> Message | None:
        """Say who has locked a setting; None where it is the user's to choose."""
        return locked_by_policy(self.policy) if key in self.policy.locked else None

    def restore_geometry(self, window: "MainWindow") -> None:
        """Put the window where it was the last time."""
        if self.current.geometry:
            window.restoreGeometry(QByteArray.fromBase64(self.current.geometry.encode()))

    def save(self, window: "MainWindow") -> None:
        """Write the settings, and where the window is; one that cannot be written is told."""
        geometry = bytes(window.saveGeometry().toBase64().data()).decode()
        self.current = replace(self.current, geometry=geometry)
        self._own = own_choice(self.current, self._own, self.policy)
        if (problem := save_settings(self._own)) is not None:
            _log.warning("%s", problem.english())
            if window.isVisible():
                window.tell(problem)

    def _language(self) -> Language:
        if self._wished is not None:
            return self._wished  # type: ignore[return-value]  # checked where the arguments were read
        chosen = self.current.language
        return system_language() if chosen == "system" else chosen
