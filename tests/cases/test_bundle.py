import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from msgspec.structs import replace

from ccdiag.app.saved_cases import judged_again
from ccdiag.cases.bundle import BundleError, bundle_bytes, read_bundle, read_bundle_bytes, sealed, write_bundle
from ccdiag.cases.case_documents import MOST_RUNS, documents_of
from ccdiag.content.environments import environment_names, load_environment
from ccdiag.model.case import Case, Terminal
from ccdiag.model.confidential import looks_like_card_number
from ccdiag.model.event import RunFinished
from ccdiag.model.run import RunState
from ccdiag.model.saved_case import SavedRun
from ccdiag.model.verdict import RunVerdict, Verdict
from tests.cases.lab_cases import another, lab_run, saved_case
from tests.cases.made_bundles import Tree, parts, real_bundle, with_document
from tests.cli.commands import environment

FAULTS = (
    (),
    ("tls.intercepted",),
    ("mqtt.port_dropped",),
    ("webkassa.system_is_1_0", "tms.mqt_disabled"),
    ("terminal.day_closed",),
    ("whitelist.missing",),
)


def opened(run: SavedRun) -> SavedRun:
    return read_bundle_bytes(bundle_bytes(documents_of(saved_case(run)))).saved.runs[0]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: ",".join(faults) or "healthy")
def test_a_run_that_came_by_mail_is_the_run_that_was_sent(faults: tuple[str, ...]) -> None:
    run = lab_run(*faults)
    case = saved_case(run)
    documents = documents_of(case)
    read = read_bundle_bytes(bundle_bytes(documents))
    assert documents_of(read.saved) == documents
    assert (read.notices, read.read_only_reason) == ((), None)
    there = read.saved.runs[0]
    assert [cause.id for cause in there.state.causes] == [cause.id for cause in run.state.causes]
    assert there.state.verdict is run.state.verdict
    for check, state in run.state.checks.items():
        assert there.state.checks[check].observations == state.observations
        assert there.state.checks[check].planned == state.planned
        assert there.state.checks[check].started_at_s == state.started_at_s


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: ",".join(faults) or "healthy")
def test_it_is_judged_there_as_it_was_judged_here(faults: tuple[str, ...]) -> None:
    judged = judged_again(opened(lab_run(*faults)))
    assert judged.changes == ()
    assert judged.state.verdict is lab_run(*faults).state.verdict
    # The words are no longer those that were sent, and can be said in every language.
    here = judged_again(lab_run(*faults))
    assert [result.reason for result in judged.state.results.values()] == [result.reason for result in here.state.results.values()]


def test_its_events_lead_to_the_same_end() -> None:
    run = opened(lab_run("tls.intercepted"))
    state = RunState()
    for timed in run.events:
        state = state.apply(timed.event)
    assert state.finished
    assert state.verdict is RunVerdict.FAULT
    assert [one.at_s for one in run.events] == [one.at_s for one in lab_run("tls.intercepted").events]
    assert {check: one.observations for check, one in state.checks.items()} == {
        check: one.observations for check, one in run.state.checks.items()
    }


def test_what_was_said_and_done_comes_along() -> None:
    case = saved_case(lab_run("tls.intercepted"))
    there = read_bundle_bytes(bundle_bytes(documents_of(case))).saved
    assert (there.answers, there.notes, there.procedures, there.owed, there.settled) == (
        case.answers,
        case.notes,
        case.procedures,
        case.owed,
        case.settled,
    )
    assert (there.key, there.shop, there.simulation) == (case.key, case.shop, True)


def test_the_same_case_gives_the_same_bytes() -> None:
    documents = documents_of(saved_case(lab_run("tls.intercepted")))
    assert bundle_bytes(documents) == bundle_bytes(documents)


def test_any_zip_program_opens_it() -> None:
    with zipfile.ZipFile(io.BytesIO(real_bundle())) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:2] == ["manifest.json", "case.json"]
        lines = archive.read("runs/1.events.jsonl").splitlines()
    assert [json.loads(lines[number])["type"] for number in (0, -1)] == ["run_started", "run_finished"]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("streamed", [False, True])
