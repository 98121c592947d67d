"""An account, by clicks: work of before joins it when its owner says so; everything is taken along, and deleted."""

from __future__ import annotations

import json
import zipfile

from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage
from playwright.sync_api import Page, expect

PASSWORD = "corr3ct-horse-batt"


def signed_up(page: Page, address: str) -> None:
    page.goto("/account/signup/")
    page.get_by_role("textbox", name="Email").fill(address)
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()


def attempts(page: Page) -> list[str]:
    """The lessons in the archive of one's data."""
    page.goto("/account/data/")
    with page.expect_download() as download:
        page.get_by_text("Download", exact=True).click()
    with zipfile.ZipFile(download.value.path()) as archive:
        return [attempt["lesson"] for attempt in json.loads(archive.read("attempts.json"))]


def test_work_joins_on_request_and_everything_is_deleted(page: Page) -> None:
    lab = LabPage(page).open()
    lab.line("hostname mine")
    lab.kept()
    signed_up(page, "one@example.org")
    expect(page.get_by_role("heading", name="Is this work yours?")).to_be_visible()
    page.get_by_role("button", name="No, leave it").click()
    assert attempts(page) == []
    page.goto("/account/join/")
    page.get_by_role("button", name="Yes, put it").click()
    assert attempts(page) == [lab.slug]
    assert Axe().run(page).response["violations"] == []
    page.goto("/account/data/")
    page.get_by_label("to confirm").fill("delete")
    page.get_by_role("button", name="Delete everything").click()
    page.locator("input[type=password]").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("body")).to_contain_text("Everything that was kept of you here is deleted.")
    assert attempts(page) == []
