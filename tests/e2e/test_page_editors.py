"""vi and ee in the page, on a phone: typed, moved and left by the key bar."""

from __future__ import annotations

from page_driver import LabPage
from playwright.sync_api import Browser, Page
from served import Site


def key(page: Page, name: str) -> None:
    page.locator("cb-keybar").get_by_role("button", name=name).click()


def test_files_are_edited_by_the_key_bar(browser: Browser, live_site: Site) -> None:
    phone = {"width": 390, "height": 844}
    context = browser.new_context(base_url=live_site.url, viewport=phone, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto("/sandbox/")
    lab = LabPage(page).ready()
    page.get_by_role("button", name="Terminal", exact=True).click()
    page.locator("cb-terminal").click()
    page.keyboard.type("vi /tmp/jail\r")
    lab.shows("new file: line 1")
    page.keyboard.type("iwww {\r}")
    for name in ("Esc", "Up", "Down"):
        key(page, name)
    page.keyboard.type("Opersist;")
    key(page, "Esc")
    page.keyboard.type(":wq\r")
    lab.settled()
    lab.line("cat /tmp/jail")
    lab.shows("cat /tmp/jail\nwww {\npersist;\n}\n#")
    page.keyboard.type("ee /tmp/note\r")
    lab.shows('new file "/tmp/note"')
    page.keyboard.type("held")
    key(page, "Left")
    page.keyboard.type("l")
    key(page, "Esc")
    lab.shows("leave editor")
    page.keyboard.type("a")
    lab.shows("save changes")
    page.keyboard.type("a")
    lab.settled()
    page.keyboard.type("cat /tmp/no")
    key(page, "Tab")
    key(page, "Pipe")
    page.keyboard.type("wc -c\r")
    lab.shows("|wc -c\n       6")  # and the end of the line
    context.close()
