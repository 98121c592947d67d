"""Lessons on the page: completed by keyboard with the graphs hidden, confirmed, and seen in the catalogue.

The suite walks one lesson of each module and of each kind; `make walk` walks every lesson and leaves a picture of how
each ends in build/walk/.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from page_driver import SLOW, LabPage, lessons
from playwright.sync_api import Page, expect

from lab.course.lesson import Lesson

pytestmark = pytest.mark.e2e
PICTURES = os.environ.get("WALK_PICTURES")  # a folder


def solution(lesson: Lesson, seed: int) -> list[str]:
    """The lines that its author types to solve the lesson."""
    return [exchange.command for exchange in lesson.solution(seed).exchanges]


def walked() -> list[Lesson]:
    """Every lesson for `make walk`; else the first of each module, and of each kind that those lack."""
    if PICTURES:
        return lessons()
    chosen = {lesson.module: lesson for lesson in reversed(lessons())}
    kinds = {lesson.kind for lesson in chosen.values()}
    rest = {lesson.kind: lesson for lesson in lessons() if lesson.kind not in kinds}
    return [*reversed(chosen.values()), *rest.values()]


def picture(page: Page, lesson: Lesson) -> None:
    """How the lesson ends, with the graphs and the closing shown: for a person to look at."""
    if not PICTURES:
        return
    page.add_init_script("localStorage.setItem('cellblock.graph-text', 'off')")
    page.set_viewport_size({"width": 1440, "height": 1100})
    page.reload()
    LabPage(page, lesson.slug).ready()
    page.locator("#closing").evaluate("closing => closing.scrollIntoView()")
    page.screenshot(path=str(Path(PICTURES, f"{lesson.slug}.png")))


@pytest.mark.parametrize("lesson", walked(), ids=lambda lesson: lesson.slug)
def test_lesson_is_completed_by_keyboard_without_the_graphs(page: Page, lesson: Lesson) -> None:
    page.add_init_script("localStorage.setItem('cellblock.graph-text', 'on')")
    lab = LabPage(page, lesson.slug).open()
    for command in solution(lesson, lab.config["seed"]):
        (lab.wait_through if re.fullmatch(r"sleep \d\d+", command) else lab.line)(command)
    expect(page.locator("#verdict")).to_have_attribute("data-state", "confirmed", timeout=SLOW)
    expect(page.locator(".goal:not([data-holds])")).to_have_count(0)
    picture(page, lesson)


def test_a_finished_lesson_shows_in_a_catalogue_open_elsewhere(page: Page) -> None:
    lesson = next(lesson for lesson in lessons() if lesson.slug == "first-jail")
    lab = LabPage(page, lesson.slug).open()
    catalogue = page.context.new_page()
    catalogue.goto("/")
    cell = catalogue.locator(".cell", has=catalogue.locator(f"a[href='/lessons/{lesson.slug}/']"))
    expect(cell).to_have_attribute("data-state", "begun")
    for command in solution(lesson, lab.config["seed"]):
        lab.line(command)
    expect(page.locator("#verdict")).to_have_attribute("data-state", "confirmed", timeout=SLOW)
    expect(cell).to_have_attribute("data-state", "done", timeout=SLOW)


def test_hints_come_one_at_a_time_and_nothing_is_red_at_first(page: Page) -> None:
    lesson = next(one for one in lessons() if len(one.goals[0].hints) > 0)
    LabPage(page, lesson.slug).open()
    first = page.locator(".goal").first
    expect(first).to_have_attribute("data-first", "")
    expect(page.locator("[data-broken]")).to_have_count(0)
    first.get_by_role("button", name="Give me a hint").click()
    expect(first.locator(".goal-hint")).to_have_count(1)


def test_a_click_puts_a_command_at_the_prompt_and_does_not_run_it(page: Page) -> None:
    for lesson in lessons():
        lab = LabPage(page, lesson.slug).open()
        rows = page.locator(".rows .row")
        if rows.count():
            break
    command = rows.first.locator("span").first.text_content() or ""
    rows.first.click()
    lab.shows(f"# {command}")
    assert re.search(rf"# {re.escape(command)}$", lab.screen)
