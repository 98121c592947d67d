"""A learner's way through the site: commands typed in the browser's machine, confirmed by the server's, and kept."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from served import Site

from lab.course.lesson import Lesson
from lab.course.lesson_file import load_catalogue

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
FORGET = """async () => {
    localStorage.clear();
    for (const { name } of await indexedDB.databases()) indexedDB.deleteDatabase(name);
}"""
START_MS = 60_000


def open_lesson(page: Page, lesson: Lesson) -> int:
    """Opens the lab page and waits for its machine; returns the seed."""
    page.goto(f"/lessons/{lesson.slug}/")
    expect(page.locator("cb-status")).not_to_have_attribute("data-state", "booting", timeout=START_MS)
    seed: int = json.loads(page.locator("#lab-config").text_content() or "")["seed"]
    return seed


def type_line(page: Page, line: str) -> None:
    page.locator("cb-terminal").click()
    page.keyboard.type(line + "\n")


@pytest.fixture
def lesson() -> Lesson:
    return load_catalogue(CURRICULUM).lesson("first-jail")


def test_a_solved_lesson_is_confirmed_and_other_tabs_know(context: BrowserContext, page: Page, lesson: Lesson) -> None:
    seed = open_lesson(page, lesson)
    path = context.new_page()
    path.goto("/")
    cell = path.locator(".cell", has=path.get_by_role("link", name=lesson.title, exact=True))
    expect(cell).to_have_attribute("data-state", "begun")
    page.bring_to_front()
    for exchange in lesson.solution(seed).exchanges:
        type_line(page, exchange.command)
    expect(page.locator("#verdict")).to_have_attribute("data-state", "confirmed", timeout=START_MS)
    expect(cell).to_have_attribute("data-state", "done")


def test_work_survives_a_restart_of_the_server(page: Page, live_site: Site, lesson: Lesson) -> None:
    open_lesson(page, lesson)
    with page.expect_response(lambda answer: answer.url.endswith("/journal") and answer.status == 204):
        type_line(page, "echo still-$((40 + 2))")
    live_site.stop()
    live_site.start()
    page.evaluate(FORGET)
    open_lesson(page, lesson)
    expect(page.locator("cb-terminal")).to_contain_text("still-42", timeout=START_MS)
