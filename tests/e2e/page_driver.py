"""A learner at the lab page: opens lessons, types, reads the terminal, the goals and the text twin."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from lab.course.lesson import Lesson
from lab.course.lesson_file import load_catalogue

CURRICULUM = Path(__file__).resolve().parents[2] / "curriculum"
SLOW = 30_000  # milliseconds: a start on a busy machine; nothing is measured here

SCREEN = """() => {
  const term = document.querySelector("cb-terminal").term;
  if (!term) return document.querySelector(".first-screen")?.textContent ?? "";
  const { active } = term.buffer;
  const lines = [];
  for (let row = 0; row < active.length; row += 1) {
    const line = active.getLine(row);
    const text = line.translateToString(true);
    if (line.isWrapped) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines.join("\\n").trimEnd();
}"""

SETTLED = "() => document.querySelector('cb-lab').client.settled"
SKIPS_OR_SETTLED = f"() => ({SETTLED})() || !document.querySelector('.status-skip').disabled"

# The drawing comes after the machine.
DRAWN = "() => [...document.querySelectorAll('cb-graph')].every((graph) => graph.drawing || graph.kind?.onDemand)"


def lessons() -> list[Lesson]:
    """Every lesson of the curriculum, in the order of the path."""
    return list(load_catalogue(CURRICULUM).lessons())


class LabPage:
    """One lab page in one tab."""

    def __init__(self, page: Page, slug: str | None = None) -> None:
        self.page = page
        self.slug = slug or "first-jail"

    def open(self) -> LabPage:
        """Go there, and wait until the machine is up and drawn."""
        self.page.goto(f"/lessons/{self.slug}/")
        return self.ready()

    def ready(self) -> LabPage:
        expect(self.page.locator("cb-status[data-state=ready]")).to_have_count(1, timeout=SLOW)
        self.page.wait_for_function(DRAWN, timeout=SLOW)
        self.settled()
        return self

    @property
    def config(self) -> dict[str, Any]:
        config: dict[str, Any] = json.loads(self.page.locator("#lab-config").text_content() or "")
        return config

    def line(self, command: str) -> None:
        """Type a command line at the terminal and wait for the next prompt."""
        self.page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
        self.page.keyboard.type(command)
        self.page.keyboard.press("Enter")
        self.settled()

    def wait_through(self, command: str) -> None:
        """Type a command that only lets time pass, and leap over it, from event to event, by the button."""
        self.page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
        self.page.keyboard.type(command)
        self.page.keyboard.press("Enter")
        skip = self.page.locator(".status-skip")
        while True:
            self.page.wait_for_function(SKIPS_OR_SETTLED, timeout=SLOW)
            if self.page.evaluate(SETTLED):
                break
            skip.focus()
            self.page.keyboard.press("Enter")
        self.settled()

    def settled(self) -> None:
        """Wait until the machine answered everything, asks for a command, and all that is painted."""
        self.page.wait_for_function(SETTLED, timeout=SLOW)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    @property
    def screen(self) -> str:
        """Everything in the terminal, wrapped lines joined."""
        text: str = self.page.evaluate(SCREEN)
        return text

    def shows(self, text: str) -> None:
        """Wait until the terminal shows ``text``."""
        self.page.wait_for_function(f"text => ({SCREEN})().includes(text)", arg=text, timeout=SLOW)

    def twin(self, graph: str) -> list[str]:
        """The names in a graph's text twin."""
        return self.page.locator(f"#view-{graph} [role=treeitem] > .twin-line .twin-name").all_text_contents()

    def has(self, graph: str, name: str) -> None:
        """Wait until the graph's text names ``name``."""
        names = self.page.locator(f"#view-{graph} .twin-name", has_text=name)
        expect(names.first).to_have_count(1, timeout=SLOW)

    def lacks(self, graph: str, name: str) -> None:
        expect(self.page.locator(f"#view-{graph} .twin-name", has_text=name)).to_have_count(0, timeout=SLOW)

    def kept(self) -> None:
        """Wait until the server has the work."""
        expect(self.page.locator("cb-kept")).to_have_text("kept", timeout=SLOW)

    def state(self) -> dict[str, Any]:
        """What a test compares before and after: the whole screen and both graphs."""
        self.settled()
        return {"screen": self.screen, "network": self.twin("network"), "processes": self.twin("processes")}
