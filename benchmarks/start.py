"""How long the program takes to start, beside the least that any program of its kind takes; prints ratios, since machines differ.

Measured with hyperfine where it is installed, else by taking turns ourselves. Each ratio is the median of several rounds, so that
something else that runs meanwhile spoils one round and not the figure.
"""

import json
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

ROUNDS = 3
RUNS = 10
WARM_UP = 2

BARE_TYPER = '''
import typer

app = typer.Typer()


@app.command()
def check(environment: str = typer.Option("ccv", help="Endpoints and trust.")) -> None:
    """Run the checklist."""


app()
'''

Command = Sequence[str]
Measure = Callable[[Command, Command], tuple[float, float]]


class Comparison(NamedTuple):
    name: str
    command: Command
    beside: str
    bare: Command
    target: float


def by_hyperfine(command: Command, bare: Command) -> tuple[float, float]:
    """Return the median seconds of both commands."""
    hyperfine = shutil.which("hyperfine")
    assert hyperfine is not None
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "result.json"
        options = ["--shell=none", "--style=none", f"--warmup={WARM_UP}", f"--runs={RUNS}", f"--export-json={written}"]
        quoted = [shlex.join(words) for words in (command, bare)]
        subprocess.run([hyperfine, *options, *quoted], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        first, second = json.loads(written.read_text())["results"]
    return first["median"], second["median"]


def by_turns(command: Command, bare: Command) -> tuple[float, float]:
    """Return the median seconds of both commands, run in turns."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for run in range(WARM_UP + RUNS):
        for words, taken in zip((command, bare), seconds, strict=True):
            begin = perf_counter()
            subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
            if run >= WARM_UP:
                taken.append(perf_counter() - begin)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def report(comparison: Comparison, measure: Measure) -> None:
    rounds = [measure(comparison.command, comparison.bare) for _ in range(ROUNDS)]
    ratio = statistics.median(ours / bare for ours, bare in rounds)
    ours, bare = (statistics.median(column) * 1000 for column in zip(*rounds, strict=True))
    judged = "good" if ratio <= comparison.target else "TOO SLOW"
    print(
        f"{comparison.name}: {ratio:.2f} times {comparison.beside} (target: at most {comparison.target}) {judged}"
        f"   [{ours:.0f} ms beside {bare:.0f} ms]"
    )


def main() -> None:
    ccdiag = shutil.which("ccdiag", path=Path(sys.executable).parent)
    if ccdiag is None:
        sys.exit(f"there is no ccdiag beside {sys.executable}: run `make setup` first")
    with tempfile.TemporaryDirectory() as folder:
        typer = Path(folder) / "bare_typer.py"
        typer.write_text(BARE_TYPER)
        comparisons = (
            Comparison("ccdiag --version", (ccdiag, "--version"), "python -c pass", (sys.executable, "-c", "pass"), 2.0),
            Comparison(
                "ccdiag check --help", (ccdiag, "check", "--help"), "a bare typer program's", (sys.executable, str(typer), "--help"), 2.5
            ),
        )
        # Without a shell hyperfine splits commands as POSIX does, which eats the backslashes of Windows paths.
        with_hyperfine = sys.platform != "win32" and shutil.which("hyperfine") is not None
        print(f"start, measured {'with hyperfine' if with_hyperfine else 'in turns'}: {ROUNDS} rounds of {RUNS} runs, medians")
        for comparison in comparisons:
            report(comparison, by_hyperfine if with_hyperfine else by_turns)


if __name__ == "__main__":
    main()
