"""The page of cases in the window's program, as a process of its own: what was measured is there at once."""

from pathlib import Path

from tests.ui.test_program import assert_ended_clean, data, lived

__all__ = ["data"]


def test_a_run_appears_on_the_open_page_and_is_opened(data: Path) -> None:  # a fixture of theirs
    told = lived(
        data,
        """
        window, controller = program.window, program.controller
        await program.until(lambda: controller.state.finished and not controller.running)
        window.show_page("cases")
        page = program.casework.page
        page.finder.simulated.setChecked(True)

        async def seen(condition):
            async with asyncio.timeout(30):
                while not condition():
                    await asyncio.sleep(0.01)

        await seen(lambda: page.finder.cases.rowCount() == 1)
        page.finder.open_case(page.finder.cases.cases[0])
        await seen(lambda: page.overview.run is not None and page.overview.isVisible())
        print(page.finder.runs.rowCount(), page.overview.title.text())
        program.lab.set_fault("tls.intercepted", True)
        controller.start()
        await program.until(lambda: not controller.running)
        await seen(lambda: page.finder.runs.rowCount() == 2)
        for row in (0, 1):
            page.finder.runs.toggle(row)
        await seen(page.comparison.isVisible)
        print(page.comparison.panel.headline.text())
        page.finder.runs.unmark()
        await seen(page.overview.isVisible)
        page.overview.open.click()
        await seen(lambda: program.viewing.is_viewing)
        print(program.viewing.state.verdict)
        window.close()
        """,
        lab=True,
    )
    assert told.output[:3] == ["1 No fault found", "Now broken: A firewall opens the encrypted connection", "healthy"]
    assert_ended_clean(told)