def test_a_file_that_another_program_packed_is_opened(compression: int, *, streamed: bool) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return not streamed

        def tell(self) -> int:
            if streamed:
                raise OSError
            return super().tell()

    with zipfile.ZipFile(io.BytesIO(real_bundle())) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    written = Pipe()
    with zipfile.ZipFile(written, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    assert len(read_bundle_bytes(written.getvalue()).saved.runs) == 2


def test_a_file_is_replaced_whole_and_nothing_else_is_left(tmp_path: Path) -> None:
    file = tmp_path / "shop.ccdiag"
    file.write_bytes(b"an older one")
    write_bundle(file, documents_of(saved_case(lab_run("tls.intercepted"))))
    assert read_bundle(file).saved.simulation
    assert [path.name for path in tmp_path.iterdir()] == ["shop.ccdiag"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"shop\.ccdiag cannot be written"):
        write_bundle(tmp_path / "away" / "shop.ccdiag", documents_of(saved_case(lab_run("tls.intercepted"))))


def test_only_the_newest_runs_are_written() -> None:
    run = lab_run("tls.intercepted")
    runs = tuple(replace(run, id=f"{number:032x}", events=()) for number in range(MOST_RUNS + 3))
    read = read_bundle_bytes(bundle_bytes(documents_of(saved_case(*runs))))
    assert [one.id for one in read.saved.runs] == [one.id for one in runs[3:]]


def test_no_path_of_the_machine_leaves_it() -> None:
    run = lab_run("tls.intercepted")
    folder = str(Path(run.environment.mqtt.trust).parent.parent)
    planted_environment = replace(
        run.environment,
        mqtt=replace(run.environment.mqtt, client_certificate=f"{folder}/jansen.pem"),
        whitelist=replace(run.environment.whitelist, source="csv", path=r"C:\Users\Jansen\whitelist.csv", token_variable="JANSENS_TOKEN"),
    )
    told = replace(run.state.checks["mqtt.session"].result, reason=run.state.results["mqtt.session"].reason.with_values())  # type: ignore[type-var]
    reason = type(told.reason)(f"The key in {folder}/jansen.pem is encrypted.")  # type: ignore[union-attr]
    checks = {**run.state.checks, "mqtt.session": replace(run.state.checks["mqtt.session"], result=replace(told, reason=reason))}  # type: ignore[type-var]
    planted = replace(run, environment=planted_environment, state=replace(run.state, checks=checks))
    text = json.dumps(documents_of(saved_case(planted)))
    assert folder not in text
    assert "Users" not in text
    assert "JANSENS_TOKEN" not in text
    assert "The key in jansen.pem is encrypted." in text


def test_settings_files_are_judged_again_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.ccdiag"
    write_bundle(file, documents_of(saved_case(lab_run("webkassa.system_is_1_0", "tms.mqt_disabled"))))
    # A file of that name that lies where the helpdesk happens to be says something else.
    (tmp_path / "webkassa.json").write_text("{}")
    program = """
import sys
from pathlib import Path
opened = []
sys.addaudithook(lambda name, values: opened.append(str(values[0])) if name == "open" else None)
from ccdiag.app.saved_cases import judged_again
from ccdiag.cases.bundle import read_bundle
run = read_bundle(Path("shop.ccdiag")).saved.runs[0]
assert any(name.endswith("shop.ccdiag") for name in opened)
judged = judged_again(run)
print(*(name for name in opened if "webkassa.json" in name or "tms.json" in name))
print(*(cause.id for cause in judged.state.causes))
print(len(judged.changes))
"""
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True, env=environment(PYTHONPATH=root)
    )
    opened_files, causes, changes = done.stdout.splitlines()
    assert opened_files == ""
    assert {"webkassa.system_is_1_0", "tms.mqt_disabled"} <= set(causes.split())
    assert changes == "0"


