"""The terminal, the whitelist, the Webkassa and TMS."""

from typing import Literal

from ccdiag.model.check import CheckId
from ccdiag.model.facts import PingFacts, PosModeFacts, SubnetFacts, WhitelistFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Basis
from tests.diagnosis.runs import (
    FAIL,
    INCONCLUSIVE,
    PASS,
    WARN,
    Field,
    Story,
    interface,
    neighbour,
    ping,
    result,
    route,
    see,
    setting,
    stated,
    tcp,
)

_WEBKASSA = (
    "system_is_1_0",
    "system_unknown",
    "system_other_country",
    "terminal_id_differs",
    "protocol_wrong",
    "field_missing",
    "kick_differs",
    "address_differs",
    "browser_blocks_kick",
    "leftover_1_0",
    "unreadable",
)
_TMS = (
    "mqt_disabled",
    "service_disabled",
    "ssl_disabled",
    "topic_wrong",
    "address_wrong",
    "alpn_wrong",
    "port_wrong",
    "cloud_connection_disabled",
    "signature_algorithm_wrong",
    "software_too_old",
)
_SETTINGS: tuple[tuple[str, Literal["webkassa", "tms", "terminal"], CheckId, str], ...] = (
    *((f"webkassa.{one}", "webkassa", "webkassa.configuration", one) for one in _WEBKASSA),
    *((f"tms.{one}", "tms", "tms.parameters", one) for one in _TMS),
    ("terminal.software_too_old", "terminal", "terminal.settings", "software_too_old"),
    ("terminal.model_unfit", "terminal", "terminal.settings", "model_unfit"),
)
_STATED: tuple[tuple[str, CheckId, str], ...] = (
    ("terminal.dns_not_set", "terminal.settings", "terminal.dns_set"),
    ("terminal.hw_install_missing", "terminal.settings", "terminal.hw_installed"),
    ("terminal.day_closed", "terminal.day", "terminal.day_open"),
)


def _subnet(*, same: bool) -> Observation:
    return see(SubnetFacts(address="192.0.2.20", same_subnet=same, laptop_addresses=("192.0.2.9/24",)))


def _mode(opi: Field, trigger: Field, *likely: str, agrees: bool | None = None) -> Observation:
    return see(PosModeFacts(opi_port=opi, trigger_port=trigger, likely=likely, agrees=agrees))


def _listing(**facts: Field) -> Observation:
    return see(WhitelistFacts(source="http", tms_id="1", merchant="2", **facts))


_ABSENT = result("terminal.lan", FAIL, _subnet(same=True), neighbour("terminal", "absent"), ping("terminal", 3, 0))
_THERE = result("terminal.lan", PASS, _subnet(same=True), neighbour("terminal", "present", "02:00:00:00:00:01"))
_TUNNEL = result("network.interface", WARN, interface(), route(kind="vpn"))
_NO_WAY = see(PingFacts(role="terminal", address="192.0.2.20", sent=3, received=0), Failure.HOST_UNREACHABLE)

FIRES = (
    *(
        Story(cause=cause, about="found", results=(result(check, FAIL, setting(document, one)),))
        for cause, document, check, one in _SETTINGS
    ),
    *(
        Story(cause=cause, about="no", results=(result(check, FAIL, stated(key, "no"), basis=Basis.STATED),))
        for cause, check, key in _STATED
    ),
    Story(cause="terminal.offline", about="nobody answers", results=(_ABSENT,)),
    Story(
        cause="terminal.isolated",
        about="over Wi-Fi",
        results=(_ABSENT, result("network.interface", PASS, interface(kind="wireless"))),
    ),
    Story(cause="terminal.isolated", about="the terminal's Wi-Fi", results=(_ABSENT,), terminal={"link": "wifi"}),
    Story(
        cause="terminal.other_subnet",
        about="and silent",
        results=(result("terminal.lan", FAIL, _subnet(same=False), ping("terminal", 3, 0)),),
    ),
    Story(
        cause="terminal.other_subnet",
        about="and answering",
        results=(result("terminal.lan", WARN, _subnet(same=False), ping("terminal", 3, 3)),),
    ),
    Story(
        cause="terminal.address_conflict",
        about="two devices",
        results=(
            result("terminal.lan", FAIL, _subnet(same=True), neighbour("terminal", "present", "02:00:00:00:00:01", "02:00:00:00:00:02")),
        ),
    ),
    Story(
        cause="terminal.ports_filtered",
        about="there, and both ports silent",
        results=(
            _THERE,
            result("terminal.pos_mode", FAIL, tcp("opi", Failure.DEADLINE), tcp("trigger", Failure.DEADLINE), _mode("silent", "silent")),
        ),
    ),
    Story(
        cause="terminal.ports_filtered",
        about="1.0, and its port silent",
        results=(_THERE, result("terminal.trigger_port", FAIL, tcp("trigger", Failure.DEADLINE))),
    ),
    Story(
        cause="terminal.ports_filtered",
        about="nobody knows whether it is there",
        results=(
            result("terminal.lan", INCONCLUSIVE, _subnet(same=True), neighbour("terminal", "unknown")),
            result("terminal.pos_mode", INCONCLUSIVE, _mode("silent", "silent")),
        ),
    ),
    Story(
        cause="terminal.pos_mode_wrong",
        about="said and seen",
        results=(
            _THERE,
            result("terminal.pos_mode", FAIL, stated("terminal.pos_mode", "standard"), _mode("open", "refused", "standard", agrees=True)),
        ),
    ),
    Story(
        cause="terminal.pos_mode_wrong",
        about="said",
        results=(result("terminal.pos_mode", FAIL, stated("terminal.pos_mode", "serial"), basis=Basis.STATED),),
    ),
    Story(
        cause="terminal.pos_mode_wrong",
        about="seen",
        results=(result("terminal.pos_mode", FAIL, _mode("open", "refused", "standard", "flat-incoming"), basis=Basis.INFERRED),),
    ),
    Story(
        cause="terminal.trigger_port_closed",
        about="1.0, and refused",
        results=(_THERE, result("terminal.trigger_port", FAIL, tcp("trigger", Failure.REFUSED))),
    ),
    Story(cause="whitelist.missing", about="not listed", results=(result("whitelist.entry", FAIL, _listing(listed=False)),)),
    Story(
        cause="whitelist.missing",
        about="said so",
        results=(result("whitelist.entry", FAIL, stated("terminal.whitelisted", "no"), basis=Basis.STATED),),
    ),
    Story(
        cause="whitelist.wrong_merchant",
        about="elsewhere",
        results=(result("whitelist.entry", FAIL, _listing(listed=False, listed_for_other_merchant=True)),),
    ),
    *(
        Story(cause=f"whitelist.source_{one}", about="a problem", results=(result("whitelist.entry", INCONCLUSIVE, _listing(problem=one)),))
        for one in ("unreachable", "denied", "invalid")
    ),
)

