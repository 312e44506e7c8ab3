"""Whom certificates name: an inspecting firewall, a server of the shop.

What the helpdesk must read stays: makers of firewalls, public authorities, and what such names are made of ("Root", "Inspection CA").
Everything else in a name is taken for an organisation's, a place's or a device's own.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ccdiag.cases.redaction_kinds import PersonalKind
from ccdiag.cases.redaction_service import Service

_PART: Final = re.compile(r"(?:^|(?<=,)|(?<=\+)|(?<=/))\s*(?P<attribute>[A-Za-z][A-Za-z0-9.-]*|\d+(?:\.\d+)+)=(?P<value>(?:\\.|[^,+\\])*)")
"""One part of a name (RFC 4514): `O=Some Company`."""
_READABLE_ATTRIBUTES: Final = frozenset({"c", "countryname"})
_HOST: Final = re.compile(r"(?:\*\.)?(?:[\w-]+\.)+[A-Za-z][\w-]+")
_WORD: Final = re.compile(r"[^\s,;()\[\]\"/|_]+")
_WHAT_THEY_ARE: Final = """
a ag and b bv by ca cas certificate certificates certification certified authority authorities class client co corp corporation
cross default deep dv ecc ecdsa ed25519 encryption ev external firewall for gateway global group gmbh https inc inspection intercept
interception intermediate internal internet issuer issuing key level limited llc local ltd m mitm network networks nv of organization
organisation ov policy proxy public root rsa scan secure security self server service services sha1 sha256 sha2 sha384 signed signing
sl ssl sub subordinate the tls trust trusted untrusted validation validated verified web x1 x2 device appliance generated test
"""
_AUTHORITIES: Final = """
actalis amazon aws apple azure baltimore buypass certum cloudflare comodo cybertrust digicert encrypt entrust geotrust geant globalsign
go godaddy daddy google gts harica identrust isrg kpn let's lets microsoft pkioverheid quovadis rapidssl sectigo staat der nederlanden
starfield swisssign symantec technologies telekom telesec terena thawte trustwave usertrust verisign wr1 wr2 wr3 we1 we2 zerossl
"""
_MAKERS: Final = """
anti-virus antivirus anyconnect avast avg avira barracuda bitdefender blue bluecoat burp charles check checkpoint cisco clavister coat
cyberoam dpi-ssl endian eset f5 fiddler forcepoint forticlient fortigate fortigate-ca fortinet httpsscanning iboss ironport juniper
kaspersky lightspeed mcafee meraki micro mikrotik mitmproxy netgate netskope opnsense palo alto panw personal pfsense point portswigger
proxyman routeros skyhigh smoothwall sonicwall sophos squid stormshield trend trendmicro ubiquiti umbrella unifi untangle utm watchguard
websense xg zscaler zyxel
"""
_THE_SERVICE: Final = "ccv jforce ingenico worldline ccdiag lab laboratory simulation"
_READABLE_WORDS: Final = frozenset(f"{_WHAT_THEY_ARE} {_AUTHORITIES} {_MAKERS} {_THE_SERVICE}".split())


class Certificates:
    """Looks at the certificates in facts."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def in_facts(self, facts: Mapping[str, Any]) -> Iterator[tuple[PersonalKind, str]]:
        """Yield what the certificates of one handshake name beyond the service; nothing where they are the service's own."""
        if not isinstance(facts.get("subject"), str) and not isinstance(facts.get("issuer"), str):
            return
        if self._is_the_service(facts):
            return
        for field in ("subject", "issuer"):
            if isinstance(name := facts.get(field), str):
                yield from self._named(name)
        names = facts.get("names")
        for name in names if isinstance(names, list | tuple) else ():
            if isinstance(name, str) and _HOST.fullmatch(name):
                yield PersonalKind.HOST_NAME, name
        fingerprint = facts.get("fingerprint_sha256")
        if isinstance(fingerprint, str) and any(True for field in ("subject", "issuer") for _ in self._named(str(facts.get(field) or ""))):
            yield PersonalKind.ORGANISATION, fingerprint

    def _is_the_service(self, facts: Mapping[str, Any]) -> bool:
        issuer, subject = facts.get("issuer"), facts.get("subject")
        if facts.get("trusted_by_bundle") is True:
            return True
        names = facts.get("names")
        named = [name for name in (names if isinstance(names, list | tuple) else ()) if isinstance(name, str)]
        named += [part["value"] for part in _PART.finditer(str(subject or "")) if part["attribute"].upper() == "CN"]
        covers = any(self._service.owns_host(name.strip()) for name in named)
        return covers and not any(True for _ in self._named(str(issuer or "")))

    def _named(self, name: str) -> Iterator[tuple[PersonalKind, str]]:
        for part in _PART.finditer(name):
            if part["attribute"].lower() in _READABLE_ATTRIBUTES:
                continue
            value = re.sub(r"\\(.)", r"\1", part["value"]).strip()
            if "@" in value:
                continue  # an e-mail address is found by its look
            if _HOST.fullmatch(value):
                if not self._service.owns_host(value):
                    yield PersonalKind.HOST_NAME, value
            else:
                yield from ((PersonalKind.ORGANISATION, run) for run in unreadable_runs(value))


def unreadable_runs(text: str) -> Iterator[str]:
    """Yield the runs of words that stand between those that every such name may have."""
    start: int | None = None
    end = 0
    for word in _WORD.finditer(text):
        if _is_readable(word.group()):
            if start is not None:
                yield text[start:end]
            start = None
        else:
            start, end = (word.start() if start is None else start), word.end()
    if start is not None:
        yield text[start:end]


def _is_readable(word: str) -> bool:
    plain = word.casefold().strip(".:'’-&+")
    return (
        plain in _READABLE_WORDS
        or plain.replace(".", "") in _READABLE_WORDS
        or re.fullmatch(r"[gmrxev]?\d{1,4}", plain) is not None
        or not plain
    )
