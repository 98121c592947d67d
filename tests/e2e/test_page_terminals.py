"""Terminals: several, searched, copied from, pasted into, taken along; bad input does not freeze them."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage
from playwright.sync_api import Page, expect

TEXT = "tty => document.querySelectorAll('cb-terminal')[tty].text"
SHOWS = "([tty, text]) => document.querySelectorAll('cb-terminal')[tty]?.text.includes(text)"
PASTE = "text => document.querySelector('cb-terminal').paste(text)"


def sandbox(page: Page) -> LabPage:
    page.goto("/sandbox/")
    return LabPage(page).ready()


def menu(page: Page, name: str) -> None:
    page.get_by_role("button", name="Terminal menu").click()
    page.get_by_role("button", name=name).click()


def second(page: Page) -> None:
    page.get_by_role("button", name="Another terminal").click()
    page.wait_for_function(SHOWS, arg=[1, "#"])


def test_another_terminal_is_another_shell_at_the_same_machine(page: Page) -> None:
    lab = sandbox(page)
    lab.line("here=first; hostname shared")
    second(page)
    page.keyboard.type("tty; hostname; echo here=$here\r")
    page.wait_for_function(SHOWS, arg=[1, "/dev/ttyv1\nshared\nhere=\n#"])
    expect(page.get_by_role("tab", name="v1")).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="v0").click()
    lab.settled()
    page.keyboard.type("echo $here\r")
    lab.shows("echo $here\nfirst")
    assert Axe().run(page).response["violations"] == []


def test_terminals_are_there_again_after_a_reload_and_gone_with_undo(page: Page) -> None:
    lab = sandbox(page)
    second(page)
    page.keyboard.type("echo in the second\r")
    page.wait_for_function(SHOWS, arg=[1, "\nin the second"])
    page.wait_for_function("() => (localStorage.getItem('cellblock.work.sandbox.empty.14.0') ?? '').includes('\\\\r')")
    page.reload()
    lab.ready()
    page.wait_for_function(SHOWS, arg=[1, "\nin the second"])
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Start again").click()
    expect(page.locator("cb-terminal")).to_have_count(1)


def test_all_terminals_are_seen_at_once(page: Page) -> None:
    sandbox(page)
    page.keyboard.type("touch /tmp/log; tail -f /tmp/log\r")
    second(page)
    menu(page, "All terminals at once")
    for tty in (0, 1):
        expect(page.locator("cb-terminal").nth(tty)).to_be_visible()
    page.keyboard.type("echo from the second >> /tmp/log\r")
    page.wait_for_function(SHOWS, arg=[0, "tail -f /tmp/log\nfrom the second"])
    page.set_viewport_size({"width": 1060, "height": 700})
    expect(page.get_by_role("button", name="Terminal menu")).to_be_in_viewport(ratio=1)
    assert Axe().run(page).response["violations"] == []


def test_text_is_found_in_what_has_scrolled_away(page: Page) -> None:
    lab = sandbox(page)
    lab.line("echo needle; for i in 1 2 3 4 5 6 7 8 9; do ls /bin; done")
    page.keyboard.press("Control+Shift+F")
    page.keyboard.type("needle;")
    selected = "() => document.querySelector('cb-terminal').term.getSelection()"
    page.wait_for_function(f"() => ({selected})() === 'needle;'")
    page.keyboard.type("no")
    expect(page.locator("cb-find [role=status]")).to_have_text("Not found")
    page.keyboard.press("Escape")
    expect(page.locator("cb-find")).to_be_hidden()


def test_the_transcript_is_a_text_file(page: Page) -> None:
    lab = sandbox(page)
    lab.line("echo a line that is quite a bit longer than the terminal is wide, so that it must be wrapped")
    with page.expect_download() as waiting:
        menu(page, "Save as text")
    assert waiting.value.suggested_filename == "sandbox.empty-ttyv0.txt"
    text = Path(waiting.value.path()).read_text()
    assert text.count("longer than the terminal is wide, so that it must be wrapped\n") == 2


def test_pasted_lines_run_and_binary_is_no_harm(page: Page) -> None:
    lab = sandbox(page)
    page.evaluate(PASTE, "echo one\r\necho two\n")
    lab.shows("# echo two\ntwo\n#")
    page.evaluate(PASTE, "echo \x1b]0;title\x07\x03\x00tail\n")
    lab.shows("]0;titletail")
    expect(page.locator("cb-notice")).to_contain_text("4 control characters were left out")
    page.evaluate("() => document.querySelector('cb-terminal').paste('x'.repeat(5_000_000))")
    expect(page.locator("cb-notice")).to_contain_text("at most 16,384 can be pasted")
    lab.line("echo still here")
    lab.shows("\nstill here")


def test_a_line_of_a_million_characters_does_not_freeze_the_page(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    lab = sandbox(page)
    lab.line("head -c 100000 /dev/urandom; echo")
    assert said == []
    lab.line("head -c 1000000 /dev/zero | tr '\\0' x; echo; echo done")
    lab.shows("done\n#")
    lab.line("printf '\\033]0;%0100000d\\007'; printf '\\033[31m\\0337\\033[?1049h'; echo after")
    lab.line("echo alive")
    lab.shows("alive")
    page.get_by_role("slider", name="Moment").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("End")
    lab.shows("alive")
