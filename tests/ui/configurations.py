"""The page of the configuration to look at: settings files with faults in them, and many terminals."""

import csv
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QWidget

from ccdiag.app.fleet import read_fleet
from ccdiag.content.environments import load_environment
from ccdiag.model.case import Case, Terminal
from ccdiag.settings_check.lint import lint
from ccdiag.settings_check.reading import open_document
from ccdiag.ui.look import Look
from ccdiag.ui.main_window import MainWindow
from ccdiag.ui.models.fleet_rows import FleetListing, listing_of
from ccdiag.ui.pages.configuration_page import ConfigurationPage
from ccdiag.ui.settings_checking import CheckedSettings, Source
from ccdiag.ui.widgets.fleet_panel import FleetPanel
from ccdiag.ui.window_pages import CONFIGURATION
from tests.settings_check.fleets import RIGHT

_FILES = {
    "webkassa van de bakkerij.json": (
        '{"terminalId": "NL0012345", "managementSystemId": "08900000002", "accessProtocol": "OPI", "ip": "192.0.2.40", "port": 4105}'
    ),
    "tms.csv": (
        "Group;Parameter;Value\nMQT Parameters;MQT;Disabled\nMQT Parameters;MqtServiceAddress;"
        "al5qvexk7p3bae-ats.iot.eu-central-1.amazonaws.com\nMQT Parameters;MqtServicePort;8883\n"
        "General parameters;CCV Cloud Connection;Enabled\nupgrade;software version;14.0.10.3\n"
    ),
    "notities.txt": "bel morgen terug",
}
_SHOPS: tuple[dict[str, str], ...] = (
    {"tms_id": "NL0012345", "configuration": "bakkerij.json", "managementSystemId": "08900000002"},
    {"tms_id": "NL0012346", "configuration": "bakkerij.json", "managementSystemId": "08900000002"},
    {"tms_id": "NL0099001", "configuration": "slagerij op de hoek.json", "software": "13.0.2", "MQT": "Disabled"},
    {"tms_id": "NL0099002", "configuration": "bloemist.json"},
    {"tms_id": "NL0099003", "configuration": "", "software": ""},
)


@cache
def checked() -> CheckedSettings:
    """Return what is found in files with several faults, and in one that is of no use."""
    documents = tuple(open_document(content.encode(), name) for name, content in _FILES.items())
    case = Case(generation="2.0", terminal=Terminal(tms_id="NL0012345", system="GrundmasterNL"))
    sources = tuple(Source(number=number, name=name, path=Path(name)) for number, name in enumerate(_FILES, 1))
    return CheckedSettings(sources=sources, documents=documents, report=lint(documents, environment=load_environment("ccv"), case=case))


@cache
def listing() -> FleetListing:
    """Return a few terminals in the order of their migration."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "terminals.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(RIGHT)
            writer.writerows([{**RIGHT, **change}.values() for change in _SHOPS])
        return listing_of(read_fleet(path, load_environment("ccv"), whitelist=None))


def configuration_page(show: Callable[[ConfigurationPage, FleetPanel], object]) -> Callable[[Look], QWidget]:
    """Return what makes a window with the page in some state."""

    def make(look: Look) -> QWidget:
        window = MainWindow(look)
        panel = FleetPanel(look)
        page = ConfigurationPage(look, panel)
        window.set_maker(CONFIGURATION, lambda: page)
        window.checklist.complete()
        window.show_page(CONFIGURATION)
        show(page, panel)
        window.setProperty("page", page)
        return window

    return make


def with_faults(page: ConfigurationPage, _panel: FleetPanel) -> None:
    """Show files with faults."""
    page.show_checked(checked())


def with_fleet(page: ConfigurationPage, panel: FleetPanel) -> None:
    """Show many terminals."""
    panel.show_listing(listing())
    page.show_fleet()
