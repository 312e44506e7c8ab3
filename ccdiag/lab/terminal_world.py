"""What is set on the laboratory's terminal and in its TMS, as AdminLight shows it; and which faults that makes or mends."""

from msgspec.structs import replace

from ccdiag.lab.conditions import PortState
from ccdiag.lab.faults import Broken, combined
from ccdiag.lab.files import SHOP, SOFTWARE, TMS_ID, Layout, tms_settings
from ccdiag.lab.port import LOOPBACK
from ccdiag.model.terminal_state import World
from ccdiag.model.version import parse_version

_GOOD_MODE = "flat-outgoing"
_ENABLED = "Enabled"


def world_of(faults: frozenset[str], layout: Layout, before: World | None = None) -> World:
    """Return what these faults make of the terminal and of TMS.

    With `before`, what was set on the terminal stays as far as it fits the faults: another wrong mode is still a wrong mode.
    """
    broken = combined(faults)
    conditions, tms, terminal = broken.conditions, tms_settings(layout, broken), broken.terminal
    mqt = tms.get("MQT") == _ENABLED
    reachable = conditions.tms_port is PortState.OPEN and not conditions.tms_closes and conditions.tms_host == LOOPBACK
    fresh = World(
        shop=SHOP,
        address=layout.terminal,
        day_open=terminal.get("day_open", "yes") == "yes",
        cloud_connection=tms.get("CCV Cloud Connection") == _ENABLED,
        mqt=mqt,
        software=str(terminal.get("software", SOFTWARE)),
        software_in_tms=str(tms.get("software version", SOFTWARE)),
        tms_id=TMS_ID,
        customer=SHOP,
        installed_tms_id=TMS_ID,
        hw_installed=terminal.get("hw_installed", "yes") == "yes",
        mqt_loaded=mqt and terminal.get("hw_installed", "yes") == "yes",
        tms_reachable=reachable,
        pos_mode=conditions.terminal_pos_mode,
        trigger_port=layout.trigger_port,
    )
    if before is None:
        return fresh
    unseen = ("installed_tms_id", "installations", "pinpad", "password_right", "gloss")
    kept = {field: getattr(before, field) for field in unseen}
    told = faults_of(before)
    for fault, field in (("terminal.pos_mode_wrong", "pos_mode"), ("terminal.software_too_old", "software")):
        if (fault in told) is (fault in faults):
            kept[field] = getattr(before, field)
    return replace(fresh, **kept)


def faults_of(world: World) -> frozenset[str]:
    """Return the faults that can be read off a terminal and its TMS."""
    found = {
        "terminal.pos_mode_wrong": world.pos_mode != _GOOD_MODE,
        "terminal.day_closed": not world.day_open,
        # MQT that came on in TMS after the last installation waits for the next one.
        "terminal.hw_install_missing": not world.hw_installed or (world.mqt and not world.mqt_loaded),
        "terminal.software_too_old": _is_old(world.software),
        "tms.mqt_disabled": not world.mqt,
        "tms.cloud_connection_disabled": not world.cloud_connection,
        "tms.software_too_old": _is_old(world.software_in_tms),
    }
    return frozenset(fault for fault, is_there in found.items() if is_there)


LOADED_BY_INSTALLATION = frozenset(
    {
        *("tms.mqt_disabled", "tms.service_disabled", "tms.ssl_disabled", "tms.topic_wrong"),
        *("tms.address_wrong", "tms.alpn_wrong", "tms.port_wrong"),
    }
)
"""Faults of the MQT parameters: put right in TMS, they wait for a hardware installation; that the others do not is likely."""
READ_OFF = frozenset(
    {
        *("terminal.pos_mode_wrong", "terminal.day_closed", "terminal.hw_install_missing", "terminal.software_too_old"),
        *("tms.mqt_disabled", "tms.cloud_connection_disabled", "tms.software_too_old"),
    }
)
"""The faults that `faults_of` tells."""


def mended_in_tms(faults: frozenset[str], name: str) -> frozenset[str]:
    """Return the faults that are left when one was put right in TMS; what only an installation loads waits for one."""
    left = {"terminal.hw_install_missing"} if name in LOADED_BY_INSTALLATION and name in faults else set[str]()
    return (faults - {name}) | left


def overlaid(broken: Broken, world: World) -> Broken:
    """Lay what is set on the terminal over what the faults say."""
    terminal = broken.terminal | {"pos_mode": world.pos_mode, "software": world.software}
    return replace(broken, conditions=replace(broken.conditions, terminal_pos_mode=world.pos_mode), terminal=terminal)


def _is_old(software: str) -> bool:
    version, needed = parse_version(software), parse_version(SOFTWARE)
    return version is not None and needed is not None and version < needed
