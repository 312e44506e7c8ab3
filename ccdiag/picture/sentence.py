"""The picture in words."""

from collections.abc import Mapping
from functools import reduce

from ccdiag.model.message import Message, message
from ccdiag.model.place import Place
from ccdiag.model.verdict import Basis
from ccdiag.model.words import BASIS_WORDS, LIGHT_WORDS, PLACE_WORDS
from ccdiag.picture.elements import Break, BreakPoint, LinkId, Station

_AT_LINKS: dict[LinkId, Place] = {
    LinkId.TERMINAL: Place.TERMINAL,
    LinkId.LAPTOP: Place.LAPTOP,
    LinkId.DNS: Place.DNS,
    LinkId.AWS_IOT: Place.AWS_IOT,
    LinkId.TAS: Place.TAS,
    LinkId.TMS: Place.TMS,
    LinkId.VPOS_KICK: Place.VPOS,
    LinkId.TILL_KICK: Place.WEBKASSA,
}


def spoken(station: Station) -> Message:
    """Say a station's name, state and word, as a screen reader tells them: "Firewall, fault, opens 443"."""
    state = LIGHT_WORDS[station.light]
    if station.basis is not Basis.MEASURED:
        state = message("{state} ({basis})", state=state, basis=BASIS_WORDS[station.basis])
    if station.words[0] == LIGHT_WORDS[station.light]:
        return message("{name}, {state}", name=station.name, state=state)
    return message("{name}, {state}, {word}", name=station.name, state=state, word=station.words[0])


def sentence_of(stations: Mapping[Place, Station], broken: Break | None, *, on_sim: bool) -> Message:
    """Tell the whole way, the break first."""
    told = [_break(stations, broken)] if broken is not None else []
    if on_sim:
        told.append(message("The terminal goes by its SIM card; that way cannot be seen from this laptop."))
    told.extend(message("{station}.", station=spoken(station)) for station in stations.values())
    return reduce(lambda before, more: message("{before} {more}", before=before, more=more), told)


def _break(stations: Mapping[Place, Station], broken: Break) -> Message:
    match broken.where:
        case BreakPoint.STATION:
            faulty = next((station for station in stations.values() if station.at_fault), None)
            if faulty is None:
                return message("There is a fault.")
            return message("The fault is at this station: {station}.", station=faulty.name)
        case BreakPoint.TRUNK:
            return message("The way breaks between the shop's network and the firewall.")
        case BreakPoint.WALL if broken.link is None:
            return message("The way breaks at the firewall, for everything.")
        case BreakPoint.WALL:
            return message("The way breaks at the firewall, on the lane to {station}.", station=_end(broken))
        case BreakPoint.LANE if broken.link is None:
            return message("The fault is beyond the firewall, on the line to the internet.")
        case BreakPoint.LANE:
            return message("The way breaks beyond the firewall, on the lane to {station}.", station=_end(broken))
        case BreakPoint.DOOR:
            return message("The way breaks right before this station: {station}.", station=_end(broken))


def _end(broken: Break) -> Message:
    return PLACE_WORDS[_AT_LINKS[broken.link]] if broken.link is not None else PLACE_WORDS[Place.FIREWALL]
