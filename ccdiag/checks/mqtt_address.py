"""The address of the MQTT service that is used for a closer look."""

from ccdiag.checks.base import CheckContext
from ccdiag.checks.mqtt_handshake import trouble
from ccdiag.model.facts import TcpFacts, TlsFacts


def working_address(context: CheckContext) -> str | None:
    """Return an address that answered, one with a good handshake first; None when none was seen to answer."""
    if context.meanwhile.good_address is not None:
        return context.meanwhile.good_address
    answered = [
        facts.address
        for observation, facts in context.seen("mqtt.tcp").of(TcpFacts)
        if observation.failure is None and facts.role == "mqtt"
    ]
    good = {
        facts.address
        for observation, facts in context.seen("mqtt.tls").of(TlsFacts)
        if facts.purpose == "identify" and trouble(observation, facts, context.environment.mqtt.host) is None
    }
    return next((address for address in answered if address in good), answered[0] if answered else None)
