"""Names."""

from ccdiag.model.check import CheckResult
from ccdiag.model.facts import SystemLookupFacts
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from tests.diagnosis.runs import FAIL, INCONCLUSIVE, PASS, WARN, Story, dns, result, see

_BY_FAILURE = {
    "dns.server_silent": Failure.DEADLINE,
    "dns.name_missing": Failure.DNS_NAME_MISSING,
    "dns.server_failure": Failure.DNS_SERVER_FAILURE,
    "dns.refused": Failure.DNS_REFUSED,
    "dns.no_address": Failure.DNS_NO_ADDRESS,
    "dns.forged": Failure.DNS_FORGED,
    "dns.malformed": Failure.DNS_MALFORMED,
    "dns.tcp_blocked": Failure.DNS_TCP_BLOCKED,
}


def _system(
    failure: Failure | None = None, *, elapsed_s: float = 0.02, in_hosts_file: bool = False, rule: str | None = None
) -> Observation:
    facts = SystemLookupFacts(name="mqtt.example", in_hosts_file=in_hosts_file, name_rule=rule)
    return see(facts, failure, elapsed_s=elapsed_s)


def _both(*observations: Observation) -> tuple[CheckResult, ...]:
    return result("dns.mqtt", FAIL, *observations), result("dns.tas", FAIL, *observations)


FIRES = (
    *(Story(cause=cause, about="everywhere", results=_both(dns("laptop", failure))) for cause, failure in _BY_FAILURE.items()),
    *(
        Story(
            cause=cause,
            about="for TAS only",
            results=(result("dns.mqtt", PASS, dns("laptop")), result("dns.tas", FAIL, dns("laptop", one))),
        )
        for cause, one in _BY_FAILURE.items()
    ),
    Story(
        cause="dns.server_silent",
        about="nobody listens there",
        results=_both(dns("laptop", Failure.REFUSED), dns("terminal", Failure.DEADLINE)),
    ),
    Story(
        cause="dns.name_missing",
        about="one says so and one is silent",
        results=_both(dns("laptop", Failure.DEADLINE), dns("laptop", Failure.DNS_NAME_MISSING)),
    ),
    Story(
        cause="dns.forged",
        about="the terminal's own server gives a good one",
        results=_both(dns("laptop", Failure.DNS_FORGED), dns("terminal", server="192.0.2.2")),
        terminal={"dns": ["192.0.2.2"]},
    ),
    Story(cause="dns.forged", about="nobody but the own look-up", results=_both(_system(Failure.DNS_FORGED))),
    Story(
        cause="dns.server_silent",
        about="the terminal's own server answers",
        results=_both(dns("laptop", Failure.DEADLINE), dns("terminal", server="192.0.2.2")),
        terminal={"dns": ["192.0.2.2"]},
    ),
    Story(
        cause="dns.forged",
        about="for the payment server only",
        results=(result("dns.mqtt", PASS, dns("laptop")), result("vpos.tcp", INCONCLUSIVE, dns("laptop", Failure.DNS_FORGED))),
    ),
    Story(cause="dns.no_server", about="nobody to ask", results=_both(_system(Failure.RESOLVER_FAILED))),
    Story(
        cause="dns.site_server_faulty",
        about="the terminal's server fails",
        results=(result("dns.mqtt", WARN, dns("laptop"), dns("terminal", Failure.DNS_SERVER_FAILURE, server="192.0.2.2")),),
        terminal={"dns": ["192.0.2.2"]},
    ),
    Story(
        cause="dns.site_server_faulty",
        about="the laptop's second server is silent",
        results=(result("dns.mqtt", WARN, dns("laptop"), dns("laptop", Failure.DEADLINE, server="192.0.2.2")),),
    ),
    Story(cause="dns.slow", about="the own look-up", results=(result("dns.mqtt", WARN, _system(elapsed_s=1.4), dns("laptop")),)),
    Story(cause="dns.slow", about="a server", results=(result("dns.tas", WARN, dns("laptop", elapsed_s=1.2)),)),
    Story(cause="dns.rewritten", about="it warns", results=(result("dns.rewriting", WARN, dns("laptop")),)),
    Story(
        cause="dns.local_override",
        about="hosts file",
        results=(result("dns.mqtt", WARN, _system(in_hosts_file=True), dns("laptop")),),
    ),
    Story(
        cause="dns.local_override",
        about="a rule of a VPN client",
        results=(result("dns.mqtt", WARN, _system(rule=".example"), dns("laptop")),),
    ),
    Story(
        cause="dns.local_override",
        about="a rule of a VPN client, for the payment server",
        results=(result("dns.tas", WARN, _system(Failure.NAME_NOT_FOUND, rule="."), dns("laptop")),),
    ),
    Story(
        cause="dns.local_override",
        about="forged on this laptop only",
        results=(result("dns.mqtt", FAIL, _system(Failure.DNS_FORGED), dns("laptop")),),
    ),
)

SPARES = (
    *(
        Story(cause=cause, about="another server helps", results=(result("dns.mqtt", WARN, dns("laptop", failure), dns("laptop")),))
        for cause, failure in _BY_FAILURE.items()
    ),
    *(
        Story(cause=cause, about="IPv6 only", results=(result("dns.mqtt", PASS, dns("laptop"), dns("laptop", failure, record="AAAA")),))
        for cause, failure in _BY_FAILURE.items()
    ),
    Story(cause="dns.no_server", about="the own look-up gives a false address", results=_both(_system(Failure.DNS_FORGED))),
    Story(cause="dns.no_server", about="one was asked", results=_both(dns("laptop", Failure.DEADLINE))),
    Story(
        cause="dns.site_server_faulty",
        about="a SIM terminal's servers",
        results=(result("dns.mqtt", PASS, dns("laptop"), dns("terminal", Failure.DEADLINE)),),
        terminal={"link": "sim", "dns": ["192.0.2.2"]},
    ),
    Story(
        cause="dns.site_server_faulty",
        about="a reference server is not the site's",
        results=(result("dns.mqtt", PASS, dns("laptop"), dns("reference", Failure.DEADLINE)),),
    ),
    Story(cause="dns.slow", about="just quick enough", results=(result("dns.mqtt", PASS, _system(elapsed_s=0.9), dns("laptop")),)),
    Story(cause="dns.slow", about="a reference server", results=(result("dns.mqtt", PASS, dns("reference", elapsed_s=1.4)),)),
    Story(
        cause="dns.rewritten", about="nobody answered", results=(result("dns.rewriting", INCONCLUSIVE, dns("laptop", Failure.DEADLINE)),)
    ),
    Story(
        cause="dns.local_override",
        about="a rule whose servers say what the others say",
        results=(result("dns.mqtt", PASS, _system(rule=".example"), dns("laptop")),),
    ),
    Story(
        cause="dns.local_override",
        about="the servers forge as well",
        results=_both(_system(Failure.DNS_FORGED), dns("laptop", Failure.DNS_FORGED)),
    ),
)
