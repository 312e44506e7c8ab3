"""What the other checks may see: the laptop, the line, names, the terminal, files and what people say."""

from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from typing import Any, Literal

from ccdiag.model.check import CheckResult
from ccdiag.model.facts import (
    ClockFacts,
    HttpFacts,
    NeighbourFacts,
    PosModeFacts,
    ProxyConnectFacts,
    ProxySettingFacts,
    SettingFacts,
    SubnetFacts,
    SystemLookupFacts,
    WhitelistFacts,
)
from ccdiag.model.failure import Failure
from ccdiag.model.finding import Finding
from ccdiag.model.observation import Observation
from ccdiag.model.verdict import Verdict
from tests.diagnosis.outcomes import Outcome, ended
from tests.diagnosis.runs import Field, dns, interface, neighbour, ping, read, result, route, see, stated, tcp, tls

_DNS = (
    Failure.DNS_FORGED,
    Failure.DNS_NAME_MISSING,
    Failure.DNS_REFUSED,
    Failure.DNS_SERVER_FAILURE,
    Failure.DNS_NO_ADDRESS,
    Failure.DNS_TCP_BLOCKED,
    Failure.DNS_MALFORMED,
    Failure.DEADLINE,
    Failure.TIMED_OUT,
    Failure.REFUSED,
    Failure.HOST_UNREACHABLE,
    Failure.NETWORK_UNREACHABLE,
    Failure.ADDRESS_UNAVAILABLE,
    Failure.PERMISSION_DENIED,
    Failure.RESET,
    Failure.CLOSED,
    Failure.UNKNOWN,
)
_SYSTEM = (None, Failure.NAME_NOT_FOUND, Failure.RESOLVER_FAILED, Failure.DNS_FORGED, Failure.DEADLINE, Failure.UNKNOWN)


def _looked_up(failure: Failure | None, *, in_hosts_file: bool = False) -> Observation:
    found = ("198.51.100.7",) if failure is None else ()
    forged = ("0.0.0.0",) if failure is Failure.DNS_FORGED else ()
    facts = SystemLookupFacts(name="mqtt.example", addresses=found, forged_addresses=forged, in_hosts_file=in_hosts_file)
    return see(facts, failure)


_NAME_CHECKS: tuple[Literal["dns.mqtt", "dns.tas"], ...] = ("dns.mqtt", "dns.tas")
_SITE: tuple[Literal["environment", "laptop", "terminal"], ...] = ("environment", "laptop", "terminal")
_SECOND: tuple[Literal["laptop", "terminal", "reference"], ...] = ("laptop", "terminal", "reference")


def _names() -> Iterator[Outcome]:
    for check in _NAME_CHECKS:
        for role, failure in product(_SITE, _DNS):
            yield Outcome(check=check, about=f"{role} {failure}", seen=(dns(role, failure),))
            for system, link in product(_SYSTEM, ("lan", "sim")):
                yield Outcome(
                    check=check,
                    about=f"{role} {failure}, system {system}, {link}",
                    seen=(_looked_up(system), dns(role, failure)),
                    case={"terminal": {"dns": ["192.0.2.1"], "link": link}},
                )
        for (one, other), second in product(product((*_DNS, None), repeat=2), _SECOND):
            yield Outcome(
                check=check,
                about=f"laptop {one}, {second} {other}",
                seen=(dns("laptop", one), dns(second, other, server="192.0.2.2")),
                case={"terminal": {"dns": ["192.0.2.2"]}},
            )
        references = {"good": (dns("reference"),), "silent": (dns("reference", Failure.DEADLINE),), "none": ()}
        for system, (reference, more), hosts in product(_SYSTEM, references.items(), (False, True)):
            seen = (_looked_up(system, in_hosts_file=hosts), *more)
            yield Outcome(check=check, about=f"system {system}, reference {reference}, hosts file {hosts}", seen=seen)
        yield Outcome(check=check, about="nobody", seen=())
    for one in (*_DNS, None):
        yield Outcome(check="dns.rewriting", about=f"{one}", seen=(dns("laptop", one),))
    yield Outcome(check="dns.rewriting", about="nobody", seen=())


