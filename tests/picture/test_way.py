"""The way of a run: where it is good, where it breaks, and who is not accused."""

import pytest

from ccdiag.content.causes import load_causes
from ccdiag.model.case import Case, Terminal
from ccdiag.model.cause import Cause, CauseRule, Certainty, Severity
from ccdiag.model.check import CheckId, Ending
from ccdiag.model.facts import DnsFacts, NeighbourFacts, PassiveReadFacts, SubnetFacts, TcpFacts, TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import RunState
from ccdiag.model.verdict import Basis, Light, Verdict
from ccdiag.picture.elements import LANES, STATIONS, BreakPoint, LinkId, Way
from ccdiag.picture.way import checks_at, station_of, way_of
from tests.picture.states import PLAN, QUESTION, begun, cause, partly, result, run, seen

ON_SIM = Case(terminal=Terminal(link="sim"))
OUTSIDE: tuple[CheckId, ...] = (
    "network.internet",
    "dns.mqtt",
    "dns.tas",
    "mqtt.tcp",
    "mqtt.tls",
    "mqtt.session",
    "tas.tcp",
    "tms.tcp",
    "vpos.tcp",
)


def word(way: Way, place: Place) -> str:
    return way.stations[place].words[0].english()


def lights(way: Way) -> dict[LinkId, Light]:
    return {link: state.light for link, state in way.links.items()}


def intercepted() -> RunState:
    shown = TlsFacts(role="mqtt", purpose="identify", address="192.0.2.21", port=443, trusted_by_bundle=False, trusted_by_laptop=True)
    return run(
        result("mqtt.tls", Verdict.FAIL, observations=[seen(7, Failure.TLS_UNTRUSTED, shown)]),
        result("mqtt.session", Verdict.SKIPPED, blocked_by="mqtt.tls"),
        result("mqtt.hold", Verdict.SKIPPED, blocked_by="mqtt.tls"),
        causes=[cause(Place.FIREWALL, "mqtt.tls", "mqtt.session", "mqtt.hold", evidence=["o7"])],
    )


def rejected(place: Place) -> RunState:
    refused = seen(3, Failure.REFUSED, TcpFacts(role="tas", address="192.0.2.9", port=5555))
    return run(result("tas.tcp", Verdict.FAIL, observations=[refused]), causes=[cause(place, "tas.tcp", evidence=["o3"])])


def test_nothing_measured_yet_is_all_waiting() -> None:
    way = way_of(RunState(), Case())
    assert {station.light for station in way.stations.values()} == {Light.WAITING}
    assert set(lights(way).values()) == {Light.WAITING}
    assert way.break_ is None
    assert way.taken_at is None
    assert tuple(way.stations) == STATIONS


def test_what_is_only_planned_was_measured_at_no_time() -> None:
    assert begun().checks
    assert way_of(RunState(checks=begun().checks), Case()).taken_at is None
    assert way_of(begun(), Case()).taken_at is not None


def test_a_run_that_has_just_begun_waits() -> None:
    way = way_of(begun(), Case())
    assert {station.light for station in way.stations.values()} == {Light.WAITING}
    assert word(way, Place.DNS) == "waiting"
    assert way.taken_at is not None


def test_a_healthy_way_is_green_and_has_no_break() -> None:
    way = way_of(run(), Case())
    assert {station.light for station in way.stations.values()} == {Light.PASS}
    assert way.break_ is None
    assert {lights(way)[link] for link in (*LANES.values(), LinkId.TRUNK, LinkId.TERMINAL, LinkId.LAPTOP)} == {Light.PASS}


def test_an_inspecting_firewall_is_at_fault_and_what_is_behind_it_is_not_accused() -> None:
    way = way_of(intercepted(), Case())
    assert way.stations[Place.FIREWALL].at_fault
    assert word(way, Place.FIREWALL) == "opens 443"
    assert way.stations[Place.AWS_IOT].light is Light.SKIPPED
    assert word(way, Place.AWS_IOT) == "not reached"
    assert way.break_ is not None
    assert (way.break_.where, way.break_.link) == (BreakPoint.WALL, LinkId.AWS_IOT)
    assert way.break_.label is not None
    assert way.break_.label.english() == "opened here"
    assert [place for place, station in way.stations.items() if station.light is Light.FAIL] == [Place.FIREWALL]
    assert {lights(way)[lane] for lane in (LinkId.DNS, LinkId.TAS, LinkId.TMS)} == {Light.PASS}
    assert lights(way)[LinkId.AWS_IOT] is Light.SKIPPED


