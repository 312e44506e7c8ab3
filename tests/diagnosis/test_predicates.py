"""Conditions: Kleene's logic, counting, selecting, and that nothing raises."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccdiag.diagnosis.predicates import Answer, World, evaluate, matches
from ccdiag.model.cause import FactValue, Matcher, Predicate
from ccdiag.model.check import CHECK_IDS, CheckResult
from ccdiag.model.facts import OPERATIONS
from ccdiag.model.failure import Failure
from ccdiag.model.verdict import Verdict
from tests.diagnosis.runs import FAIL, PASS, dns, numbered, result, situation, tcp, tls

TRUE = Predicate(check="tas.tcp", verdict=(Verdict.FAIL,))
FALSE = Predicate(check="tas.tcp", verdict=(Verdict.PASS,))
UNDECIDED = Predicate(check="tms.tcp", verdict=(Verdict.PASS,))


def world(*results: CheckResult, terminal: dict[str, Any] | None = None) -> World:
    everything = numbered((result("tas.tcp", FAIL, tcp("tas", Failure.DEADLINE)), *results))
    return World(results=everything, situation=situation(terminal), unfinished=frozenset({"tms.tcp"}))


def told(fields: dict[str, Any], *results: CheckResult, terminal: dict[str, Any] | None = None) -> Answer:
    return evaluate(msgspec.convert(fields, Predicate), world(*results, terminal=terminal))


def truth(predicate: Predicate) -> bool | None:
    return evaluate(predicate, world()).truth


BASIC = st.sampled_from([TRUE, FALSE, UNDECIDED])
PREDICATES = st.recursive(
    BASIC,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda some: Predicate(all=tuple(some))),
        st.lists(parts, min_size=1, max_size=3).map(lambda some: Predicate(any=tuple(some))),
        parts.map(lambda one: Predicate(not_=one)),
    ),
    max_leaves=8,
)


class TestKleene:
    @given(PREDICATES, PREDICATES)
    def test_and(self, one: Predicate, other: Predicate) -> None:
        pair = (truth(one), truth(other))
        found = truth(Predicate(all=(one, other)))
        assert found is (False if False in pair else None if None in pair else True)

    @given(PREDICATES, PREDICATES)
    def test_or_is_and_denied(self, one: Predicate, other: Predicate) -> None:
        denied = Predicate(not_=Predicate(all=(Predicate(not_=one), Predicate(not_=other))))
        assert truth(Predicate(any=(one, other))) is truth(denied)

    @given(PREDICATES)
    def test_denied_twice(self, one: Predicate) -> None:
        assert truth(Predicate(not_=Predicate(not_=one))) is truth(one)

    @given(PREDICATES)
    def test_what_does_not_hold_has_no_evidence(self, one: Predicate) -> None:
        found = evaluate(one, world())
        assert found.truth or not found.evidence

    def test_more_knowledge_never_turns_a_decision(self) -> None:
        assert truth(Predicate(all=(FALSE, UNDECIDED))) is False
        assert truth(Predicate(any=(TRUE, UNDECIDED))) is True
        assert truth(Predicate(all=(TRUE, UNDECIDED))) is None


class TestCounting:
    BOTH = result("mqtt.tcp", FAIL, tcp("mqtt", Failure.DEADLINE), tcp("mqtt", Failure.REFUSED, address="198.51.100.8"))

    def test_some(self) -> None:
        assert told({"check": "mqtt.tcp", "failure": ["refused"]}, self.BOTH) == Answer(truth=True, evidence=("o3",))

    def test_so_many(self) -> None:
        assert told({"check": "mqtt.tcp", "failure": "any", "at_least": 2}, self.BOTH).truth is True
        assert told({"check": "mqtt.tcp", "failure": "any", "at_least": 3}, self.BOTH).truth is False

    def test_every(self) -> None:
        assert told({"check": "mqtt.tcp", "failure": ["refused"], "count": "every"}, self.BOTH).truth is False
        assert told({"check": "mqtt.tcp", "failure": "any", "count": "every"}, self.BOTH).evidence == ("o2", "o3")

    def test_every_of_nothing_is_false_and_none_of_nothing_is_true(self) -> None:
        assert told({"check": "vpos.tcp", "failure": "any", "count": "every"}).truth is False
        assert told({"check": "vpos.tcp", "failure": "any", "count": "none"}) == Answer(truth=True)

    def test_selecting(self) -> None:
        asked = {
            "check": "mqtt.tcp",
            "operation": "tcp_connect",
            "of": {"address": "198.51.100.8"},
            "failure": ["refused"],
            "count": "every",
        }
        assert told(asked, self.BOTH).truth is True

    def test_the_last_attempt_counts(self) -> None:
        again = result("mqtt.tcp", FAIL, tcp("mqtt", Failure.DEADLINE), tcp("mqtt", Failure.REFUSED, attempt=2))
        asked = {"check": "mqtt.tcp", "operation": "tcp_connect", "last_by": "address", "failure": ["refused"], "count": "every"}
        assert told(asked, again).truth is True

    def test_ignoring(self) -> None:
        asked = {"check": "mqtt.tcp", "ignoring": ["deadline"], "failure": ["refused"], "count": "every"}
        assert told(asked, self.BOTH).truth is True


class TestVerdicts:
    def test_its_failed_observations_are_the_evidence(self) -> None:
        mixed = result("mqtt.tcp", FAIL, tcp("mqtt"), tcp("mqtt", Failure.REFUSED))
        assert told({"check": "mqtt.tcp", "verdict": ["fail"]}, mixed).evidence == ("o3",)

    def test_all_of_them_where_none_failed(self) -> None:
        assert told({"check": "mqtt.tcp", "verdict": ["pass"]}, result("mqtt.tcp", PASS, tcp("mqtt"))).evidence == ("o2",)

    def test_a_check_outside_the_run_has_none(self) -> None:
        assert told({"check": "vpos.tcp", "verdict": ["pass", "fail", "skipped"]}).truth is False

    def test_both_must_hold(self) -> None:
        fields = {"check": "mqtt.tcp", "verdict": ["pass"], "failure": "any"}
        assert told(fields, result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED))).truth is False


class TestSettings:
    def test_the_case(self) -> None:
        assert told({"case": "terminal.link", "is_in": ["sim"]}, terminal={"link": "sim"}) == Answer(truth=True)
        assert told({"case": "terminal.link", "is_in": ["sim"]}).truth is False
        assert told({"case": "terminal.dns", "matches": {"items_at_least": 2}}, terminal={"dns": ["192.0.2.1", "192.0.2.2"]}).truth is True

    def test_the_environment(self) -> None:
        assert told({"environment": "control", "present": False}).truth is True
        assert told({"environment": "vpos.host", "present": True}).truth is True


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (True, True, True),
        (1, True, False),
        (True, 1, False),
        (1, 1.0, True),
        ("a", None, False),
        (Matcher(present=False), None, True),
        (Matcher(present=False), "", True),
        (Matcher(present=False), (), True),
        (Matcher(present=True), 0, True),
        (Matcher(none_of=("a",)), None, False),
        (Matcher(none_of=("a",)), "b", True),
        (Matcher(one_of=("a", "b")), "b", True),
        (Matcher(contains="a"), ("b", "a"), True),
        (Matcher(contains="a"), "a", False),
        (Matcher(items_at_least=2), ("a",), False),
        (Matcher(items_at_most=1), ("a",), True),
        (Matcher(above=1.0), 1.0, False),
        (Matcher(at_least=1.0, below=2.0), 1, True),
        (Matcher(above=1.0), "2", False),
        (Matcher(above=1.0), float("nan"), False),
    ],
)
def test_matching(test: FactValue | Matcher, value: object, expected: bool) -> None:
    assert matches(test, value) is expected


NAMES = st.sampled_from([*{name for kind in OPERATIONS.values() for name in kind.__struct_fields__}, "nothing"])
VALUES = st.one_of(st.text(max_size=3), st.integers(), st.floats(), st.booleans())
MATCHERS = st.builds(
    Matcher,
    one_of=st.none() | st.lists(VALUES, max_size=2).map(tuple),
    none_of=st.none() | st.lists(VALUES, max_size=2).map(tuple),
    contains=st.none() | VALUES,
    at_least=st.none() | st.floats(),
    above=st.none() | st.floats(),
    below=st.none() | st.floats(),
    items_at_least=st.none() | st.integers(),
    items_at_most=st.none() | st.integers(),
    present=st.none() | st.booleans(),
)
FACTS = st.none() | st.dictionaries(NAMES, VALUES | MATCHERS, max_size=2)
ANY_PREDICATE = st.builds(
    Predicate,
    not_=st.none() | PREDICATES,
    check=st.none() | st.sampled_from(CHECK_IDS),
    verdict=st.none() | st.lists(st.sampled_from(Verdict)).map(tuple),
    operation=st.none() | st.sampled_from(sorted(OPERATIONS)),
    of=FACTS,
    last_by=st.none() | NAMES,
    ignoring=st.lists(st.sampled_from(Failure), max_size=2).map(tuple),
    failure=st.sampled_from([None, "any", "none"]) | st.lists(st.sampled_from(Failure)).map(tuple),
    elapsed_s=st.none() | MATCHERS,
    facts=FACTS,
    count=st.sampled_from(["some", "every", "none"]),
    case=st.none() | st.text(max_size=5) | st.sampled_from(["terminal.link", "webkassa.file.x", ""]),
    environment=st.none() | st.sampled_from(["control.host", "mqtt"]),
    is_in=st.none() | st.lists(VALUES).map(tuple),
    present=st.none() | st.booleans(),
    matches=st.none() | MATCHERS,
)
SEEN = world(
    result("mqtt.tcp", FAIL, tcp("mqtt", Failure.REFUSED), tcp("mqtt", attempt=2)),
    result("mqtt.tls", PASS, tls(), tls("identify", Failure.TLS_UNTRUSTED)),
    result("dns.mqtt", PASS, dns("laptop"), dns("reference", Failure.DNS_REFUSED)),
)


@given(ANY_PREDICATE)
def test_nothing_raises(predicate: Predicate) -> None:
    found = evaluate(predicate, SEEN)
    assert found.truth in {True, False, None}
    assert found.truth or not found.evidence
