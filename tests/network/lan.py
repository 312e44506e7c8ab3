"""A shop's LAN alone: a laptop and a number of machines on one switch, each in a namespace of its own, connected to nothing else."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.network.namespace import PREFIX, Namespace

ROOT = Path(__file__).parents[2]
SUBNET = "192.168.78"
LAPTOP = f"{SUBNET}.10"
NOBODY = 65534
"""The user who may do nothing: no raw sockets, no ARP of its own."""
_RUN_LIMIT_S = 60

_LISTENER = """
import signal, socket, sys
kept = [socket.create_server(("", int(port))) for port in sys.argv[1:]]
print("ready", flush=True)
signal.pause()
"""


@dataclass(frozen=True)
class Machine:
    """What stands on the LAN at one address."""

    number: int
    """The last part of its address."""
    opens: tuple[int, ...] = ()
    drops: tuple[int, ...] = ()
    """TCP ports whose packets are thrown away."""
    drops_ping: bool = False

    @property
    def address(self) -> str:
        return f"{SUBNET}.{self.number}"

    @property
    def hardware_address(self) -> str:
        return f"02:00:00:00:78:{self.number:02x}"


SHOP = (
    Machine(1),
    Machine(20, opens=(4105,)),
    Machine(21, opens=(4105,), drops_ping=True),
    Machine(22, opens=(4105,), drops=(4100,)),
    Machine(30, opens=(4100,)),
    Machine(31, opens=(4100,), drops_ping=True),
    Machine(40, opens=(4100, 4105)),
    Machine(50, drops=(4100, 4105)),
    Machine(51, drops=(4100, 4105), drops_ping=True),
    Machine(60, drops_ping=True),
    Machine(200),
    Machine(254, opens=(4105,)),
)
"""A router, terminals, tills and whatever else a shop has; some answer no ping, some throw away what comes to a port."""


def environment() -> dict[str, str]:
    """Return what programs on the laptop are given, and nothing of the one who tests."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONWARNINGS": "error"}


@dataclass
class Lan:
    """The machines and the switch; `laptop` is where programs run."""

    machines: Sequence[Machine] = SHOP
    prefix: int = 24
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix=f"{PREFIX}-")))

    def __post_init__(self) -> None:
        self._made: list[Namespace] = []
        self.places: dict[int, Namespace] = {}
        """The machines' namespaces, by their numbers."""
        try:
            self.switch, self.laptop = self._namespace("switch"), self._namespace("laptop")
            self.switch.ip("link add dev switch type bridge forward_delay 0", "link set dev switch up")
            self._attach(self.laptop, LAPTOP, "02:00:00:00:78:0a")
            for machine in self.machines:
                self._add(machine)
        except BaseException:
            self.remove()
            raise

    def _namespace(self, place: str) -> Namespace:
        made = Namespace(f"{PREFIX}-{os.getpid()}-lan-{place}")
        self._made.append(made)
        made.ip("link set lo up")
        made.sysctl(net__ipv6__conf__all__disable_ipv6=1, net__ipv4__ping_group_range="0 2147483647")
        return made

    def _attach(self, place: Namespace, address: str, hardware_address: str) -> None:
        port = f"p{address.rpartition('.')[2]}"
        self.switch.ip(
            f"link add dev {port} type veth peer name eth0 netns {place.name} address {hardware_address}",
            f"link set dev {port} master switch up",
        )
        place.ip(f"address add {address}/{self.prefix} dev eth0", "link set dev eth0 up")

    def _add(self, machine: Machine) -> None:
        place = self.places[machine.number] = self._namespace(str(machine.number))
        self._attach(place, machine.address, machine.hardware_address)
        rules = [f"tcp dport {port} drop" for port in machine.drops]
        if machine.drops_ping:
            rules.append("icmp type echo-request drop")
        if rules:
            place.nft("table inet own {", "chain input { type filter hook input priority 0;", *(f"{rule};" for rule in rules), "}", "}")
        if machine.opens:
            ports = map(str, machine.opens)
            place.start(sys.executable, "-S", "-c", _LISTENER, *ports, log=self.folder / f"{machine.number}.log", says=b"ready")

    def count(self, number: int) -> None:
        """Count anew what a machine gets: connections to each of its two ports, and packets that carry anything."""
        counters = {
            "opi": "tcp dport 4100 tcp flags == syn",
            "trigger": "tcp dport 4105 tcp flags == syn",
            "data": "tcp flags & psh == psh",
        }
        self.places[number].nft(
            "table ip seen",
            "delete table ip seen",
            "table ip seen {",
            *(f"counter {name} {{ }};" for name in counters),
            "chain input { type filter hook input priority -300;",
            *(f"{rule} counter name {name};" for name, rule in counters.items()),
            "}",
            "}",
        )

    def counted(self, number: int) -> dict[str, int]:
        """Return what was counted, by its name."""
        listed = subprocess.run(
            [*self.places[number].inside, "nft", "-j", "list", "counters", "table", "ip", "seen"], capture_output=True, check=True
        ).stdout
        found = [entry["counter"] for entry in json.loads(listed)["nftables"] if "counter" in entry]
        return {counter["name"]: int(counter["packets"]) for counter in found}

    def forget(self) -> None:
        """Let the laptop forget its neighbours."""
        self.laptop.ip("neigh flush all")

    def know_from_before(self, *addresses: str) -> None:
        """Let the laptop know machines from earlier; the kernel takes those for granted for five seconds more."""
        numbers = [int(address.rpartition(".")[2]) for address in addresses]
        self.laptop.ip(*(f"neigh replace {Machine(n).address} lladdr {Machine(n).hardware_address} dev eth0 nud stale" for n in numbers))

    @contextmanager
    def laptop_with_prefix(self, prefix: int) -> Iterator[None]:
        """Let the laptop take the subnet for larger than it is."""
        self.laptop.ip(f"address del {LAPTOP}/{self.prefix} dev eth0", f"address add {LAPTOP}/{prefix} dev eth0")
        try:
            yield
        finally:
            self.laptop.ip(f"address del {LAPTOP}/{prefix} dev eth0", f"address add {LAPTOP}/{self.prefix} dev eth0")

    def run(self, *command: str, user: int | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run a program on the laptop, as root or as somebody else."""
        full = self.command(*command, user=user)
        return subprocess.run(full, cwd=ROOT, env=environment(), capture_output=True, timeout=_RUN_LIMIT_S, check=False)

    def ccdiag(self, *arguments: str, user: int | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run the program on the laptop."""
        return self.run(sys.executable, "-m", "ccdiag", *arguments, user=user)

    def command(self, *command: str, user: int | None = None) -> list[str]:
        """Write down how a program is run on the laptop."""
        as_user = () if user is None else ("setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups")
        return [*self.laptop.inside, *as_user, *command]

    def remove(self) -> None:
        """End everything that this LAN started, and take it away."""
        for place in self._made:
            place.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
