"""An examination from end to end: a teacher writes a question, proves it and sets it beside others and a task at the
server's machine; a student takes it by keyboard and on a phone; the teacher reads what came of it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_driver import CURRICULUM, SLOW, LabPage
from playwright.sync_api import Browser, Page, expect
from served import ROOT, Site

from lab.items.item import Task
from lab.items.item_file import load_bank
from lab.items.variant import draw

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


WRITTEN = {
    "Title": "Whose kernel?", "Concept": "one-kernel", "What is asked": "Whose kernel runs the processes of `{jail}`?",
    "Why it is so": "There is one.",
}  # fmt: skip
OPTIONS = (("the host's", ""), ("one of its own", "There is one kernel."), ("none at all", "Something must run them."))


def write_a_question(teacher: Page, course: str) -> None:
    """In the editor: a wrong one is refused at its field, the preview follows, the proof goes on by itself."""
    teacher.goto(f"/quizzes/courses/{course}/items/")
    assert violations(teacher) == []
    teacher.get_by_role("link", name="Choose one", exact=True).click()
    for label, text in WRITTEN.items():
        teacher.get_by_label(label, exact=True).fill(text)
    for number, (text, feedback) in enumerate(OPTIONS):
        row = teacher.get_by_role("group", name=f"Option {number + 1}")
        row.get_by_label("Text").fill(text)
        row.get_by_label("What is said to it").fill(feedback)
    teacher.get_by_role("group", name="Option 1").get_by_label("Right").check()
    teacher.get_by_text("Parameters and machine").click()
    teacher.get_by_label("Parameters").fill("jail: www, mail")
    expect(teacher.locator("#preview")).to_contain_text("Sources: at least one must stand here", timeout=SLOW)
    teacher.get_by_role("button", name="Store").last.click()
    expect(teacher.get_by_role("alert")).to_contain_text("Sources: at least one must stand here")
    assert violations(teacher) == []
    teacher.get_by_label("Sources").fill("jail(8)")
    expect(teacher.locator("#preview")).to_contain_text("Seed 0 holds", timeout=SLOW)
    teacher.get_by_label("Seed").fill("7")
    expect(teacher.locator("#preview")).to_contain_text("Seed 7 holds", timeout=SLOW)
    assert violations(teacher) == []
    teacher.get_by_role("button", name="Store").last.click()
    teacher.get_by_role("button", name="Prove it over 100 variants").click()
    expect(teacher.locator("#proof")).to_contain_text("100 of 100 variants proved; may be asked.", timeout=SLOW)


def work_at_the_machine(student: Page) -> None:
    """The task of the examination, at the server's machine, by its solution."""
    student.get_by_role("link", name="Open the machine").click()
    lab = LabPage(student, "do-persistent-jail").ready()
    student.locator("cb-panes [data-pane=terminal]").click()
    asked = draw(load_bank(CURRICULUM).item("do-persistent-jail"), lab.config["seed"]).body
    assert isinstance(asked, Task)
    lab.line(asked.solution.strip().removeprefix("$ "))
    student.locator("cb-panes [data-pane=lesson]").click()
    expect(student.locator(".goal")).to_have_count(3)  # and nothing tells whether they hold
    expect(student.locator(".goals-count")).to_have_text("told with the result")
    expect(student.locator("[data-holds]")).to_have_count(0)
    student.get_by_role("button", name="Hand in").click()


def test_a_teacher_sets_an_examination_and_a_student_takes_it(browser: Browser, live_site: Site) -> None:
    teacher = someone(browser, live_site, WIDE)
    course = seat(live_site, "teacher", "Ada")
    write_a_question(teacher, course)
    teacher.goto(f"/quizzes/courses/{course}/new")
    teacher.get_by_label("Title").fill("Midterm")
    teacher.get_by_label("Questions by name").fill("nested-limits jail-conf-start-order do-persistent-jail")
    teacher.get_by_label("Whose kernel?").check()
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
    for number in range(1, 5):
        expect(student.get_by_text(f"Question {number} of 4")).to_be_visible()
        expect(student.locator("cb-timer")).to_contain_text(":")
        assert violations(student) == []
        form = student.locator("cb-question").get_attribute("data-form")
        if form == "choice":
            student.keyboard.press("1")
            student.keyboard.press("Enter")
        elif form == "blanks":
            student.locator(".blank input").fill("1")
            student.keyboard.press("Enter")
        elif form == "task":
            work_at_the_machine(student)
        else:
            student.locator("[data-move='1']").first.click()
            student.get_by_role("button", name="Keep this answer").click()
        expect(student.locator(".outcome")).to_have_count(0)
    expect(student.get_by_text("Every question has an answer.")).to_be_visible()
    student.get_by_role("button", name="Hand in").click()
    expect(student.get_by_text("of 4 questions right")).to_be_visible()
    expect(student.locator(".looked", has_text="A jail that stays")).to_have_attribute("data-state", "right")
    assert violations(student) == []
    assert student.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]

    teacher.goto(f"/quizzes/courses/{course}/")
    teacher.get_by_role("link", name="Midterm", exact=True).click()
    row = teacher.get_by_role("row", name="Bea")
    expect(row).to_contain_text("%")
    expect(row).to_contain_text("4")
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
