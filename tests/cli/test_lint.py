"""`ccdiag lint`: settings files judged from the command line."""

import json
import sys
from pathlib import Path

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.cli.commands import ccdiag, document, text

SAMPLES = Path(__file__).parents[1] / "settings_check" / "samples"
OLD = '{"terminalId": "00123456", "managementSystemId": "08900000002", "accessProtocol": "OPI_NL", "ip": "192.0.2.10", "port": 4105}'


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["webkassa_2_0.json"], 0),
        (["webkassa_1_0.json"], 0),
        (["webkassa_1_0.json", "--generation", "2.0"], 1),
        (["webkassa_list.csv"], 1),
        (["tms_ocr.txt"], 3),
        (["webkassa_truncated.json"], 2),
        (["webkassa_2_0.json", "webkassa_truncated.json"], 2),
        (["webkassa_2_0.json", "tms_good.csv"], 0),
        (["webkassa_1_0.json", "tms_good.csv"], 1),
        (["no such file.json"], 2),
        (["webkassa_2_0.json", "--generation", "3.0"], 2),
        (["webkassa_2_0.json", "--country", "fr"], 2),
        (["webkassa_2_0.json", "--as", "fleet"], 2),
        (["webkassa_2_0.json", "--environment", "nowhere"], 2),
        (["webkassa_2_0.json", "--case", "nowhere.toml"], 2),
        ([], 2),
    ],
)
def test_exit_statuses(arguments: list[str], status: int) -> None:
    files = [str(SAMPLES / one) if (SAMPLES / one).exists() else one for one in arguments]
    assert ccdiag("lint", *files).returncode == status


@pytest.mark.parametrize(
    "names", [("webkassa_list.csv", "tms_ocr.txt"), ("both.xlsx",), ("webkassa_truncated.json",), ("webkassa_with_mistakes.json",)]
)
def test_the_document_keeps_to_the_schema(names: tuple[str, ...]) -> None:
    done = ccdiag("lint", *(SAMPLES / name for name in names), "--json", "--language", "nl")
    told = document(done)
    assert done.stderr == b""
    assert list(told)[:2] == ["schema", "simulation"]
    assert (told["schema"], told["simulation"]) == ("ccdiag.lint/1", False)
    jsonschema.validate(told, json.loads((resource_root() / "schema" / "lint.json").read_text(encoding="utf-8")))
    assert [file["name"] for file in told["files"]] == list(names)


def test_a_finding_says_where_what_why_and_how() -> None:
    (finding,) = document(ccdiag("lint", SAMPLES / "webkassa.yaml", "--json", "--language", "en"))["findings"]
    assert (finding["id"], finding["severity"], finding["setting"]) == ("webkassa.protocol_wrong", "fault", "accessProtocol")
    assert (finding["file"], finding["line"], finding["column"]) == ("webkassa.yaml", 7, 21)
    assert (finding["found"], finding["needed_1_0"], finding["needed_2_0"], finding["correction"]) == (
        "OPI_BE",
        "OPI_NL",
        "OPI_NL",
        "OPI_NL",
    )
    assert finding["why"]
    assert finding["remedy"]


def test_lines_for_people() -> None:
    done = ccdiag("lint", SAMPLES / "webkassa.yaml", "--table", "--language", "en", PYTHONIOENCODING="utf-8")
    lines = text(done).splitlines()
    assert lines[0] == "webkassa.yaml: Webkassa configuration, lines of text, settings: 6"
    assert "✖ Fault (likely): accessProtocol is OPI_BE; expected OPI_NL. [webkassa.protocol_wrong]" in lines
    assert "    webkassa.yaml, line 7, column 21" in lines
    assert next(line for line in lines if line.startswith("managementSystemId ")).split() == [
        *("managementSystemId", "08900000002", "GrundmasterNL", "/", "GrundmasterBE", "GrundmasterNL", "right")
    ]


