"""All parts of an installation, in the order in which they are told."""

from typing import Final

from ccdiag.cli import installation_children as children
from ccdiag.cli import installation_content as content
from ccdiag.cli import installation_files as files
from ccdiag.cli import installation_languages as languages
from ccdiag.cli import installation_network as network
from ccdiag.cli import installation_policy as policy
from ccdiag.cli import installation_storage as storage
from ccdiag.cli import installation_trust as trust
from ccdiag.cli.installation_part import Found, PartTest
from ccdiag.model.message import Message, message

_CHILD_S: Final = children.CHILD_LIMIT_S + 5.0
"""A child that hangs is ended first, and then says so by itself."""
_WINDOW_PARTS: Final[tuple[tuple[str, Message], ...]] = (
    ("qt", message("Qt, which draws the window")),
    ("qt.fonts", message("Fonts")),
    ("qt.pictures", message("Pictures")),
    ("qt.style", message("Style of the window")),
    ("qt.loop", message("Event loop of the window")),
    ("qt.single", message("One window for all starts")),
    ("qt.window", message("Window")),
)


def _of_window(name: str, title: Message) -> PartTest:
    def test() -> Found:
        return children.window_part(name)

    return PartTest(name, title, test, "child", _CHILD_S)


PARTS: Final[tuple[PartTest, ...]] = (
    PartTest("files", message("Files"), files.files),
    PartTest("libraries", message("Libraries"), files.libraries),
    PartTest("checks", message("Checks"), content.checks),
    PartTest("causes", message("Causes"), content.causes),
    PartTest("screens", message("AdminLight screens"), content.screens),
    PartTest("procedures", message("Procedures"), content.procedures),
    PartTest("shops", message("Prepared shops"), content.shops),
    PartTest("guide", message("User guide"), content.guide),
    PartTest("environments", message("Environments"), content.environments),
    PartTest("schemas", message("Schemas of the documents"), content.schemas),
    PartTest("languages", message("Languages"), languages.languages),
    PartTest("reports", message("Reports"), languages.reports),
    PartTest("icons", message("Icon"), languages.icons),
    PartTest("trust", message("Roots of the service"), trust.bundled_roots),
    PartTest("trust.system", message("Roots of this system"), trust.system_roots),
    PartTest("store", message("Case store"), storage.case_store),
    PartTest("store.data", message("Folder of this user"), storage.data_folder),
    PartTest("policy", message("Policy of the IT department"), policy.policy),
    PartTest("files.case", message("Case files"), storage.case_files),
    PartTest("loop", message("Event loop"), network.event_loop),
    PartTest("tls", message("TLS"), network.tls),
    PartTest("dns", message("DNS"), network.dns),
    PartTest("mqtt", message("MQTT"), network.mqtt),
    PartTest("lab", message("Laboratory"), network.laboratory),
    PartTest("console", message("Console"), children.console),
    PartTest("programs", message("Programs"), children.programs, "child", _CHILD_S),
    *(_of_window(name, title) for name, title in _WINDOW_PARTS),
    PartTest("reports.pdf", message("Report as PDF"), children.pdf, "child", _CHILD_S),
)
