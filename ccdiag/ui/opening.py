"""Opens what somebody brings to the window: files, links, and the lab."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ccdiag.app.wishes import LINK
from ccdiag.model.message import message
from ccdiag.model.printable import printable

if TYPE_CHECKING:
    from ccdiag.ui.controller import Controller
    from ccdiag.ui.guidance import Guidance
    from ccdiag.ui.main_window import MainWindow
    from ccdiag.ui.page_making import PageMaking
    from ccdiag.ui.viewing import Viewing
    from ccdiag.ui.window_settings import WindowSettings

LAB_WISH: Final = "--lab"


class Opening:
    """Takes the arguments of a start, of a later start, of a drop and of the menu alike."""

    def __init__(
        self,
        window: "MainWindow",
        controller: "Controller",
        settings: "WindowSettings",
        pages: "PageMaking",
        guidance: "Callable[[], Guidance | None]",
        viewing: "Viewing",
    ) -> None:
        self._window = window
        self._controller = controller
        self._settings = settings
        self._pages = pages
        self._guidance = guidance
        self._viewing = viewing

    def open_all(self, wishes: Iterable[str]) -> None:
        """Open files and links, and the lab; a link may only show something, never start a run."""
        for wish in wishes:
            if wish == LAB_WISH:
                if self._viewing.is_viewing:
                    self._viewing.refuse()
                else:
                    self._pages.laboratory().start()
            elif wish.startswith(LINK):
                self._open_link(wish)
            elif wish.lower().endswith(".ccdiag"):
                self._viewing.open_file(Path(wish))
                self._settings.remember_folder(str(Path(wish).parent))
            elif self._viewing.is_viewing:
                # It would go into the case of the own shop, which is not in sight.
                self._viewing.refuse()
            else:
                self._open_file(Path(wish))

    def _open_link(self, text: str) -> None:
        from ccdiag.app.links import link_of

        guidance = self._guidance()
        match link_of(text):
            case ("screen", screen):
                self._pages.show_screen(screen)
            case ("procedure", procedure) if guidance is not None and guidance.show(procedure):
                pass
            case _:
                self._window.tell(message("This link cannot be shown: {link}", link=printable(text, most=200)))

    def _open_file(self, path: Path) -> None:
        from ccdiag.app.opening import open_file
        from ccdiag.content.errors import ContentError
        from ccdiag.model.case import Case

        try:
            opened = open_file(path, self._controller.case)
        except ContentError as error:
            self._window.warn(error.shown(self._settings.look.translator))
            return
        if isinstance(opened, Case):
            self._controller.set_case(opened)
        else:
            self._settings.take_environment(opened, str(path))
        self._settings.remember_folder(str(path.parent))
        self._window.tell(message("Opened: {file}", file=path.name))

    def save_case(self, file: str) -> None:
        """Write the open case; a failure is told."""
        from ccdiag.app.opening import save_case

        try:
            save_case(self._viewing.case if self._viewing.is_viewing else self._controller.case, Path(file))
        except OSError as error:
            self._window.warn(message("The case cannot be saved: {problem}", problem=error.strerror or type(error).__name__))
        else:
            self._window.tell(message("Saved: {file}", file=Path(file).name))
