"""Imports that the first picture does not need, made beside it: a run then begins without a pause."""

import contextlib
import importlib
import logging
import threading
from collections.abc import Callable
from typing import Final

_LOOP: Final = ("asyncio", "qasync", "ccdiag.app.session", "ccdiag.ui.controller")
"""What the event loop and the first click need."""
_RUN: Final = (
    "dns.asyncresolver",
    "dns.asyncquery",
    "cryptography.x509",
    "truststore",
    "aiohttp",
    "paho.mqtt.client",
    "psutil",
    "ccdiag.app.detail",
    "ccdiag.cases.store",
)
"""What a run imports when it gets there; imported in the middle of one, each would hold the window up."""
_PAGES: Final = ("ccdiag.settings_check.lint", "ccdiag.settings_check.fleet", "ccdiag.settings_check.fleet_words")
"""What the page of the configuration imports when it is first shown."""

_PATIENCE_S: Final = 10.0
"""One package takes a tenth of a second, on a slow disk after a start of the laptop some seconds."""
_log = logging.getLogger(__name__)


class WarmUp:
    """Imports in a thread; `on_loop` and `on_run` are called there, each when its part is done, whatever became of it."""

    def __init__(self, on_loop: Callable[[], None], on_run: Callable[[], None]) -> None:
        self._on_loop = on_loop
        self._on_run = on_run
        self._ending = threading.Event()
        # As a daemon: whatever hangs in it must not keep a program that was closed.
        self._thread = threading.Thread(target=self._work, name="ccdiag-warm-up", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Begin nothing more and wait for what is being imported: an interpreter that ends meanwhile may take the program down."""
        self._ending.set()
        self._thread.join(_PATIENCE_S)

    def _work(self) -> None:
        self._import(_LOOP)
        self._on_loop()
        self._import(_RUN)
        if self._ending.is_set():
            return
        try:
            from ccdiag.content.causes import load_causes

            load_causes()
        except Exception:  # noqa: BLE001  # the run will meet it again, where it can be told
            _log.exception("the causes cannot be loaded")
        with contextlib.suppress(RuntimeError):
            # The program may have ended meanwhile: then there is nobody to tell.
            self._on_run()
        if self._ending.is_set():
            return
        try:
            from ccdiag.content.procedures import load_procedures

            load_procedures()
        except Exception:  # noqa: BLE001  # the guide will meet it again, where it can be told
            _log.exception("the procedures cannot be loaded")
        self._import(_PAGES)

    def _import(self, names: tuple[str, ...]) -> None:
        for name in names:
            if self._ending.is_set():
                return
            try:
                importlib.import_module(name)
            except Exception:  # noqa: BLE001  # likewise
                _log.exception("%s cannot be imported", name)
