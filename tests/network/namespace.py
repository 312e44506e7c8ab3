"""A network namespace, what runs in it, and how what dead runs left behind is cleared away."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PREFIX = "ccdw"
"""Names are PREFIX-process-number-place, so that a later run knows whose they were."""
SETTINGS = Path("/etc/netns")
"""What `ip netns exec` lays over /etc, a folder a namespace."""
STREAM_MODULE = "/usr/lib/nginx/modules/ngx_stream_module.so"
"""Where Debian's libnginx-mod-stream puts it."""
_STARTS_S = 10.0


def missing() -> str | None:
    """Say why worlds cannot be made here; None when they can."""
    if sys.platform != "linux":
        return "network namespaces are Linux'"
    if os.geteuid() != 0:
        return "making network namespaces needs root"
    programs = ("ip", "nft", "dnsmasq", "nginx", "mosquitto", "setpriv")
    absent = [program for program in programs if shutil.which(program) is None]
    if absent:
        return f"missing: {', '.join(absent)}"
    if not Path(STREAM_MODULE).exists():
        return f"missing: {STREAM_MODULE}"
    probe = f"{PREFIX}-{os.getpid()}-probe"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode:
        return "this system makes no network namespaces"
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return None


def sweep() -> None:
    """Remove what runs that no longer live have left: their processes, namespaces, settings and folders."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0] for line in listed.splitlines() if line.strip()}
    if SETTINGS.is_dir():
        names |= {folder.name for folder in SETTINGS.iterdir()}
    for name in filter(_is_left_over, names):
        remove(name)
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}-*"):
        if _is_left_over(folder.name):
            shutil.rmtree(folder, ignore_errors=True)


def _is_left_over(name: str) -> bool:
    prefix, _, rest = name.partition("-")
    owner = rest.partition("-")[0]
    return prefix == PREFIX and owner.isdigit() and not Path(f"/proc/{owner}").exists()


def remove(name: str) -> None:
    """End what runs in a namespace, process by process, and take the namespace away."""
    running = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False).stdout
    for process in running.split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(process), signal.SIGKILL)
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    shutil.rmtree(SETTINGS / name, ignore_errors=True)


class Namespace:
    """One machine of a world."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.settings = SETTINGS / name
        self._processes: list[subprocess.Popen[bytes]] = []
        subprocess.run(["ip", "netns", "add", name], check=True)
        self.settings.mkdir(parents=True, exist_ok=True)

    def ip(self, *lines: str) -> None:
        """Run commands of `ip`, one a line."""
        self._fed(["ip", "-n", self.name, "-batch", "-"], "\n".join(lines))

    def nft(self, *lines: str) -> None:
        """Run commands of `nft`, all or none."""
        self._fed([*self.inside, "nft", "-f", "-"], "\n".join(lines))

    @property
    def inside(self) -> tuple[str, ...]:
        """What goes before a command that runs in here."""
        return ("ip", "netns", "exec", self.name)

    def run(self, *command: str) -> str:
        """Run one command in here, to its end, and return what it printed."""
        return subprocess.run([*self.inside, *command], check=True, capture_output=True, text=True).stdout

    def sysctl(self, **values: str | int) -> None:
        """Write kernel settings, `net__ipv4__ip_forward=1`; without the program of that name, which small systems lack."""
        lines = [f"echo '{value}' >/proc/sys/{_file(name)}" for name, value in values.items()]
        self._fed([*self.inside, "sh", "-e"], "\n".join(lines))

    def start(
        self, *command: str | Path, log: Path, says: bytes = b"", environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a server, and wait for the line that it says when it is there. It dies with us."""
        full = [*self.inside, "setpriv", "--pdeathsig", "KILL", *map(str, command)]
        with log.open("wb") as errors:
            process = subprocess.Popen(
                full, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if says else errors, stderr=errors, env=environment
            )
        self._processes.append(process)
        if says:
            assert process.stdout is not None
            with process.stdout:
                said = process.stdout.readline()
            assert said.strip() == says, f"{command[0]}: {said!r} {log.read_text()}"
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End a server that was started in here, and wait until it has."""
        process.terminate()
        process.wait()
        self._processes.remove(process)

    def awaits(self, *ports: int) -> None:
        """Wait until somebody listens in here on each of these TCP ports."""
        until = time.monotonic() + _STARTS_S
        while not set(ports) <= self._listening():
            ended = [process.args for process in self._processes if process.poll() is not None]
            assert not ended, f"ended: {ended}"
            assert time.monotonic() < until, f"nobody listens on some of {ports}: {self._listening()}"
            time.sleep(0.005)  # another program's socket is no event that could be awaited

    def awaits_link(self, device: str, *, up: bool = True) -> None:
        """Wait until the system calls a link running, or not; it does so up to a second after traffic passes, or stops."""
        until = time.monotonic() + _STARTS_S
        while (b"state UP" in (shown := self._shown(device))) is not up:
            assert time.monotonic() < until, shown
            time.sleep(0.02)  # likewise

    def _shown(self, device: str) -> bytes:
        return subprocess.run(["ip", "-n", self.name, "-o", "link", "show", "dev", device], capture_output=True, check=True).stdout

    def _listening(self) -> set[int]:
        """Return the TCP ports that anybody listens on in here, read through a process that has entered."""
        here = Path(f"/run/netns/{self.name}").stat().st_ino
        for process in self._processes:
            with contextlib.suppress(OSError):
                if Path(f"/proc/{process.pid}/ns/net").stat().st_ino == here:
                    return _ports(Path(f"/proc/{process.pid}/net/tcp").read_text())
        return set()

    def remove(self) -> None:
        """End the processes, by their own ids, and take everything away."""
        for process in self._processes:
            process.kill()
            process.wait()
        remove(self.name)

    def _fed(self, command: Sequence[str], text: str) -> None:
        done = subprocess.run(command, input=text + "\n", capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}\n{text}\n{done.stderr}"


def _ports(table: str) -> set[int]:
    rows = [line.split() for line in table.splitlines()[1:]]
    return {int(row[1].rpartition(":")[2], 16) for row in rows if row[3] == "0A"}


def _file(setting: str) -> str:
    return setting.replace("__", "/").replace("_nf_call_", "-nf-call-")
