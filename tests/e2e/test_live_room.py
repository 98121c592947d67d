"""A teacher, a projector and three participants, one of them on a phone, in one room."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_driver import SCREEN, SLOW, LabPage
from playwright.sync_api import Browser, Page, expect
from served import Site

PHONE = {"width": 390, "height": 844}

# Whether that many lines of the terminal's letters, and of a name's in the graph, or fewer, fill the screen.
READABLE = """(lines) => {
  const cy = document.querySelector("cb-graph[data-graph=network]").drawing?.cy;
  const port = cy?.nodes('[kind="interface"]')[0];
  const letters = document.querySelector("cb-terminal").term.options.fontSize;
  return port && Math.min(letters, parseFloat(port.style("font-size")) * cy.zoom()) >= innerHeight / lines;
}"""


class Room(LabPage):
    """A page of a room."""

    def here(self) -> Room:
        expect(self.page.locator(".room-state[data-state=open]")).to_have_count(1, timeout=SLOW)
        return self

    def said(self, text: str) -> None:
        expect(self.page.locator("#room-said")).to_contain_text(text, timeout=SLOW)


@pytest.fixture
def opened(page: Page) -> tuple[Room, str]:
    """The teacher's page, and the room's code: one button from the lesson."""
    desk = Room(page, "first-jail")
    desk.open()
    page.click(".open-live button")
    desk.here().ready()
    return desk, page.locator(".room-join .room-code").inner_text()


def joins(browser: Browser, site: Site, code: str, name: str, **options: object) -> Room:
    page = browser.new_context(base_url=site.url, **options).new_page()  # type: ignore[arg-type]
    page.goto("/rooms/")
    page.fill("#code", code.lower())
    page.press("#code", "Enter")
    page.fill("#name", name)
    page.press("#name", "Enter")
    return Room(page, "first-jail").here()


@pytest.mark.e2e
def test_a_lesson_is_shown_to_a_room(browser: Browser, live_site: Site, opened: tuple[Room, str]) -> None:
    desk, code = opened
    grace, linus = (joins(browser, live_site, code, name) for name in ("Grace", "Linus"))
    phone = joins(browser, live_site, code, "Ken", viewport=PHONE, is_mobile=True, has_touch=True)
    # The teacher's second window, not a tab that hides the desk.
    window = browser.new_context(base_url=live_site.url, storage_state=desk.page.context.storage_state())
    projector = Room(window.new_page(), "first-jail")
    projector.page.goto(f"/rooms/{code}/projector")
    everybody = [grace, linus, phone, projector.here()]

    desk.line("jail -c name=www path=/ persist vnet")
    desk.line("jls")
    for seat in everybody:
        seat.shows("jail -c name=www path=/ persist vnet")
        seat.has("network", "www")

    # Letters for the back row: a fortieth of the screen's height, or near it.
    projector.page.wait_for_function(READABLE, arg=50, timeout=SLOW)

    # What the teacher selects in the graph is selected for all.
    desk.page.locator("#view-network .text-tools button").first.click()
    desk.page.locator("#view-network .twin-name", has_text="www").first.click()
    for seat in (grace, projector):
        expect(seat.page.locator("#view-network .inspector")).to_contain_text("www", timeout=SLOW)

    # A label by keyboard, a stroke by hand: everybody sees them, and whoever comes later does.
    desk.page.click("[data-draw-button]")
    desk.page.click("[data-ink=label]")
    desk.page.keyboard.type("a stack of its own")
    desk.page.keyboard.press("Enter")
    desk.page.locator("#view-network .text-tools button").first.click()
    desk.page.click("[data-ink=pen]")
    box = desk.page.locator("#view-network .canvas").bounding_box()
    assert box is not None
    desk.page.mouse.move(box["x"] + 60, box["y"] + 60)
    desk.page.mouse.down()
    desk.page.mouse.move(box["x"] + 160, box["y"] + 120, steps=6)
    desk.page.mouse.up()
    late = joins(browser, live_site, code, "Late")
    for seat in (desk, grace, projector, late):
        expect(seat.page.locator(".ink-words li").first).to_have_text("At www: a stack of its own", timeout=SLOW)
        expect(seat.page.locator(".ink-words li")).to_have_count(2, timeout=SLOW)
    expect(projector.page.locator(".ink-layer .ink-text")).to_have_text("a stack of its own", timeout=SLOW)
    expect(projector.page.locator(".ink-layer .ink-line")).to_have_count(1)
    desk.page.click("[data-ink=wipe]")
    expect(late.page.locator(".ink-words li")).to_have_count(0, timeout=SLOW)
    desk.page.click("[data-draw-button]")
    late.page.close()

    # One's own pace, and home with one key.
    grace.page.click("[data-step='-1']")
    expect(grace.page.locator(".room-word")).to_have_text("looking back")
    grace.page.wait_for_function(f"() => !({SCREEN})().includes('JID')", timeout=SLOW)
    grace.page.keyboard.press("F8")
    expect(grace.page.locator(".room-word")).to_have_text("live")
    grace.shows("JID")

    # A machine of one's own, handed back and shown to all.
    grace.page.click("text=Try it yourself")
    grace.ready().line("jail -m name=www host.hostname=mine.example.org")
    grace.page.click("text=Hand back")
    grace.said("the server replayed it")
    desk.page.click("[data-board-button]")
    desk.page.click("text=Show to all")
    for seat in (linus, phone, projector):
        seat.shows("mine.example.org")

    # Eyes on me.
    desk.here().ready()
    desk.page.click("[data-switch=attention]")
    expect(grace.page.locator(".curtain-words")).to_contain_text("Eyes on the live view", timeout=SLOW)
    expect(desk.page.locator("[data-switch=attention]")).to_have_attribute("aria-pressed", "true", timeout=SLOW)
    desk.page.click("[data-switch=attention]")
    expect(grace.page.locator("[data-curtain]")).to_be_hidden(timeout=SLOW)

    # The machine is passed on and given back.
    desk.page.click("[data-board-button]")
    desk.page.locator(".board-row", has_text="Linus").get_by_text("Give the machine").click()
    expect(linus.page.locator("cb-room[data-executes]")).to_have_count(1, timeout=SLOW)
    linus.here().ready().line("hostname")
    linus.shows("# hostname")
    projector.shows("# hostname")
    linus.kept()
    expect(desk.page.locator(".room-holder")).to_contain_text("Linus has the machine", timeout=SLOW)
    linus.page.click("text=Give it back")
    expect(desk.page.locator("cb-room[data-executes]")).to_have_count(1, timeout=SLOW)
    desk.ready().shows("# hostname")

    for seat in (desk, linus, phone, projector):
        found = Axe().run(seat.page)
        assert found.violations_count == 0, found.generate_report()

    desk.page.click("[popovertarget=room-close]:has-text('Close')")
    desk.page.click("#room-close .button")
    expect(linus.page.locator(".curtain-words")).to_contain_text("closed", timeout=SLOW)
    desk.page.goto(f"/rooms/{code}/")
    desk.page.click("text=See what was shown")
    desk.ready().shows("# hostname")


@pytest.mark.e2e
def test_a_question_for_everybody(browser: Browser, live_site: Site, opened: tuple[Room, str]) -> None:
    desk, code = opened
    grace = joins(browser, live_site, code, "Grace")
    phone = joins(browser, live_site, code, "Ken", viewport=PHONE, is_mobile=True, has_touch=True)
    desk.page.click("[data-quiz-button]")
    option = desk.page.locator(".quiz-ask option", has_text=re.compile(r"\(single\)")).first.get_attribute("value")
    desk.page.select_option(".quiz-ask select", option)
    desk.page.click(".quiz-ask button")
    grace.page.locator(".option").first.wait_for(timeout=SLOW)
    for key in ("Tab", "Space", "Tab", "Enter"):  # the focus is in the question
        grace.page.keyboard.press(key)
    phone.page.locator(".option").first.click(timeout=SLOW)
    phone.page.click(".answer-form .button")
    for seat in (grace, phone):
        expect(seat.page.locator(".quiz-in")).to_be_visible(timeout=SLOW)
    expect(desk.page.locator(".quiz-count")).to_contain_text("2 of 2", timeout=SLOW)
    grace.page.reload()
    expect(grace.page.locator(".quiz-in")).to_be_visible(timeout=SLOW)
    desk.page.click("text=Stop now")
    desk.page.click("text=Reveal", timeout=SLOW)
    for seat in (grace, phone):
        expect(seat.page.locator(".quiz-outcome")).to_be_visible(timeout=SLOW)
        found = Axe().run(seat.page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.e2e
def test_a_room_survives_a_restart_of_the_server(browser: Browser, live_site: Site, opened: tuple[Room, str]) -> None:
    desk, code = opened
    grace = joins(browser, live_site, code, "Grace")
    desk.line("echo before")
    grace.shows("before")
    live_site.stop()
    expect(grace.page.locator(".room-state:not([data-state=open])")).to_have_count(1, timeout=SLOW)
    desk.line("echo during")
    live_site.start()
    grace.here().shows("during")
    desk.here().line("echo after")
    grace.shows("after")
    assert grace.screen.count("during\n") == desk.screen.count("during\n")
