"""The page for everybody: WCAG by axe in both schemes and widths, keyboard alone, a phone, reduced motion, no
JavaScript.
"""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_driver import LabPage, lessons
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {[node['target'] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_axe_finds_nothing(browser: Browser, live_site: object, scheme: str, size: dict[str, int]) -> None:
    url = str(getattr(live_site, "url"))  # noqa: B009
    context = browser.new_context(base_url=url, viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/")
    assert violations(page) == []
    lab = LabPage(page).open()
    if size is PHONE:
        page.locator("cb-panes [data-pane=terminal]").click()
    lab.line("jail -c name=probe vnet persist")
    lab.line("ifconfig epair create")
    for pane in ("lesson", "terminal", "graph", "trace") if size is PHONE else ("terminal",):
        page.evaluate(f"() => document.querySelector('cb-lab').send('show-pane', '{pane}')")
        assert violations(page) == [], pane
    context.close()


def test_axe_finds_nothing_on_a_projector_and_as_text(page: Page) -> None:
    LabPage(page).open()
    page.get_by_role("button", name="As text").first.click()
    assert violations(page) == []
    page.keyboard.press("F9")
    expect(page.locator("#pane-lesson")).to_be_hidden()
    assert violations(page) == []


def test_no_console_error_and_no_policy_violation(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    lab = LabPage(page).open()
    lab.line("ifconfig epair create")
    for tab in ("Processes", "Trace", "Network"):
        page.get_by_role("tab", name=tab).click()
    lab.kept()
    assert said == []


def test_f6_goes_round_the_panes_and_the_twin_selects(page: Page) -> None:
    LabPage(page).open()
    page.evaluate("() => document.querySelector('cb-terminal').focusTerminal()")
    page.keyboard.press("F6")
    expect(page.get_by_role("tab", name="Network")).to_be_focused()
    page.keyboard.press("F6")
    expect(page.locator(".lesson-scroll")).to_be_focused()
    page.keyboard.press("Shift+F6")
    page.locator("#view-network [role=treeitem][tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#view-network .inspector")).to_be_visible()
    expect(page.locator("#view-network .inspector dt", has_text="if_flags")).to_be_visible()
    assert page.evaluate("() => document.querySelector('#view-network').drawing.cy.$(':selected').length") == 1


def test_dividers_move_by_key_and_sizes_are_kept(page: Page) -> None:
    lab = LabPage(page).open()
    divider = page.get_by_role("separator", name="Width of the lesson")
    before = int(divider.get_attribute("aria-valuenow") or 0)
    divider.press("ArrowRight")
    divider.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", str(before + 4))
    lab.kept() if page.locator("cb-kept").text_content() else None
    page.reload()
    lab.ready()
    expect(divider).to_have_attribute("aria-valuenow", str(before + 4))


def test_a_phone_shows_one_pane_and_its_key_bar_types(browser: Browser, live_site: object) -> None:
    url = str(getattr(live_site, "url"))  # noqa: B009
    context: BrowserContext = browser.new_context(base_url=url, viewport=PHONE, has_touch=True, is_mobile=True)  # type: ignore[arg-type]
    page = context.new_page()
    lab = LabPage(page).open()
    expect(page.locator("#pane-lesson")).to_be_visible()
    for pane in ("lesson", "terminal", "graph"):
        page.locator(f"cb-panes [data-pane={pane}]").tap()
        visible = [one for one in ("lesson", "terminal", "graph") if page.locator(f"#pane-{one}").is_visible()]
        assert visible == [pane]
    page.locator("cb-panes [data-pane=terminal]").tap()
    lab.line("echo first-line")
    lab.shows("\nfirst-line")
    page.get_by_role("button", name="Up").tap()
    page.keyboard.press("Enter")
    lab.settled()
    assert lab.screen.count("\nfirst-line") == 2
    # Not innerWidth: a phone's grows with what is too wide.
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


ADDRESSES = (
    "/", "/lessons/own-stack/", "/lessons/own-stack/handout", "/sandbox/", "/embed/?from=vnet-pair", "/nothing/",
    "/quizzes/", "/quizzes/today/", "/quizzes/progress/", "/courses/", "/rooms/",
    "/account/signup/", "/account/login/", "/account/password/reset/", "/account/progress/", "/account/data/",
)  # fmt: skip


READ = ("/", "/lessons/own-stack/", "/lessons/own-stack/handout", "/sandbox/")  # in both schemes, on a phone


def test_every_page_fits_a_phone_and_axe_finds_nothing_in_what_is_read(browser: Browser, live_site: object) -> None:
    url = str(getattr(live_site, "url"))  # noqa: B009
    context = browser.new_context(base_url=url, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    for address in ADDRESSES:
        page.goto(address)
        page.evaluate("() => document.fonts.ready")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"], address
        for scheme in ("light", "dark") if address in READ else ():
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == [], (address, scheme)
    page.goto("/rooms/")
    page.get_by_role("button", name="Open the room").click()
    expect(page.locator("cb-room")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_reduced_motion_moves_nothing(browser: Browser, live_site: object) -> None:
    url = str(getattr(live_site, "url"))  # noqa: B009
    context = browser.new_context(base_url=url, viewport=WIDE, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    lab = LabPage(page).open()
    page.evaluate(
        """() => { window.tokens = 0; new MutationObserver((records) => { for (const record of records)
        for (const node of record.addedNodes) if (node.classList?.contains("token")) window.tokens += 1; })
        .observe(document.querySelector("#view-network .overlay"), { childList: true }); }"""
    )
    lab.line("ping -c 1 127.0.0.1")
    assert page.evaluate("() => window.tokens") == 0
    context.close()


def test_without_javascript_there_is_a_sentence_and_the_lesson(browser: Browser, live_site: object) -> None:
    url = str(getattr(live_site, "url"))  # noqa: B009
    context = browser.new_context(base_url=url, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/lessons/{lessons()[0].slug}/")
    expect(page.get_by_text("needs JavaScript")).to_be_visible()
    expect(page.locator(".lesson-title")).to_have_text(lessons()[0].title)
    expect(page.locator(".first-screen")).to_contain_text("#")
    context.close()
