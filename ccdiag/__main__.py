"""Window or command line."""

import sys


def main() -> int:
    """Run the program and return its exit status."""
    # Asked by scripts and installers, often: answered before anything is imported.
    if sys.argv[1:] == ["--version"]:
        from ccdiag import __version__

        try:
            print(f"ccdiag {__version__}", flush=True)  # noqa: T201  # this is the answer
        except OSError as error:
            from ccdiag.cli.streams import give_up_output

            give_up_output()
            return 130 if isinstance(error, BrokenPipeError) else 2
        return 0
    from ccdiag.cli.interrupt import end_at_once

    end_at_once()
    from ccdiag.cli.program import run_command_line

    return run_command_line(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
