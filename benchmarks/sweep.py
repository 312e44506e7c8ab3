"""`ccdiag sweep` beside `nmap -p 4100,4105` over the same /24, with the same finds; prints ratios, since machines differ.

A laptop and a dozen machines on one switch, in network namespaces: some open a port, some throw packets away, some answer no ping. Both run
in turns, from a neighbour table that was emptied, as root and as an ordinary user. nmap is spared its reverse look-ups (`-n`), which take
half a minute where no name server answers.
"""

import json
import re
import shutil
import statistics
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.network.lan import LAPTOP, NOBODY, SHOP, SUBNET, Lan, Machine
from tests.network.namespace import missing

ROUNDS = 5
TARGET = 1.0
NMAP_WORDS = {"closed": "refused", "filtered": "silent", "open": "open"}
Finds = dict[str, tuple[str, ...]]


def by_ccdiag(lan: Lan, user: int | None) -> tuple[float, Finds]:
    """Return the seconds, and the state of both ports by address."""
    begin = perf_counter()
    done = lan.ccdiag("sweep", "--touch-terminal", "--trigger-port", "--json", user=user)
    seconds = perf_counter() - begin
    assert done.returncode == 0, done.stderr.decode()
    return seconds, {host["address"]: tuple(port["state"] for port in host["ports"]) for host in json.loads(done.stdout)["hosts"]}


def by_nmap(lan: Lan, user: int | None) -> tuple[float, Finds]:
    """Return the same of nmap; it lists the laptop as well, which is left out."""
    begin = perf_counter()
    done = lan.run("nmap", "-n", "-p", "4100,4105", "-oG", "-", f"{SUBNET}.0/24", user=user)
    seconds = perf_counter() - begin
    assert done.returncode == 0, done.stderr.decode()
    found = re.findall(r"Host: (\S+) .*Ports: (\S+) (\S+)", done.stdout.decode())
    states = {address: tuple(NMAP_WORDS[port.split("/")[1]] for port in ports) for address, *ports in found}
    return seconds, {address: ports for address, ports in states.items() if address != LAPTOP}


def compare(lan: Lan, user: int | None) -> bool:
    """Run both in turns, print the ratio, and say whether all is as it should be."""
    expected = {machine.address: tuple(_state(machine, port) for port in (4100, 4105)) for machine in lan.machines}
    ratios, ours, theirs, same = [], [], [], True
    for _ in range(ROUNDS):
        lan.forget()
        mine, found = by_ccdiag(lan, user)
        lan.forget()
        nmaps, nmap_found = by_nmap(lan, user)
        ratios.append(mine / nmaps)
        ours.append(mine)
        theirs.append(nmaps)
        same = same and found == nmap_found == expected
    ratio = statistics.median(ratios)
    print(
        f"  as {'root' if user is None else 'a user'}: {ratio:.2f} times nmap (target: at most {TARGET}) "
        f"{'good' if ratio <= TARGET else 'TOO SLOW'}, finds {'equal' if same else 'DIFFER'}"
        f"   [{statistics.median(ours):.2f} s beside {statistics.median(theirs):.2f} s, worst ratio {max(ratios):.2f}]"
    )
    return same and ratio <= TARGET


def _state(machine: Machine, port: int) -> str:
    return "open" if port in machine.opens else "silent" if port in machine.drops else "refused"


def main() -> None:
    if (reason := missing()) is not None or shutil.which("nmap") is None:
        print(f"sweep: skipped, {reason or 'nmap is missing'}")
        return
    good = True
    for title, machines in (("some ports filtered", SHOP), ("no port filtered", [machine for machine in SHOP if not machine.drops])):
        print(f"sweep of a /24 with {len(machines)} machines, {title}: {ROUNDS} rounds, medians")
        lan = Lan(machines)
        try:
            for user in (None, NOBODY):
                good = compare(lan, user) and good
        finally:
            lan.remove()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
