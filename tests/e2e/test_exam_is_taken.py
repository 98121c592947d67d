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


FOCUSED = """() => {
  const one = document.activeElement;
  const name = one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || "";
  const within = one.closest("fieldset")?.querySelector("legend")?.innerText;
  return `${within ? within + ": " : ""}${name.trim()}`;
}"""
MOST_TABS = 120
WRITTEN = {
    "Title": "Whose kernel?", "Concept": "one-kernel", "What is asked": "Whose kernel runs the processes of `{jail}`?",
    "Why it is so": "There is one.",
    "Option 1: Text": "the host's", "Option 1: Right": " ",
    "Option 2: Text": "one of its own", "Option 2: What is said to it": "There is one kernel.",
    "Option 3: Text": "none at all", "Option 3: What is said to it": "Something must run them.",
}  # fmt: skip


def tab_to(page: Page, name: str) -> None:
    """Goes on by the tabulator until what has the focus is called so."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"no tabulator leads to {name}")


def narrow(page: Page) -> None:
    """As wide as a phone nothing is cut off, and nothing is wrong."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert violations(page) == []
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def write_a_question(teacher: Page, course: str) -> None:
    """In the editor, by keyboard alone: a wrong one is refused at its field, the preview follows, the proof goes on."""
    teacher.goto(f"/quizzes/courses/{course}/items/")
    assert violations(teacher) == []
    tab_to(teacher, "Choose one")
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_role("heading", name="Choose one")).to_be_visible()
    for name, text in WRITTEN.items():
        tab_to(teacher, name)
        teacher.keyboard.type(text)
    tab_to(teacher, "Parameters and machine")
    teacher.keyboard.press("Enter")
    tab_to(teacher, "Parameters")
    teacher.keyboard.type("jail: www, mail")
    expect(teacher.locator("#preview")).to_contain_text("Sources: at least one must stand here", timeout=SLOW)
    tab_to(teacher, "Store")
    teacher.keyboard.press("Enter")
    expect(teacher.get_by_role("alert")).to_contain_text("Sources: at least one must stand here")
    assert violations(teacher) == []
    tab_to(teacher, "Sources")
    teacher.keyboard.type("jail(8)")
    expect(teacher.locator("#preview")).to_contain_text("Seed 0 holds", timeout=SLOW)
    tab_to(teacher, "Seed")
    teacher.keyboard.press("ControlOrMeta+a")
    teacher.keyboard.type("7")
    expect(teacher.locator("#preview")).to_contain_text("Seed 7 holds", timeout=SLOW)
    narrow(teacher)
    teacher.keyboard.press("Enter")  # in a field of the form it stores
    expect(teacher.get_by_text("Stored. It is asked once it is proved.")).to_be_visible()
    tab_to(teacher, "Prove it over 100 variants")
    teacher.keyboard.press("Enter")
    expect(teacher.locator("#proof")).to_contain_text("100 of 100 variants proved; may be asked.", timeout=SLOW)
    assert violations(teacher) == []


def work_at_the_machine(student: Page) -> None:
    """The task of the examination, at the server's machine, by its solution."""
    student.get_by_role("link", name="Open the machine").click()
    lab = LabPage(student, "do-persistent-jail").ready()
    student.locator("cb-panes [data-pane=terminal]").click()
    asked = draw(load_bank(CURRICULUM).item("do-persistent-jail"), lab.config["seed"]).body
    assert isinstance(asked, Task)
    lab.line(asked.solution.strip().removeprefix("$ "))
    student.locator("cb-panes [data-pane=lesson]").click()
    expect(student.locator("cb-timer")).to_contain_text(":")  # the time goes on at the machine
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
