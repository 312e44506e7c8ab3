"""One TLS handshake, seen closely enough to tell how and where it ends.

OpenSSL works on memory buffers and the bytes are carried here, so that silence, FIN and RST, an alert, and bytes that are no TLS are
all told apart; asyncio's own transports make one exception of most of these.
"""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from ccdiag.model.endpoint import Endpoint
from ccdiag.model.facts import Role, TlsFacts
from ccdiag.model.failure import SILENCE, Failure
from ccdiag.model.limits import Limits
from ccdiag.model.observation import Observation
from ccdiag.probes.abandon import run_abandonable
from ccdiag.probes.certificate import LeafFacts, chain_facts, ended_first, leaf_facts, load_parser
from ccdiag.probes.handshake_trace import HandshakeTrace
from ccdiag.probes.source import Source
from ccdiag.probes.stopwatch import Stopwatch
from ccdiag.probes.tcp import Connection, open_tcp
from ccdiag.probes.tls_exchange import AfterHandshake, TlsExchange
from ccdiag.probes.trust import TLS_1_2_TO_1_3, Trust, UnreadableTrustError, Versions, make_context
from ccdiag.probes.windows_root_store import RootStore, root_store

Purpose = Literal["identify", "laptop_trust", "alpn_http", "alpn_none", "tls_1_2", "unverified", "small_segments", "control"]

# OpenSSL's verify codes (x509_vfy.h).
NOT_YET_VALID = 9
EXPIRED = 10
WRONG_HOST = 62


class _Wire:
    """The bytes and the moments of one handshake."""

    def __init__(self) -> None:
        self.exchange: TlsExchange | None = None
        self.failure: Failure | None = None
        self.after: AfterHandshake | None = None
        self.connect_s: float | None = None
        self.handshake_s: float | None = None
        self.hello_acknowledged: bool | None = None
        self.root_store: RootStore | None = None


async def tls_handshake(
    address: str,
    port: int,
    *,
    role: Role,
    purpose: Purpose,
    server_name: str | None,
    alpn: tuple[str, ...],
    trust: Trust,
    limits: Limits,
    source: Source,
    versions: Versions = TLS_1_2_TO_1_3,
    client_certificate: Path | None = None,
    maximum_segment: int | None = None,
    attempt: int = 1,
    when_stalled: Callable[[], None] = lambda: None,
) -> Observation:
    """Connect, shake hands, listen for what a server says right after it, and close; no application byte is sent.

    The failure is `tls_untrusted` also when the chain is good and the name is wrong (code 62). An alert or an end after the handshake is a
    failure only when a client certificate was sent; without one it is what a server does that wants one, and stands in the facts.
    `when_stalled` is called when nothing was heard for `limits.stall` seconds; the handshake goes on.
    Raises ClientCertificateError when the client certificate cannot be used.
    """
    trace = HandshakeTrace(most_bytes=limits.tls_messages)
    wire = _Wire()

    def prepare() -> TlsExchange:
        load_parser()
        context = make_context(trust, alpn=alpn, versions=versions, client_certificate=client_certificate)
        trace.attach(context)
        return TlsExchange(context, trace, server_name=server_name, in_thread=trust.kind == "laptop", most_bytes=limits.tls_messages)

    watch = Stopwatch()
    try:
        wire.exchange = await run_abandonable(prepare, limit=limits.file_read, name="ccdiag-tls-context")
    except (UnreadableTrustError, TimeoutError):
        wire.failure = Failure.UNREADABLE
    else:
        watch = Stopwatch()
        opened, connection = await open_tcp(address, port, role=role, limit=limits.connect, source=source, maximum_segment=maximum_segment)
        wire.failure = opened.failure
        wire.connect_s = opened.elapsed_s if connection is not None else None
        if connection is not None:
            async with connection:
                listens = purpose == "identify" or client_certificate is not None
                sent_certificate = client_certificate is not None
                await _converse(connection, wire, trace, limits, listens=listens, sent_certificate=sent_certificate, stalled=when_stalled)
                if wire.failure in SILENCE:
                    wire.hello_acknowledged = connection.all_acknowledged()
    elapsed_s = watch.elapsed_s
    if trust.kind == "laptop" and sys.platform == "win32":
        wire.root_store = await _root_store(wire, limits)
    facts = _facts(
        wire,
        trace,
        TlsFacts(
            role=role,
            purpose=purpose,
            address=address,
            port=port,
            family="ipv6" if ":" in address else "ipv4",
            attempt=attempt,
            server_name=server_name,
            alpn_offered=alpn,
            maximum_segment=maximum_segment,
        ),
        trust=trust,
        client_certificate=client_certificate,
    )
    failure = Failure.TLS_UNTRUSTED if facts.verify_code is not None else wire.failure
    if maximum_segment is not None and sys.platform == "win32" and failure in SILENCE:
        # A small window may hold a handshake up by itself: that it works tells, that it does not tells nothing.
        failure = Failure.UNSUPPORTED
    return watch.observation(str(Endpoint(address, port)), facts, failure, elapsed_s=elapsed_s)


async def _root_store(wire: _Wire, limits: Limits) -> RootStore | None:
    """Say where the root of the chain stands among those that this laptop trusts; reads the registry, so off the loop."""
    chain = wire.exchange.chain() if wire.exchange is not None else ()
    if not chain:
        return None
    try:
        return await run_abandonable(lambda: root_store(chain[-1]), limit=limits.file_read, name="ccdiag-root-store")
    except TimeoutError:
        return None