def test_a_certificate_that_nothing_says_is_a_firewalls_is_not_called_opened() -> None:
    shown = TlsFacts(role="mqtt", purpose="identify", address="192.0.2.21", port=443, trusted_by_bundle=False, trusted_by_laptop=False)
    state = run(
        result("mqtt.tls", Verdict.FAIL, observations=[seen(7, Failure.TLS_UNTRUSTED, shown)]),
        causes=[cause(Place.FIREWALL, "mqtt.tls", evidence=["o7"])],
    )
    assert word(way_of(state, Case()), Place.FIREWALL) == "fault"


def test_a_port_rejected_at_the_firewall_breaks_at_the_wall() -> None:
    way = way_of(rejected(Place.FIREWALL), Case())
    assert way.break_ is not None
    assert (way.break_.where, way.break_.link) == (BreakPoint.WALL, LinkId.TAS)
    assert word(way, Place.FIREWALL) == "rejects 5555"


def test_a_port_rejected_outside_breaks_on_the_lane_and_accuses_no_station() -> None:
    way = way_of(rejected(Place.PROVIDER), Case())
    assert way.break_ is not None
    assert (way.break_.where, way.break_.link) == (BreakPoint.LANE, LinkId.TAS)
    assert way.break_.label is not None
    assert way.break_.label.english() == "provider"
    assert not any(station.at_fault or station.light is Light.FAIL for station in way.stations.values())
    assert word(way, Place.TAS) == "not reached"


def test_a_firewall_that_lets_some_addresses_through_is_not_said_to_reject_the_port() -> None:
    refused = seen(3, Failure.REFUSED, TcpFacts(role="mqtt", address="192.0.2.9", port=443))
    state = run(result("mqtt.tcp", Verdict.WARN, observations=[refused]), causes=[cause(Place.FIREWALL, "mqtt.tcp", evidence=["o3"])])
    way = way_of(state, Case())
    assert word(way, Place.FIREWALL) == "fault"
    assert way.stations[Place.AWS_IOT].light is Light.WARN


def test_a_service_that_closes_breaks_at_its_door() -> None:
    closed = seen(5, facts=PassiveReadFacts(role="tms", address="192.0.2.7", ended_by="peer_close"))
    state = run(result("tms.tcp", Verdict.FAIL, observations=[closed]), causes=[cause(Place.TMS, "tms.tcp", evidence=["o5"])])
    way = way_of(state, Case())
    assert way.break_ is not None
    assert (way.break_.where, way.break_.link) == (BreakPoint.DOOR, LinkId.TMS)
    assert word(way, Place.TMS) == "closes at once"


def test_nothing_outside_breaks_the_trunk_and_what_follows_from_it_accuses_nobody() -> None:
    gateway = seen(2, facts=NeighbourFacts(role="gateway", address="192.0.2.1", state="present"))
    failed = [result(check, Verdict.FAIL) for check in OUTSIDE]
    state = run(
        *failed,
        result("network.interface", observations=[gateway]),
        result("network.proxy", Verdict.INCONCLUSIVE),
        result("network.path_mtu", Verdict.SKIPPED, blocked_by="mqtt.tcp"),
        result("clock.skew", Verdict.INCONCLUSIVE),
        result("mqtt.hold", Verdict.SKIPPED),
        causes=[cause(Place.PROVIDER, *OUTSIDE, "network.proxy", "network.path_mtu", "clock.skew")],
    )
    way = way_of(state, Case())
    assert way.break_ is not None
    assert (way.break_.where, way.break_.link) == (BreakPoint.TRUNK, LinkId.TRUNK)
    assert word(way, Place.FIREWALL) == "not reached"
    assert way.stations[Place.LAPTOP].light is Light.PASS
    assert way.stations[Place.SHOP_NETWORK].light is Light.PASS
    assert {way.stations[place].light for place in LANES} == {Light.SKIPPED}
    assert {lights(way)[lane] for lane in LANES.values()} == {Light.SKIPPED}


