"""Run on a laptop of a world: one look at the way, written as JSON."""

import asyncio
import sys

import msgspec

from ccdiag.model.limits import Limits
from ccdiag.probes.path import path_probe
from ccdiag.probes.source import ANY_SOURCE


def main(address: str, port: str) -> None:
    """Look at the way to a port."""
    seen = asyncio.run(path_probe(address, int(port), role="mqtt", limits=Limits(), source=ANY_SOURCE))
    sys.stdout.write(msgspec.json.encode(seen).decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
