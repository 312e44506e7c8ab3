"""Whether the terminal management system is reached."""

from typing import ClassVar

from ccdiag.checks.service_tcp import ServiceTcp
from ccdiag.model.check import CheckId
from ccdiag.model.endpoint import Endpoint
from ccdiag.model.environment import Environment
from ccdiag.model.facts import Role
from ccdiag.model.message import message
from ccdiag.model.place import Place


class TmsTcp(ServiceTcp):
    """The host that the terminal contacts for its installation and its parameters."""

    id: ClassVar[CheckId] = "tms.tcp"
    title = message("Connection to TMS")
    purpose = message("Is TMS reached, the host that the terminal gets its installation and its parameters from?")
    place = Place.TMS
    needs: ClassVar[tuple[CheckId, ...]] = ("network.interface",)
    role: ClassVar[Role] = "tms"

    def endpoint(self, environment: Environment) -> Endpoint:
        """Return where TMS listens."""
        return environment.tms.endpoint