_STATUSES = (200, 204, 302, 304, 307, 400, 401, 403, 404, 407, 410, 429, 451, 500, 502, 503, 504, 511)
_UNANSWERED = (
    Failure.DEADLINE,
    Failure.REFUSED,
    Failure.HOST_UNREACHABLE,
    Failure.NETWORK_UNREACHABLE,
    Failure.PERMISSION_DENIED,
    Failure.RESET,
    Failure.CLOSED,
    Failure.NAME_NOT_FOUND,
    Failure.RESOLVER_FAILED,
    Failure.HTTP_PROTOCOL,
    Failure.UNREADABLE,
    Failure.UNKNOWN,
)


def _http(url: str, status: int | None, failure: Failure | None, **facts: Field) -> Observation:
    return see(HttpFacts(role="internet", url=url, status=status, **facts), failure, target=url)


def _answer(what: Field, url: str) -> Observation:
    if isinstance(what, Failure):
        return _http(url, None, what)
    status, more = what if isinstance(what, tuple) else (what, None)
    has_body = "known" not in url
    right = status == (200 if has_body else 204)
    if more == "other words" and has_body:
        return _http(url, status, Failure.HTTP_STATUS, status_matches=True, body_matches=False)
    location = more if more != "other words" else None
    failure = None if right else Failure.HTTP_STATUS
    return _http(url, status, failure, status_matches=right, body_matches=right if has_body else None, location=location)


def _internet() -> Iterator[Outcome]:
    answers = (*_STATUSES, (302, "http://login.example/"), (200, "other words"), *_UNANSWERED)
    nothing = (None, ended("mqtt.tcp", Verdict.FAIL, tcp("mqtt", Failure.DEADLINE)))
    reached = (
        ended("mqtt.tcp", Verdict.PASS, tcp("mqtt")),
        ended("mqtt.tcp", Verdict.WARN, tcp("mqtt"), tcp("mqtt", Failure.DEADLINE, address="198.51.100.8")),
        ended("tas.tcp", Verdict.FAIL, tcp("tas"), read("tas", "peer_close")),
        ended("mqtt.tcp", Verdict.FAIL, tcp("mqtt", Failure.REFUSED)),
    )
    for (one, other), before in product(combinations_with_replacement(answers, 2), (*nothing, *reached)):
        told = "alone" if before is None else f"{before.id} {before.verdict}"
        for first, second in {(one, other), (other, one)}:
            seen = (_answer(first, "http://known.example/"), _answer(second, "http://other.example/"))
            about = f"{first} and {second}, {told}"
            yield Outcome(check="network.internet", about=about, seen=seen, before=() if before is None else (before,))
    yield Outcome(check="network.internet", about="nothing", seen=())


_STATES: tuple[Literal["present", "absent", "unknown"], ...] = ("present", "absent", "unknown")


def _interface() -> Iterator[Outcome]:
    interfaces: dict[str, tuple[Observation, ...]] = {
        "good": (interface(),),
        "down": (interface(up=False, addresses=()),),
        "none": (),
        "link-local": (interface(addresses=("169.254.3.4/16",)),),
        "IPv6 link-local": (interface(addresses=("fe80::1/64",)),),
        "loopback": (interface(name="lo", kind="loopback", addresses=("127.0.0.1/8",)),),
        "link-local and loopback": (
            interface(addresses=("169.254.3.4/16",)),
            interface(name="lo", kind="loopback", addresses=("127.0.0.1/8",)),
        ),
    }
    routes: dict[str, tuple[Observation, ...]] = {
        "a way": (route(),),
        "no way": (route(Failure.NETWORK_UNREACHABLE, kind=None),),
        "forbidden": (route(Failure.PERMISSION_DENIED, kind=None),),
        "no source": (route(Failure.ADDRESS_UNAVAILABLE, kind=None),),
        "nothing": (),
    }
    gateways: dict[str, tuple[Observation, ...]] = {
        "not asked": (),
        **{f"{state} {got}": (neighbour("gateway", state), ping("gateway", 3, got)) for state in _STATES for got in (0, 3)},
    }
    environment = {"tms": {"host": "198.51.100.7"}}
    for (one, seen), (way, found), (gateway, looked) in product(interfaces.items(), routes.items(), gateways.items()):
        yield Outcome(
            check="network.interface", about=f"{one}, {way}, gateway {gateway}", seen=(*seen, *found, *looked), environment=environment
        )


