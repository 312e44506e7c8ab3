"""The whole program, as a process of its own, in a hostile world: bounded in time and memory, and nobody else steers the terminal."""

import json
import os
import re
import select
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import jsonschema
import pytest

from ccdiag.content.root import resource_root
from tests.cli.commands import environment
from tests.scenarios.hostile_servers import hostile, worlds

MOST_OWN_SECONDS = 13.0
"""By the run's own clock: its own limit and the hold, 10 s together, and what a busy machine adds."""
MOST_SECONDS = 40.0
"""With the start of the program, of which others are started beside it."""
MOST_MEGABYTES = 200
QUICK = "terminal.settings"
"""A check that asks no server."""
_FACTOR = 1 if sys.platform == "darwin" else 1024
# Runs the program as a child of its own, so that the peak is the program's and nobody else's.
_MEASURED = f"""
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stderr.write(f"used {{used.ru_maxrss * {_FACTOR} // 1_000_000}} {{used.ru_utime + used.ru_stime}}\\n")
sys.exit(done.returncode)
"""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is measured by getrusage")


class Ran(NamedTuple):
    status: int
    output: bytes
    errors: str
    seconds: float
    computing: float
    """Seconds of the processor: nobody else's work counts, however busy the machine is."""
    megabytes: int


def run(*arguments: str | Path, **extra: str) -> Ran:
    begin = perf_counter()
    command = [sys.executable, "-c", _MEASURED, sys.executable, "-m", "ccdiag", *map(str, arguments)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False, env=environment(**extra))
    errors, _, used = done.stderr.decode().rpartition("used ")
    megabytes, computing = used.split()
    return Ran(done.returncode, done.stdout, errors, perf_counter() - begin, float(computing), int(megabytes))


