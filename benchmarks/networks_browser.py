"""Two bars of networks in a real browser: 1,000 vnet jails by a shell loop, and echoes across a bridge.

An interpreter of the files that a lab page loads is started on a page of its own, where nobody ends it for being busy;
it runs what benchmarks/vnets.py and benchmarks/echo.py run in CPython. Needs Debian's chromium, as the end-to-end tests
do.
"""

from __future__ import annotations

import inspect
import json
import shutil
from typing import Any

from benchmarks import echo, vnets
from benchmarks.bar import Bar, absent
from benchmarks.browser import FLAGS, PROMPT, site

LESSON = "/lessons/first-jail/"
NAMES = "() => performance.getEntriesByType('resource').map(({ name }) => name)"
# Loads Python and the machine, one package in two archives, by the addresses that a lab page's worker used.
RUN = """async ([names, source]) => {
  const script = names.find((name) => name.endsWith("pyodide.mjs"));
  const archives = new Set(names.filter((name) => name.includes("/machine/") && name.endsWith(".zip")));
  const { loadPyodide } = await import(script);
  const env = { PYTHONHASHSEED: "0", HOME: "/" };
  const runtime = await loadPyodide({ indexURL: script.replace("pyodide.mjs", ""), env });
  let number = 0;
  for (const address of archives) {
    const path = `/measured${number++}.zip`;
    runtime.FS.writeFile(path, new Uint8Array(await (await fetch(address)).arrayBuffer()));
    runtime.runPython(`import zipfile; zipfile.ZipFile("${path}").extractall("/measured")`);
  }
  runtime.runPython(`import sys; sys.path.insert(0, "/measured")`);
  return runtime.runPython(source);
}"""
SOURCE = """
import json, time
from collections import ChainMap
from simbsd.lib.inet import inet_aton
from simbsd.lib.socket import recvfrom, sendto, socket
from simbsd.machine import Machine
from simbsd.sys.mbuf import Icmp
from simbsd.sys.socketvar import AF_INET, SOCK_RAW
"""
MEASURE = """
def seconds(machine, script):
    begin = time.perf_counter()
    output, status = machine.script(script.encode())
    assert status == 0, output[-300:]
    return time.perf_counter() - begin

built = [seconds(Machine(ttys=0, watched=False), SCRIPT) for _ in range(4)][1:]
machine = Machine(ttys=0, watched=False)
seconds(machine, SETUP)
machine.kernel.programs = ChainMap({"ping": trips}, machine.kernel.programs)
json.dumps({"built": sorted(built)[1], "rate": HOSTS * COUNT / seconds(machine, TRIPS + "wait\\n")})
"""


def source() -> str:
    """What the interpreter in the browser runs."""
    names = {
        "ECHO": echo.ECHO, "REPLY": echo.REPLY, "PROTO_ICMP": echo.PROTO_ICMP, "HOSTS": echo.HOSTS,
        "COUNT": echo.COUNT, "SETUP": echo.SETUP, "TRIPS": echo.TRIPS, "SCRIPT": vnets.SCRIPT.decode(),
    }  # fmt: skip
    constants = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    return SOURCE + constants + inspect.getsource(echo.trips) + MEASURE


def addresses(page: Any, url: str) -> list[str]:
    """What a lab page's worker has loaded, once all archives have come."""
    page.goto(url + LESSON, wait_until="commit")
    page.wait_for_function(PROMPT, polling=100)
    names: list[str] = []
    while not any("-rest" in name for name in names):
        page.wait_for_timeout(200)
        names = page.workers[0].evaluate(NAMES) if page.workers else []
    page.close()
    return names


def main() -> None:
    """Find the files by a lab page, and measure on another."""
    made = "1,000 vnet jails, an epair each on one bridge, browser"
    rate = "echo round trips across one bridge, 50 hosts, browser"
    if shutil.which("chromium") is None:
        for what in (made, rate):
            print(absent(what, "there is no chromium here"))
        return
    from playwright.sync_api import sync_playwright

    with site() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", headless=True, args=FLAGS)
        context = browser.new_context(bypass_csp=True)
        context.set_default_timeout(0)
        names = addresses(context.new_page(), url)
        page: Any = context.new_page()
        page.goto(url + "/healthz")
        found = json.loads(page.evaluate(RUN, [names, source()]))
        browser.close()
    print(Bar(made, "s", 5).line(found["built"]))
    print(Bar(rate, "per s", 10_000, less=False).line(found["rate"]))


if __name__ == "__main__":
    main()
