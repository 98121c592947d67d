"""The machine on the page: type-ahead, commands, undo, reload, a hung worker, control strings, the snapshot."""

from __future__ import annotations

import re

import pytest
from page_driver import SLOW, LabPage
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.e2e


def test_first_screen_stands_before_the_machine_and_type_ahead_is_kept(page: Page) -> None:
    held: list[Route] = []
    page.route("**/pyodide.asm.wasm", lambda route: held.append(route))
    lab = LabPage(page)
    page.goto(f"/lessons/{lab.slug}/")
    lab.shows("#")
    page.wait_for_function("() => document.querySelector('cb-terminal').term")
    page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    page.keyboard.type("echo typed-$((40 + 2))-ahead\n")
    expect(page.locator("cb-status")).to_have_attribute("data-state", "booting")
    lab.shows("echo typed-")
    held.pop().continue_()
    lab.shows("\ntyped-42-ahead")


def test_a_command_changes_the_graph_and_is_told_in_words(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("jail -c name=probe vnet persist")
    lab.has("network", "probe")
    expect(page.locator("#view-network .changes code")).to_have_text("jail -c name=probe vnet persist")
    expect(page.locator("#view-network .changes li", has_text="new network stack probe")).to_be_visible()
    assert page.evaluate("() => document.querySelector('#view-network').drawing.cy.nodes('.changed').length") > 0
    lab.line("true")
    expect(page.locator("#view-network .changes")).to_be_hidden()


def test_undo_takes_back_the_last_command_and_reset_all_of_them(page: Page) -> None:
    lab = LabPage(page).open()
    start = lab.state()
    lab.line("jail -c name=one persist")
    lab.has("processes", "one")
    between = lab.state()
    lab.line("jail -c name=two persist")
    lab.has("processes", "two")
    page.get_by_role("button", name="Undo").click()
    lab.lacks("processes", "two")
    assert lab.state() == between
    page.get_by_role("button", name="Reset").click()
    page.get_by_role("button", name="Start again").click()
    lab.lacks("processes", "one")
    assert lab.state() == start


def test_work_survives_a_reload_and_a_new_tab(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("jail -c name=stays persist")
    lab.has("processes", "stays")
    lab.kept()
    page.reload()
    lab.ready().has("processes", "stays")
    lab.shows("jail -c name=stays persist")
    other = LabPage(page.context.new_page(), lab.slug).open()
    other.has("processes", "stays")


def test_a_hung_worker_is_replaced_and_the_learner_told(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("jail -c name=before persist")
    lab.has("processes", "before")
    lab.kept()
    # The worker itself hangs, as a fault in it would make it; evaluate never returns.
    page.workers[0].evaluate("() => { setTimeout(() => { for (;;); }) }")
    page.keyboard.type("echo lost\n")
    told = page.locator("cb-notice .notice", has_text="started again")  # beside the first visit's
    expect(told).to_be_visible(timeout=SLOW)
    lab.ready().has("processes", "before")
    # A letter of the line was to blame, or its Enter: then the line still stands here.
    page.keyboard.press("Control+u")
    lab.line("echo a$((1 + 1))live")
    lab.shows("\na2live")


def test_an_endless_loop_is_interrupted_from_the_page(page: Page) -> None:
    lab = LabPage(page).open()
    page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    page.keyboard.type("while :; do :; done\n")
    button = page.get_by_role("button", name="Interrupt")
    expect(button).to_be_visible(timeout=SLOW)
    button.click()
    lab.ready()
    lab.line("echo a$((1 + 1))gain")
    lab.shows("\na2gain")


def test_control_strings_from_the_machine_do_not_reach_the_page(page: Page) -> None:
    lab = LabPage(page).open()
    title = page.title()
    lab.line(r"printf 'a\033]0;evil-title\007b\033[6nc\n'")
    lab.shows("\nabc")
    assert page.title() == title
    assert "evil-title\nb" not in lab.screen
    lab.line("echo nothing was typed by the terminal")
    assert "[1;1R" not in lab.screen


STORED = """async () => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("cellblock-machine", { create: true });
  for await (const file of folder.values()) return (await file.getFile()).size > 1e6;
  return false;
}"""
FROM_FILES = "() => performance.getEntriesByName('engine').length === 1"


def stored(page: Page) -> None:
    """Wait until a snapshot is kept, and its maker gone (to wait_for_function, a promise is true already)."""
    for _ in range(2 * SLOW // 100):
        if page.evaluate(STORED) and len(page.workers) == 1:
            return
        page.wait_for_timeout(100)
    pytest.fail("no snapshot was kept")


def test_a_second_visit_starts_from_the_snapshot(page: Page) -> None:
    lab = LabPage(page).open()
    assert page.workers[0].evaluate(FROM_FILES)
    stored(page)
    page.reload()
    lab.ready()
    assert not page.workers[0].evaluate(FROM_FILES)
    lab.line("echo from-$((6 * 7))-memory")
    lab.shows("\nfrom-42-memory")
    # What the first visit never ran was imported all the same.
    lab.line("jail -c name=probe vnet persist; echo $(jls name)-$?")
    lab.shows("probe-0")


def test_a_broken_snapshot_is_thrown_away(page: Page) -> None:
    lab = LabPage(page).open()
    stored(page)
    page.evaluate(
        """async () => {
          const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("cellblock-machine");
          for await (const file of folder.values()) {
            const broken = new Uint8Array(2_000_000), length = broken.length - 4;
            new DataView(broken.buffer).setUint32(length, length);
            const stream = await file.createWritable();
            await stream.write(broken);
            await stream.close();
          }
        }"""
    )
    page.reload()
    lab.ready()
    assert page.workers[0].evaluate(FROM_FILES)
    lab.line("echo from-$((6 * 7))-files")
    lab.shows("\nfrom-42-files")
    expect(page.locator("cb-notice [data-tone=refused]")).to_have_count(0)


def test_without_private_files_and_static_routes_it_starts_all_the_same(page: Page) -> None:
    page.add_init_script(
        "delete StorageManager.prototype.getDirectory; delete Navigator.prototype.serviceWorker; delete self.caches"
    )
    without = "delete StorageManager.prototype.getDirectory; delete self.FileSystemFileHandle;\n"

    def taken(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=without + answer.text())

    page.route(re.compile(r"/js/machine/worker\.[^/]*js"), taken)
    lab = LabPage(page).open()
    for _ in range(2):
        lab.line("echo $((6 * 7))-here")
        lab.shows("\n42-here")
        lab.kept()
        page.reload()
        lab.ready()
    expect(page.locator("cb-notice [data-tone=refused]")).to_have_count(0)


def test_offline_work_is_kept_and_sent_later(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("true")
    lab.kept()
    page.context.set_offline(True)
    lab.line("jail -c name=alone persist")
    expect(page.locator("cb-kept")).to_contain_text("offline", timeout=SLOW)
    page.context.set_offline(False)
    lab.kept()
    page.evaluate("() => localStorage.clear()")
    page.reload()
    lab.ready().has("processes", "alone")