def steering(output: str) -> set[str]:
    return {character for character in output if character != "\n" and unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Ran, Ran]]]:
    """Every world met side by side, since nearly all of the time is waiting."""

    def meet(name: str, folder: Path) -> tuple[Ran, Ran]:
        with hostile(worlds()[name](), folder) as file:
            arguments = ("check", "-e", file, "-c", folder / "case.toml", "--touch-terminal", "--hold", "1", "--deadline", "9")
            with ThreadPoolExecutor() as both:
                as_json = both.submit(run, *arguments, "--json")
                plain = both.submit(run, *arguments)
                return as_json.result(), plain.result()

    names = list(worlds())
    folders = [tmp_path_factory.mktemp(name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        yield dict(zip(names, pool.map(meet, names, folders), strict=True))


@pytest.mark.parametrize("name", list(worlds()))
def test_a_hostile_world_is_told_of_like_any_other(ran: dict[str, tuple[Ran, Ran]], name: str) -> None:
    as_json, plain = ran[name]
    document = json.loads(as_json.output)
    jsonschema.validate(document, json.loads((resource_root() / "schema" / "run.json").read_text(encoding="utf-8")))
    crashed = [(check["id"], check["reason"]) for check in document["checks"] if check["verdict"] == "crashed"]
    assert crashed == []
    assert document["elapsed_s"] < MOST_OWN_SECONDS
    for one in (as_json, plain):
        assert one.status in {0, 1, 3}
        assert one.errors == ""
        assert one.seconds < MOST_SECONDS
        assert one.megabytes < MOST_MEGABYTES
        assert steering(one.output.decode()) == set()
    strings = re.findall(r'"(?:[^"\\]|\\.)*"', as_json.output.decode())
    assert {character for text in strings for character in steering(json.loads(text))} == set()


# What rich itself writes: colours, lines up, lines cleared, the cursor hidden and shown.
_DRAWING = re.compile(r"\x1b\[(?:[0-9;]*m|\d*A|2K|\?25[lh])|\r")


@pytest.mark.parametrize("name", ["steering_certificate", "steering_names"])
def test_nobody_else_steers_the_terminal(tmp_path: Path, name: str) -> None:
    with hostile(worlds()[name](), tmp_path) as file:
        arguments = ("check", "-e", file, "-c", tmp_path / "case.toml", "--only", "mqtt.session,dns.tas,network.internet,whitelist.entry")
        status, seen = on_a_terminal(*arguments)
    assert status == 1
    assert "\x1b[2K" in seen
    assert steering(_DRAWING.sub("", seen)) == set()


def test_what_verbose_tells_steers_nothing_either(tmp_path: Path) -> None:
    with hostile(worlds()["steering_certificate"](), tmp_path) as file:
        done = run("check", "-e", file, "-c", tmp_path / "case.toml", "--only", "mqtt.tls,dns.tas,whitelist.entry", "--verbose")
    assert done.status == 1
    assert "owned" in done.errors
    assert steering(done.output.decode() + done.errors) == set()


@pytest.mark.parametrize("columns", [1, 20])
def test_a_narrow_terminal_is_drawn_on(columns: int) -> None:
    status, seen = on_a_terminal("check", "--lab", "--only", QUICK, columns=columns)
    assert (status, "Traceback" in seen) == (0, False)


@pytest.mark.parametrize("after", [0.1, 0.4, 0.8])
@pytest.mark.parametrize("times", [1, 2])
def test_ctrl_c_ends_it_quietly_whenever_it_comes(after: float, times: int) -> None:
    status, seen = on_a_terminal("check", "--lab", interrupts=(after,) * times)
    # Python ends by the signal itself before it has begun and after it has ended; a shell calls both 130.
    assert status in {130, -2}
    assert "Traceback" not in seen


@pytest.mark.parametrize("after", [0.6, 1.4])
def test_a_watch_ends_quietly_between_two_runs_as_well(after: float) -> None:
    status, seen = on_a_terminal("check", "--lab", "--only", QUICK, "--watch", "0.5", interrupts=(after,))
    assert (status, "Traceback" in seen) == (130, False)


_ON_ITS_TERMINAL = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
# Whoever starts the tests in the background may have had SIGINT ignored, and that is inherited.
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


def on_a_terminal(*arguments: str | Path, columns: int = 100, interrupts: tuple[float, ...] = ()) -> tuple[int, str]:
    """Run with a terminal of its own, and press Ctrl-C so many seconds after the start."""
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-c", _ON_ITS_TERMINAL, "-m", "ccdiag", *map(str, arguments)]
    kept = {name: value for name, value in environment(TERM="xterm-256color").items() if name != "PYTHONWARNINGS"}
    begin = perf_counter()
    process = subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=kept, start_new_session=True)
    os.close(theirs)
    pending, seen = list(interrupts), b""
    while perf_counter() - begin < 60:
        while pending and perf_counter() - begin >= pending[0]:
            pending.pop(0)
            os.write(ours, b"\x03")
        if select.select([ours], [], [], 0.02)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux' way to say that the other end was closed
                break
            seen += part
    os.close(ours)
    return process.wait(timeout=30), seen.decode(errors="replace")


# --- streams ---------------------------------------------------------------------------------------------------------------------


def shell(line: str, **extra: str) -> subprocess.CompletedProcess[bytes]:
    """Run a line of a shell, in which `ccdiag` is the program."""
    whole = f'ccdiag() {{ "{sys.executable}" -m ccdiag "$@"; }}\n{line}'
    kept = {name: value for name, value in environment().items() if name != "LANG"}
    return subprocess.run(["bash", "-c", whole], capture_output=True, timeout=60, check=False, env={**kept, **extra})


@pytest.mark.parametrize("form", ["", "--json", "--jsonl", "--watch 9"])
@pytest.mark.parametrize(
    ("stream", "status", "said"),
    [
        ("| true; exit ${PIPESTATUS[0]}", 130, b""),
        ("> /dev/full", 2, b"ccdiag: The output cannot be written: No space left on device\n"),
    ],
)
def test_lost_output_ends_the_run(form: str, stream: str, status: int, said: bytes) -> None:
    done = shell(f"ccdiag check --lab --only {QUICK} {form} {stream}")
    assert (done.returncode, done.stderr) == (status, said)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_done_without(closed: str) -> None:
    done = shell(f"ccdiag check --lab --only mqtt.tcp,{QUICK} --json {closed}")
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["--version", "check --help", "check --version", "check --nonsense", "check -e nowhere"])
@pytest.mark.parametrize("streams", ["> /dev/full 2> /dev/full", ">&- 2>&-", "< /dev/null"])
def test_no_command_ends_with_a_trace(command: str, streams: str) -> None:
    done = shell(f"ccdiag {command} {streams}", PYTHONIOENCODING="ascii")
    assert done.returncode in {0, 2}
    assert b"Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "extra",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp437"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LANGUAGE": "../../etc", "TERM": "", "COLUMNS": "20", "HOME": "/nonexistent"},
    ],
)
def test_any_console_shows_the_explanation(extra: dict[str, str]) -> None:
    done = shell("ccdiag check --lab --only terminal.settings --fault terminal.dns_not_set", **extra)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"terminal.dns_not_set" in done.stdout


