"""All parts of an installation, in the order in which they are told."""

from importlib import import_module
from typing import Final, cast

from ccdiag.cli.installation_part import LIMIT_S, Found, Lane, PartTest
from ccdiag.model.message import Message, message

_IN_CHILD_S: Final = LIMIT_S + 5.0
"""A child that hangs is ended first, and then says so by itself."""


def _part(name: str, title: Message, place: str, *given: str, lane: Lane = "here") -> PartTest:
    """Describe a part that is tried by `module.function` of `ccdiag.cli.installation_…`."""
    module, function = place.split(".")

    def test() -> Found:
        # Imported here, so that a library that is missing breaks the parts that need it and no other.
        return cast("Found", getattr(import_module(f"ccdiag.cli.installation_{module}"), function)(*given))

    return PartTest(name, title, test, lane, _IN_CHILD_S if lane == "child" else LIMIT_S)


def _of_window(name: str, title: Message) -> PartTest:
    return _part(name, title, "children.window_part", name, lane="child")


PARTS: Final[tuple[PartTest, ...]] = (
    _part("files", message("Files"), "files.files"),
    _part("libraries", message("Libraries"), "files.libraries"),
    _part("checks", message("Checks"), "content.checks"),
    _part("causes", message("Causes"), "content.causes"),
    _part("screens", message("AdminLight screens"), "content.screens"),
    _part("procedures", message("Procedures"), "content.procedures"),
    _part("shops", message("Prepared shops"), "content.shops"),
    _part("guide", message("User guide"), "content.guide"),
    _part("environments", message("Environments"), "content.environments"),
    _part("schemas", message("Schemas of the documents"), "content.schemas"),
    _part("languages", message("Languages"), "languages.languages"),
    _part("reports", message("Reports"), "languages.reports"),
    _part("icons", message("Icon"), "languages.icons"),
    _part("trust", message("Roots of the service"), "trust.bundled_roots"),
    _part("trust.system", message("Roots of this system"), "trust.system_roots"),
    _part("store", message("Case store"), "storage.case_store"),
    _part("store.data", message("Folder of this user"), "storage.data_folder"),
    _part("policy", message("Policy of the IT department"), "policy.policy"),
    _part("files.case", message("Case files"), "storage.case_files"),
    _part("loop", message("Event loop"), "network.event_loop"),
    _part("tls", message("TLS"), "network.tls"),
    _part("dns", message("DNS"), "network.dns"),
    _part("mqtt", message("MQTT"), "network.mqtt"),
    _part("lab", message("Laboratory"), "network.laboratory"),
    _part("console", message("Console"), "children.console"),
    _part("programs", message("Programs"), "children.programs", lane="child"),
    _of_window("qt", message("Qt, which draws the window")),
    _of_window("qt.fonts", message("Fonts")),
    _of_window("qt.pictures", message("Pictures")),
    _of_window("qt.style", message("Style of the window")),
    _of_window("qt.loop", message("Event loop of the window")),
    _of_window("qt.single", message("One window for all starts")),
    _of_window("qt.window", message("Window")),
    _part("reports.pdf", message("Report as PDF"), "children.pdf", lane="child"),
)
