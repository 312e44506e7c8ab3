"""The way of a run: every station and link in its state, and where it breaks."""

from typing import Final, TypeVar

from ccdiag.model.case import Case
from ccdiag.model.cause import Cause
from ccdiag.model.check import CheckId
from ccdiag.model.facts import DnsFacts, Facts, NeighbourFacts, PingFacts, SubnetFacts, TcpFacts
from ccdiag.model.message import message
from ccdiag.model.place import Place
from ccdiag.model.run import CheckState, RunState
from ccdiag.model.verdict import Basis, Light, Verdict
from ccdiag.model.words import LIGHT_WORDS, PLACE_WORDS
from ccdiag.picture.breaks import REACHING, break_of, fault_of, fault_words, unreached
from ccdiag.picture.elements import LANES, STATIONS, Break, BreakPoint, Link, LinkId, Station, Way
from ccdiag.picture.sentence import sentence_of
from ccdiag.picture.standing import Standing, checks_at, counted, standing_of, station_of, worst

__all__ = ["Break", "BreakPoint", "Link", "LinkId", "Station", "Way", "checks_at", "station_of", "way_of"]

_STANDARD_PORTS: Final = {LinkId.DNS: 53, LinkId.AWS_IOT: 443, LinkId.TAS: 5555, LinkId.TMS: 15000}
_ROLES: Final = {"mqtt": LinkId.AWS_IOT, "tas": LinkId.TAS, "tms": LinkId.TMS}
_MADE_BY: Final[dict[LinkId, tuple[CheckId, ...]]] = {
    LinkId.LAPTOP: ("network.interface",),
    LinkId.TERMINAL: ("terminal.lan",),
    LinkId.DNS: ("dns.mqtt", "dns.tas"),
    LinkId.AWS_IOT: ("mqtt.tcp", "mqtt.tls"),
    LinkId.TAS: ("tas.tcp",),
    LinkId.TMS: ("tms.tcp",),
}
"""The checks that travel a link."""
_KICKS: Final[dict[LinkId, CheckId]] = {LinkId.VPOS_KICK: "whitelist.entry", LinkId.TILL_KICK: "webkassa.configuration"}
"""What is known of a kick: nobody can measure it, but what it depends on is known."""
_OUTSIDE: Final[tuple[CheckId, ...]] = ("mqtt.tcp", "tas.tcp", "tms.tcp", "vpos.tcp", "network.internet")
"""What gets out of the shop; a name server may stand in it."""
_F = TypeVar("_F", bound=Facts)
_NOT_REACHED: Final = (message("not reached"),)


def way_of(state: RunState, case: Case) -> Way:
    """Draw up the way of a run as far as it has come; one without checks is a way that nobody has measured yet."""
    return _WayOfRun(state, case).way()