def _proxy() -> Iterator[Outcome]:
    for source, failure in product(("none", "system", "winhttp", "pac"), (None, Failure.UNREADABLE, Failure.UNSUPPORTED)):
        setting = see(ProxySettingFacts(source=source, proxy="192.0.2.8:3128"), failure)  # type: ignore[arg-type]
        yield Outcome(check="network.proxy", about=f"{source} {failure}", seen=(setting,))
        for status, ended_by in ((200, None), (407, Failure.HTTP_STATUS), (403, Failure.HTTP_STATUS), (None, Failure.DEADLINE)):
            connect = see(ProxyConnectFacts(proxy="192.0.2.8:3128", status=status), ended_by)
            yield Outcome(check="network.proxy", about=f"{source} {failure}, {status}", seen=(setting, connect))
    for script, auto_detect in product(("proxy", "direct", "unavailable", "faulty", "unknown"), (False, True)):
        proxy = "192.0.2.8:3128" if script == "proxy" else None
        facts = ProxySettingFacts(source="pac", pac_url="http://pac.example/p", script=script, proxy=proxy, auto_detect=auto_detect)  # type: ignore[arg-type]
        yield Outcome(check="network.proxy", about=f"script {script}", seen=(see(facts),))
    yield Outcome(check="network.proxy", about="looks by itself", seen=(see(ProxySettingFacts(source="none", auto_detect=True)),))
    yield Outcome(check="network.proxy", about="nothing", seen=())


def _clock() -> Iterator[Outcome]:
    good: dict[str, Any] = {"not_before": "2020-01-01T00:00:00Z", "not_after": "2040-01-01T00:00:00Z", "trusted_by_bundle": True}
    early = {**good, "not_before": "2030-01-02T00:00:00Z", "not_yet_valid": True, "verify_code": 9}
    late = {**good, "not_after": "2029-12-31T00:00:00Z", "expired": True, "verify_code": 10}
    offsets = (0.0, -600.0, 600.0, -172_800.0, 172_800.0, -9e9, 9e9)
    good_tls = tls("identify", stage="certificate", **good)
    met: dict[str, tuple[CheckResult, ...]] = {
        "good": (ended("mqtt.tls", Verdict.PASS, good_tls),),
        "early": (ended("mqtt.tls", Verdict.FAIL, tls("identify", Failure.TLS_UNTRUSTED, stage="certificate", **early)),),
        "late": (ended("mqtt.tls", Verdict.FAIL, tls("identify", Failure.TLS_UNTRUSTED, stage="certificate", **late)),),
        "none": (),
    }
    for count, (name, before) in product(range(4), met.items()):
        for found in combinations_with_replacement(offsets, count):
            readings = [
                see(ClockFacts(source="http_date", offset_s=one), target=f"http://server{number}/") for number, one in enumerate(found)
            ]
            yield Outcome(check="clock.skew", about=f"{found}, certificate {name}", seen=tuple(readings), before=before)
    for found in combinations_with_replacement((0.0, -100.0, 100.0), 2):
        readings = [see(ClockFacts(source="certificate", offset_s=one)) for one in found]
        yield Outcome(check="clock.skew", about=f"certificates {found}", seen=tuple(readings))
    undated = ended("network.internet", Verdict.PASS, _http("http://known.example/", 204, None, status_matches=True))
    yield Outcome(check="clock.skew", about="no date", seen=(), before=(undated,))
    for one in (100.0, -100.0):
        yield Outcome(check="clock.skew", about=f"one certificate {one}", seen=(see(ClockFacts(source="certificate", offset_s=one)),))


