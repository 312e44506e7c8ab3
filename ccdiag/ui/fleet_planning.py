"""Reads tables of many terminals beside the loop for the panel that shows them, and saves the results."""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ccdiag.model.environment import Environment
from ccdiag.model.message import Message, message
from ccdiag.ui.look import Look
from ccdiag.ui.settings_checking import Spawn
from ccdiag.ui.widgets.fleet_panel import FleetPanel

if TYPE_CHECKING:
    from ccdiag.ui.models.fleet_rows import FleetListing

PATTERNS: Final = ("*.csv", "*.tsv", "*.txt", "*.xlsx")
_LOOK_MS: Final = 100
"""Between two looks at how far the thread is."""
_READING_S: Final = 600.0
"""A million rows take ten seconds; what takes so long hangs on a drive that is gone."""


class FleetPlanning(QObject):
    """Joins a panel of many terminals to the files: makes the panel, asks for files, reads and writes in threads."""

    told = Signal(object)
    """A Message that need not be read."""
    warned = Signal(object)
    """A Message that has to be."""

    def __init__(
        self, look: Look, window: QWidget, spawn: Spawn, environment: Callable[[], Environment], parent: QObject | None = None
    ) -> None:
        """`environment` tells which one counts when a table is read."""
        super().__init__(parent)
        self._look = look
        self._window = window
        self._spawn = spawn
        self._environment = environment
        self._path: Path | None = None
        self._whitelist: Path | None = None
        self._reading: _Reading | None = None
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self._show_progress)
        self.panel = FleetPanel(look)
        self.panel.open_wanted.connect(self._ask_table)
        self.panel.file_dropped.connect(self.open_file)
        self.panel.whitelist_wanted.connect(self._ask_whitelist)
        self.panel.stop_wanted.connect(self.stop)
        self.panel.save_wanted.connect(self._ask_target)

    def open_file(self, path: Path) -> None:
        """Read a table; one that is being read is left."""
        self.stop()
        self._path = path
        reading = self._reading = _Reading(path, self._whitelist)
        self.panel.show_progress(path.name, 0)
        self._watch.start()
        self._spawn(self._read(reading), "ccdiag-fleet-read")

    def use_whitelist(self, path: Path) -> None:
        """Hold the terminals against this whitelist from now on."""
        self._whitelist = path
        self.panel.show_whitelist(path.name)
        if self._path is not None:
            self.open_file(self._path)

    def stop(self) -> None:
        """Read no further."""
        if self._reading is not None:
            self._reading.wanted = False
            self._reading = None
            self._watch.stop()
            self.panel.show_stopped()

    def save(self, target: Path) -> None:
        """Write the results of what is shown."""
        if self.panel.listing is not None:
            self._spawn(self._write(target, self.panel.listing), "ccdiag-fleet-save")

    async def _read(self, reading: "_Reading") -> None:
        from ccdiag.app.fleet import FleetCancelledError, FleetError
        from ccdiag.probes.abandon import run_abandonable

        problem: Message | None = None
        listing: FleetListing | None = None
        try:
            environment = self._environment()
            listing = await run_abandonable(lambda: reading.read(environment), limit=_READING_S, name="ccdiag-fleet")
        except FleetCancelledError:
            return
        except FleetError as error:
            problem = error.said
        except TimeoutError:
            reading.wanted = False
            problem = message("{file} cannot be read.", file=reading.path.name)
        if reading is not self._reading:
            return
        self._reading = None
        self._watch.stop()
        if listing is not None:
            # A look for garbage through all terminals would hold the window up for a tenth of a second; they go by themselves.
            gc.freeze()
            self.panel.show_listing(listing)
        elif problem is not None:
            self.panel.show_problem(problem)

    async def _write(self, target: Path, listing: "FleetListing") -> None:
        from ccdiag.app.fleet_results import SameFileError, write_results
        from ccdiag.probes.abandon import run_abandonable

        # Where the table and the whitelist came from; never written over.
        sources = [path for path in (self._path, self._whitelist, self._own_whitelist()) if path is not None]
        try:
            write = partial(write_results, target, listing.reading, render=self._look.say, for_excel=True, never_over=sources)
            await run_abandonable(write, limit=_READING_S, name="ccdiag-fleet-save")
        except SameFileError:
            self.warned.emit(message("{file} is what the results come from; save them under another name.", file=target.name))
        except (OSError, ValueError):  # a TimeoutError too
            self.warned.emit(message("{file} cannot be written.", file=target.name))
        else:
            self.told.emit(message("Saved as {file}.", file=target.name))

    def _own_whitelist(self) -> Path | None:
        source = self._environment().whitelist
        return Path(source.path) if source.source == "csv" and source.path else None

    def _show_progress(self) -> None:
        if self._reading is not None:
            self.panel.show_progress(self._reading.path.name, self._reading.percent)

    # --- which files ---

    def _ask_table(self) -> None:
        self._ask(message("Open a table of terminals"), message("Tables"), self.open_file)

    def _ask_whitelist(self) -> None:
        self._ask(message("Open the whitelist"), message("Tables"), self.use_whitelist)

    def _ask(self, title: Message, kind: Message, use: Callable[[Path], None]) -> None:
        say = self._look.say
        dialog = QFileDialog(self._window, say(title))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([f"{say(kind)} ({' '.join(PATTERNS)})", say(message("All files")) + " (*)"])
        dialog.fileSelected.connect(lambda name: use(Path(name)))
        dialog.open()

    def _ask_target(self) -> None:
        listing = self.panel.listing
        if listing is None:
            return
        dialog = QFileDialog(self._window, self._look.say(message("Save the results")))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(["CSV (*.csv)"])
        dialog.setDefaultSuffix("csv")
        stem = Path(listing.reading.name).stem
        dialog.selectFile(f"{stem} - " + self._look.say(message("migration")) + ".csv")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()


class _Reading:
    """One table on its way; read in a thread, looked at from the window's."""

    def __init__(self, path: Path, whitelist: Path | None) -> None:
        self.path = path
        self.percent = 0
        self.wanted = True
        self._whitelist = whitelist

    def read(self, environment: Environment) -> "FleetListing":
        from ccdiag.app.fleet import read_fleet, whitelist_of
        from ccdiag.ui.models.fleet_rows import listing_of

        whitelist = whitelist_of(environment, self._whitelist)
        return listing_of(read_fleet(self.path, environment, whitelist=whitelist, progress=self._go_on))

    def _go_on(self, done: int, size: int) -> bool:
        self.percent = min(100 * done // max(size, 1), 100)
        return self.wanted
