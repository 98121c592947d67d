"""What a learner names is shown as text, wherever it appears."""

from __future__ import annotations

import pytest
from page_driver import LabPage
from playwright.sync_api import Page

pytestmark = pytest.mark.e2e
NAME = "<img src=x onerror=document.title='ran'>"


def test_a_host_name_full_of_markup_is_text(page: Page) -> None:
    lab = LabPage(page).open()
    title = page.title()
    lab.line(f'jail -c name=probe host.hostname="{NAME}" persist')
    lab.has("network", "probe")
    lab.line("jls -j probe host.hostname")
    lab.shows(NAME)
    assert page.locator("img[src=x]").count() == 0
    assert page.title() == title