async def _converse(
    connection: Connection,
    wire: _Wire,
    trace: HandshakeTrace,
    limits: Limits,
    *,
    listens: bool,
    sent_certificate: bool,
    stalled: Callable[[], None],
) -> None:
    exchange = wire.exchange
    assert exchange is not None
    begin = Stopwatch()
    try:
        async with asyncio.timeout(limits.handshake):
            wire.failure = await exchange.shake_hands(connection, limit=limits.handshake, patience=limits.stall, when_stalled=stalled)
    except TimeoutError:
        wire.failure = Failure.DEADLINE
    if not exchange.done:
        return
    wire.handshake_s = round(begin.elapsed_s, 6)
    if not listens or wire.failure is not None:
        return
    wire.after = await exchange.listen(connection, limit=_listening_time(trace, limits, wire.handshake_s))
    if sent_certificate and trace.client_certificate_requested:
        # A certificate went out, and the server ends the connection: it is this certificate, or this client, that it does not want.
        ended = {"alert": Failure.TLS_ALERT, "closed": Failure.CLOSED, "reset": Failure.RESET}
        wire.failure = ended.get(wire.after)


def _listening_time(trace: HandshakeTrace, limits: Limits, handshake_s: float) -> float:
    """Return how long an alert for a missing client certificate can take.

    It comes one round trip after the handshake, which took at least one itself; 0.3 s more let one lost packet be sent again
    (the least retransmission time is 0.2 s on Linux and 0.3 s on Windows). A server that asked for no certificate has nothing to refuse
    after the handshake, and under TLS 1.2 it has refused already: then only a close that comes at once is waited for.
    """
    settled = trace.attached and (not trace.client_certificate_requested or trace.version != "TLSv1.3")
    return min(limits.after_handshake, (0.02 if settled else 0.3) + 4 * handshake_s)


def _facts(wire: _Wire, trace: HandshakeTrace, asked: TlsFacts, *, trust: Trust, client_certificate: Path | None) -> TlsFacts:
    from msgspec.structs import replace

    exchange = wire.exchange
    if exchange is None:
        return asked
    chain = exchange.chain()
    leaf = leaf_facts(chain[0], server_name=asked.server_name) if chain else LeafFacts()
    accepted = exchange.verify_code is None and _is_verified(exchange, trace, trust)
    verify_code = WRONG_HOST if accepted and leaf.name_matches is False else exchange.verify_code
    trusted = _leads_to_trust(exchange.verify_code, leaf, accepted=accepted)
    if trust.kind == "laptop" and verify_code == EXPIRED and leaf.not_yet_valid:
        # Windows has one code for both.
        verify_code = NOT_YET_VALID
    return replace(
        asked,
        alpn=exchange.alpn(),
        version=exchange.version(),
        cipher=exchange.cipher(),
        chain=chain_facts(chain),
        subject=leaf.subject,
        issuer=leaf.issuer,
        not_before=leaf.not_before,
        not_after=ended_first(chain, now=datetime.now(UTC)) or leaf.not_after if verify_code == EXPIRED else leaf.not_after,
        days_left=leaf.days_left,
        # The verifier also sees the dates of the other certificates of the chain.
        expired=True if verify_code == EXPIRED else leaf.expired,
        not_yet_valid=True if verify_code == NOT_YET_VALID else leaf.not_yet_valid,
        name_matches=leaf.name_matches,
        self_signed=leaf.self_signed,
        trusted_by_bundle=trusted if trust.kind == "bundle" else None,
        trusted_by_laptop=trusted if trust.kind == "laptop" else None,
        laptop_root_store=wire.root_store if trusted else None,
        verify_code=verify_code,
        client_certificate_requested=_requested(trace),
        client_certificate_sent=client_certificate is not None and trace.client_certificate_requested and trace.accepted,
        stage=_stage(exchange, trace, chain),
        alert=exchange.alert(),
        after_handshake=wire.after,
        bytes_received=exchange.bytes_received,
        hello_acknowledged=wire.hello_acknowledged,
        first_bytes=exchange.first_bytes.hex() if wire.failure is Failure.NOT_TLS else None,
        connect_s=wire.connect_s,
        handshake_s=wire.handshake_s,
    )


def _is_verified(exchange: TlsExchange, trace: HandshakeTrace, trust: Trust) -> bool:
    """Whether the verification was made; it passed, unless there is a code.

    OpenSSL verifies before we answer the certificate. The laptop's store is asked after the whole handshake on Windows, so that an
    answer proves nothing there.
    """
    match trust.kind:
        case "bundle":
            return exchange.done or trace.accepted
        case "laptop":
            return exchange.done
        case "none":
            return False


def _leads_to_trust(verify_code: int | None, leaf: LeafFacts, *, accepted: bool) -> bool | None:
    """Say whether the chain leads to a trusted root, dates and host name left aside; None when that is not known.

    OpenSSL builds the chain to a trusted root first, and then goes from the root down: each signature, then each date. So when it
    complains of the dates of the leaf, everything else is proved; when of another certificate, the signatures below are not.
    """
    if accepted:
        return True
    if verify_code is None:
        return None
    if verify_code in {EXPIRED, NOT_YET_VALID}:
        return True if leaf.expired or leaf.not_yet_valid else None
    return False


def _requested(trace: HandshakeTrace) -> bool | None:
    if trace.client_certificate_requested:
        return True
    return False if trace.flight_ended else None


def _stage(
    exchange: TlsExchange, trace: HandshakeTrace, chain: tuple[bytes, ...]
) -> Literal["connecting", "hello_sent", "server_hello", "certificate", "done"]:
    if exchange.done:
        return "done"
    if chain:
        return "certificate"
    if trace.server_hello:
        return "server_hello"
    return "hello_sent" if exchange.hello_sent else "connecting"


__all__ = ["EXPIRED", "NOT_YET_VALID", "WRONG_HOST", "Purpose", "tls_handshake"]