def test_vpos_that_the_till_cannot_reach_leaves_the_terminals_lane_alone() -> None:
    refused = seen(3, Failure.REFUSED, TcpFacts(role="vpos", address="192.0.2.9", port=443))
    state = run(result("vpos.tcp", Verdict.FAIL, observations=[refused]), causes=[cause(Place.FIREWALL, "vpos.tcp", evidence=["o3"])])
    way = way_of(state, Case())
    assert way.break_ is not None
    assert way.break_.link is LinkId.TILL_KICK
    assert word(way, Place.FIREWALL) == "rejects VPOS"
    assert lights(way)[LinkId.AWS_IOT] is Light.PASS


def test_a_fault_inside_the_terminal_breaks_no_link() -> None:
    state = run(result("terminal.settings", Verdict.FAIL, basis=Basis.STATED), causes=[cause(Place.TERMINAL, "terminal.settings")])
    way = way_of(state, Case())
    assert way.break_ is not None
    assert way.break_.where is BreakPoint.STATION
    assert way.stations[Place.TERMINAL].at_fault
    assert Light.FAIL not in lights(way).values()


def test_a_terminal_that_is_not_there_breaks_at_its_door() -> None:
    state = run(result("terminal.lan", Verdict.FAIL), causes=[cause(Place.TERMINAL, "terminal.lan", "terminal.pos_mode")])
    way = way_of(state, Case())
    assert way.break_ is not None
    assert (way.break_.where, way.break_.link) == (BreakPoint.DOOR, LinkId.TERMINAL)


def test_a_warning_breaks_nothing() -> None:
    state = run(result("mqtt.tcp", Verdict.WARN), causes=[cause(Place.PROVIDER, "mqtt.tcp", severity=Severity.WARNING)])
    way = way_of(state, Case())
    assert way.break_ is None
    assert way.stations[Place.AWS_IOT].light is Light.WARN
    assert not any(station.at_fault for station in way.stations.values())


def _rules() -> list[CauseRule]:
    return list(load_causes())


@pytest.mark.parametrize("rule", _rules(), ids=lambda rule: f"{rule.id}-{rule.place}-{rule.at}")
def test_every_cause_has_one_place_on_the_way(rule: CauseRule) -> None:
    stands = Cause(
        id=rule.id,
        certainty=Certainty.LIKELY,
        severity=rule.severity,
        basis=Basis.MEASURED,
        title=message("A fault"),
        meaning=message("It is broken."),
        owner=rule.owner,
        place=rule.place,
        explains=tuple(dict.fromkeys((rule.at, *rule.explains))),
    )
    way = way_of(run(*(result(check, Verdict.FAIL) for check in stands.explains), causes=[stands]), Case())
    accused = [place for place, station in way.stations.items() if station.light is Light.FAIL]
    if rule.severity is Severity.WARNING:
        assert way.break_ is None
        return
    assert way.break_ is not None
    assert accused == ([] if rule.place is Place.PROVIDER else [rule.place])
    assert way.break_.where is not BreakPoint.STATION or rule.place is not Place.PROVIDER
    if way.break_.label is not None:
        assert len(way.break_.label.english()) <= 14


def test_what_was_stated_does_not_look_measured() -> None:
    way = way_of(
        run(result("whitelist.entry", basis=Basis.STATED), result("webkassa.configuration", basis=Basis.STATED)),
        Case(),
    )
    assert way.stations[Place.WEBKASSA].basis is Basis.STATED
    assert (way.links[LinkId.TILL_KICK].light, way.links[LinkId.TILL_KICK].basis) == (Light.PASS, Basis.STATED)
    assert way.links[LinkId.VPOS_KICK].basis is Basis.STATED
    # The port of VPOS was measured, its whitelist was not: the word says no more than that.
    assert (way.stations[Place.VPOS].basis, word(way, Place.VPOS)) == (Basis.MEASURED, "reachable")


def test_a_kick_is_never_measured() -> None:
    way = way_of(run(), Case())
    assert Basis.MEASURED not in {way.links[link].basis for link in (LinkId.VPOS_KICK, LinkId.TILL_KICK)}


def test_in_1_0_no_kick_goes_by_vpos() -> None:
    way = way_of(run(), Case(generation="1.0"))
    assert {lights(way)[link] for link in (LinkId.VPOS_KICK, LinkId.TILL_KICK)} == {Light.SKIPPED}


