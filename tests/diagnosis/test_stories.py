"""Each cause is found where it should be, first and by name, and is not named where it should not."""

import pytest

from ccdiag.content.causes import load_causes
from ccdiag.model.cause import Severity
from tests.diagnosis import stories_addresses, stories_dns, stories_mqtt, stories_network, stories_services, stories_terminal, stories_way
from tests.diagnosis.evidence import document_of, unsupported
from tests.diagnosis.runs import Story, ids, judge, numbered

AREAS = (stories_addresses, stories_network, stories_dns, stories_mqtt, stories_services, stories_terminal, stories_way)
FIRES: tuple[Story, ...] = tuple(story for area in AREAS for story in area.FIRES)
SPARES: tuple[Story, ...] = tuple(story for area in AREAS for story in area.SPARES)

_CONTRACT = """
network.no_interface network.no_route network.gateway_down network.no_internet network.captive_portal network.proxy_required
network.proxy_login network.proxy_denied network.laptop_firewall network.mtu_black_hole network.rate_limited network.lossy
network.slow network.unstable network.vpn clock.skewed dns.no_server dns.server_silent dns.name_missing dns.server_failure
dns.refused dns.no_address dns.forged dns.malformed dns.slow dns.tcp_blocked dns.site_server_faulty dns.rewritten
dns.local_override mqtt.port_dropped mqtt.port_rejected mqtt.unreachable mqtt.partly_dead mqtt.server_silent mqtt.reset
mqtt.not_tls tls.intercepted tls.alpn_missing tls.alpn_refused tls.certificate_expired tls.certificate_not_yet_valid
tls.certificate_expires_soon tls.name_mismatch tls.chain_incomplete tls.untrusted tls.version_refused mqtt.certificate_refused
mqtt.client_refused mqtt.topic_refused mqtt.session_silent mqtt.session_cut mqtt.idle_cut tas.port_dropped tas.port_rejected
tas.unreachable tas.closes_at_once tms.port_dropped tms.port_rejected tms.unreachable tms.closes_at_once vpos.port_dropped
vpos.port_rejected vpos.unreachable vpos.closes_at_once terminal.offline terminal.other_subnet terminal.isolated
terminal.ports_filtered terminal.address_conflict terminal.pos_mode_wrong terminal.software_too_old terminal.dns_not_set
terminal.hw_install_missing terminal.trigger_port_closed terminal.day_closed terminal.model_unfit whitelist.missing
whitelist.wrong_merchant whitelist.source_unreachable whitelist.source_denied whitelist.source_invalid webkassa.system_is_1_0
webkassa.system_unknown webkassa.system_other_country webkassa.terminal_id_differs webkassa.protocol_wrong webkassa.field_missing
webkassa.kick_differs webkassa.address_differs webkassa.browser_blocks_kick webkassa.leftover_1_0 webkassa.unreadable
tms.mqt_disabled tms.service_disabled tms.ssl_disabled tms.topic_wrong tms.address_wrong tms.alpn_wrong tms.port_wrong
tms.cloud_connection_disabled tms.signature_algorithm_wrong tms.software_too_old
"""
CONTRACT = frozenset(_CONTRACT.split())
_WARNINGS = """
network.slow network.unstable network.vpn dns.slow dns.rewritten dns.local_override tls.certificate_expires_soon
whitelist.source_unreachable whitelist.source_denied whitelist.source_invalid webkassa.browser_blocks_kick webkassa.leftover_1_0
tms.topic_wrong
"""
WARNINGS = frozenset(_WARNINGS.split())
EITHER = frozenset(
    {"network.lossy", "network.captive_portal", "clock.skewed", "dns.site_server_faulty", "mqtt.partly_dead", "terminal.other_subnet"}
)
"""Faults that have a lesser reading, which is only a warning."""


def test_the_rules_are_those_of_the_contract() -> None:
    assert {rule.id for rule in load_causes()} == CONTRACT


def test_severities_are_those_of_the_contract() -> None:
    for rule in load_causes():
        if rule.id not in EITHER:
            assert (rule.severity is Severity.WARNING) == (rule.id in WARNINGS), rule.id
    for cause in EITHER:
        assert {rule.severity for rule in load_causes() if rule.id == cause} == set(Severity)


def test_every_cause_has_both_kinds_of_story() -> None:
    assert {story.cause for story in FIRES} == CONTRACT
    assert {story.cause for story in SPARES} == CONTRACT


@pytest.mark.parametrize("story", FIRES, ids=lambda story: f"{story.cause}: {story.about}")
def test_it_is_the_primary_cause(story: Story) -> None:
    found = judge(*story.results, terminal=story.terminal)
    assert ids(found)[:1] == [story.cause], ids(found)
    texts = [found[0].title.english(), found[0].meaning.english(), *(step.english() for step in found[0].remedy)]
    assert not any("{" in text or "}" in text for text in texts), texts
    assert not list(unsupported(document_of(found, numbered(story.results))))


@pytest.mark.parametrize("story", SPARES, ids=lambda story: f"{story.cause}: {story.about}")
def test_it_is_not_named(story: Story) -> None:
    assert story.cause not in ids(judge(*story.results, terminal=story.terminal))
