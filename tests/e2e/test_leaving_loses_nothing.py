"""A page that is left right after the last key: the next visit finds the work, and no password was written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from page_driver import LabPage
from playwright.sync_api import Page, Route

pytestmark = pytest.mark.e2e

KEPT_HERE = "() => Object.entries(localStorage).map((pair) => pair.join('=')).join('\\n')"
LINE = "jail -c name=last persist"


def leave_by_reload(page: Page) -> Page:
    page.reload(wait_until="commit")
    return page


def leave_for_elsewhere(page: Page) -> Page:
    page.goto("about:blank", wait_until="commit")
    return page.context.new_page()


def close(page: Page) -> Page:
    page.close()
    return page.context.new_page()


def enter(lab: LabPage, line: str) -> None:
    """A line all at once, and its Enter."""
    lab.page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    lab.page.keyboard.insert_text(line)
    lab.page.keyboard.press("Enter")


@pytest.mark.parametrize("leave", [leave_by_reload, leave_for_elsewhere, close])
def test_what_was_just_typed_is_there_again(page: Page, leave: Callable[[Page], Page]) -> None:
    lab = LabPage(page).open()
    lab.line("jail -c name=early persist")
    lab.kept()
    enter(lab, LINE)
    page.keyboard.insert_text("echo half a li")
    again = LabPage(leave(page)).open()
    again.has("processes", "last")
    again.shows(f"# jail -c name=early persist\n# {LINE}\n# echo half a li")
    again.page.wait_for_function(f"() => ({KEPT_HERE})().includes('\"synced\":true')")
    again.page.evaluate("() => localStorage.clear()")
    again.page.reload()
    again.ready().shows(f"# {LINE}\n# echo half a li")  # the server has it now


def test_in_a_sandbox_too(page: Page) -> None:
    page.goto("/sandbox/")
    lab = LabPage(page).ready()
    enter(lab, LINE)
    page.reload(wait_until="commit")
    lab.ready().has("processes", "last")


def test_what_was_typed_before_the_machine_was_there_is_typed_at_the_next_visit(page: Page) -> None:
    held: list[Route] = []
    page.route("**/pyodide.asm.wasm", lambda route: held.append(route))
    lab = LabPage(page)
    page.goto(f"/lessons/{lab.slug}/")
    page.wait_for_function("() => document.querySelector('cb-terminal').term")
    enter(lab, LINE)
    assert held
    page.unroute("**/pyodide.asm.wasm")
    page.reload(wait_until="commit")
    lab.ready().has("processes", "last")


def test_a_password_is_not_written_down(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("true")
    lab.kept()
    enter(lab, "passwd alice")
    lab.shows("New Password:")
    enter(lab, "hunter2!")
    other = leave_for_elsewhere(page)
    other.goto("/")
    written = other.evaluate(KEPT_HERE)
    assert "passwd alice" in written
    assert "hunter2!" not in written
    other.goto(f"/lessons/{lab.slug}/")
    LabPage(other).shows("New Password:")