@pytest.mark.parametrize("setup", ["ulimit -n 12", "d=$(mktemp -d) && cd $d && rmdir $d", "export TMPDIR=/nonexistent"])
def test_a_machine_in_want_is_told_of(setup: str) -> None:
    done = shell(f"{setup}; ccdiag check --lab --only {QUICK} --answer webkassa.file=x")
    assert done.returncode == 2
    assert done.stderr.startswith(b"ccdiag: ")
    assert done.stderr.count(b"\n") == 1


# --- files -----------------------------------------------------------------------------------------------------------------------


def attacks() -> dict[str, bytes]:
    return {
        "huge": b"#" * 100_000_000,
        "binary": bytes(range(256)) * 400,
        "utf-16": "schema = 1\n".encode("utf-16"),
        "latin-1": b'schema = 1\n[merchant]\nname = "\xe9"\n',
        "brackets": b"a = " + b"[" * 100_000 + b"]" * 100_000,
        "tables": b"a = " + b"{a=" * 50_000 + b"1" + b"}" * 50_000,
        "dots": b".".join([b"a"] * 50_000) + b" = 1",
        "quoted_dots": b".".join([b'"a"'] * 40_000) + b" = 1",
        "quotes": b'"' * 250_000,
        "endless_string": b'a = """' + b'\\"' * 100_000,
        "digits": b"schema = " + b"9" * 200_000,
        "many": b"[[a]]\n" * 40_000,
        "equals": b"=" * 200_000,
        "steering_key": 'schema = 1\n"\\u001b]0;owned\\u0007\u202e" = 1\n'.encode(),
        "steering_value": 'schema = 1\ngeneration = "\\u001b[2J\u202e"\n'.encode(),
        "surrogate": b'schema = 1\ngeneration = "\\uD800"\n',
        "wrong_type": b"schema = 1\nterminal = 3\n",
    }


@pytest.mark.parametrize("option", ["-e", "-c"])
@pytest.mark.parametrize("name", list(attacks()))
def test_no_file_is_half_read(tmp_path: Path, option: str, name: str) -> None:
    file = tmp_path / "\x1b[2J\u202efile.toml"
    file.write_bytes(attacks()[name])
    done = run("check", option, file)
    assert (done.status, done.output) == (2, b"")
    assert r"\x1b[2J\u202efile.toml: " in done.errors
    assert steering(done.errors) == set()
    assert done.errors.count("\n") == 1
    assert (done.computing < 2.0, done.megabytes < MOST_MEGABYTES) == (True, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--answer", "terminal.tms_id=" + "9" * 100_000],
        ["--answer", "." * 100_000 + "=1"],
        ["--answer", b"terminal.tms_id=\xff\x1b[2J"],
        ["--answer", b"\xff\x1b[2J=1"],
        ["--answer", "webkassa.file=/dev/zero"],
        ["--answer", "tms_parameters.\x1b[2J=\x1b[2J"],
        ["--only", b"\xff\x1b[2J"],
        ["--interface", b"\xff\x1b[2J"],
        ["-c", b"\xff\x1b[2J.toml"],
        ["-e", b"\xff\x1b[2J/x"],
        [b"--\xff\x1b[2J"],
        ["--hold", "nan"],
    ],
    ids=str,
)
def test_no_argument_is_taken_amiss(arguments: list[str | bytes], tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text("schema = 1\n", encoding="utf-8")
    command = [sys.executable, "-m", "ccdiag", "check", "--only", "terminal.day", "-c", str(case), *arguments]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False, env=environment())
    assert (done.returncode, done.stdout) == (2, b"")
    assert steering(done.stderr.decode()) == set()
    assert b"Traceback" not in done.stderr


