"""What goes wrong in ccdiag itself: logged and told, and the window lives on."""

import logging
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from ccdiag.i18n.translator import Translator
from ccdiag.model.message import Message, message

if TYPE_CHECKING:
    from ccdiag.ui.controller import Controller

_log = logging.getLogger(__name__)


class Trouble:
    """Where every exception comes that nobody caught."""

    def __init__(
        self, translator: Callable[[], Translator], warn: Callable[[Message], None], controller: "Callable[[], Controller | None]"
    ) -> None:
        self._translator = translator
        self._warn = warn
        self._controller = controller
        self._refused_files: set[str] = set()

    def on_loop_exception(self, _loop: object, context: dict[str, object]) -> None:
        """Take what the event loop caught."""
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(error)
        else:
            _log.error("%s", context.get("message"))

    def on_exception(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """Take what nobody caught."""
        self.report(error)

    def report(self, error: BaseException) -> None:
        """Log an exception, and show it where the user can copy it."""
        from ccdiag.content.errors import ContentError

        controller = self._controller()
        if isinstance(error, ContentError):
            self._report_broken_file(error.shown(self._translator()), error)
        elif controller is not None and not isinstance(error, KeyboardInterrupt):
            controller.report(error)
        else:
            _log.error("the window failed", exc_info=error)

    def _report_broken_file(self, problem: str, error: BaseException) -> None:
        """Tell once of a file of the installation that is refused: file, key and reason; whatever does not need it works."""
        if problem in self._refused_files:
            return
        self._refused_files.add(problem)
        _log.error("a file of the installation is refused", exc_info=error)
        self._warn(message("A file of this installation is broken, and what needs it does not work: {problem}", problem=problem))
