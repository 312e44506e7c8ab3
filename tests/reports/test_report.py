"""What a report says, whatever its form."""

from datetime import timedelta

import msgspec
import pytest
from msgspec.structs import replace

from ccdiag.model.message import Message
from ccdiag.model.observation import Observation
from ccdiag.model.saved_case import CaseNote, SavedCase
from ccdiag.model.verdict import Basis, Light
from ccdiag.reports.judged import report_of_today
from ccdiag.reports.parts import Report
from ccdiag.reports.report import MOST_EVIDENCE, NothingMeasuredError
from tests.reports.cases import AMSTERDAM, MORNING, broken_shop, report_of


def test_a_case_without_a_run_has_nothing_to_report() -> None:
    with pytest.raises(NothingMeasuredError):
        report_of(replace(broken_shop(), runs=()))


def test_it_goes_to_the_child_and_comes_back() -> None:
    report = report_of(broken_shop())
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


def test_evidence_is_cut_and_the_rest_counted() -> None:
    saved = broken_shop()
    run = saved.runs[-1]
    check = run.state.checks["mqtt.tls"]
    assert check.result is not None
    many: tuple[Observation, ...] = tuple(replace(check.observations[0], id=f"x{number}") for number in range(9))
    checks = {**run.state.checks, "mqtt.tls": replace(check, observations=many, result=replace(check.result, observations=many))}
    cause = replace(run.state.causes[0], evidence=tuple(one.id for one in many))
    report = report_of(replace(saved, runs=(replace(run, state=replace(run.state, checks=checks, causes=(cause,))),)))
    assert report.primary is not None
    assert (len(report.primary.evidence), report.primary.more_evidence) == (MOST_EVIDENCE, 9 - MOST_EVIDENCE)


def test_what_people_said_is_never_measured() -> None:
    report = report_of(broken_shop())
    measured = [deed.what.english() for deed in report.deeds if deed.basis is Basis.MEASURED]
    assert all(words.startswith("Measured") for words in measured)
    assert len(measured) == 2


def test_only_steps_that_count_are_told() -> None:
    followed = next(deed for deed in report_of(broken_shop()).deeds if deed.steps)
    told = [step.english() for step in followed.steps]
    assert "DAGAFSLUITING" in told
    assert any(step.startswith("Shop agrees: ") for step in told)
    assert not any("Stop menu" in step for step in told)


def test_another_visit_is_not_this_one() -> None:
    saved = broken_shop()
    old = CaseNote(at=MORNING - timedelta(days=9), text="long ago")
    report = report_of(replace(saved, notes=(*saved.notes, old)))
    assert "long ago" not in {deed.what.english() for deed in report.deeds}


def test_the_measurement_itself_is_always_told() -> None:
    saved = broken_shop()
    notes = tuple(CaseNote(at=MORNING + timedelta(minutes=number), text=f"note {number}") for number in range(20))
    report = report_of(replace(saved, notes=notes))
    assert [deed for deed in report.deeds if deed.is_this]
    assert report.earlier > 10
    assert [deed.at for deed in report.deeds] == sorted(deed.at for deed in report.deeds)


def test_times_are_those_of_the_readers_clock() -> None:
    report = report_of(broken_shop())
    assert report.measured_at.utcoffset() == AMSTERDAM.utcoffset(None)
    assert all(deed.at.utcoffset() == AMSTERDAM.utcoffset(None) for deed in report.deeds)
    assert report.owed[0].since.hour == 10


def test_an_obligation_of_a_newer_version_is_told_all_the_same() -> None:
    saved = broken_shop()
    unknown = replace(saved.owed[0], kind="something-new", procedure="not-there")
    assert report_of(replace(saved, owed=(unknown,))).owed[0].title == Message("{kind}", {"kind": "something-new"})


def test_it_is_judged_again_by_the_rules_of_today() -> None:
    saved: SavedCase = broken_shop(renamed=False)
    report = report_of_today(saved, zone=AMSTERDAM)
    assert report.light is Light.FAIL
    assert not report.changes
    run = saved.runs[-1]
    then = replace(run, state=replace(run.state, causes=()))
    assert report_of_today(replace(saved, runs=(then,)), zone=AMSTERDAM).changes
