import pytest

from ccdiag.model.facts import RouteFacts
from ccdiag.probes.routes import default_routes, route_table, route_to
from ccdiag.probes.source import ANY_SOURCE


@pytest.mark.parametrize(("destination", "own"), [("127.0.0.1", "127.0.0.1"), ("127.3.2.1", "127.0.0.1"), ("::1", "::1")])
def test_loopback(destination: str, own: str) -> None:
    seen = route_to(destination, source=ANY_SOURCE)
    assert seen.failure is None
    assert isinstance(seen.facts, RouteFacts)
    assert (seen.facts.source_address, seen.facts.interface_kind, seen.facts.gateway) == (own, "loopback", None)


def test_no_address_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="example"):
        route_to("example", source=ANY_SOURCE)


def test_default_routes_are_those_of_the_table() -> None:
    told = {(seen.facts.destination, seen.facts.gateway) for seen in default_routes() if isinstance(seen.facts, RouteFacts)}
    assert told == {(str(route.network), route.gateway) for route in route_table() if route.is_default}
    assert default_routes(interface="no such interface") == []
