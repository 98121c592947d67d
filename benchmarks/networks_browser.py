"""Two bars of networks in a real browser: 1,000 vnet jails by a shell loop, and echoes across a bridge.

An interpreter of the files that a lab page loads is started on a page of its own, where nobody ends it for being busy;
it runs what benchmarks/vnets.py and benchmarks/echo.py run in CPython. Needs Debian's chromium, as the end-to-end tests
do.
"""

from __future__ import annotations

import inspect
import json
import re
import shutil
import urllib.request
from typing import Any

from benchmarks import echo, vnets
from benchmarks.bar import Bar, absent
from benchmarks.browser import FLAGS, site

LESSON = "/lessons/first-jail/"
CONFIG = re.compile(r'<script id="lab-config" type="application/json">(.*?)</script>', re.DOTALL)
# Loads Python and the machine, one package in two archives, as a lab page's worker does.
RUN = """async ([script, archives, source]) => {
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


def addresses(url: str) -> tuple[str, list[str]]:
    """Where a lab page says that Python and the machine's archives are."""
    with urllib.request.urlopen(url + LESSON) as page:
        found = CONFIG.search(page.read().decode())
    assert found is not None, f"{LESSON} has no lab-config"
    urls = json.loads(found.group(1))["urls"]
    script = url + urls["pyodide"].rstrip("/")
    script += "" if script.endswith(".mjs") else "/pyodide.mjs"
    return script, [url + urls[name] for name in ("bundle", "rest") if urls.get(name)]


def main() -> None:
    """Find the files that a lab page names, and measure on a page of its own."""
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
        page: Any = context.new_page()
        page.goto(url + "/healthz")
        found = json.loads(page.evaluate(RUN, [*addresses(url), source()]))
        browser.close()
    print(Bar(made, "s", 5).line(found["built"]))
    print(Bar(rate, "per s", 10_000, less=False).line(found["rate"]))


if __name__ == "__main__":
    main()
