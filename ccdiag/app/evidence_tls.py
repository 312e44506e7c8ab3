"""Handshakes as evidence: who showed which certificate, who trusts it, and which protocol was chosen."""

import re
from collections.abc import Sequence
from typing import Final

from ccdiag.app.evidence_columns import ROLE_WORDS, Cells, Column, Row, outside, took, yes_or_no
from ccdiag.app.evidence_table import Cell, Latency
from ccdiag.app.failure_words import FAILURE_WORDS
from ccdiag.checks.mqtt_handshake import is_let_through
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import TlsFacts
from ccdiag.model.failure import Failure
from ccdiag.model.message import Message, message
from ccdiag.model.observation import Observation
from ccdiag.model.printable import printable
from ccdiag.model.verdict import Light

Shaken = tuple[Observation, TlsFacts]
_PURPOSE_WORDS: Final[dict[str, Message]] = {
    "identify": message("as the terminal"),
    "control": message("to compare"),
    "laptop_trust": message("with this laptop's trust"),
    "alpn_http": message("as a web browser"),
    "alpn_none": message("without ALPN"),
    "tls_1_2": message("TLS 1.2 only"),
    "unverified": message("any certificate"),
    "small_segments": message("small packets"),
}
_STORE_WORDS: Final[dict[str, Message]] = {
    "user": message("yes (installed for this user)"),
    "machine": message("yes (installed on this computer)"),
    "company": message("yes (by company policy)"),
}
"""Who had this laptop trust it; a root that every laptop trusts needs no word."""
_NAME = re.compile(r"(?:^|,)(?:CN|O)=((?:\\.|[^,\\])+)")
"""The first name in a name by RFC 4514, which has the common name first mostly."""
_COMMON_NAME = re.compile(r"(?:^|,)CN=((?:\\.|[^,\\])+)")
_SOON_DAYS = 14.0


def tls_rows(seen: Sequence[Shaken]) -> list[Row]:
    """Return a row an address, the control host, and a row for each closer look."""
    laptop = {facts.address: (one, facts) for one, facts in seen if facts.purpose == "laptop_trust" and facts.role == "mqtt"}
    main = {facts.address: (one, facts) for one, facts in seen if facts.purpose == "identify"}
    rows = [_row(one, facts, laptop.get(address)) for address, (one, facts) in main.items()]
    rows += [_row(one, facts, None) for one, facts in seen if facts.role == "control"]
    closer = [
        (one, facts)
        for one, facts in seen
        if facts.role != "control" and facts.purpose != "identify" and not (facts.purpose == "laptop_trust" and facts.address in main)
    ]
    return rows + [_row(one, facts, None) for one, facts in closer]


def short_tls_rows(seen: Sequence[Shaken]) -> list[Row]:
    """Return a row a handshake, where handshakes are but one step of several."""
    return [Row(_short(one, facts), observations=(one.id,)) for one, facts in seen]


def chain_names(facts: TlsFacts) -> tuple[str, ...]:
    """Return the names in a chain as it was served, with the issuer of the last one where that is not itself."""
    names = [short_name(one.subject) for one in facts.chain]
    if facts.chain and facts.chain[-1].issuer != facts.chain[-1].subject:
        names.append(short_name(facts.chain[-1].issuer))
    return tuple(names)


def short_name(name: str) -> str:
    """Return the common name out of a name by RFC 4514, or the organisation, or all of it."""
    found = _COMMON_NAME.search(name) or _NAME.search(name)
    return printable(re.sub(r"\\(.)", r"\1", found[1]) if found else name, most=80)


def _row(observation: Observation, facts: TlsFacts, laptop: Shaken | None) -> Row:
    asked = laptop[1] if laptop else facts
    cells: Cells = {
        Column.TARGET: Cell(ROLE_WORDS["control"]) if facts.role == "control" else outside(str(Endpoint(facts.address, facts.port))),
        Column.ISSUER: Cell(short_name(facts.issuer)) if facts.issuer else Cell(),
        Column.BY_TERMINAL: yes_or_no(facts.trusted_by_bundle),
        # That this laptop does not trust it harms no terminal.
        Column.BY_LAPTOP: _by_laptop(asked),
        Column.ALPN: _alpn(facts),
        Column.RESULT: _result(observation, facts),
    }
    if facts.role != "vpos":
        cells[Column.WHAT] = Cell(_PURPOSE_WORDS[facts.purpose])
    return Row(cells, _latency(observation, facts), (observation.id, *((laptop[0].id,) if laptop else ())))


def _by_laptop(asked: TlsFacts) -> Cell:
    word = _STORE_WORDS.get(asked.laptop_root_store or "")
    return Cell(word, Light.PASS) if asked.trusted_by_laptop and word is not None else yes_or_no(asked.trusted_by_laptop, no=None)


def _short(observation: Observation, facts: TlsFacts) -> Cells:
    result = _result(observation, facts)
    shown = facts.stage in {"certificate", "done"}
    if result == Cell() and observation.failure is Failure.TLS_UNTRUSTED:
        # Whose certificate VPOS has does not matter for being reached.
        result = Cell(FAILURE_WORDS[Failure.TLS_UNTRUSTED], None if facts.role == "vpos" else Light.FAIL)
    return {
        Column.WHAT: Cell("TLS", fixed=True),
        Column.TARGET: outside(str(Endpoint(facts.address, facts.port))),
        Column.RESULT: Cell(message("good"), Light.PASS) if result == Cell() and shown else result,
        Column.TIME: took(observation),
    }


def _alpn(facts: TlsFacts) -> Cell:
    if facts.alpn is not None:
        return outside(facts.alpn)
    if not facts.alpn_offered or facts.stage not in {"certificate", "done"}:
        return Cell()
    return Cell(message("none"), Light.FAIL if facts.purpose == "identify" else None)


def _result(observation: Observation, facts: TlsFacts) -> Cell:
    if facts.expired:
        return Cell(message("expired {date}", date=_day(facts.not_after)), Light.FAIL)
    if facts.not_yet_valid:
        return Cell(message("valid from {date}", date=_day(facts.not_before)), Light.FAIL)
    if facts.name_matches is False:
        return Cell(message("made out to {name}", name=short_name(facts.subject or "?")), Light.FAIL)
    if facts.alert is not None:
        # A server that wants a client certificate says so by an alert, and all is well.
        light = None if is_let_through(observation, facts) else Light.FAIL
        return Cell(message("alert {alert}", alert=printable(facts.alert)), light)
    if observation.failure not in {None, Failure.TLS_UNTRUSTED}:
        assert observation.failure is not None
        return Cell(FAILURE_WORDS[observation.failure], Light.FAIL)
    if facts.days_left is not None and facts.days_left < _SOON_DAYS and facts.purpose == "identify":
        return Cell(message("until {date}", date=_day(facts.not_after)), Light.WARN)
    return Cell()


def _day(moment: str | None) -> str:
    return printable((moment or "?")[:10])


def _latency(observation: Observation, facts: TlsFacts) -> Latency | None:
    if facts.connect_s is None:
        return None
    tls_s = facts.handshake_s if facts.handshake_s is not None else max(0.0, observation.elapsed_s - facts.connect_s)
    return Latency(facts.connect_s, tls_s)
