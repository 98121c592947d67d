"""The served site and a browser: uvicorn on a free port with a database of its own, and Debian's Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from served import Site

CHROMIUM = "chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site, served from collected files as `make run` does; what is unchanged is not packed again."""
    site = Site(tmp_path_factory.mktemp("var"))
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    site.manage("migrate", "--noinput", "--verbosity", "0")
    site.start()
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; `make e2e` installs it where it may."""
    program = shutil.which(CHROMIUM)
    if program is None:
        pytest.fail("chromium is missing; install it with: sudo apt-get install chromium fonts-dejavu-core")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)


@pytest.fixture
def context(browser: Browser, live_site: Site) -> Iterator[BrowserContext]:
    """A browser of its own for each test: a new learner."""
    context = browser.new_context(base_url=live_site.url, viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
