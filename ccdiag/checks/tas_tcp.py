"""Whether the payment host TAS is reached."""

from typing import ClassVar

from ccdiag.checks.service_tcp import ServiceTcp
from ccdiag.model.check import CheckId
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.facts import Role
from ccdiag.model.message import message
from ccdiag.model.place import Place


class TasTcp(ServiceTcp):
    """The host that the terminal dials for every payment."""

    id: ClassVar[CheckId] = "tas.tcp"
    title = message("Connection to TAS")
    purpose = message("Is TAS reached, the host that the terminal dials for every payment?")
    place = Place.TAS
    needs: ClassVar[tuple[CheckId, ...]] = ("network.interface", "dns.tas")
    role: ClassVar[Role] = "tas"
    from_check: ClassVar[CheckId | None] = "dns.tas"

    def endpoint(self, environment: Environment) -> Endpoint:
        """Return where TAS listens."""
        return environment.tas.endpoint
