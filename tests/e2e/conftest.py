"""The served site and a browser: uvicorn on a free port with a database of its own, and Debian's Chromium."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
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
START_SECONDS = 60


class Site:
    """The site as `make run` serves it; `stop` and `start` let a test live through a restart."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "CELLBLOCK_ENV": "local", "CELLBLOCK_VAR": str(var)}
        self.environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, check=True)

    def start(self) -> None:
        command = [sys.executable, "manage.py", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            assert self.process.poll() is None, "the site did not start"
            assert time.monotonic() < deadline, "the site did not answer"
            time.sleep(0.1)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=30)
            self.process = None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


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
