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
    "certifi",
    "aiohttp",
    "paho.mqtt.client",
    "psutil",
    "ccdiag.app.detail",
    "ccdiag.cases.store",
)
"""What a run imports when it gets there; imported in the middle of one, each would hold the window up."""

_log = logging.getLogger(__name__)


def warm_up(on_loop: Callable[[], None], on_run: Callable[[], None]) -> threading.Thread:
    """Import in a thread; `on_loop` and `on_run` are called there, each when its part is done, whatever became of it."""

    def work() -> None:
        _import(_LOOP)
        on_loop()
        _import(_RUN)
        try:
            from ccdiag.content.causes import load_causes

            load_causes()
        except Exception:  # noqa: BLE001  # the run will meet it again, where it can be told
            _log.exception("the causes cannot be loaded")
        with contextlib.suppress(RuntimeError):
            # The program may have ended meanwhile: then there is nobody to tell.
            on_run()
        try:
            from ccdiag.content.procedures import load_procedures

            load_procedures()
        except Exception:  # noqa: BLE001  # the guide will meet it again, where it can be told
            _log.exception("the procedures cannot be loaded")

    thread = threading.Thread(target=work, name="ccdiag-warm-up", daemon=True)
    thread.start()
    return thread


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except Exception:  # noqa: BLE001  # likewise
            _log.exception("%s cannot be imported", name)
