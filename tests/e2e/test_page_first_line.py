"""What is typed soon after opening is laid out for the terminal as it is, not for one of 80 columns."""

from __future__ import annotations

import pytest
from page_driver import LabPage
from playwright.sync_api import Page

LONG = "echo " + " ".join(f"word{number}" for number in range(16))  # longer than 80 columns


@pytest.mark.parametrize("width", [1440, 390])
def test_a_long_line_typed_ahead_stands_whole(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    lab = LabPage(page)
    page.goto(f"/lessons/{lab.slug}/")
    page.wait_for_function("() => document.querySelector('cb-terminal').term")
    if width < 600:
        page.get_by_role("button", name="Terminal").click()
        page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    page.keyboard.type(f"{LONG}\r")
    lab.ready()
    lab.shows(f"# {LONG}\n{LONG.removeprefix('echo ')}")
    lab.line("stty size")
    rows, columns = page.evaluate("() => [document.querySelector('cb-terminal').term].flatMap((t) => [t.rows, t.cols])")
    lab.shows(f"# stty size\n{rows} {columns}")


def test_a_machine_begun_again_has_the_terminals_size(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("echo before")
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Start again").click()
    lab.settled()
    lab.line(LONG)
    lab.shows(f"# {LONG}\n")
