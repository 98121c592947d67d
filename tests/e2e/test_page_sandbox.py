"""The sandbox: the lab page without a lesson, whose work stays in this browser."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage
from playwright.sync_api import Page, expect


def opened(page: Page, query: str = "") -> LabPage:
    page.goto(f"/sandbox/{query}")
    return LabPage(page).ready()


def test_work_is_kept_here_and_found_again_after_a_reload(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    lab = opened(page)
    lab.line("jail -c name=kept path=/ persist")
    expect(page.locator("cb-kept")).to_have_text("kept here")
    lab.has("network", "kept")
    page.reload()
    lab.ready()
    lab.has("network", "kept")
    assert set(asked) == {"GET"}


def test_another_start_on_another_release_is_another_machine(page: Page) -> None:
    lab = opened(page)
    lab.line("hostname changed")
    page.get_by_role("radio", name="Two plain jails").check()
    page.get_by_role("combobox", name="Release", exact=True).select_option("8.0")
    page.get_by_role("button", name="Open", exact=True).click()
    lab.ready()
    lab.has("network", "www")
    lab.line("uname -r; hostname")
    lab.shows("8.0-RELEASE\ncellblock")


def test_a_release_without_jails(page: Page) -> None:
    lab = opened(page, "?release=3.4")
    lab.line("uname -sr")
    lab.shows("FreeBSD 3.4-RELEASE")


def test_nothing_is_wrong_for_axe(page: Page) -> None:
    opened(page, "?from=hosting")
    assert Axe().run(page).response["violations"] == []