class _WayOfRun:
    """One run on its way into the picture."""

    def __init__(self, state: RunState, case: Case) -> None:
        self._state = state
        self._results = state.results
        self._on_sim = case.terminal.link == "sim"
        self._kicks_by_vpos = case.generation != "1.0"
        self._fault = fault_of(state)
        self._break = break_of(self._fault, state) if self._fault is not None else None
        self._ports = _ports(state)

    def way(self) -> Way:
        """Put it together."""
        stations = {place: self._station(place) for place in STATIONS}
        links = {link: self._link(link) for link in LinkId}
        return Way(
            stations=stations,
            links=links,
            break_=self._break,
            on_sim=self._on_sim,
            simulation=self._state.simulation,
            taken_at=self._state.started_at if self._state.begun else None,
            sentence=sentence_of(stations, self._break, on_sim=self._on_sim),
        )

    def _station(self, place: Place) -> Station:
        at_fault = self._fault is not None and self._fault.place is place
        if at_fault:
            assert self._fault is not None, "somebody is at fault"
            stands = self._at_fault(self._fault)
        elif self._is_unreached(place):
            stands = Standing(light=Light.SKIPPED, words=_NOT_REACHED)
        else:
            stands = self._by_its_checks(place)
        return Station(place=place, name=PLACE_WORDS[place], light=stands.light, basis=stands.basis, words=stands.words, at_fault=at_fault)

    def _at_fault(self, fault: Cause) -> Standing:
        link = self._break.link if self._break is not None else None
        words = fault_words(fault, link, self._ports.get(link) if link is not None else None, self._state)
        return Standing(light=Light.FAIL, basis=fault.basis, words=(*words, LIGHT_WORDS[Light.FAIL]))

    def _by_its_checks(self, place: Place) -> Standing:
        explained: tuple[CheckId, ...] = self._fault.explains if self._fault is not None else ()
        checks = [self._state.checks[check] for check in checks_at(self._state, place)]
        # What follows from a fault elsewhere is told there, and accuses nobody here.
        own = [check for check in checks if not (check.planned.id in explained and _went_wrong(check))]
        stands = standing_of(place, own or checks[:0])
        if checks and not own:
            stands = Standing(light=Light.SKIPPED, words=(LIGHT_WORDS[Light.SKIPPED],))
        if place is Place.SHOP_NETWORK and stands.light is Light.SKIPPED and self._gateway_answers():
            return Standing(light=Light.PASS, words=(LIGHT_WORDS[Light.PASS],))
        if place is Place.TERMINAL and self._on_sim and self._state.checks and stands.light in {Light.PASS, Light.SKIPPED}:
            return Standing(light=Light.INCONCLUSIVE, words=(message("not to be seen"), message("unseen")))
        if place is Place.LAPTOP and stands.light is Light.PASS:
            return self._laptop(stands)
        return stands

    def _laptop(self, stands: Standing) -> Standing:
        """Say beside a good laptop how its way goes with the terminal's."""
        if self._on_sim:
            return Standing(light=stands.light, basis=stands.basis, words=(message("another way"),))
        for facts in self._facts_of("terminal.lan", SubnetFacts):
            word = message("same subnet") if facts.same_subnet else message("another subnet")
            return Standing(light=stands.light, basis=stands.basis, words=(word, *stands.words))
        return stands

    def _is_unreached(self, place: Place) -> bool:
        """Whether a fault before a station keeps it from being reached."""
        if self._fault is None:
            return False
        if place is Place.FIREWALL:
            return self._break is not None and (self._break.where is BreakPoint.TRUNK or (self._break.link is LinkId.LAPTOP))
        if place is Place.SHOP_NETWORK:
            return self._break is not None and self._break.link is LinkId.LAPTOP
        return any(_not_passed(self._state.checks.get(check)) for check in unreached(place, self._fault))

    def _is_open(self, place: Place) -> bool:
        return not self._is_unreached(place) and not (self._fault is not None and self._fault.place is place)

    def _link(self, link: LinkId) -> Link:
        light, basis = self._link_state(link)
        return Link(id=link, light=light, basis=basis, port=self._ports.get(link))

    def _link_state(self, link: LinkId) -> tuple[Light, Basis]:
        if not self._state.checks:
            return Light.WAITING, Basis.MEASURED
        if link in _KICKS:
            return self._kick(link)
        if link is LinkId.TRUNK:
            return self._trunk(), Basis.MEASURED
        if link is LinkId.TERMINAL and self._on_sim:
            return Light.INCONCLUSIVE, Basis.MEASURED
        end = {lane: place for place, lane in LANES.items()}.get(link, Place.TERMINAL if link is LinkId.TERMINAL else None)
        if end is not None and self._is_unreached(end):
            return Light.SKIPPED, Basis.MEASURED
        return self._travelled(_MADE_BY[link]), Basis.MEASURED

    def _trunk(self) -> Light:
        if self._break is not None and self._break.where in {BreakPoint.WALL, BreakPoint.LANE} and self._break.link is not LinkId.TILL_KICK:
            return Light.PASS
        if self._is_unreached(Place.FIREWALL):
            return Light.SKIPPED
        seen = self._travelled(_OUTSIDE, best=True)
        return Light.INCONCLUSIVE if seen is Light.FAIL else seen

    def _kick(self, link: LinkId) -> tuple[Light, Basis]:
        if not self._kicks_by_vpos:
            # In 1.0 the web till kicks over the shop's own network.
            return Light.SKIPPED, Basis.STATED
        behind = Place.AWS_IOT if link is LinkId.VPOS_KICK else Place.VPOS
        result = self._results.get(_KICKS[link])
        if result is None or result.verdict not in {Verdict.PASS, Verdict.WARN} or not self._is_open(behind):
            return Light.WAITING if result is None else Light.SKIPPED, Basis.STATED
        if result.basis is Basis.STATED:
            return Light.PASS, Basis.STATED
        # That a kick would come through is concluded from both ends, once both are known.
        known = any(_passed(self._state.checks.get(check)) for check in REACHING[behind])
        return Light.PASS if known else Light.SKIPPED, Basis.INFERRED

    def _travelled(self, checks: tuple[CheckId, ...], *, best: bool = False) -> Light:
        lights = [counted(self._state.checks[check]) for check in checks if check in self._state.checks]
        told = [light for light in lights if light is not None]
        if best and (Light.PASS in told or Light.WARN in told):
            return Light.PASS
        if Light.WAITING in told and any(light is not Light.WAITING for light in told):
            return worst([Light.RUNNING, *(light for light in told if light is not Light.WAITING)]) or Light.RUNNING
        return worst(told) or Light.SKIPPED

    def _gateway_answers(self) -> bool:
        pinged = any(facts.role == "gateway" and facts.received for facts in self._facts_of("network.interface", PingFacts))
        there = any(facts.role == "gateway" and facts.state == "present" for facts in self._facts_of("network.interface", NeighbourFacts))
        return pinged or there

    def _facts_of(self, check: CheckId, kind: type[_F]) -> list[_F]:
        at = self._state.checks.get(check)
        return [seen.facts for seen in at.observations if isinstance(seen.facts, kind)] if at is not None else []


def _went_wrong(check: CheckState) -> bool:
    return check.result is not None and check.result.question is None and check.result.verdict not in {Verdict.PASS, Verdict.WARN}


def _passed(check: CheckState | None) -> bool:
    return check is not None and check.result is not None and check.result.verdict in {Verdict.PASS, Verdict.WARN}


def _not_passed(check: CheckState | None) -> bool:
    return check is not None and check.result is not None and check.result.verdict not in {Verdict.PASS, Verdict.WARN}


def _ports(state: RunState) -> dict[LinkId, int]:
    """Return the ports that this run really used, else those of the manual."""
    ports: dict[LinkId, int] = dict(_STANDARD_PORTS)
    for check in state.checks.values():
        for seen in check.observations:
            match seen.facts:
                case TcpFacts(role=role, port=port) if role in _ROLES:
                    ports[_ROLES[role]] = port
                case DnsFacts(role="environment", server=server):
                    ports[LinkId.DNS] = _port_of(server)
    return ports


def _port_of(server: str) -> int:
    """Take the port out of `address:port` or `[IPv6]:port`; 53 where none is given."""
    host, colon, port = server.rpartition(":")
    return int(port) if colon and port.isdecimal() and (":" not in host or host.endswith("]")) else 53
