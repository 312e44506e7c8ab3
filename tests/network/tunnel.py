"""One end of a tunnel: a program that carries packets between a TUN device of its own and UDP, as a VPN does; encrypted is nothing.

It needs nothing but the standard library, prints `ready` once the device is there, and ends with its parent or by a signal. The other
end's address is that of its first packet where it is not given, so that a router may translate it on the way.

    python tunnel.py '{"device": "tun0", "port": 51820, "peer": "198.51.100.1", "mark": 51820}'
"""

import ctypes
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys

# linux/if_tun.h
_TUNSETIFF = 0x400454CA
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_PACKET_BYTES = 65535
# linux/prctl.h
_PR_SET_PDEATHSIG = 1


def _open(device: str) -> int:
    descriptor = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(descriptor, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _IFF_TUN | _IFF_NO_PI))
    return descriptor


def carry(descriptor: int, outside: socket.socket, peer: tuple[str, int] | None) -> None:
    """Carry packets until a signal ends it."""
    while True:
        ready, _, _ = select.select([descriptor, outside.fileno()], [], [])
        try:
            if outside.fileno() in ready:
                packet, sender = outside.recvfrom(_PACKET_BYTES)
                peer = sender
                os.write(descriptor, packet)
            if descriptor in ready:
                packet = os.read(descriptor, _PACKET_BYTES)
                if peer is not None:
                    outside.sendto(packet, peer)
        except OSError:
            # A firewall that says no, or a device that is not up yet: the packet is lost.
            continue


def main() -> None:
    """Open the device and the port, and carry."""
    wanted = json.loads(sys.argv[1])
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        return  # it has ended already
    descriptor = _open(wanted["device"])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outside:
        if "mark" in wanted:
            outside.setsockopt(socket.SOL_SOCKET, socket.SO_MARK, wanted["mark"])
        outside.bind(("", wanted["port"]))
        print("ready", flush=True)  # noqa: T201  # whoever started it waits for this
        carry(descriptor, outside, (wanted["peer"], wanted["port"]) if "peer" in wanted else None)


if __name__ == "__main__":
    main()
