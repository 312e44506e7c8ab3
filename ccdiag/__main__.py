"""Window or command line."""

import sys


def main() -> int:
    """Run the program and return its exit status."""
    arguments = sys.argv[1:]
    # Asked by scripts and installers, often: answered before anything is imported.
    if arguments == ["--version"] and sys.stdout is not None:
        from ccdiag import __version__

        try:
            print(f"ccdiag {__version__}", flush=True)  # noqa: T201  # this is the answer
        except OSError as error:
            from ccdiag.cli.streams import give_up_output, is_reader_gone

            gone = is_reader_gone(error)
            give_up_output()
            return 130 if gone else 2
        return 0
    from ccdiag.cli.interrupt import end_at_once

    end_at_once()
    if arguments == ["--draw-report"]:
        # The command line's child: no subcommand loads Qt itself.
        from ccdiag.ui.report_child import draw_report

        return draw_report()
    if arguments == ["--try-window"]:
        # The self-test's child, likewise.
        from ccdiag.ui.self_test_child import try_window

        return try_window()
    from ccdiag.app.wishes import has_display, wishes_of

    # The program for windows has no streams, unless somebody gave it some.
    windowed = sys.platform == "win32" and sys.stdout is None and sys.stderr is None
    wishes = wishes_of(arguments, windowed=windowed)
    if wishes is not None and has_display():
        import gc

        # Nothing that is made on the way to the first picture is garbage; looking for some takes a tenth of the time.
        gc.disable()
        from ccdiag.ui.application import run_window

        return run_window(wishes)
    if wishes is not None and wishes.lab and not wishes.opened:
        # Without a display the lab is run against in the terminal.
        arguments = ["check", *arguments]
    elif wishes is not None and wishes.opened:
        from ccdiag.cli.streams import write_error

        write_error("ccdiag: there is no display to show a window on; --help tells what works without")
        return 2
    if windowed:
        from ccdiag.cli.message_box import answer_in_box

        return answer_in_box(arguments)
    try:
        from ccdiag.cli.program import run_command_line

        return run_command_line(arguments)
    except ImportError as error:
        # Of a library that every command needs; what fewer need is told by the self-test.
        sys.stderr.write(f"ccdiag: this installation is not whole: {error}\n")
        return 1 if arguments[:1] == ["self-test"] else 2


if __name__ == "__main__":
    raise SystemExit(main())
