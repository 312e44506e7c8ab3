"""The control host of an environment: another well-known server, to tell one name or one port from everything."""

from ccdiag.checks.addresses import addresses_of
from ccdiag.checks.base import CheckContext
from ccdiag.model.endpoint import Endpoint


async def control_address(context: CheckContext) -> tuple[Endpoint, str] | None:
    """Return the control endpoint and one address of it; None when the environment names none, or its name has no address."""
    control = context.environment.control
    if control is None:
        return None
    # One address is enough: it is a comparison, not a check of the control host.
    addresses = await addresses_of(control.endpoint, context, from_check=None)
    return (control.endpoint, addresses[0]) if addresses else None
