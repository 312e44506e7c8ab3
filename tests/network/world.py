"""A world: a shop with a laptop and a terminal, its router, the provider, and the service's side; connected to nothing else."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.network import configurations, plan
from tests.network.forks import Runner
from tests.network.namespace import PREFIX, Namespace
from tests.network.quickly import HURRIED, PRELOADED

ROOT = Path(__file__).parents[2]
_ODD_SERVERS = Path(__file__).with_name("odd_servers.py")
_PROGRAM = "tests.network.quickly"
_RUN_LIMIT_S = 60
# Who may read what only root may read (an interpreter in root's home, say), and else has no rights at all.
_AS_USER = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
_AS_USER += [f"--{kind}=-all,+dac_read_search" for kind in ("inh-caps", "ambient-caps", "bounding-set")]
_FAULTS = (
    "table inet faults {",
    "chain prerouting { type nat hook prerouting priority -110; }",
    "chain input { type filter hook input priority 0; }",
    "chain forward { type filter hook forward priority 0; }",
    "chain output { type filter hook output priority 0; }",
    "}",
)


@dataclass(frozen=True)
class Ran:
    """One run of the command line."""

    document: dict[str, Any]
    exit_status: int
    seconds: float
    errors: str

    @property
    def verdict(self) -> str:
        return str(self.document["verdict"])

    @property
    def elapsed_s(self) -> float:
        """By the run's own clock, without the start of Python."""
        return float(self.document["elapsed_s"])

    @property
    def causes(self) -> list[dict[str, Any]]:
        return list(self.document["causes"])

    @property
    def primary(self) -> str | None:
        return str(self.causes[0]["id"]) if self.causes else None

    def check(self, name: str) -> dict[str, Any]:
        return next(check for check in self.document["checks"] if check["id"] == name)

    def told(self) -> str:
        """Say what was found, for whoever reads a failed test."""
        lines = [f"{self.verdict} in {self.seconds:.1f} s"]
        lines += [f"cause {cause['id']} {cause['severity']} {cause['certainty']}: {cause['title']}" for cause in self.causes]
        for check in self.document["checks"]:
            lines.append(f"{check['id']} {check['verdict']} {check['elapsed_s']:.1f} s: {check['reason']}")
            # What was seen of the own network and not held against it explains much of the rest.
            if check["verdict"] not in {"pass", "skipped"} or check["id"] == "network.interface":
                lines += [
                    f"    {seen['operation']} {seen['target']} {seen['elapsed_s']:.2f} {seen['failure']} {_short(seen['facts'])}"
                    for seen in check["observations"]
                ]
        return "\n".join([*lines, self.errors])


def _short(facts: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in facts.items() if value not in (None, [], False))[:300]


@dataclass
class Shop:
    """What the next run is given: the laptop's settings, the environment and the case."""

    name_servers: tuple[str, ...] = (plan.ROUTER,)
    hosts: str = "127.0.0.1 localhost\n"
    environment: dict[str, Any] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)
    answers: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    knows_the_firewall: bool = False
    as_user: bool = False
    """Who runs it where it runs once; `check_as_both` does not ask."""
    variables: dict[str, str] = field(default_factory=dict)