def _terminal() -> Iterator[Outcome]:
    place = {"192.0.2.9/24": True, "10.0.0.9/8": False}
    for (own, same), state, got, heard in product(place.items(), ("present", "absent", "unknown", None), (0, 2, 3), (None, 9.0)):
        looked = [] if state is None else [see(NeighbourFacts(role="terminal", address="192.0.2.20", state=state, last_heard_s=heard))]  # type: ignore[arg-type]
        where = see(SubnetFacts(address="192.0.2.20", same_subnet=same, laptop_addresses=(own,)))
        about = f"{state}, heard {heard}, {got} of 3, {'same' if same else 'another'} subnet"
        yield Outcome(check="terminal.lan", about=about, seen=(where, *looked, ping("terminal", 3, got)))
    own_address = see(SubnetFacts(address="192.0.2.20", same_subnet=True, laptop_addresses=("192.0.2.20/24",)))
    yield Outcome(check="terminal.lan", about="the laptop's own address", seen=(own_address,))
    where = see(SubnetFacts(address="192.0.2.20", same_subnet=True, laptop_addresses=("192.0.2.9/24",)))
    yield Outcome(check="terminal.lan", about="two machines", seen=(where, neighbour("terminal", "present", "a", "b")))
    yield from _ports()
    for key, value in product(("hw_installed", "dns_set"), ("yes", "no", "unknown")):
        said = {"terminal": {key: value}}
        yield Outcome(check="terminal.settings", about=f"{key} {value}", seen=(stated(f"terminal.{key}", value),), case=said)
    for version, generation in product(("1.0.0", "12.0", "15.0", "x"), ("1.0", "2.0", None)):
        case: dict[str, Any] = {"terminal": {"software": version}, **({"generation": generation} if generation else {})}
        found = SettingFacts(document="terminal", setting="software", found=version, expected="14", finding="software_too_old")
        good = SettingFacts(document="terminal", setting="software", found=version, expected="14")
        yield Outcome(check="terminal.settings", about=f"software {version}", seen=(see(found if version == "1.0.0" else good),), case=case)
    unfit = see(SettingFacts(document="terminal", setting="model", found="old", finding="model_unfit"))
    yield Outcome(check="terminal.settings", about="model", seen=(unfit,), case={"terminal": {"model": "old"}})
    for value in ("yes", "no", "unknown"):
        day = stated("terminal.day_open", value)
        yield Outcome(check="terminal.day", about=value, seen=(day,), case={"terminal": {"day_open": value}})


