"""A course with a teacher and three students, from the roster to the exported marks, each in a browser of their own."""

from __future__ import annotations

import csv
import io
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage, lessons
from playwright.sync_api import Browser, BrowserContext, Page, expect
from served import Site

pytestmark = pytest.mark.e2e

ROSTER = "name,number,section\nAda Lovelace,1,A\nGrace Hopper,2,A\nEdsger Dijkstra,3,B\n"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SLOW = 60_000


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{page.url} {one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def make_course(page: Page) -> str:
    """The teacher's account and course; the course's address."""
    page.goto("/account/signup/")
    page.get_by_label("Email").fill("tina@example.org")
    page.get_by_label("Name").fill("Tina")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Sign up").click()
    page.goto("/courses/new/")
    page.get_by_label("Title").fill("Containment")
    page.get_by_label("Time zone").select_option("Europe/Zurich")
    page.get_by_label("Students may take part without an account").check()
    page.get_by_role("button", name="Make it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Containment")
    return page.url


def read_roster(page: Page, course: str) -> dict[str, str]:
    """Reads the roster in, a bad one first; personal links by name."""
    page.goto(f"{course}people/")
    page.get_by_label("or paste it here").fill(ROSTER.replace("Grace Hopper,2", ",2"))
    page.get_by_role("button", name="Read in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name is missing.")
    page.get_by_label("or paste it here").fill(ROSTER)
    page.get_by_role("button", name="Read in").click()
    expect(page.get_by_role("status")).to_contain_text("3 new, 0 changed.")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="New personal links as a table").click()
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    return {row["name"]: row["link"] for row in csv.DictReader(io.StringIO(text))}


def assign(page: Page, course: str, title: str) -> None:
    page.goto(f"{course}plan/new/")
    page.get_by_label("What", exact=True).select_option(label=title)
    page.get_by_role("button", name="Assign").click()
    expect(page.get_by_role("link", name=title)).to_be_visible()


def enter(browser: Browser, site: Site, link: str, name: str) -> tuple[BrowserContext, Page]:
    context = browser.new_context(base_url=site.url, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name=f"I am {name}").click()
    return context, page


def test_from_the_roster_to_exported_marks(browser: Browser, live_site: Site, page: Page) -> None:
    lesson = lessons()[0]
    course = make_course(page)
    links = read_roster(page, course)
    assign(page, course, lesson.title)
    assert violations(page) == []

    page.goto(f"{course}progress/")
    expect(page.locator("cb-nudged [data-state]")).to_have_text("live", timeout=SLOW)
    row = {name: page.get_by_role("row", name=name) for name in links}

    # Ada does all of it; Grace begins and hands in what she has; Edsger only looks.
    ada_context, ada = enter(browser, live_site, links["Ada Lovelace"], "Ada Lovelace")
    ada.get_by_role("link", name=lesson.title).click()
    lab = LabPage(ada, lesson.slug).ready()
    for exchange in lesson.solution(lab.config["seed"]).exchanges:
        lab.line(exchange.command)
    expect(ada.locator("#verdict")).to_have_attribute("data-state", "confirmed", timeout=SLOW)
    expect(row["Ada Lovelace"]).to_contain_text("✓", timeout=SLOW)

    grace_context, grace = enter(browser, live_site, links["Grace Hopper"], "Grace Hopper")
    grace.get_by_role("link", name=lesson.title).click()
    lab = LabPage(grace, lesson.slug).ready()
    for exchange in lesson.solution(lab.config["seed"]).exchanges[:2]:
        lab.line(exchange.command)
    lab.kept()
    expect(row["Grace Hopper"]).to_contain_text("~", timeout=SLOW)
    grace.goto(course)
    grace.get_by_role("button", name="Hand in as it is").click()
    expect(grace.get_by_role("status").first).to_contain_text("goals hold", timeout=SLOW)

    edsger_context, edsger = enter(browser, live_site, links["Edsger Dijkstra"], "Edsger Dijkstra")
    expect(edsger.get_by_role("row", name=lesson.title)).to_contain_text("open")
    assert violations(edsger) == []
    edsger.goto(f"{course}marks/")
    expect(edsger.get_by_role("heading", level=1)).to_have_text("The server would not accept that")

    page.goto(f"{course}marks/")
    page.get_by_role("row", name="Edsger Dijkstra").get_by_role("link").first.click()
    page.get_by_label("Excused").check()
    page.get_by_label("Reason").fill("ill")
    page.get_by_role("button", name="Store").click()
    expect(page.get_by_role("status")).to_contain_text("Stored.")
    assert violations(page) == []

    page.goto(f"{course}marks/")
    page.get_by_role("row", name="Ada Lovelace").get_by_role("link").first.click()
    page.get_by_role("link", name=re.compile(r"\d{4}, \d\d:\d\d")).first.click()
    page.get_by_label("Comment").fill("Well done.")
    page.get_by_role("button", name="Say it").last.click()
    expect(page.get_by_text("Well done.")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("link", name="Replay it").click()
    replay = LabPage(page, lesson.slug).ready()
    before = replay.screen
    page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    page.keyboard.type("echo no-more\n")
    assert replay.screen == before
    expect(page.locator("cb-kept")).to_have_text("to look at only")

    page.goto(f"{course}marks/")
    assert violations(page) == []
    with page.expect_download() as downloading:
        page.get_by_role("link", name="All as a table").click()
    table = list(csv.reader(io.StringIO(downloading.value.path().read_text(encoding="utf-8-sig"))))
    marks = {line[0]: (line[4], line[-1]) for line in table[1:]}
    assert marks["Ada Lovelace"] == ("10.00", "100.0")
    assert marks["Edsger Dijkstra"] == ("excused", "")
    assert 0 < float(marks["Grace Hopper"][0]) < 10
    page.goto(f"{course}audit/")
    expect(page.get_by_role("row", name=re.compile("Tina.*marked.*Edsger Dijkstra.*excused.*ill"))).to_be_visible()
    for context in (ada_context, grace_context, edsger_context):
        context.close()
