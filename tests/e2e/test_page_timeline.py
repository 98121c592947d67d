"""The time line: the past is looked at, compared, and gone on from; nothing of it is lost."""

from __future__ import annotations

from page_driver import LabPage
from playwright.sync_api import Page, expect


def worked(page: Page) -> LabPage:
    page.goto("/sandbox/")
    lab = LabPage(page).ready()
    lab.line("jail -c name=one path=/ persist")
    lab.line("jail -c name=two path=/ persist")
    lab.line("jail -c name=three path=/ vnet persist")
    return lab


def slider(page: Page):  # type: ignore[no-untyped-def]
    return page.get_by_role("slider", name="Moment")


def past_screen(lab: LabPage, text: str, without: str) -> None:
    lab.page.wait_for_function(
        "([text, without]) => { const screen = document.querySelector('cb-terminal').term.buffer.active;"
        " let all = ''; for (let row = 0; row < screen.length; row += 1)"
        " all += screen.getLine(row).translateToString(true) + ' ';"
        " return all.includes(text) && !all.includes(without); }",
        arg=[text, without],
    )


def test_keys_step_by_command_and_everything_shows_that_moment(page: Page) -> None:
    lab = worked(page)
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    lab.lacks("network", "three")
    lab.has("network", "two")
    past_screen(lab, "name=two", "name=three")
    expect(page.locator("#view-network .changes")).to_contain_text("name=two")
    page.keyboard.press("Home")
    lab.lacks("network", "one")
    page.keyboard.press("End")
    lab.has("network", "three")
    past_screen(lab, "name=three", "nothing of this")


def test_typing_in_the_past_goes_nowhere_and_says_so(page: Page) -> None:
    lab = worked(page)
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    page.keyboard.type("hostname lost\r")
    expect(page.locator("[data-part=said]")).to_contain_text("This is the past")
    expect(page.locator("[data-part=said]")).to_have_css("clip-path", "none")
    more = page.get_by_role("button", name="Another terminal")
    expect(more).to_be_disabled()
    page.get_by_role("button", name="Now", exact=True).click()
    expect(more).to_be_enabled()
    expect(page.locator("[data-part=said]")).to_be_hidden()
    lab.line("hostname")
    lab.shows("# hostname\ncellblock")


def test_it_is_dragged_and_its_width_stays_while_it_is_held(page: Page) -> None:
    worked(page)
    box = slider(page).bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] - 4, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 4, middle)
    expect(page.locator("[data-part=line]")).to_have_text("before the first command")
    assert slider(page).bounding_box() == box
    page.mouse.up()
    expect(page.get_by_role("button", name="Continue from here")).to_be_visible()


def test_continue_from_here_keeps_the_other_branch_and_comes_back_to_it(page: Page) -> None:
    lab = worked(page)
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Continue from here").click()
    lab.settled()
    lab.line("jail -c name=other path=/ persist; jls name")
    lab.shows("one\nother\n#")
    lab.lacks("network", "two")
    page.wait_for_function(
        "() => JSON.parse(localStorage.getItem('cellblock.work.sandbox.empty.14.0')).journal.inputs"
        ".map((input) => input[3]).join('').includes('jls name\\r')"
    )
    page.reload()
    lab.ready()
    lab.has("network", "other")
    page.locator("cb-timeline").hover()
    page.get_by_role("button", name="Branches 1").click()
    page.get_by_role("button", name="jail -c name=three").first.click()
    lab.settled()
    lab.has("network", "three")
    lab.lacks("network", "other")
    lab.line("jls name")
    lab.shows("one\ntwo\nthree\n#")
    expect(page.locator("#branches li")).to_have_count(1)


def test_undo_and_redo(page: Page) -> None:
    lab = worked(page)
    page.get_by_role("button", name="Undo").click()
    lab.settled()
    lab.lacks("network", "three")
    page.get_by_role("button", name="Undo").click()
    lab.settled()
    lab.lacks("network", "two")
    page.get_by_role("button", name="Redo").click()
    lab.has("network", "two")
    lab.settled()
    page.get_by_role("button", name="Redo").click()
    lab.has("network", "three")
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()


def test_two_moments_are_compared(page: Page) -> None:
    lab = worked(page)
    slider(page).focus()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Compare").click()
    slider(page).focus()
    page.keyboard.press("End")
    compare = page.locator("[data-part=compare]")
    for name in ("+jail one", "+jail two", "+network stack three"):
        expect(compare).to_contain_text(name)
    lab.settled()


def test_it_is_played(page: Page) -> None:
    lab = worked(page)
    page.locator("cb-timeline").hover()
    page.get_by_role("combobox", name="Speed of playing").select_option("16")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("cb-timeline[data-past]")).to_have_count(1)
    expect(page.locator("cb-timeline[data-past]")).to_have_count(0)
    lab.has("network", "three")


def test_after_a_reload_the_past_and_its_packets_are_there(page: Page) -> None:
    lab = worked(page)
    lab.line("ping -c 1 127.0.0.1")
    lab.line("ping -c 1 10.0.2.2")
    lab.page.wait_for_function(
        "() => (JSON.parse(localStorage.getItem('cellblock.work.sandbox.empty.14.0'))?.journal?.inputs ?? [])"
        ".map((input) => input[3]).join('').endsWith('10.0.2.2\\r')"
    )
    page.reload()
    lab.ready()
    bar = page.locator("#view-network .packet-bar")
    expect(bar.locator("summary")).to_have_text("4 packets", timeout=30_000)
    expect(page.locator("#view-network .changes, #view-trace")).to_contain_text(["ping -c 1 10.0.2.2"])
    expect(page.locator(".token")).to_have_count(0)
    page.get_by_role("button", name="First hop").click()
    expect(page.locator(".token")).to_have_count(1)
    slider(page).focus()
    page.keyboard.press("ArrowLeft")
    expect(bar.locator("summary")).to_have_text("2 packets")
    page.keyboard.press("Home")
    lab.lacks("network", "one")
    page.keyboard.press("Escape")
    lab.line("jls name")
    lab.shows("one\ntwo\nthree\n#")
