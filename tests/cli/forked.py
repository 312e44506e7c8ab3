"""`python -m ccdiag`; with ORDERS as its argument it stays, and runs whenever it is told to."""

import sys

from tests.network import forks

if __name__ == "__main__":
    if sys.argv[1:] == [forks.ORDERS]:
        forks.serve()
    # As late as in the program: `--version` imports nothing.
    from ccdiag.__main__ import main

    raise SystemExit(main())
