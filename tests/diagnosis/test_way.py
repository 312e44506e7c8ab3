"""Where a port is dropped or refused: whom the cause accuses, how surely, and on what evidence."""

import pytest

from ccdiag.model.cause import Cause, Certainty, Owner
from ccdiag.model.failure import Failure
from ccdiag.model.observation import Observation
from ccdiag.model.place import Place
from tests.diagnosis.runs import FAIL, ids, judge, result, tcp
from tests.diagnosis.stories_way import GATEWAY, OUTSIDE, SERVICES, TARGET, Service, kept_back, last, refused, way


def found(name: Service, *seen: Observation) -> Cause:
    check = dict(SERVICES)[name]
    causes = judge(result(check, FAIL, *seen))
    assert len(ids(causes)) == 1, ids(causes)
    return causes[0]


@pytest.mark.parametrize("name", [name for name, _ in SERVICES])
class TestEachService:
    def test_dropped_behind_the_gateway_is_the_shops_firewall(self, name: Service) -> None:
        cause = found(name, tcp(name, Failure.DEADLINE), last(name, GATEWAY, "gateway"))
        assert (cause.place, cause.owner, cause.certainty) == (Place.FIREWALL, Owner.NETWORK, Certainty.LIKELY)
        assert cause.evidence == ("o1", "o2")

    def test_dropped_behind_a_router_outside_is_not(self, name: Service) -> None:
        cause = found(name, tcp(name, Failure.DEADLINE), last(name, OUTSIDE, "outside"))
        assert (cause.place, cause.owner) == (Place.PROVIDER, Owner.PROVIDER)
        assert cause.certainty is (Certainty.LIKELY if name == "mqtt" else Certainty.POSSIBLE)
        assert OUTSIDE in cause.meaning.english()
        assert set(cause.evidence) == {"o1", "o2"}

    def test_what_an_echo_saw_accuses_nobody(self, name: Service) -> None:
        cause = found(name, tcp(name, Failure.DEADLINE), last(name, OUTSIDE, "outside", protocol="icmp"))
        assert cause.place is Place.FIREWALL

    def test_refused_outside(self, name: Service) -> None:
        cause = found(name, tcp(name, Failure.REFUSED), refused(name, Failure.REFUSED, OUTSIDE, "outside"))
        assert (cause.id, cause.place) == (f"{name}.port_rejected", Place.PROVIDER)

    def test_refused_by_the_service_itself(self, name: Service) -> None:
        prohibited = refused(name, Failure.HOST_UNREACHABLE, TARGET, "target", icmp_code="admin_prohibited")
        assert found(name, tcp(name, Failure.REFUSED), prohibited).place is Place.PROVIDER

    def test_refused_by_somebody_unknown(self, name: Service) -> None:
        cause = found(name, tcp(name, Failure.REFUSED), way(name, Failure.REFUSED, answered_by=TARGET))
        assert (cause.id, cause.place, cause.evidence) == (f"{name}.port_rejected", Place.FIREWALL, ("o1",))

    def test_no_way_outside(self, name: Service) -> None:
        seen = refused(name, Failure.HOST_UNREACHABLE, OUTSIDE, "outside", icmp_code="host_unreachable")
        cause = found(name, tcp(name, Failure.HOST_UNREACHABLE), seen)
        assert (cause.id, cause.place) == (f"{name}.unreachable", Place.PROVIDER)
        assert cause.meaning.english().startswith(OUTSIDE)

    def test_no_way_to_a_network_outside(self, name: Service) -> None:
        seen = refused(name, Failure.NETWORK_UNREACHABLE, OUTSIDE, "outside", icmp_code="net_unreachable")
        assert found(name, tcp(name, Failure.NETWORK_UNREACHABLE), seen).place is Place.PROVIDER

    def test_kept_back_by_the_laptop(self, name: Service) -> None:
        cause = found(name, tcp(name, Failure.DEADLINE), kept_back(name))
        assert (cause.id, cause.evidence) == ("network.laptop_firewall", ("o2",))


@pytest.mark.parametrize(("hop", "where"), [(GATEWAY, "gateway"), (OUTSIDE, "outside")])
def test_a_control_host_that_answers_is_evidence(hop: str, where: str) -> None:
    cause = found("mqtt", tcp("mqtt", Failure.DEADLINE), last("mqtt", hop, where), tcp("control", address="198.51.100.99"))
    assert set(cause.evidence) == {"o1", "o2", "o3"}


def test_a_control_host_that_does_not_answer_is_none() -> None:
    silent = tcp("control", Failure.DEADLINE, address="198.51.100.99")
    assert set(found("mqtt", tcp("mqtt", Failure.DEADLINE), last("mqtt", GATEWAY, "gateway"), silent).evidence) == {"o1", "o2"}
