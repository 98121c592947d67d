"""The page at work, in a real browser: Enter to graph at 10, 100 and 1,000 jails, frames while packets fly, undo, and
what each file weighs as it travels.

Needs Debian's chromium, as the end-to-end tests do. Client and server share this machine.
"""

from __future__ import annotations

import statistics
import tempfile
from typing import Any

from benchmarks.bar import Bar, percentile
from benchmarks.browser import ENTER, FOCUS, LESSON, SETTLED, profiled, site, visit

ENTER_RUNS = 40  # of fewer, the 95th percentile would be the slowest
HEAVIEST = 15  # files that are named
PACKETS = 1000
# Milliseconds between frames until so many packets have flown, or ten seconds are over.
FRAMES = """async (count) => {
  const lab = document.querySelector("cb-lab");
  const gaps = [];
  let last = performance.now();
  const end = last + 10_000;
  lab.send("packets", { packets: Array.from({ length: count }, (_, n) => window.sample[n % window.sample.length]) });
  for (;;) {
    const now = await new Promise(requestAnimationFrame);
    gaps.push(now - last);
    last = now;
    if (now > end || (gaps.length > 30 && !document.querySelector(".token"))) return gaps.slice(1);
  }
}"""
SAMPLE = """() => {
  window.sample = [];
  document.querySelector("cb-lab").on("packets", ({ packets }) => window.sample.push(...packets));
}"""
UNDO = """async () => {
  const lab = document.querySelector("cb-lab");
  const begin = performance.now();
  await new Promise((done) => { lab.once("screen", done); lab.undo(); });
  return performance.now() - begin;
}"""


def machines(page: Any, count: int, before: int) -> None:
    """Vnet jails up to that many."""
    page.evaluate(FOCUS)
    page.keyboard.type(f"i={before}; while [ $i -lt {count} ]; do jail -c name=v$i vnet persist; i=$((i+1)); done\n")
    page.wait_for_timeout(500)
    page.wait_for_function(SETTLED, timeout=300_000)


def enter_to_graph(page: Any) -> None:
    """Enter until the new jail is in the text twin, with ever more of them on the page."""
    before = 0
    for count, bar in ((10, 50), (100, 50), (1000, 200)):
        machines(page, count, before)
        times = []
        for number in range(ENTER_RUNS):
            page.evaluate(FOCUS)
            page.keyboard.type(f"jail -c name=x{count}n{number} vnet persist")
            page.wait_for_function(SETTLED)
            times.append(page.evaluate(ENTER, f"x{count}n{number}"))
            page.wait_for_function(SETTLED)
        print(Bar(f"Enter to output and graph, p95, {count:,} vnet jails", "ms", bar).line(percentile(times, 0.95)))
        before = count


def frames(page: Any) -> None:
    """Frames while packets fly between two stacks."""
    page.evaluate(SAMPLE)
    page.evaluate(FOCUS)
    page.keyboard.type("jexec left ping -c 20 -i .01 10.1.0.2\n")
    page.wait_for_timeout(1500)
    gaps = page.evaluate(FRAMES, PACKETS)
    rate = 1000 / statistics.mean(gaps)
    print(Bar(f"frames a second while {PACKETS:,} packets fly", "1/s", 30, less=False).line(rate))
    print(Bar(f"longest gap between two of them, p99, {PACKETS:,} packets", "ms", 100).line(percentile(gaps, 0.99)))


def undo(page: Any) -> None:
    """Undo after a thousand commands with a ping in the background."""
    page.evaluate(FOCUS)
    page.keyboard.type("ping -q 127.0.0.1 > /dev/null &\n")
    page.evaluate("() => { for (let n = 0; n < 1000; n += 1) document.querySelector('cb-lab').type(`echo ${n}\\r`); }")
    page.wait_for_function(SETTLED, timeout=300_000)
    page.wait_for_timeout(10_000)  # a second machine follows some commands behind, in idle time
    times = []
    for number in range(5):
        times.append(page.evaluate(UNDO))
        page.wait_for_timeout(1000)
        page.evaluate(FOCUS)
        page.keyboard.type(f"echo again{number}\n")
        page.wait_for_timeout(3000)
    print(Bar("undo after 1,000 commands with a ping running", "ms", 100).line(statistics.median(times)))


def weights(chromium: Any, url: str) -> None:
    """What a first visit's files weigh as they travel."""
    with tempfile.TemporaryDirectory() as profile, profiled(chromium, profile) as context:
        page = context.new_page()
        requests: list[Any] = []
        page.on("requestfinished", lambda request: requests.append(request))
        visit(page, url)
        found = sorted(((one.sizes()["responseBodySize"], one.url.removeprefix(url)) for one in requests), reverse=True)
        for size, name in found[:HEAVIEST]:
            print(f"  {size / 1000:10,.1f} kB  {name}")
        rest = found[HEAVIEST:]
        print(f"  {sum(size for size, _ in rest) / 1000:10,.1f} kB  {len(rest)} more")


def main() -> None:
    """All of it."""
    from playwright.sync_api import sync_playwright

    with site() as url, sync_playwright() as playwright:
        weights(playwright.chromium, url)
        for address, measure in ((LESSON, enter_to_graph), ("/sandbox/?from=vnet-pair", frames), ("/sandbox/", undo)):
            with tempfile.TemporaryDirectory() as profile, profiled(playwright.chromium, profile) as context:
                page = context.new_page()
                page.goto(url + address)
                page.wait_for_function("() => document.querySelector('cb-status[data-state=ready]')", timeout=60_000)
                page.wait_for_function(SETTLED, timeout=60_000)
                measure(page)


if __name__ == "__main__":
    main()
