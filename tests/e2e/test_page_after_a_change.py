"""A learner comes back when the machine of then is gone: the page says so, and what was typed can be had again."""

from __future__ import annotations

import pytest
from page_driver import LabPage
from playwright.sync_api import Page, expect
from served import Site

pytestmark = pytest.mark.e2e


def test_the_work_of_an_engine_that_is_gone_can_be_done_again(page: Page, live_site: Site) -> None:
    lab = LabPage(page).open()
    lab.line("jail -c name=probe persist")
    lab.kept()
    change = f"Attempt.objects.filter(pk='{lab.config['attempt']}').update(engine='0' * 16)"
    live_site.manage("shell", "-c", f"from lessons.models import Attempt; {change}")
    page.reload()
    lab.ready().lacks("processes", "probe")
    told = page.locator(".earlier")
    expect(told).to_contain_text("The machine that you worked on here is no longer kept")
    told.locator("summary").click()
    told.get_by_role("button", name="jail -c name=probe persist").click()
    page.keyboard.press("Enter")
    lab.has("processes", "probe")