def test_another_settings_file_of_the_same_name_is_still_another() -> None:
    run = lab_run("webkassa.system_is_1_0")
    answered = replace(run, case=replace(run.case, webkassa={"file": "/elsewhere/webkassa.json"}))
    documents = documents_of(saved_case(answered))
    entry = documents["case.json"]["runs"][0]
    assert entry["case_at_start"]["webkassa"] != entry["case"]["webkassa"]
    judged = judged_again(opened(answered)).state
    assert judged.results["webkassa.configuration"].verdict is Verdict.SKIPPED


def test_an_answer_that_is_taken_back_counts_again() -> None:
    run = lab_run("terminal.day_closed")
    there = opened(run)
    assert "terminal.day_closed" in {cause.id for cause in judged_again(there).state.causes}
    answered = replace(there, case=replace(there.case, terminal=replace(there.case.terminal, day_open="yes")))
    again = judged_again(answered)
    assert "terminal.day_closed" not in {cause.id for cause in again.state.causes}
    assert {"cause_removed", "check_verdict"} <= {change.kind.value for change in again.changes}


def test_a_run_that_was_killed_is_shown_as_far_as_it_came() -> None:
    run = lab_run("tls.intercepted")
    half = tuple(run.events[: len(run.events) // 2])
    state = RunState()
    for timed in half:
        state = state.apply(timed.event)
    assert not isinstance(half[-1].event, RunFinished)
    there = opened(replace(run, state=state, events=half))
    assert not there.state.finished
    assert there.state.checks.keys() == run.state.checks.keys()
    assert {check for check, one in there.state.checks.items() if one.result is None} == {
        check for check, one in state.checks.items() if one.result is None
    }
    assert not judged_again(there).state.finished


def test_a_run_without_events_keeps_what_its_last_result_does_not_use() -> None:
    run = lab_run("tls.intercepted")
    check = run.state.checks["tas.tcp"]
    assert check.result is not None
    unused = replace(check, result=replace(check.result, observations=()))
    there = opened(replace(run, events=(), state=replace(run.state, checks={**run.state.checks, "tas.tcp": unused})))
    assert there.state.checks["tas.tcp"].observations == check.observations


def test_fields_of_a_newer_version_are_ignored() -> None:
    def change(case: Tree) -> None:
        case["weather"] = {"sunny": True}
        case["case"]["terminal"]["colour"] = "grey"
        case["environments"][0]["mqtt"]["version"] = 5
        case["runs"][0]["mood"] = "good"

    read = read_bundle_bytes(with_document("case.json", change, "0.2.0"))
    assert (read.notices, read.read_only_reason, read.version) == ((), None, "0.2.0")
    assert len(read.saved.runs) == 2


def test_what_a_newer_version_saw_is_left_out_and_told() -> None:
    def plan(case: Tree) -> None:
        for run in case["runs"]:
            run["plan"].append({"id": "printer.paper"})
        case["owed"].append({**case["owed"][0], "kind": "paper-missing"})

    changed = json.loads(parts()["case.json"])
    plan(changed)

    def run(document: Tree) -> None:
        check = next(one for one in document["checks"] if one["id"] == "mqtt.tls")
        document["checks"].append({**check, "id": "printer.paper"})
        check["observations"].append({**check["observations"][0], "id": "o998", "operation": "smell", "facts": {"burnt": True}})
        check["observations"][0]["failure"] = "abducted"

    with_run = json.loads(parts()["runs/1.json"])
    run(with_run)
    read = read_bundle_bytes(
        sealed({**parts(), "case.json": json.dumps(changed).encode(), "runs/1.json": json.dumps(with_run).encode()}, "0.2.0")
    )
    told = " ".join(notice.english() for notice in read.notices)
    assert "printer.paper" in told
    assert "smell" in told
    assert "paper-missing" in told
    state = read.saved.runs[0].state
    assert len(state.checks) == len(lab_run("tls.intercepted").state.checks)
    assert state.checks["mqtt.tls"].observations[0].failure == "unknown"
    assert [one.kind for one in read.saved.owed] == ["day-closed"]


def test_a_newer_schema_is_read_as_far_as_it_is_understood() -> None:
    def change(case: Tree) -> None:
        case["schema"] = "ccdiag.case/2"

    read = read_bundle_bytes(with_document("case.json", change, "1.0.0"))
    assert read.read_only_reason is not None
    assert "A newer version (1.0.0)" in read.read_only_reason.english()
    assert len(read.saved.runs) == 2


@pytest.mark.parametrize("schema", ["ccdiag.case/2", "ccdiag.case/1"])
def test_what_cannot_be_understood_of_a_newer_version_is_refused_with_its_version(schema: str) -> None:
    def change(case: Tree) -> None:
        case["schema"] = schema
        case["runs"] = {"first": case["runs"]}

    with pytest.raises(BundleError, match=r"a newer version of the program \(1.0.0\) wrote it"):
        read_bundle_bytes(with_document("case.json", change, "1.0.0"))


def _simulated_for_real(case: Tree) -> None:
    case["simulation"] = False


def _no_such_environment(case: Tree) -> None:
    case["runs"][0]["environment"] = 7


def _twice_the_same_run(case: Tree) -> None:
    case["runs"][1]["id"] = case["runs"][0]["id"]


def _out_of_turn(case: Tree) -> None:
    case["runs"].reverse()


def _planned_twice(case: Tree) -> None:
    case["runs"][0]["plan"].append(case["runs"][0]["plan"][0])


def _not_planned(case: Tree) -> None:
    case["runs"][0]["plan"].pop()


def _no_zone(case: Tree) -> None:
    case["notes"][0]["at"] = "2026-11-23T14:05:00"


def _first_year(case: Tree) -> None:
    case["notes"][0]["at"] = "0001-01-01T00:00:00+14:00"


def _wrong_schema(case: Tree) -> None:
    case["schema"] = "ccdiag.run/1"


@pytest.mark.parametrize(
    "change",
    [
        _simulated_for_real,
        _no_such_environment,
        _twice_the_same_run,
        _out_of_turn,
        _planned_twice,
        _not_planned,
        _no_zone,
        _first_year,
        _wrong_schema,
    ],
)
def test_a_case_that_contradicts_itself_is_refused(change: Callable[[Tree], None]) -> None:
    with pytest.raises(BundleError, match=r"its part (case|runs/1)\.json does not hold what it should"):
        read_bundle_bytes(with_document("case.json", change))


def test_secrets_that_somebody_put_in_are_masked_and_nothing_steers_the_reader() -> None:
    def change(run: Tree) -> None:
        run["checks"][0]["reason"] = "Key l_4f9a8b7c6d5e4f3a, card 4111 1111 1111 1111, \x1b[2J\u202egone"

    reason = read_bundle_bytes(with_document("runs/1.json", change)).saved.runs[0].state.results["network.interface"].reason.english()
    assert reason == "Key •••, card •••, \\x1b[2J\\u202egone"


def test_places_in_a_text_that_came_along_are_not_filled() -> None:
    def change(run: Tree) -> None:
        run["checks"][0]["reason"] = "{0} {reason!r} {reason.__class__}"

    reason = read_bundle_bytes(with_document("runs/1.json", change)).saved.runs[0].state.results["network.interface"].reason
    assert reason.english() == "{0} {reason!r} {reason.__class__}"


def test_secrets_are_never_written() -> None:
    case = replace(
        saved_case(lab_run("tls.intercepted")), shop="l_4f9a8b7c6d5e4f3a", case=Case(terminal=Terminal(model="4111111111111111"))
    )
    content = bundle_bytes(documents_of(case))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        written = archive.read("case.json")
    assert b"l_4f9a" not in written
    assert b"4111111111111111" not in written


def test_two_runs_stay_two() -> None:
    run = lab_run("tls.intercepted")
    case = saved_case(run, another(run))
    documents = documents_of(case)
    assert len(documents["case.json"]["environments"]) == 1
    assert [one.id for one in read_bundle_bytes(bundle_bytes(documents)).saved.runs] == [one.id for one in case.runs]


def test_a_hash_whose_digits_look_like_a_card_number_is_a_hash() -> None:
    # One in some hundred hashes has such digits.
    padded = (parts()["case.json"] + b" " * spaces for spaces in range(20_000))
    content = next(content for content in padded if looks_like_card_number(sha256(content).hexdigest()))
    assert read_bundle_bytes(sealed({**parts(), "case.json": content}, "0.1.0")).saved.runs


def test_every_environment_that_ships_comes_back_as_it_is() -> None:
    run = lab_run("tls.intercepted")
    for name in environment_names():
        shipped = replace(load_environment(name), simulation=True)
        assert opened(replace(run, environment=shipped)).environment == shipped


def test_a_secret_in_the_record_of_a_procedure_is_not_written() -> None:
    case = saved_case(lab_run("tls.intercepted"))
    step = replace(case.procedures[0].steps[0], reason="card 4111 1111 1111 1111")
    documents = documents_of(replace(case, procedures=(replace(case.procedures[0], steps=(step,)),)))
    assert read_bundle_bytes(bundle_bytes(documents)).saved.procedures[0].steps[0].reason == "card •••"
    with zipfile.ZipFile(io.BytesIO(bundle_bytes(documents))) as archive:
        assert b"4111" not in archive.read("procedures/1.json")


def test_documents_hold_what_json_holds() -> None:
    def walk(tree: object) -> None:
        assert tree is None or isinstance(tree, dict | list | str | int | float)
        for inner in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
            walk(inner)

    walk(documents_of(saved_case(lab_run("tls.intercepted"))))


def test_the_smallest_file_that_opens() -> None:
    case = {
        "schema": "ccdiag.case/1",
        "simulation": False,
        "version": "1",
        "key": "shop:",
        "shop": "",
        "case": {},
        "environments": [],
        "runs": [],
    }
    assert read_bundle_bytes(sealed({"case.json": json.dumps(case).encode()}, "1")).saved.runs == ()


def test_a_date_that_no_visit_has_is_refused_wherever_it_stands() -> None:
    lines = parts()["runs/1.events.jsonl"]
    moment = next(json.loads(line) for line in lines.splitlines() if b"observation" in line)["observation"]["started_at"]
    for part in ("runs/1.json", "runs/1.events.jsonl"):
        content = parts()[part].replace(moment.encode(), b"9999-12-31T23:59:59Z")
        with pytest.raises(BundleError, match="does not hold what it should"):
            read_bundle_bytes(sealed({**parts(), part: content}, "0.1.0"))


def test_a_kind_of_personal_data_that_only_a_newer_version_knows_is_left_out() -> None:
    def change(redaction: Tree) -> None:
        known = {"kind": "shop", "pseudonym": "name", "values": 1, "places": 3}
        redaction["replaced"] = [{**known, "kind": "shoe-size"}, known]

    redaction = read_bundle_bytes(with_document("redaction.json", change, "0.2.0")).redaction
    assert redaction is not None
    assert [one.kind.value for one in redaction.replaced] == ["shop"]
    odd_ones: tuple[Tree, ...] = ({"replaced": {}}, {"replaced": [{"kind": []}]}, {"schema": "ccdiag.run/1"})
    for odd in odd_ones:
        with pytest.raises(BundleError, match=r"redaction\.json does not hold"):
            read_bundle_bytes(sealed({**parts(), "redaction.json": json.dumps(odd).encode()}, "0.1.0"))


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX has pipes with names")
def test_what_is_no_ordinary_file_is_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        with pytest.raises(BundleError, match="is no ordinary file"):
            write_bundle(path, documents_of(saved_case(lab_run("tls.intercepted"))))
    assert pipe.is_fifo()


def test_a_whole_number_in_place_of_seconds_has_their_bounds() -> None:
    def change(run: Tree) -> None:
        seen = [one for check in run["checks"] for one in check["observations"] if one["operation"] == "tls_handshake"]
        seen[0]["facts"]["days_left"] = 2**53

    with pytest.raises(BundleError, match="does not hold what it should"):
        read_bundle_bytes(with_document("runs/1.json", change))
