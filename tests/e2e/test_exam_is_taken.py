"""An examination from end to end: a teacher sets it, a student takes it by keyboard and on a phone, the teacher reads
what came of it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from served import ROOT, Site

pytestmark = pytest.mark.e2e
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SEAT = """
import django
django.setup()
from courses.models import Course, Membership
from lessons.models import Learner
course, _ = Course.objects.get_or_create(title="Operating systems")
Membership.objects.create(course=course, learner=Learner.objects.latest("pk"), role="{role}", name="{name}")
print(course.pk)
"""


def seat(site: Site, role: str, name: str) -> str:
    """Gives whoever came last a place in the course; the course's number."""
    environment = {**site.environment, "DJANGO_SETTINGS_MODULE": "jailsite.settings"}
    script = SEAT.format(role=role, name=name)
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def someone(browser: Browser, site: Site, size: dict[str, int]) -> Page:
    """A browser of its own, with a learner."""
    page = browser.new_context(base_url=site.url, viewport=size).new_page()  # type: ignore[arg-type]
    page.goto("/quizzes/today/")
    return page


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


def test_a_teacher_sets_an_examination_and_a_student_takes_it(browser: Browser, live_site: Site) -> None:
    teacher = someone(browser, live_site, WIDE)
    course = seat(live_site, "teacher", "Ada")
    teacher.goto(f"/quizzes/courses/{course}/new")
    teacher.get_by_label("Title").fill("Midterm")
    teacher.get_by_label("Questions by name").fill("which-jail-pings nested-limits jail-conf-start-order")
    teacher.get_by_label("Minutes from the beginning").fill("30")
    teacher.get_by_label("Results").select_option("at_once")
    assert violations(teacher) == []
    teacher.get_by_role("button", name="Make it").click()
    door = teacher.get_by_role("link", name="its door").get_attribute("href") or ""

    student = someone(browser, live_site, PHONE)
    seat(live_site, "student", "Bea")
    student.goto(door)
    expect(student.get_by_role("heading", name="Midterm")).to_be_visible()
    assert violations(student) == []
    student.get_by_role("button", name="Begin").click()
    for number in range(1, 4):
        expect(student.get_by_text(f"Question {number} of 3")).to_be_visible()
        expect(student.locator("cb-timer")).to_contain_text(":")
        assert violations(student) == []
        form = student.locator("cb-question").get_attribute("data-form")
        if form == "choice":
            student.keyboard.press("1")
            student.keyboard.press("Enter")
        elif form == "blanks":
            student.locator(".blank input").fill("1")
            student.keyboard.press("Enter")
        else:
            student.locator("[data-move='1']").first.click()
            student.get_by_role("button", name="Keep this answer").click()
        expect(student.locator(".outcome")).to_have_count(0)
    expect(student.get_by_text("Every question has an answer.")).to_be_visible()
    student.get_by_role("button", name="Hand in").click()
    expect(student.get_by_text("of 3 questions right")).to_be_visible()
    assert violations(student) == []
    assert student.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]

    teacher.goto(f"/quizzes/courses/{course}/")
    teacher.get_by_role("link", name="Midterm").click()
    row = teacher.get_by_role("row", name="Bea")
    expect(row).to_contain_text("%")
    expect(row).to_contain_text("3")
    assert violations(teacher) == []


def test_practice_goes_by_keyboard_alone(browser: Browser, live_site: Site) -> None:
    page = someone(browser, live_site, WIDE)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.goto("/quizzes/")
    assert violations(page) == []
    for _ in range(12):
        page.goto("/quizzes/practice/root/")
        if page.locator("cb-question").get_attribute("data-form") == "choice":
            break
        page.get_by_role("button", name="Answer").click()
        page.wait_for_selector(".outcome, .wrong-shape")
    first = page.url
    page.keyboard.press("1")
    expect(page.locator(".option input").first).to_be_checked()
    page.keyboard.press("Enter")
    expect(page.locator(".outcome")).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url != first)
    assert said == []