SPARES = (
    *(
        Story(cause=cause, about="in order", results=(result(check, PASS, setting(document, None)),))
        for cause, document, check, _ in _SETTINGS
    ),
    *(
        Story(cause=cause, about=said, results=(result(check, PASS, stated(key, said), basis=Basis.STATED),))
        for cause, check, key in _STATED
        for said in ("yes", "unknown")
    ),
    Story(cause="terminal.offline", about="it is there and answers no ping", results=(_THERE,)),
    Story(
        cause="terminal.offline",
        about="ping answers",
        results=(result("terminal.lan", PASS, _subnet(same=True), neighbour("terminal", "absent"), ping("terminal", 3, 2)),),
    ),
    Story(
        cause="terminal.offline",
        about="a VPN that takes the shop's own network says that there is no way",
        results=(
            _TUNNEL,
            result("terminal.lan", FAIL, _subnet(same=True), neighbour("terminal", "unknown"), _NO_WAY),
        ),
    ),
    Story(cause="terminal.isolated", about="all on cables", results=(_ABSENT, result("network.interface", PASS, interface()))),
    Story(cause="terminal.other_subnet", about="the same", results=(_THERE,)),
    Story(cause="terminal.address_conflict", about="one device", results=(_THERE,)),
    Story(
        cause="terminal.ports_filtered",
        about="one port says no",
        results=(_THERE, result("terminal.pos_mode", INCONCLUSIVE, _mode("refused", "silent"))),
    ),
    Story(cause="terminal.ports_filtered", about="it is not there", results=(_ABSENT,)),
    Story(
        cause="terminal.ports_filtered",
        about="a VPN may take the shop's own network",
        results=(
            _TUNNEL,
            result("terminal.lan", INCONCLUSIVE, _subnet(same=True), neighbour("terminal", "unknown")),
            result("terminal.pos_mode", INCONCLUSIVE, _mode("silent", "silent")),
        ),
    ),
    Story(
        cause="terminal.pos_mode_wrong",
        about="as it should be",
        results=(
            result(
                "terminal.pos_mode",
                PASS,
                stated("terminal.pos_mode", "flat-outgoing"),
                _mode("refused", "open", "flat-outgoing", agrees=True),
            ),
        ),
    ),
    Story(
        cause="terminal.pos_mode_wrong",
        about="not known",
        results=(result("terminal.pos_mode", INCONCLUSIVE, stated("terminal.pos_mode", "unknown"), basis=Basis.STATED),),
    ),
    Story(
        cause="terminal.trigger_port_closed",
        about="2.0 needs none",
        results=(_THERE, result("terminal.trigger_port", PASS, tcp("trigger", Failure.REFUSED))),
    ),
    Story(
        cause="whitelist.missing",
        about="another merchant's",
        results=(result("whitelist.entry", FAIL, _listing(listed=False, listed_for_other_merchant=True)),),
    ),
    Story(cause="whitelist.missing", about="not known", results=(result("whitelist.entry", INCONCLUSIVE, _listing(problem="invalid")),)),
    Story(cause="whitelist.wrong_merchant", about="not listed at all", results=(result("whitelist.entry", FAIL, _listing(listed=False)),)),
    *(
        Story(cause=f"whitelist.source_{one}", about="an answer", results=(result("whitelist.entry", PASS, _listing(listed=True)),))
        for one in ("unreachable", "denied", "invalid")
    ),
)