def test_open_questions_are_counted() -> None:
    asked = [result(check, Verdict.SKIPPED, question=QUESTION) for check in ("terminal.settings", "terminal.day")]
    way = way_of(run(*asked), Case())
    assert way.stations[Place.TERMINAL].light is Light.INCONCLUSIVE
    assert [said.english() for said in way.stations[Place.TERMINAL].words] == ["2 questions open", "2 questions"]
    way = way_of(run(asked[0]), Case())
    assert word(way, Place.TERMINAL) == "1 question open"


def test_what_nobody_asked_for_spoils_nothing() -> None:
    way = way_of(run(result("mqtt.hold", Verdict.SKIPPED)), Case())
    assert way.stations[Place.FIREWALL].light is Light.PASS
    way = way_of(run(result("mqtt.hold", Verdict.SKIPPED), result("network.internet", Verdict.SKIPPED)), Case())
    assert way.stations[Place.FIREWALL].light is Light.SKIPPED


def test_what_was_cut_short_is_not_good() -> None:
    way = way_of(run(result("mqtt.tls", Verdict.SKIPPED, ending=Ending.CUT_SHORT)), Case())
    assert way.stations[Place.AWS_IOT].light is Light.SKIPPED
    assert lights(way)[LinkId.AWS_IOT] is Light.SKIPPED


def test_a_running_station_tells_how_far_it_is() -> None:
    way = way_of(partly(result("dns.mqtt"), result("dns.tas"), started=["dns.rewriting", "tas.tcp"]), Case())
    assert word(way, Place.DNS) == "2 of 3 done"
    assert word(way, Place.TAS) == "testing"
    assert lights(way)[LinkId.DNS] is Light.PASS
    assert lights(way)[LinkId.TAS] is Light.RUNNING
    assert lights(way)[LinkId.AWS_IOT] is Light.WAITING


def test_on_sim_the_terminals_way_cannot_be_told() -> None:
    way = way_of(run(), ON_SIM)
    assert way.on_sim
    assert lights(way)[LinkId.TERMINAL] is Light.INCONCLUSIVE
    assert way.stations[Place.TERMINAL].light is Light.INCONCLUSIVE
    assert word(way, Place.LAPTOP) == "another way"


def test_the_laptop_says_whether_it_stands_where_the_terminal_does() -> None:
    here = seen(4, facts=SubnetFacts(address="192.0.2.10", same_subnet=True))
    there = seen(4, facts=SubnetFacts(address="198.51.100.10", same_subnet=False))
    assert word(way_of(run(result("terminal.lan", observations=[here])), Case()), Place.LAPTOP) == "same subnet"
    assert word(way_of(run(result("terminal.lan", observations=[there])), Case()), Place.LAPTOP) == "another subnet"


def test_the_ports_are_those_of_the_run() -> None:
    way = way_of(RunState(), Case())
    assert [way.links[lane].port for lane in LANES.values()] == [53, 443, 5555, 15000]
    tcp = seen(1, facts=TcpFacts(role="mqtt", address="192.0.2.21", port=8443))
    dns = seen(2, facts=DnsFacts(name="iot.example", record="A", server="[2001:db8::1]:5353", role="environment"))
    way = way_of(run(result("mqtt.tcp", observations=[tcp]), result("dns.mqtt", observations=[dns])), Case())
    assert [way.links[lane].port for lane in LANES.values()] == [5353, 8443, 5555, 15000]


def test_a_bare_ipv6_server_has_the_usual_port() -> None:
    dns = seen(2, facts=DnsFacts(name="iot.example", record="A", server="2001:db8::53", role="environment"))
    assert way_of(run(result("dns.mqtt", observations=[dns])), Case()).links[LinkId.DNS].port == 53


def test_every_check_has_a_station() -> None:
    state = run()
    assert {check for place in STATIONS for check in checks_at(state, place)} == {planned.id for planned in PLAN}
    assert station_of(Place.PROVIDER) is Place.FIREWALL


def test_the_sentence_names_the_break_first_and_then_every_station() -> None:
    told = way_of(intercepted(), Case()).sentence.english()
    assert told.startswith("The way breaks at the firewall, on the lane to AWS IoT. ")
    assert "Firewall, fault, opens 443." in told
    assert all(station.name.english() in told for station in way_of(intercepted(), Case()).stations.values())


def test_a_simulation_is_told() -> None:
    assert way_of(run(simulation=True), Case()).simulation
