"""Window or command line."""

import sys


def main() -> int:
    """Run the program and return its exit status."""
    # Asked by scripts and installers, often: answered before anything is imported.
    if sys.argv[1:] == ["--version"]:
        from ccdiag import __version__

        print(f"ccdiag {__version__}")  # noqa: T201  # this is the answer
        return 0
    from ccdiag.cli.program import run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
