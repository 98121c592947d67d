"""Links to an exact state: opened as a copy; what is wrong with one is said and harms nothing."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage
from playwright.sync_api import BrowserContext, Page, expect
from served import Site


def link_of(page: Page) -> str:
    page.get_by_role("button", name="Share").click()
    field = page.get_by_role("textbox", name="Link")
    expect(field).not_to_have_value("")
    return field.input_value()


def opened(context: BrowserContext, address: str) -> LabPage:
    page = context.new_page()
    page.goto(address)
    return LabPage(page).ready()


def test_a_short_state_is_in_the_link_and_opens_as_a_copy(page: Page, context: BrowserContext) -> None:
    page.goto("/sandbox/?from=vnet-pair")
    lab = LabPage(page).ready()
    lab.line("jail -c name=shared path=/ persist")
    link = link_of(page)
    assert Axe().run(page).response["violations"] == []
    assert "#j=" in link
    copy = opened(context, link)
    copy.has("network", "shared")
    copy.line("jail -r shared; jail -c name=mine path=/ persist")
    copy.lacks("network", "shared")
    lab.has("network", "shared")
    copy.page.wait_for_function("() => document.querySelector('cb-kept').textContent === 'kept here'")
    copy.page.wait_for_timeout(1000)
    copy.page.reload()
    copy.ready()
    copy.has("network", "mine")


def test_a_lessons_state_opens_without_the_lesson(page: Page, context: BrowserContext) -> None:
    lab = LabPage(page).open()
    lab.line("jail -c name=shared path=/ persist")
    copy = opened(context, link_of(page))
    copy.has("network", "shared")
    expect(copy.page.locator("cb-goals")).to_have_count(0)


def test_a_long_state_is_kept_on_the_server(page: Page, context: BrowserContext) -> None:
    page.goto("/sandbox/")
    lab = LabPage(page).ready()
    page.evaluate(
        "() => { const { client } = document.querySelector('cb-lab'); let random = 7;"
        " for (let n = 0; n < 6000; n += 1) { random = (random * 48271) % 2147483647;"
        " client.input(String.fromCharCode(97 + random % 26)); if (n % 40 === 39) client.input('\\u0015'); }"
        " client.input('\\u0015hostname long\\r'); }"
    )
    lab.settled()
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Keep it on the server").click()
    field = page.get_by_role("textbox", name="Link")
    page.wait_for_function("() => document.querySelector('[data-part=link]').value.includes('/s/')")
    expect(page.get_by_role("button", name="Keep it on the server")).to_be_hidden()
    copy = opened(context, field.input_value())
    copy.line("hostname")
    copy.shows("# hostname\nlong")


def test_what_is_wrong_with_a_link_is_said(page: Page) -> None:
    for fragment, says in (("AAAA", "damaged"), ("%3Cscript%3E", "damaged"), ("A" * 70_000, "longer than any")):
        page.goto("about:blank")
        page.goto(f"/sandbox/#j={fragment}")
        lab = LabPage(page).ready()
        expect(page.locator("cb-notice")).to_contain_text(says)
        expect(page.locator("cb-notice")).to_contain_text("The machine starts untouched.")
        lab.line("echo usable")
        lab.shows("\nusable")


def test_a_link_to_another_start_is_said(page: Page, context: BrowserContext) -> None:
    page.goto("/sandbox/")
    lab = LabPage(page).ready()
    lab.line("echo x")
    link = link_of(page).replace("from=empty", "from=vnet-pair")
    other = opened(context, link)
    expect(other.page.locator("cb-notice")).to_contain_text("another lesson’s machine")
    other.has("network", "left")


def test_it_stands_in_a_frame_of_another_page(page: Page, live_site: Site) -> None:
    html = f'<iframe src="{live_site.url}/embed/?from=vnet-pair" width="1000" height="500"></iframe>'

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

    with HTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{elsewhere.server_port}/")
        frame = page.frame_locator("iframe")
        expect(frame.locator("cb-status[data-state=ready]")).to_have_count(1, timeout=30_000)
        expect(frame.locator(".pane-lesson")).to_be_hidden()
        elsewhere.shutdown()


def test_two_tabs_do_not_destroy_each_others_work(page: Page, context: BrowserContext) -> None:
    lab = LabPage(page).open()
    lab.line("hostname first")
    lab.kept()
    second = opened(context, f"/lessons/{lab.slug}/")
    second.line("hostname; hostname second")
    second.shows("hostname second")
    expect(page.locator("cb-kept")).to_contain_text("open in another tab")
    lab.line("hostname only-here")
    second.kept()
    page.get_by_role("button", name="Keep it here instead").click()
    expect(second.page.locator("cb-kept")).to_contain_text("open in another tab")
    lab.kept()
    page.locator("cb-timeline").hover()
    expect(page.locator("[data-part=count]")).to_have_text("1")
    page.reload()
    lab.ready()
    lab.line("hostname")
    lab.shows("# hostname\nonly-here")
