"""Offline, two devices, languages, settings, keys, terms that open in place, reference cards, and a first visit."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from page_driver import SLOW, LabPage, lessons
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Site


def installed(page: Page) -> None:
    """Wait until the service worker has everything."""
    page.evaluate("() => navigator.serviceWorker.ready")


KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const pages = { cacheName: "cellblock-pages" };
  while (!(await caches.match(location.pathname, pages))) await new Promise((go) => setTimeout(go, 100));
}"""


def test_a_lesson_goes_on_without_a_network_and_hands_in_when_it_is_back(page: Page, context: BrowserContext) -> None:
    lab = LabPage(page).open()
    page.evaluate(KEPT)  # this first visit is enough
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
    lab.line("hostname cellblock")  # as it was: the host is to be unharmed
    lesson = next(one for one in lessons() if one.slug == lab.slug)
    for exchange in lesson.solution(lab.config["seed"]).exchanges:
        lab.line(exchange.command)
    expect(page.locator("cb-notice")).to_contain_text("could not be reached")
    page.reload()  # this page hears no event when the network is back: it finds out by what it sends
    lab.ready()
    expect(page.locator("cb-notice")).to_contain_text("could not be reached")
    context.set_offline(False)
    lab.kept()
    expect(page.locator("#verdict")).to_have_attribute("data-state", "confirmed", timeout=SLOW)
    expect(page.locator("cb-notice")).not_to_contain_text("could not be reached")


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
    other.goto("/quizzes/")  # a page that was never opened
    expect(other.get_by_role("heading")).to_have_text("No network, and this page was never here")
    assert Axe().run(other).response["violations"] == []
    other.get_by_role("link", name="The sandbox").click()
    LabPage(other).ready()


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


def test_two_devices_keep_what_both_did(context: BrowserContext, browser: Browser, live_site: Site) -> None:
    """The same learner on two devices: whoever is kept second finds the other's work among the branches."""
    first = LabPage(context.new_page()).open()
    other = browser.new_context(base_url=live_site.url, storage_state={"cookies": context.cookies(), "origins": []})
    second = LabPage(other.new_page()).open()
    first.line("jail -c name=here persist")
    expect(first.page.locator("cb-kept")).to_have_text("kept", timeout=SLOW)
    second.line("jail -c name=there persist")
    expect(second.page.locator("cb-notice")).to_contain_text("worked on elsewhere", timeout=SLOW)
    expect(second.page.locator("cb-kept")).to_have_text("kept", timeout=SLOW)
    expect(second.page.locator("#branches")).to_contain_text("from another device")
    first.page.reload()
    first.ready()
    first.has("processes", "there")
    expect(first.page.locator("#branches")).to_contain_text("from this browser")
    other.close()


def test_the_page_in_german_has_its_words_from_templates_and_scripts(browser: Browser, live_site: Site) -> None:
    """The machine speaks as ever; lesson, goals and elements speak German; the settings bring English back."""
    context = browser.new_context(base_url=live_site.url, locale="de-DE", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    lab = LabPage(page).open()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".goals-list")).to_contain_text("bleibt, auch wenn nichts darin läuft")
    expect(page.locator("cb-status")).to_contain_text("bereit")
    lab.line("jail -c name=two persist")
    expect(page.locator("#view-processes .twin-facts").first).to_contain_text("der Host (prison0)")
    lab.line("nosuchcommand")
    lab.shows("nosuchcommand: not found")
    assert Axe().run(page).violations_count == 0
    page.get_by_role("button", name="Tasten und Einstellungen").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("cb-status")).to_contain_text("ready", timeout=SLOW)
    context.close()
