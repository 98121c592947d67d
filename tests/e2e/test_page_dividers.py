"""Dividers between the panes by pointer: they go with it, by mouse or finger, and a double click brings the default."""

from __future__ import annotations

import pytest
from page_driver import LabPage
from playwright.sync_api import BrowserContext, Locator, Page

pytestmark = pytest.mark.e2e

NAMES = ["Width of the lesson", "Width of the graphs"]
OVERLAPS = """() => {
  const tools = document.querySelectorAll('.tabs [role=tab], #view-network .text-tools button, .view-tools > .tool');
  const boxes = [...tools]
    .filter((one) => one.checkVisibility()).map((one) => [one.textContent, one.getBoundingClientRect()]);
  const pane = document.querySelector('#pane-graph').getBoundingClientRect();
  return boxes.flatMap(([name, a], at) => [
    ...(a.right > pane.right ? [name + ' sticks out'] : []),
    ...boxes.slice(at + 1)
      .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map(([other]) => name + ' over ' + other),
  ]);
}"""


def place(divider: Locator) -> tuple[float, float]:
    """Its middle."""
    box = divider.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + 300


def dragged(page: Page, divider: Locator, by: float, button: str = "left") -> float:
    """How far the divider went with the pointer, which takes hold of its edge."""
    x, y = place(divider)
    page.mouse.move(x + 3, y)
    page.mouse.down(button=button)  # type: ignore[arg-type]
    page.mouse.move(x + 3 + by, y, steps=5)
    page.mouse.up(button=button)  # type: ignore[arg-type]
    page.mouse.move(x, y + 50)
    return round(place(divider)[0] - x, 1)


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_with_the_pointer_and_back_by_a_double_click(page: Page, name: str) -> None:
    LabPage(page).open()
    divider = page.get_by_role("separator", name=name)
    start = place(divider)
    assert [dragged(page, divider, by) for by in (20, -60, 1)] == [20, -60, 1]
    assert dragged(page, divider, 50, button="right") == 0
    page.keyboard.press("Escape")
    moved = place(divider)
    page.reload()
    LabPage(page).ready()
    assert place(divider) == moved
    page.mouse.dblclick(*moved)
    assert place(divider) == start


@pytest.mark.parametrize("name", NAMES)
def test_it_goes_with_a_finger(context: BrowserContext, page: Page, name: str) -> None:
    LabPage(page).open()
    divider = page.get_by_role("separator", name=name)
    x, y = place(divider)
    touch = context.new_cdp_session(page)
    for kind, points in (("touchStart", [0]), ("touchMove", [-10]), ("touchMove", [-40]), ("touchEnd", [])):
        fingers = [{"x": x + by, "y": y} for by in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
    assert round(place(divider)[0] - x, 1) == -40


def test_narrow_graphs_keep_their_tools_apart(page: Page) -> None:
    lab = LabPage(page, "own-stack").open()
    lab.line("jail -c name=www vnet persist")  # other tabs bear a mark now
    divider = page.get_by_role("separator", name="Width of the graphs")
    for _ in range(12):
        assert page.evaluate(OVERLAPS) == []
        dragged(page, divider, 12)
