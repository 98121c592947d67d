"""The graphs of the lab page: the walk, inspector, folding, search, packets, trace, goals, export and import."""

from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from page_driver import SLOW, LabPage
from playwright.sync_api import BrowserContext, Page, expect

CABLE = "ifconfig epair create; jail -c name=blue vnet persist; ifconfig epair0b vnet blue"
ADDRESSES = "jexec blue ifconfig epair0b 10.1.1.2/24 up; ifconfig epair0a 10.1.1.1/24 up"


def show(page: Page, view: str) -> None:
    page.locator(f"#tab-{view}").click()


def menu(page: Page, view: str, entry: str) -> None:
    page.locator(f"#view-{view} > .graph-body > .drawing .graph-menu summary").click()
    page.locator(f"#view-{view} > .graph-body > .drawing .menu").get_by_role("button", name=entry).click()


def violations(page: Page, scope: str) -> list[str]:
    found = Axe().run(page, context=scope, options={"resultTypes": ["violations"]})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]


@pytest.fixture
def lab(page: Page) -> LabPage:
    return LabPage(page, "own-stack").open()


def test_the_walk_of_the_last_command_is_told_in_words(lab: LabPage) -> None:
    lab.line(CABLE)
    lab.line(ADDRESSES)
    show(lab.page, "structures")
    lab.line("jexec blue ping -c 1 10.1.1.1")
    first = lab.page.locator("#view-structures [role=treeitem]").first
    expect(first).to_contain_text("cr_prison: prison blue → pr_vnet: vnet 1 → V_ripcbinfo", timeout=SLOW)
    assert violations(lab.page, "#view-structures") == []


def test_the_inspector_opens_by_keyboard_and_lets_go(lab: LabPage) -> None:
    lab.line(CABLE)
    show(lab.page, "network")
    item = lab.page.locator("#view-network [role=treeitem]", has_text="blue").first
    item.focus()
    inspector = lab.page.locator("#view-network > .graph-body > .inspector")
    expect(inspector.locator("summary", has_text="V_ifnet: interfaces (2)")).to_have_count(1, timeout=SLOW)
    lab.page.keyboard.press("Escape")
    expect(inspector).to_be_hidden()


def test_a_box_folds_by_key_and_the_search_finds_what_is_in_it(lab: LabPage) -> None:
    lab.line(CABLE)
    lab.page.locator("#view-network [role=treeitem]", has_text="blue").first.focus()
    lab.page.keyboard.press("ArrowLeft")
    expect(lab.page.locator("#view-network [role=treeitem][aria-expanded=false]")).to_have_count(1)
    assert "epair0b" not in lab.twin("network")
    lab.page.keyboard.press("/")
    lab.page.keyboard.type("epair0b")
    expect(lab.page.locator("#view-network .find-count").first).to_have_text("1 found")
    expect(lab.page.locator("#view-network > .graph-body > .inspector h2")).to_contain_text("epair0b", timeout=SLOW)
    lab.page.keyboard.press("Escape")
    lab.page.keyboard.press("ArrowRight")
    lab.has("network", "epair0b")


def test_a_graph_is_saved_as_svg(lab: LabPage) -> None:
    lab.line(CABLE)
    with lab.page.expect_download() as download:
        menu(lab.page, "network", "Save as SVG")
    text = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "network.svg"
    for name in ("epair0a", "epair0b", "blue"):
        assert name in text


def test_a_graph_is_saved_as_png(lab: LabPage) -> None:
    with lab.page.expect_download() as download:
        menu(lab.page, "network", "Save as PNG")
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_packets_wait_for_a_step_and_show_their_headers(lab: LabPage) -> None:
    lab.line(CABLE)
    lab.line(ADDRESSES)
    lab.line("jexec blue ping -c 1 10.1.1.1")
    bar = lab.page.locator("#view-network .packet-bar")
    bar.get_by_role("button", name="First hop").click()
    expect(bar.locator(".packet-headers h4").first).to_have_text("Ethernet", timeout=SLOW)
    expect(bar.get_by_role("button", name="Play")).to_have_count(1)
    bar.locator("summary").first.click()
    expect(bar.locator(".packet-list b").filter(has_text=re.compile("^echo$"))).to_have_count(1)
    assert violations(lab.page, "#view-network") == []
    lab.line("jexec blue ping -c 1 10.1.1.1")
    expect(bar.locator(".packet-headers")).to_be_hidden()


def test_what_was_refused_is_explained_with_its_lesson(lab: LabPage) -> None:
    lab.line("jail -c name=plain2 path=/ persist")
    lab.line("jexec plain2 kldload if_bridge")
    show(lab.page, "trace")
    refused = lab.page.locator("#view-trace .call[data-refused]", has_text="kldload")
    refused.locator(".why summary").click()
    expect(refused.locator(".why-more")).to_contain_text("There is one kernel for all", timeout=SLOW)
    expect(refused.locator(".why-more a")).to_have_count(1)
    assert violations(lab.page, "#view-trace") == []


def test_the_goals_show_what_they_want_and_it_comes_true(lab: LabPage) -> None:
    menu(lab.page, "network", "Show what the goals want")
    lab.page.keyboard.press("Escape")
    wanted = lab.page.locator(".wanted [role=treeitem] > .twin-line")
    missing = wanted.filter(has_text="wanted, missing")
    expect(missing.first).to_have_count(1, timeout=SLOW)
    before = missing.count()
    goal = next(goal for goal in lab.config["lesson"]["goals"] if goal["fact"] == "jail_has_vnet")
    jail = goal["with"]["jail"]
    lab.line(f"jail -c name={jail} path=/usr/jails/{jail} host.hostname={jail} vnet persist")
    name = lab.page.locator(".twin-name", has_text=re.compile(f"^{jail}$"))
    expect(wanted.filter(has=name)).to_contain_text("wanted, there", timeout=SLOW)
    assert missing.count() < before


def test_the_present_state_goes_to_a_real_host(lab: LabPage) -> None:
    lab.line(CABLE)
    menu(lab.page, "network", "Take it to a real host…")
    dialog = lab.page.locator("dialog[open]")
    expect(dialog.locator(".taken")).to_contain_text('vnet.interface = "epair0b";', timeout=SLOW)
    dialog.get_by_role("button", name="IMUNES").click()
    expect(dialog.locator(".taken")).to_contain_text("peers_ifaces", timeout=SLOW)
    assert json.loads(dialog.locator(".taken").text_content() or "")["links"]
    assert violations(lab.page, "dialog[open]") == []


def test_a_real_jail_conf_is_tried_and_built_in_the_sandbox(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/sandbox/#import")
    lab = LabPage(page).ready()
    dialog = page.locator("dialog[open]")
    dialog.locator("textarea").first.fill("allow.mount.zfs;\nwww {\n path = /;\n host.hostname = w;\n persist;\n}\n")
    dialog.get_by_role("button", name="Try it").click()
    expect(dialog.locator(".report li")).to_have_count(2, timeout=SLOW)
    expect(dialog.locator(".report")).to_contain_text("allow.mount.zfs is unknown here and left out.")
    expect(dialog).to_contain_text("It was tried on an empty host")
    assert violations(page, "dialog[open]") == []
    dialog.get_by_role("button", name="Build it here").click()
    lab.has("network", "www")