class World:
    """Five namespaces with servers in them; faults are switched on by tests and off by `mend`."""

    def __init__(self, number: int) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}-{os.getpid()}-"))
        self.folder.chmod(0o755)
        self._mark = f"{PREFIX}-{os.getpid()}-{number}"
        self._made: list[Namespace] = []
        self._undo: list[Callable[[], None]] = []
        self._runners: dict[tuple[bool, str | None], Runner] = {}
        try:
            self.laptop, self.router, self.provider, self.service, self.terminal = (
                self._namespace(place) for place in ("laptop", "router", "provider", "service", "terminal")
            )
            self._connect()
            self.certificates = configurations.Certificates(self.folder)
            self._serve()
        except BaseException:
            self.remove()
            raise
        self.shop = self._new_shop()

    @property
    def places(self) -> tuple[Namespace, ...]:
        """All machines of this world."""
        return tuple(self._made)

    def _namespace(self, place: str) -> Namespace:
        made = Namespace(f"{self._mark}-{place}")
        self._made.append(made)
        made.ip("link set lo up")
        # Without IPv6 of its own a link is ready at once; a shop with IPv6 is a scenario of its own.
        made.sysctl(net__ipv6__conf__all__disable_ipv6=1, net__ipv4__ping_group_range="0 2147483647")
        # Where IPv6 is switched on, link-local addresses would be tried for two seconds before they may be used; devices take this over.
        made.sysctl(net__ipv6__conf__all__accept_dad=0, net__ipv6__conf__default__accept_dad=0)
        made.nft(*_FAULTS)
        # Where a connection was sent elsewhere by a fault, the next one from the same port must not be sent there too.
        made.sysctl(**{f"net__netfilter__nf_conntrack_tcp_timeout_{state}": 0 for state in ("close", "time_wait", "fin_wait", "last_ack")})
        return made

    def _connect(self) -> None:
        for place, device, end, peer in (
            (self.router, "lan1", self.laptop, "eth0"),
            (self.router, "lan2", self.terminal, "eth0"),
            (self.router, "wan", self.provider, "shop"),
            (self.provider, "service", self.service, "eth0"),
        ):
            place.ip(f"link add dev {device} type veth peer name {peer} netns {end.name}")
        # Firewalls see what passes through the router, not what passes through its switch.
        self.router.sysctl(net__ipv4__ip_forward=1, net__bridge__bridge_nf_call_iptables=0)
        # Else it tells the laptop of a shorter way to another subnet on its switch, which then leads past its firewall.
        self.router.sysctl(net__ipv4__conf__all__send_redirects=0, net__ipv4__conf__default__send_redirects=0)
        self.provider.sysctl(net__ipv4__ip_forward=1)
        # Linux says no six times and then once a second (icmp(7)), which is enough for one run; here it recovers sooner, so that neither of
        # two runs at once is short of the words that the other, or the scenario before it, has used up.
        for place in (self.router, self.provider):
            place.sysctl(net__ipv4__icmp_ratelimit=50)
        # The router's switch is a bridge, as in most shops.
        self.router.ip(
            "link add dev switch type bridge forward_delay 0",
            "link set dev lan1 master switch up",
            "link set dev lan2 master switch up",
            "link set dev switch up",
            f"address add {plan.ROUTER}/24 dev switch",
            # As hosts of their own: taking the router's address away takes its subnet's further addresses with it.
            *(f"address add {address}/32 dev switch" for address in (*plan.DNS_MANNERS.values(), plan.CLOSED_NAME_SERVER)),
            "link set dev wan up",
            f"address add {plan.ROUTER_OUTSIDE}/24 dev wan",
            f"route add default via {plan.PROVIDER}",
        )
        self.router.nft(
            "table ip shop {",
            'chain out { type nat hook postrouting priority 100; oifname "wan" masquerade; }',
            'chain in { type filter hook forward priority 10; iifname "wan" ct state new drop; }',
            "}",
        )
        for place, address in ((self.laptop, plan.LAPTOP), (self.terminal, plan.TERMINAL)):
            place.ip(f"address add {address}/24 dev eth0", "link set dev eth0 up", f"route add default via {plan.ROUTER}")
        self.provider.ip(
            f"address add {plan.PROVIDER}/24 dev shop",
            f"address add {plan.SERVICE_GATEWAY}/24 dev service",
            "link set dev shop up",
            "link set dev service up",
        )
        addresses = [*plan.MQTT, plan.TAS, plan.TMS, plan.VPOS, plan.CONTROL, plan.RESOLVER, *plan.REFERENCE, plan.WEB, plan.BLOCK_PAGE]
        addresses += [*plan.TLS_MANNERS.values(), *plan.TCP_MANNERS.values()]
        self.service.ip(
            *(f"address add {address}/24 dev eth0" for address in addresses),
            "link set dev eth0 up",
            f"route add default via {plan.SERVICE_GATEWAY}",
        )

    def _serve(self) -> None:
        folder = self.folder
        self.service.start("mosquitto", "-c", configurations.mosquitto(folder), log=folder / "mosquitto.log")
        self.service.start(
            "nginx", "-e", "stderr", "-c", configurations.service_nginx(folder, self.certificates), log=folder / "service-nginx.log"
        )
        dnsmasq = ("dnsmasq", "--keep-in-foreground", "--user=root", "--pid-file")
        self.service.start(*dnsmasq, "-C", configurations.zone(folder), log=folder / "zone.log")
        self.router.start(*dnsmasq, "-C", configurations.forwarder(folder), log=folder / "forwarder.log")
        self.router.start(
            "nginx", "-e", "stderr", "-c", configurations.router_nginx(folder, self.certificates), log=folder / "router-nginx.log"
        )
        services = [(plan.TAS, plan.TAS_PORT), (plan.TMS, plan.TMS_PORT)]
        listeners = [{"manner": "silent", "host": host, "port": port} for host, port in services]
        listeners += [
            {"manner": manner, "host": host, "port": port}
            for manner, host in plan.TCP_MANNERS.items()
            for port in (443, plan.TAS_PORT, plan.TMS_PORT)
        ]
        terminal = [{"manner": "silent", "host": plan.TERMINAL, "port": port} for port in (plan.OPI_PORT, plan.TRIGGER_PORT)]
        for place, wanted in ((self.service, listeners), (self.router, configurations.odd_name_servers()), (self.terminal, terminal)):
            place.start(sys.executable, _ODD_SERVERS, json.dumps(wanted), log=folder / f"{place.name}-odd.log", says=b"ready")
        self.service.awaits(1883, 443, 80, 53)
        self.router.awaits(53, plan.PORTAL_PORT, plan.INSPECTION_PORT)
        self.pos_mode("flat-outgoing")
        self.laptop.awaits_link("eth0")
        self.forget()

    def _new_shop(self) -> Shop:
        return Shop(environment=configurations.environment(self.certificates), case=configurations.case())

    # --- faults ---

    def undo(self, action: Callable[[], None]) -> None:
        """Have something done when the world is mended, the last one first."""
        self._undo.append(action)

    def rules(self, place: Namespace, chain: str, *rules: str) -> None:
        """Add rules to a namespace's table of faults, which is emptied when the world is mended."""
        place.nft(*(f"add rule inet faults {chain} {rule}" for rule in rules))
        self.undo(lambda: place.nft("flush table inet faults"))

    def change(self, place: Namespace, *, does: str, undoes: str | tuple[str, ...]) -> None:
        """Change links, addresses or routes with `ip`, until the world is mended."""
        place.ip(does)
        lines = (undoes,) if isinstance(undoes, str) else undoes
        self.undo(lambda: place.ip(*lines))

    def unplug(self, port: str) -> None:
        """Take the cable out of a port of the router."""
        end = {"lan1": self.laptop, "lan2": self.terminal, "wan": self.provider}[port]
        device = "shop" if port == "wan" else "eth0"
        # A link that was down has lost nothing but its routes where it was down at this end.
        self.router.ip(f"link set dev {port} down")
        end.awaits_link(device, up=False)
        back = [f"link set dev {port} up", *([f"route replace default via {plan.PROVIDER}"] if port == "wan" else [])]

        def plug_in() -> None:
            self.router.ip(*back)
            end.awaits_link(device)

        self.undo(plug_in)

    def name_servers(self, *manners: str) -> None:
        """Let laptop and terminal use name servers of these manners."""
        addresses = tuple(plan.DNS_MANNERS.get(manner, manner) for manner in manners)
        self.shop.name_servers = addresses
        self.shop.case["terminal"]["dns"] = list(addresses)

    def served_by(self, manner: str, *, port: int = 443, instead_of: tuple[str, ...] = plan.MQTT) -> None:
        """Let a service behave in one of the manners of the plan."""
        to = (plan.TLS_MANNERS | plan.TCP_MANNERS)[manner]
        addresses = ", ".join(instead_of)
        self.rules(self.service, "prerouting", f"ip daddr {{ {addresses} }} tcp dport {port} dnat ip to {to}")

    def inspect(self, *, known: bool) -> None:
        """Let the router open all encrypted connections, with an issuer that the laptop knows or does not."""
        self.rules(self.router, "prerouting", f'iifname "switch" tcp dport 443 dnat ip to {plan.ROUTER}:{plan.INSPECTION_PORT}')
        self.shop.knows_the_firewall = known

    def pos_mode(self, mode: str) -> None:
        """Close the terminal's ports that nobody listens on in a mode."""
        closed = {
            "flat-outgoing": (plan.OPI_PORT,),
            "standard": (plan.TRIGGER_PORT,),
            "flat-incoming": (plan.TRIGGER_PORT,),
            "serial": (plan.OPI_PORT, plan.TRIGGER_PORT),
        }[mode]
        ports = ", ".join(map(str, closed))
        self.terminal.nft("flush table inet faults", f"add rule inet faults input tcp dport {{ {ports} }} reject with tcp reset")

    def forget(self) -> None:
        """Let every machine forget its neighbours, and what it learnt of ways and destinations: how large packets may be, how far it is."""
        for place in self._made:
            place.ip("neigh flush all", "route flush cache", "tcp_metrics flush all")

    def mend(self) -> None:
        """Take all faults away, and start with a new shop."""
        while self._undo:
            self._undo.pop()()
        self.pos_mode("flat-outgoing")
        self.forget()
        self.shop = self._new_shop()

    # --- runs ---

    def check(self) -> Ran:
        """Run the checklist on the laptop, as root or as the shop says."""
        return self._ran(self._written(), as_user=self.shop.as_user)

    def check_as_both(self) -> tuple[Ran, Ran]:
        """Run it as root and as an ordinary user, side by side; return both in this order."""
        written = self._written()
        with ThreadPoolExecutor(max_workers=2) as threads:
            root, user = threads.map(lambda as_user: self._ran(written, as_user=as_user), (False, True))
        return root, user

    def _written(self) -> tuple[str, ...]:
        """Write down what the next run is given, and return the arguments that name it."""
        shop, folder = self.shop, self.folder
        settings = self.laptop.settings
        (settings / "resolv.conf").write_text("".join(f"nameserver {server}\n" for server in shop.name_servers))
        (settings / "hosts").write_text(shop.hosts)
        (settings / "nsswitch.conf").write_text("hosts: files dns\n")
        environment = configurations.write_toml(folder / "environment.toml", shop.environment)
        case = configurations.write_toml(folder / "case.toml", shop.case)
        answers = [part for answer in shop.answers for part in ("--answer", answer)]
        return ("-e", str(environment), "-c", str(case), "--json", "--touch-terminal", *answers, *shop.arguments)

    def _ran(self, arguments: tuple[str, ...], *, as_user: bool) -> Ran:
        shop, folder = self.shop, self.folder
        data = folder / ("data-of-user" if as_user else "data")
        data.mkdir(exist_ok=True)
        # What is kept of a run belongs to whoever makes it.
        data.chmod(0o777)
        store = self.certificates.laptop_store_with_firewall if shop.knows_the_firewall else self.certificates.laptop_store
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "PYTHONWARNINGS": "error",
            "CCDIAG_DATA": str(data),
            "SSL_CERT_FILE": str(store),
            "SSL_CERT_DIR": str(folder / "no-certificates"),
            **shop.variables,
        }
        begin = (*self.laptop.inside, *(_AS_USER if as_user else ()))
        began = time.perf_counter()
        if PRELOADED in shop.variables:
            command = [*begin, sys.executable, "-m", _PROGRAM, "check", *arguments]
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_RUN_LIMIT_S, check=False)
            status, said, errors = done.returncode, done.stdout, done.stderr
        else:
            kind = (as_user, shop.variables.get(HURRIED))
            if kind not in self._runners:
                self._runners[kind] = Runner(begin, module=_PROGRAM, folder=ROOT, environment=environment)
            status, said, errors = self._runners[kind].run(("check", *arguments), environment, limit_s=_RUN_LIMIT_S)
        seconds = time.perf_counter() - began
        assert said, f"exit {status}: {errors}"
        return Ran(json.loads(said), status, seconds, errors)

    def remove(self) -> None:
        """End everything that this world started, and take it away."""
        for runner in self._runners.values():
            runner.close()
        for place in self._made:
            place.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
