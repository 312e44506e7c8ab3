"""dns.tas: the name of the TAS service."""

from ccdiag.checks.dns_lookup import DnsLookup
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.message import message


class DnsTas(DnsLookup):
    """Looks the name of the TAS service up."""

    id = "dns.tas"
    title = message("Name of the TAS service")
    purpose = message("Do the shop's name servers know the address of TAS, the payment host?")

    def endpoint(self, environment: Environment) -> Endpoint:
        """Return the TAS service."""
        return environment.tas.endpoint