def setting_files() -> dict[str, bytes]:
    return {
        "huge": b"{" + b" " * 100_000_000,
        "binary": bytes(range(256)) * 400,
        "nested": b'{"a":' * 100_000,
        "array": b"[" * 900_000,
        "many": b"[" + b'{"a":1},' * 100_000 + b"1]",
        "steering": b'{"terminalId": "\\u001b[2J\\u202e", "\\u001b]0;x\\u0007": "\\ud800"}',
        "digits": b'{"port": ' + b"9" * 900_000 + b"}",
        "lines": b"MqtServicePort;" * 60_000,
        "quotes": b'"' * 900_000,
        "open_quotes": b'MQT;"' * 180_000,
    }


@pytest.mark.parametrize("name", list(setting_files()))
def test_setting_files_are_judged_within_bounds(tmp_path: Path, name: str) -> None:
    content = setting_files()[name]
    (tmp_path / "settings.json").write_bytes(content)
    (tmp_path / "whitelist.csv").write_bytes(content)
    answers = ("--answer", f"webkassa.file={tmp_path / 'settings.json'}", "--answer", f"tms_parameters.file={tmp_path / 'settings.json'}")
    source = f'source = "csv"\npath = "{tmp_path / "whitelist.csv"}"\n'
    text = 'schema = 1\nid = "e"\ntitle = "e"\n[mqtt]\nhost = "127.0.0.1"\nport = 1\nalpn = "a"\ntopics = ["t"]\ntrust = "amazon"\n'
    services = "".join(f'[{service}]\nhost = "127.0.0.1"\nport = 1\n' for service in ("tas", "tms"))
    (tmp_path / "environment.toml").write_text(f"{text}{services}[whitelist]\n{source}", encoding="utf-8")
    only = "webkassa.configuration,tms.parameters,whitelist.entry"
    done = run("check", "-e", tmp_path / "environment.toml", "--answer", "terminal.tms_id=12345678", *answers, "--only", only, "--json")
    assert (done.status in {1, 3}, done.errors) == (True, "")
    assert [check["verdict"] for check in json.loads(done.output)["checks"] if check["verdict"] == "crashed"] == []
    assert steering(done.output.decode()) == set()
    assert (done.computing < 4.0, done.megabytes < MOST_MEGABYTES) == (True, True)


# --- the lab ---------------------------------------------------------------------------------------------------------------------


def test_the_lab_answers_each_line_whatever_it_is() -> None:
    lines = [b"x" * 3_000_000, bytes(range(14, 256)), "fault \x1b[2J\u202e on".encode(), b"kick \x1b", b"fault", b"quit now", b"\xff\xfe"]
    command = [sys.executable, "-m", "ccdiag", "lab"]
    done = subprocess.run(command, input=b"\n".join([*lines, b"quit\n"]), capture_output=True, timeout=60, check=False, env=environment())
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == len(lines) + 2
    assert steering(done.stdout.decode()) == set()


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nowhere", "a" * 300])
def test_the_lab_says_where_it_cannot_write(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    command = [sys.executable, "-m", "ccdiag", "lab", "--directory", str(tmp_path / place)]
    done = subprocess.run(command, input=b"quit\n", capture_output=True, timeout=60, check=False, env=environment())
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"ccdiag: The lab cannot start: ")
