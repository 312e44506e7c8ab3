"""All limits in one place, each with its reason. They nest: attempt < check < run."""

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """How long to wait, how often to try, how much to read; seconds unless the name says otherwise."""

    # A SYN is sent again after 1 s and 3 s (RFC 6298, the value of Linux and Windows): 3.5 s lets two of three be lost.
    connect: float = 3.5
    # A second attempt, from another port, beside the first once that lasts as in `second_try`: two SYNs, and both end within 4.5 s.
    second_connect: float = 2.0
    # Who is on the way, and who says no. A SYN is sent again after 1 s, and only then Linux tells that the own system keeps it back.
    path: float = 1.2
    # Silent hops are waited for no longer once others answered: a round trip takes half a second only on lines that are too slow anyway.
    path_silence: float = 0.5
    # Cloud services are 8 to 15 hops away.
    path_hops: int = 16
    # What lasts longer has lost packets, on all but very slow lines: one lost packet costs 1 s at the most. Then a second try is made
    # beside the first, because a packet that is lost again costs 2 s more, and then 4 s.
    second_try: float = 2.5
    # From ClientHello to Finished: two round trips and one retransmission of a full flight on a bad line.
    handshake: float = 4.0
    # A handshake that hears nothing for so long has lost packets twice, unless the line is very slow: what is lost once is sent again
    # after three round trips (RFC 6298, 2.2), so on a line of 300 ms it is there after 1.2 s. Then what tells the causes of silence apart
    # is tried beside it. A handshake on a healthy line never needs so long.
    stall: float = 1.5
    # The same where the handshake was seen to work a moment ago, and another only looks closer.
    closer_handshake: float = 2.5
    # The alert of a server that wants a client certificate comes one round trip after the handshake; a server that wants none stays silent.
    after_handshake: float = 1.0
    # The contract: read what comes unasked for at most 2 s.
    passive_read: float = 2.0
    # One UDP question; asked again once, for a lost packet. Stub resolvers wait 5 s, but a helper that waits so long is a fault already.
    dns_udp: float = 1.5
    dns_udp_attempts: int = 2
    dns_tcp: float = 2.5
    # The system's own look-up gives each of several servers 5 s (resolv.conf(5)): a little more shows that it found the second one. It
    # runs where it can be left behind.
    system_lookup: float = 5.4
    # So many are made beside each other, each a second later: with one packet of seventeen lost, two of a hundred pairs of them hang.
    system_lookup_attempts: int = 3
    # One HTTP request in all, so that slow drips end too.
    http: float = 5.0
    # A known answer is a few bytes; a login page is cut off here. In bytes.
    http_body: int = 65536
    # A whitelist export over HTTP answers one question. In bytes.
    whitelist_body: int = 65536
    # A whitelist export as a file; its folder may be on a share that is slow or gone.
    whitelist_file: float = 5.0
    # A million rows have some 30 MB. In bytes.
    whitelist_file_bytes: int = 100_000_000
    # A table of many terminals, asked about at a whitelist's service one by one: some at once, a thousand in all since more is no
    # diagnosis, and given up after so many that told nothing in a row.
    fleet_whitelist_at_once: int = 8
    fleet_whitelist_requests: int = 1_000
    fleet_whitelist_failures: int = 8
    # The table itself: a million terminals with all their parameters have a quarter of it, and as many are kept in some 300 MB. In bytes.
    fleet_file_bytes: int = 1_000_000_000
    fleet_terminals: int = 1_000_000
    # The file that names the newest version, asked for by somebody who waits for it and can stop: a server of files that is reached for
    # the first time takes some seconds, over a VPN more.
    newer_version: float = 10.0
    # It has some hundred bytes, and notes in four languages at the most. In bytes.
    newer_version_bytes: int = 16384
    # CONNECT through a proxy: the proxy itself connects onward before it answers.
    proxy_connect: float = 4.5
    # A proxy script is some kilobytes from a server nearby; where it cannot be had, Windows goes on without it as well.
    proxy_script: float = 3.0
    # CONNACK, SUBACK and PINGRESP, one by one.
    mqtt_answer: float = 3.0
    # One echo request; on a LAN 1 s is very long.
    ping: float = 1.0
    ping_count: int = 3
    # Where losses are counted: a line that is full delays by seconds before it loses, and what comes late was not lost.
    ping_late: float = 3.0
    # Where one was lost: a loss of 10 % is told from one of 6 % (3 % each way) by some hundred requests only. A router on the LAN takes
    # twice as many a second as one server on the internet may be asked, where 10 ms apart is what the program ping allows everybody.
    ping_count_of_loss: int = 200
    ping_count_of_loss_outside: int = 100
    ping_spacing_outside: float = 0.01
    # Beyond the shop's router: a few, since many lines are paid for by the byte. Whether a line loses packets shows in everything else that
    # a run does as well, and only what met a loss there has them counted.
    ping_count_outside: int = 3
    # How long the others are waited for to tell of a loss: what lasts longer has told of it before.
    loss_told: float = 6.0
    # Linux gives up a neighbour after three requests, one second apart; on a busy machine its timers come late, and a gateway that is
    # gone would then look like a line that is dead. As long again for the second time that is asked before nobody is there.
    neighbour: float = 3.8
    # An entry that was known before rests for 5 s before Linux asks again, then gets three requests; only waited for when ping is silent.
    neighbour_stale: float = 8.5
    # On the LAN; the terminal answers or refuses within milliseconds.
    terminal_port: float = 2.0
    # A sweep: ARP requests go out at once and after 1 s (arp(7): retrans_time_ms); what answers neither of them is not there.
    sweep_answer: float = 1.3
    # A machine that was known before is asked again after 5 s (arp(7): delay_first_probe_time), unless we may ask by ourselves.
    sweep_known_before: float = 5.5
    # The same LAN: a SYN, another one after 1 s, and time for its answer.
    sweep_port: float = 1.2
    # Addresses asked at once. The kernel's table holds 1024 (arp(7): gc_thresh3), and a question stays in it for 3 s.
    sweep_wave: int = 256
    # A laptop that slept so long during a run has missed answers: connections and limits went on without it. The two clocks that tell
    # differ by less than 0.02 s otherwise (GetTickCount64).
    asleep: float = 1.0
    # Machines whose ports are tried, and addresses pinged, side by side; each takes a socket.
    sweep_at_once: int = 64
    # A file that was handed over; on a network drive that is gone, opening it would wait for minutes.
    file_read: float = 3.0
    # What a server may send on a connection before we stop listening. In bytes.
    banner: int = 65536
    # The chain as served; a real one has three to five certificates. In bytes of all handshake messages.
    tls_messages: int = 262144
    # What an earlier run saw and a repeated check builds on: a network that was good five minutes ago is the one that is tested now.
    taken_over: float = 300.0
    # Addresses of one name tried at once; AWS IoT answers with up to eight.
    addresses: int = 8

    # Contract: "slow" is above 1 s for a look-up and above 500 ms for a round trip.
    slow_dns: float = 1.0
    slow_round_trip: float = 0.5
    # Contract: warn above 5 minutes.
    clock_skew: float = 300.0
    # Contract: a certificate that ends within 14 days is warned of.
    expires_soon_days: float = 14.0
