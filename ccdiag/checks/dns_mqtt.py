"""dns.mqtt: the name of the MQTT service."""

from ccdiag.checks.dns_lookup import DnsLookup
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.message import message


class DnsMqtt(DnsLookup):
    """Looks the name of the MQTT service up."""

    id = "dns.mqtt"
    only_for_2_0 = True
    title = message("Name of the MQTT service")
    purpose = message("Do the shop's name servers know the address of the MQTT service that wakes the terminal?")

    def endpoint(self, environment: Environment) -> Endpoint:
        """Return the MQTT service."""
        return environment.mqtt.endpoint