def _ports() -> Iterator[Outcome]:
    states = {
        "open": None,
        "refused": Failure.REFUSED,
        "reset": Failure.RESET,
        "silent": Failure.DEADLINE,
        "unreachable": Failure.HOST_UNREACHABLE,
        "unknown": Failure.UNKNOWN,
    }
    where = see(SubnetFacts(address="192.0.2.20", same_subnet=True, laptop_addresses=("192.0.2.9/24",)))
    lan = {
        "there": result("terminal.lan", Verdict.PASS, where, ping("terminal", 3, 3)),
        "in the table": result("terminal.lan", Verdict.PASS, where, neighbour("terminal", "present"), ping("terminal", 3, 0)),
        "perhaps": result("terminal.lan", Verdict.INCONCLUSIVE, where, neighbour("terminal", "unknown"), ping("terminal", 3, 0)),
        "elsewhere": result(
            "terminal.lan",
            Verdict.INCONCLUSIVE,
            see(SubnetFacts(address="192.0.2.20", same_subnet=False, laptop_addresses=("10.0.0.9/8",))),
            ping("terminal", 3, 0),
        ),
    }
    for (name, failure), generation, (place, before) in product(states.items(), ("1.0", "2.0", None), lan.items()):
        case: dict[str, Any] = {"generation": generation} if generation else {}
        about = f"{name}, {generation}, {place}"
        yield Outcome(check="terminal.trigger_port", about=about, seen=(tcp("trigger", failure),), before=(before,), case=case)
    yield Outcome(check="terminal.trigger_port", about="not tried", seen=())
    modes = ("standard", "flat-incoming", "flat-outgoing", "serial")
    fits = {("refused", "open"): ("flat-outgoing",), ("open", "refused"): modes[:2], ("refused", "refused"): ("serial", "flat-outgoing")}
    ports = ("open", "refused", "silent", "unreachable")
    for opi, trigger, said, (place, before) in product(ports, ports, (*modes, "unknown", None), lan.items()):
        likely = fits.get((opi, trigger), ())
        told = None if said in {None, "unknown"} else said
        facts = PosModeFacts(
            opi_port=opi,  # type: ignore[arg-type]
            trigger_port=trigger,  # type: ignore[arg-type]
            likely=likely,
            stated=told,
            agrees=told in likely if told and likely else None,
        )
        seen = [*([stated("terminal.pos_mode", said)] if said else []), see(facts)]
        case = {"terminal": {"ip": "192.0.2.20", **({"pos_mode": said} if said else {})}}
        about = f"{opi}, {trigger}, said {said}, {place}"
        yield Outcome(check="terminal.pos_mode", about=about, seen=tuple(seen), before=(before,), case=case)
    for said in (*modes, "unknown"):
        case = {"terminal": {"pos_mode": said}}
        yield Outcome(check="terminal.pos_mode", about=f"only said {said}", seen=(stated("terminal.pos_mode", said),), case=case)


def _documents() -> Iterator[Outcome]:
    sources: tuple[Literal["csv", "http", "ask"], ...] = ("csv", "http", "ask")
    problems: tuple[Literal["unreachable", "denied", "invalid"] | None, ...] = (None, "unreachable", "denied", "invalid")
    for source, listed, other, problem, status in product(sources, (True, False, None), (True, False), problems, (None, 200, 404)):
        facts = WhitelistFacts(source=source, tms_id="1", listed=listed, listed_for_other_merchant=other, problem=problem, status=status)
        about = f"{source}, listed {listed}, for another {other}, {problem}, {status}"
        yield Outcome(check="whitelist.entry", about=about, seen=(see(facts),))
    yield Outcome(check="whitelist.entry", about="nothing", seen=())
    of_document: dict[Any, tuple[Finding, ...]] = {
        "webkassa": tuple(Finding)[: tuple(Finding).index(Finding.UNDECIDED) + 1],
        "tms": (*tuple(Finding)[tuple(Finding).index(Finding.UNREADABLE) : tuple(Finding).index(Finding.MODEL_UNFIT)],),
    }
    checks: dict[str, Any] = {"webkassa": "webkassa.configuration", "tms": "tms.parameters"}
    for document, findings in of_document.items():
        for finding, generation in product((*findings, None), ("1.0", "2.0", None)):
            setting = SettingFacts(document=document, setting="something", found="this", expected="that", finding=finding)
            case = {"webkassa": {"file": "x"}, "tms_parameters": {"file": "x"}, **({"generation": generation} if generation else {})}
            yield Outcome(check=checks[document], about=f"{finding}, {generation}", seen=(see(setting),), case=case)
        yield Outcome(check=checks[document], about="nothing", seen=())


def shop() -> Iterator[Outcome]:
    """Every outcome of the checks that ask no service."""
    yield from _names()
    yield from _internet()
    yield from _interface()
    yield from _proxy()
    yield from _clock()
    yield from _terminal()
    yield from _documents()
