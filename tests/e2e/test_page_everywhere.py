"""Offline after the first load, settings, keys, terms that open in place, reference cards, and a first visit."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage
from playwright.sync_api import BrowserContext, Page, expect


def installed(page: Page) -> None:
    """Wait until the service worker has everything."""
    page.evaluate("() => navigator.serviceWorker.ready")


def test_a_lesson_goes_on_without_a_network_and_hands_in_when_it_is_back(page: Page, context: BrowserContext) -> None:
    lab = LabPage(page).open()
    installed(page)
    page.reload()  # the page itself is kept from now on
    lab.ready()
    lab.line("hostname begun")
    lab.kept()
    context.set_offline(True)
    page.reload()
    lab.ready()
    lab.line("hostname; hostname alone")
    lab.shows("# hostname; hostname alone\nbegun")
    expect(page.locator("cb-kept")).to_contain_text("offline")
    page.wait_for_timeout(1_000)
    page.reload()
    lab.ready()
    lab.line("hostname")
    lab.shows("# hostname\nalone")
    context.set_offline(False)
    lab.kept()


def test_the_sandbox_starts_without_a_network(page: Page, context: BrowserContext) -> None:
    page.goto("/sandbox/")
    LabPage(page).ready()
    installed(page)
    page.reload()
    LabPage(page).ready()
    context.set_offline(True)
    other = context.new_page()
    other.goto("/sandbox/")
    LabPage(other).ready().line("uname")


def test_a_question_mark_lists_keys_and_settings_are_kept(page: Page) -> None:
    page.goto("/sandbox/")
    LabPage(page).ready()
    page.locator(".lesson-scroll").focus()
    page.keyboard.press("?")
    expect(page.locator("#settings")).to_be_visible()
    before = page.evaluate("() => getComputedStyle(document.documentElement).fontSize")
    page.get_by_role("combobox", name="Text").select_option("larger")
    page.get_by_role("combobox", name="Colours").select_option("dark")
    assert page.evaluate("() => getComputedStyle(document.documentElement).fontSize") != before
    assert Axe().run(page).response["violations"] == []
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-text", "larger")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")


def test_f8_goes_to_the_time_line_from_the_terminal(page: Page) -> None:
    page.goto("/sandbox/")
    LabPage(page).ready().line("echo x")
    page.keyboard.press("F8")
    expect(page.get_by_role("slider", name="Moment")).to_be_focused()


def test_terms_and_cards_open_in_place(page: Page) -> None:
    LabPage(page).open()
    term = page.locator(".term").first
    note = page.locator(f"#{term.get_attribute('popovertarget')}")
    expect(note).to_be_hidden()
    term.click()
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    page.goto("/sandbox/")
    page.locator("summary", has_text="jexec(8)").click()
    expect(page.locator(".synopsis")).to_contain_text("jexec [-l]")


def test_a_first_visit_is_explained_in_place_once(page: Page) -> None:
    page.goto("/sandbox/")
    LabPage(page).ready()
    notice = page.locator("cb-notice .notice")
    expect(notice).to_contain_text("root’s shell")
    notice.get_by_role("button", name="Put away").click()
    page.reload()
    LabPage(page).ready()
    expect(notice).to_have_count(0)
