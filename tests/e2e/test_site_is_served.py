"""The site as a browser gets it: no error on any page, nothing from elsewhere, policy and isolation in force."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lessons.engines import PYODIDE

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def said(page: Page) -> list[str]:
    """What the console says of errors, policy violations among them."""
    lines: list[str] = []
    page.on("console", lambda message: lines.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: lines.append(str(error)))
    return lines


def test_catalogue_opens_without_an_error(page: Page, said: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.wait_for_load_state("networkidle")
    assert said == []
    assert {urlsplit(url).netloc for url in asked if not url.startswith("data:")} == {urlsplit(page.url).netloc}


def test_page_is_isolated(page: Page) -> None:
    page.goto("/")
    assert page.evaluate("() => crossOriginIsolated") is True


def test_scripts_written_into_the_page_do_not_run(page: Page) -> None:
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.zebra = 1";
            document.body.append(script);
        }"""
    )
    assert page.evaluate("() => window.zebra") is None


def test_fixed_files_are_kept_for_good_and_arrive_packed(context: BrowserContext, page: Page) -> None:
    page.goto("/")
    module = f"static/vendor/pyodide/{PYODIDE}/pyodide.asm.wasm"
    answer = context.request.get(f"/{module}", headers={"Accept-Encoding": "br"})
    assert answer.headers["cache-control"] == "max-age=315360000, public, immutable"
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-type"] == "application/wasm"
    assert answer.body() == (ROOT / module).read_bytes()


def test_lab_page_breaks_no_policy_and_asks_nobody_else(page: Page, said: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.locator(".cell-link").first.click()
    expect(page.locator("cb-status")).not_to_have_attribute("data-state", "booting", timeout=60_000)
    expect(page.locator("cb-graph[data-graph=network] canvas").first).to_be_attached()
    assert said == []
    own = urlsplit(page.url).netloc
    assert [url for url in asked if urlsplit(url).netloc != own and not url.startswith(("data:", "blob:"))] == []
