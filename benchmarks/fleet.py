"""`ccdiag fleet` beside a bare `csv.reader` with a whitelist look-up in a dict over the same file; prints ratios, since machines differ.

100,000 terminals of 20,000 configurations with all that an export of TMS says of them: those of one shop are mostly alike, one in ten
differs, one in twenty is not on the whitelist. Both run in turns in one process, the whitelist read beforehand, and the time of the
processor is compared, which others do not take. What the whole command takes, with its start, its whitelist and its document, is printed
beside it, against a Python that does no more than the bare reading.
"""

import csv
import gc
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from ccdiag.app.fleet import read_fleet, whitelist_of
from ccdiag.content.environments import load_environment

ROUNDS = 7
ROWS = 100_000
TERMINALS_EACH = 5
TARGET = 3.0
HEADING = (
    *("configuration", "tms_id", "merchant", "managementSystemId", "accessProtocol", "software", "model", "pos_mode"),
    *("MQT", "MqtServiceEnable", "MqtServiceAddress", "MqtServiceAlpn", "MqtServicePort", "MqtServiceUseSsl", "MqtSubscriptionTopic0"),
    *("CCV Cloud Connection", "SSL/TLS Signature Algorithm"),
)
BARE = """
import csv, sys
with open(sys.argv[2], encoding="utf-8", newline="") as file:
    whitelist = {tms_id: merchant for merchant, tms_id in csv.reader(file, delimiter=";")}
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    print(sum(whitelist.get(row[1]) == row[2] for row in csv.reader(file, delimiter=";")))
"""


def write_tables(folder: Path) -> tuple[Path, Path]:
    chance = random.Random(6)
    environment = load_environment("ccv")
    terminals, listed = folder / "terminals.csv", folder / "whitelist.csv"
    with terminals.open("w", encoding="utf-8", newline="") as file, listed.open("w", encoding="utf-8", newline="") as other:
        table, whitelist = csv.writer(file, delimiter=";"), csv.writer(other, delimiter=";")
        table.writerow(HEADING)
        whitelist.writerow(("merchant", "tms_id"))
        for shop in range(ROWS // TERMINALS_EACH):
            merchant, usual = f"M{shop:05}", settings(chance)
            for number in range(shop * TERMINALS_EACH, (shop + 1) * TERMINALS_EACH):
                tms_id = f"{number:08}"
                if chance.randrange(20):
                    whitelist.writerow((merchant, tms_id))
                software, model, on = usual if chance.randrange(10) else settings(chance)
                own = ("08900000002", "OPI_NL", software, model, "TCP FLAT-OUTGOING", on, "Enabled")
                rest = (environment.mqtt.host, environment.mqtt.alpn, environment.mqtt.port, "Enabled", "NL-CAT", "Enabled", "SHA-256")
                table.writerow((f"shop-{shop:05}.json", tms_id, merchant, *own, *rest))
    return terminals, listed


def settings(chance: random.Random) -> tuple[str, str, str]:
    software = chance.choice(("14.0.11.01", "14.1.02.00", "13.2.01.02"))
    return software, chance.choice(("VX820", "VX680")), chance.choice(("Enabled", "Enabled", "Disabled"))


def bare(terminals: Path, whitelist: dict[str, str]) -> int:
    with terminals.open(encoding="utf-8", newline="") as file:
        return sum(whitelist.get(row[1]) == row[2] for row in csv.reader(file, delimiter=";"))


def in_one_process(terminals: Path, listed: Path) -> bool:
    environment = load_environment("ccv")
    use = whitelist_of(environment, listed)
    with listed.open(encoding="utf-8", newline="") as file:
        whitelist = {tms_id: merchant for merchant, tms_id in csv.reader(file, delimiter=";")}
    ratios, ours, theirs = [], [], []
    for _ in range(ROUNDS):
        gc.collect()
        theirs.append(busy(lambda: bare(terminals, whitelist)))
        gc.collect()
        ours.append(busy(lambda: read_fleet(terminals, environment, whitelist=use)))
        ratios.append(ours[-1] / theirs[-1])
    ratio = statistics.median(ratios)
    size = terminals.stat().st_size / 1e6
    print(
        f"fleet of {ROWS:,} rows, {size:.0f} MB: {ratio:.2f} times csv.reader and a dict (target: at most {TARGET}) "
        f"{'good' if ratio <= TARGET else 'TOO SLOW'}"
        f"   [{statistics.median(ours):.2f} s beside {statistics.median(theirs):.2f} s, worst ratio {max(ratios):.2f}]"
    )
    return ratio <= TARGET


def as_commands(terminals: Path, listed: Path, folder: Path) -> None:
    command = [sys.executable, "-m", "ccdiag", "fleet", str(terminals), "--whitelist", str(listed)]
    bare_seconds = statistics.median(run([sys.executable, "-c", BARE, str(terminals), str(listed)]) for _ in range(3))
    for title, more in (
        ("summary", []),
        ("document", ["--json"]),
        ("table of results", ["--output", str(folder / "results.csv")]),
    ):
        took = statistics.median(run([*command, *more]) for _ in range(3))
        print(f"  the whole command, {title}: {took:.2f} s beside {bare_seconds:.2f} s, {took / bare_seconds:.1f} times")


def run(command: list[str]) -> float:
    with Path(os.devnull).open("wb") as nowhere:
        return seconds(lambda: subprocess.run(command, stdout=nowhere, stderr=nowhere, check=False))


def busy(work: Callable[[], object]) -> float:
    """Return the seconds of the processor: what others keep it from is no part of either."""
    begin = process_time()
    done = work()
    took = process_time() - begin
    # What was made goes after the time is taken.
    del done
    return took


def seconds(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        terminals, listed = write_tables(folder)
        good = in_one_process(terminals, listed)
        as_commands(terminals, listed, folder)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