def test_what_was_not_compared_is_said(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('schema = 1\n[terminal]\ntms_id = "00123456"\n', encoding="utf-8")
    arguments = ("lint", SAMPLES / "webkassa_2_0.json", "--language", "en")
    assert text(ccdiag(*arguments)).splitlines()[-1].startswith("Not compared with the terminal's own: terminalId;")
    assert text(ccdiag(*arguments, "--case", tmp_path / "case.toml")).splitlines()[-1] == "Nothing is wrong with these settings."


def test_a_console_without_signs_shows_others() -> None:
    done = ccdiag("lint", SAMPLES / "webkassa.yaml", "--language", "en", PYTHONIOENCODING="cp437")
    assert b"x Fault (likely)" in done.stdout


def test_standard_input_is_read() -> None:
    done = ccdiag("lint", "-", "--json", "--language", "en", stdin=OLD)
    told = document(done)
    assert (done.returncode, told["generation"], told["files"][0]["name"]) == (0, "1.0", "standard input")


def test_what_is_known_of_the_shop_is_compared(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('schema = 1\ngeneration = "2.0"\n[terminal]\ntms_id = "00999999"\n', encoding="utf-8")
    done = ccdiag("lint", SAMPLES / "webkassa_2_0.json", "--case", tmp_path / "case.toml", "--json")
    assert [(one["id"], one["certainty"]) for one in document(done)["findings"]] == [("webkassa.terminal_id_differs", "likely")]


def test_the_user_says_what_a_file_is() -> None:
    assert ccdiag("lint", "-", stdin='{"ip": "192.0.2.10"}').returncode == 2
    assert ccdiag("lint", "-", "--as", "webkassa", stdin='{"ip": "192.0.2.10"}').returncode == 1


def test_a_corrected_file_is_written_beside(tmp_path: Path) -> None:
    source = tmp_path / "webkassa.json"
    source.write_text(OLD, encoding="utf-8")
    arguments = ("lint", source, "--generation", "2.0", "--country", "nl", "--language", "en", "--corrected")
    done = ccdiag(*arguments, tmp_path / "new.json")
    assert done.returncode == 1
    assert (tmp_path / "new.json").read_text(encoding="utf-8") == OLD.replace("08900000002", "GrundmasterNL")
    assert b"managementSystemId was 08900000002, becomes GrundmasterNL." in done.stderr
    again = ccdiag(*arguments, tmp_path / "new.json")
    assert (again.returncode, b"is there already" in again.stderr) == (2, True)
    over = ccdiag(*arguments, source)
    assert (over.returncode, b"never replaces it" in over.stderr) == (2, True)
    assert source.read_text(encoding="utf-8") == OLD
    assert ccdiag("lint", tmp_path / "new.json", "--generation", "2.0").returncode == 0


def test_several_files_are_corrected_into_a_folder(tmp_path: Path) -> None:
    first, second = SAMPLES / "webkassa.yaml", SAMPLES / "tms_western.csv"
    assert ccdiag("lint", first, second, "--corrected", tmp_path / "one.txt").returncode == 2
    assert ccdiag("lint", first, second, "--corrected", tmp_path).returncode == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tms_western-corrected.csv", "webkassa-corrected.yaml"]


def test_what_has_to_be_set_is_written_as_a_list(tmp_path: Path) -> None:
    assert ccdiag("lint", SAMPLES / "tms_ocr.txt", "--list", tmp_path / "list.csv").returncode == 3
    assert "tms;MqtServiceAlpn;x-amzn-mqtt-ca;x-amzn-mat-ca;undecided" in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "webkassa.json").write_text(OLD, encoding="utf-8")
    told = document(ccdiag("lint", tmp_path / "a" / "webkassa.json", tmp_path / "b" / "webkassa.json", "--json"))
    names = [file["name"] for file in told["files"]]
    assert len(set(names)) == 2


def test_no_secret_is_shown_of_any_sample(tmp_path: Path) -> None:
    files = sorted(path for path in SAMPLES.iterdir())
    for extra in (("--table",), ("--json",)):
        done = ccdiag("lint", *files, "--generation", "2.0", "--country", "nl", "--corrected", tmp_path, *extra)
        for secret in (b"l_AbCdEf", b"t_0123456789", b"geheim", b"bF9BYkNkRWY", b"abcdef0123456789", b"abcdefghijklmnop"):
            assert secret not in done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_a_terminal_gets_colours_and_a_drawn_table(tmp_path: Path) -> None:
    from tests.cli.terminal import Terminal

    with Terminal(
        "lint", SAMPLES / "webkassa.yaml", "--table", "--language", "en", data=tmp_path, extra={"PYTHONIOENCODING": "utf-8"}
    ) as terminal:
        terminal.until("These settings have faults.")
        shown = terminal.until("port")
    assert "─" in shown
