"""Run FreeBSD's own test scripts on the simulated host and write docs/conformance.md: each case, how it ended, why.

``python tools/conformance.py TREE [--main TREE] [--only WORD] [--keep FOLDER]``: each TREE is a FreeBSD source tree
outside this repository, the second one of its main branch. Scripts run unmodified (simbsd/atf.py); those of
bin/sh/tests are plain shell, whose names end in the status they must give. FOLDER keeps what each script gave, so that
a run that was broken off goes on where it stopped: take out a script's file to run it again.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "conformance.md"
sys.path.insert(0, str(ROOT))

from simbsd.atf import WORK, Result, Script  # noqa: E402
from simbsd.release import DEFAULT  # noqa: E402

# Script -> the cases of it that need more than jails, bridges, VLANs, routes, ping, ARP and sysctl (* is all of them):
# B asks for spanning trees, tunnels, routing tables or IPv6, C for Python, loops that race, or other drivers.
SCRIPTS: dict[str, dict[str, str]] = {
    "usr.sbin/jail/tests/jail_basic_test.sh": {},
    "bin/pkill/tests/pgrep-j_test.sh": {},
    "bin/pkill/tests/pkill-j_test.sh": {},
    "tests/sys/net/if_epair_test.sh": {},
    "tests/sys/net/if_bridge_test.sh": {
        "stp": "B", "stp_vlan": "B", "gif": "B", "mtu": "B", "span": "C", "stp_validation": "C",
    },
    "tests/sys/net/if_vlan.sh": {"bpf_pcp": "C"},
    "tests/sys/net/if_gif.sh": {"*": "B"},
    "tests/sys/net/if_tun_test.sh": {"235704": "B", "basic": "C"},
    "tests/sys/net/if_clone_test.sh": {"epair_destroy_race": "B", "*": "C"},
    "tests/sys/net/if_lagg_test.sh": {"*": "C"},
    "tests/sys/net/if_stf.sh": {"*": "C"},
    "tests/sys/net/if_wg.sh": {"*": "C"},
    "tests/sys/netinet/arp.sh": {},
    "tests/sys/netinet/lpm.sh": {},
    "tests/sys/netinet/fibs.sh": {},
    "tests/sys/netinet/output.sh": {"output_raw_success": "A", "*": "C"},
    **{f"tests/sys/netinet/{name}.sh": {"*": "C"} for name in ("carp", "divert", "fibs_test", "forward", "redirect")},
    "tests/sys/netinet6/ndp.sh": {"*": "B"},
    "tests/sys/netinet6/proxy_ndp.sh": {"*": "B"},
    "tests/sys/netinet6/lpm6.sh": {"*": "B"},
    "tests/sys/netinet6/fibs6.sh": {"*": "B"},
    "tests/sys/netinet6/output6.sh": {"output6_raw_success": "B", "*": "C"},
    "tests/sys/netinet6/mld.sh": {"pr233683": "B", "*": "C"},
    **{
        f"tests/sys/netinet6/{name}.sh": {"*": "C"}
        for name in ("divert", "exthdr", "forward6", "redirect", "scapyi386")
    },
    **{f"tests/sys/netinet6/frag6/frag6_{number:02}.sh": {"*": "C"} for number in range(1, 21)},
    "sbin/route/tests/basic.sh": {},
    "sbin/ping/tests/ping_test.sh": {
        "inject_opts": "C", "inject_pip": "C", "inject_reply": "C",
    },
    "sbin/sysctl/tests/sysctl_test.sh": {},
}  # fmt: skip
PF = "tests/sys/netpfil/pf"
# Scripts of pf without a packet crafted in Python; what their cases lack is dummynet, pflog or a program.
SCRIPTS |= {
    f"{PF}/{name}.sh": {"*": "B"}
    for name in (
        "anchor", "fragmentation_compat", "fragmentation_pass", "killstate", "macro", "match", "names", "nat",
        "pass_block", "prio", "ridentifier", "route_to", "rules_counter", "set_skip", "src_track", "synproxy", "table",
        "tos",
    )
}  # fmt: skip
# The others are about packets crafted in Python, or about ALTQ, dummynet, divert(4), SCTP and the like.
SCRIPTS |= {
    f"{PF}/{name}.sh": {"*": "C"}
    for name in (
        "altq", "divert-to", "dup", "ether", "forward", "get_state", "icmp", "map_e", "modulate", "pfsync", "proxy",
        "rtable", "scrub", "scrub_compat", "scrub_pass", "sctp", "set_tos", "syncookie", "tcp",
    )
}  # fmt: skip
# FreeBSD's tests of the programs that this machine has: ATF scripts, then those that speak TAP or compare files.
TOOLS = {
    "bin": "chflags chmod cp date:format_string dd:dd2 echo ln mkdir pwait rm rmdir timeout",
    "libexec": "rc:rc_subr",
    "sbin": "md5 pfctl:macro",
    "usr.bin": "bintrans cmp col cut:cut2 diff du file find fold getconf grep:grep_freebsd head hexdump hexdump:od "
    "limits mktemp procstat renice sed:inplace_race sed:sed2 seq sort:sort_monthsort split stat stat:readlink tail "
    "truncate uniq wc xinstall:install",
    "usr.sbin": "chown daemon pw:pw_config pw:pw_etcdir pw:pw_groupadd pw:pw_groupdel pw:pw_groupmod pw:pw_groupshow "
    "pw:pw_lock pw:pw_useradd pw:pw_userdel pw:pw_usermod pw:pw_usernext pw:pw_usershow syslogd",
}
LEGACY = (
    "bin/mv", "bin/test", "usr.bin/bintrans", "usr.bin/comm", "usr.bin/join", "usr.bin/jot", "usr.bin/m4",
    "usr.bin/printf", "usr.bin/sed", "usr.bin/tr", "usr.bin/xargs",
)  # fmt: skip
PKILL = (
    "pgrep-_f pgrep-_g pgrep-_lf pgrep-_p pgrep-_s pgrep-_u pgrep-f pgrep-g pgrep-i pgrep-l pgrep-n pgrep-o pgrep-q "
    "pgrep-s pgrep-t pgrep-v pgrep-x pkill-_f pkill-_g pkill-_lf pkill-_p pkill-_u pkill-g pkill-i pkill-s pkill-t"
    " pkill-x"
)
# The scripts of NetBSD that FreeBSD's Makefiles install (NETBSD_ATF_TESTS_SH), as they stand in the tree.
NETBSD = {
    "bin": "cat dd expr sleep",
    "usr.bin": "awk basename cmp cut diff dirname grep sed sort",
}


def tool_scripts() -> Iterator[str]:
    """The paths of the tools' scripts, in order."""
    for folder, words in TOOLS.items():
        for word in words.split():
            program, _, script = word.partition(":")
            name = {"cmp": "cmp_test2", "pfctl": "macro"}.get(program, f"{script or program}_test")
            yield f"{folder}/{program}/tests/{name}.sh"
    yield "bin/ls/tests/ls_tests.sh"
    yield "usr.bin/sed/tests/multi_test.sh"
    yield from (f"{program}/tests/legacy_test.sh" for program in LEGACY)
    yield from (f"bin/pkill/tests/{name}_test.sh" for name in PKILL.split())
    yield from (
        f"contrib/netbsd-tests/{folder}/{name}/t_{name}.sh"
        for folder, names in NETBSD.items()
        for name in names.split()
    )


SCRIPTS |= {name: {"*": "T"} for name in tool_scripts()}
# The scripts of the main branch, from a tree of its own (--main), run on release 15.0.
MAIN_RELEASE, MAIN = "15.0", ("sbin/ifconfig/tests/ifconfig.sh", "sbin/ifconfig/tests/inet6.sh")
SHELL = "bin/sh/tests"
SHELL_TIMEOUT = 60  # virtual seconds
RESULTS = ("passed", "failed", "skipped")
# Why cases do not pass that are left as they are: (end of the script's path, case or nothing for all of them) -> why.
LEFT: dict[tuple[str, str], str] = {
    ("sh/tests/builtins", "case6.0"): "asks for the encoding ISO 8859-1; this machine has UTF-8 alone",
    ("sh/tests/builtins", "case7.0"): "asks for the encoding ISO 8859-1; this machine has UTF-8 alone",
    ("sh/tests/builtins", "locale1.0"): "asks for messages in Dutch",
    ("sh/tests/expansion", "length8.0"): "asks for the encoding ISO 8859-1; this machine has UTF-8 alone",
    ("sh/tests/expansion", "pathname6.0"): "asks for the collation of en_US",
    ("sh/tests/parameters", "mail2.0"): "the shell looks for no mail",
    ("usr.bin/printf/tests/legacy_test.sh", "l1"): "asks for the encoding ISO 8859-1",
    ("usr.bin/m4/tests/legacy_test.sh", ""): "m4 here is what FreeBSD's test scripts are made with",
    ("usr.bin/getconf/tests/getconf_test.sh", ""): "there are no programming environments (-v)",
    ("libexec/rc/tests/rc_subr_test.sh", ""): "asks for protect(1)",
    ("usr.bin/diff/tests/diff_test.sh", "header_ns"): "times of files are whole microseconds here",
    ("usr.bin/uniq/tests/uniq_test.sh", ""): "asks for libstdbuf: programs here write when they have enough, or end",
    ("bin/pwait/tests/pwait_test.sh", "or_flag"): "asks how a process ended that others wait for (kqueue)",
    ("tests/sys/net/if_wg.sh", ""): "wg(4) is not modelled",
    ("usr.bin/sort/tests/sort_monthsort_test.sh", ""): "asks for the names of months in Greek",
    **{
        ("sbin/md5/tests/md5_test.sh", f"perl_check_sha{bits}"): "md5.c takes --quiet for the argument of --check"
        for bits in ("1", "224", "256", "384", "512", "512t224", "512t256")
    },
    ("bin/cp/tests/cp_test.sh", ""): "files have no holes here, and lseek(2) finds none",
    ("usr.bin/du/tests/du_test.sh", "m_flag"): "asks for a file of 1 GB",
    ("usr.sbin/chown/tests/chown_test.sh", "x_flag"): "asks for mdconfig(8)",
    ("usr.bin/file/tests/file_test.sh", ""): "asks for file's own files, which the tree at hand lacks, and magic(5)",
    ("usr.bin/procstat/tests/procstat_test.sh", "kernel_stacks"): "this kernel has no threads, and so no stacks",
    ("usr.bin/tail/tests/tail_test.sh", "broken_pipe"): "SIGPIPE ends tail, where the case has it live on and say so",
    ("usr.bin/tail/tests/tail_test.sh", "longfile_r_enomem"): "asks for more memory than the machine gives a program",
}
HEAD = """# FreeBSD's own tests

Written by `tools/conformance.py` (`make conformance TREE=/path/to/freebsd-src`); do not edit. The scripts are FreeBSD
stable/14's (the two of sbin/ifconfig those of main), run unmodified, each case on a machine freshly booted, with the
modules loaded that the file's earlier cases left there, and those that it skips cases without (`! kldstat -q -m`).
Helpers in Python run unmodified too, on a python3 and a scapy of ours (simbsd/atf_python); programs of ours stand in
for net_receiver.py and for three in C: crypt, spin_helper and while1.
Tier A needs jails, bridges, VLANs, routes, ping, ARP and sysctl; tier B also spanning trees, tunnels, routing tables,
IPv6 or pf; tier C Python, racing loops or other drivers; tier T is the tests of single programs, and sh those of the
shell.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One case: where it stands, its tier, how it ended."""

    script: str
    tier: str
    result: Result


def rows_of(tree: Path, name: str, wanted: str = "", release: str = DEFAULT) -> list[Row]:
    """Every case of one script, or those of the wanted tiers; one failed row when the script does not run at all."""
    tiers = SCRIPTS.get(name, {})
    try:
        script = Script(tree / name, release, ("pf", "pflog") if name.startswith(PF) else ())
        cases = []
        if wanted and script.is_tap:
            if tiers.get("*", "A") not in wanted:
                return []
        elif wanted:
            cases = [one.name for one in script.cases() if tiers.get(one.name, tiers.get("*", "A")) in wanted]
            if not cases:
                return []
        results = list(script.run(cases))
    except (OSError, ValueError) as error:
        why = str(error).replace(str(tree), "").splitlines()[0]
        return [Row(name, tiers.get("*", "A"), Result("(script)", "failed", why))]
    return [Row(name, tiers.get(one.name, tiers.get("*", "A")), one) for one in results]


def shell_rows(tree: Path) -> list[Row]:
    """Every case of bin/sh/tests, as its functional_test.sh runs them."""
    files = [file for file in sorted((tree / SHELL).glob("*/*.[0-9]*")) if file.suffix[1:].isdigit()]
    return [Row(f"{SHELL}/{file.parent.name}", "sh", shell_case(tree, file)) for file in files]


def shell_case(tree: Path, file: Path) -> Result:
    """Status, output and errors compared with the name and the files beside it; nothing printed where none stands."""
    script = Script(file, DEFAULT)
    checks = [
        f"{letter} {f'file:{script.path}.{kind}' if file.with_name(f'{file.name}.{kind}').exists() else 'empty'}"
        for letter, kind in (("-o", "stdout"), ("-e", "stderr"))
    ]
    check = f"/usr/libexec/atf-check -s exit:{file.suffix[1:]} {' '.join(checks)} /bin/sh {script.path}"
    output, code = script.sh(script.boot(), f"cd {WORK} && HOME={WORK} SH=/bin/sh {check} </dev/null", SHELL_TIMEOUT)
    if code == 0:
        return Result(file.name, "passed")
    return Result(file.name, "failed", "timed out" if code == 124 else said(output), output)


def said(output: str) -> str:
    """The first line that tells what was not as expected."""
    lines = [line for line in output.splitlines() if line.startswith(("Fail:", "stdout:", "stderr:", "+"))]
    return next((line for line in lines if not line.startswith("+++")), "")[:100]


def totals(rows: list[Row]) -> list[str]:
    """One line per tier."""
    lines = ["| tier | cases | passed | failed | skipped |", "|---|---|---|---|---|"]
    for tier in sorted({row.tier for row in rows}):
        count = Counter(row.result.result for row in rows if row.tier == tier)
        lines.append(f"| {tier} | {count.total()} | " + " | ".join(str(count[result]) for result in RESULTS) + " |")
    return lines


def reason_of(row: Row) -> str:
    """Why, in one line of a table."""
    left = next((LEFT[key] for key in LEFT if row.script.endswith(key[0]) and key[1] in ("", row.result.name)), None)
    if left is not None and row.result.result == "failed":
        return left
    why = row.result.reason
    if row.result.result == "failed" and (why.startswith("atf-check failed") or not why):
        why = said(row.result.output) or why
    return " ".join(why.split()).replace("|", "\\|")[:160]


def page(rows: list[Row]) -> str:
    """The whole document: every case of the tiers A, B and C; of the others how many pass, and those that do not."""
    lines = [HEAD, "## Totals", "", *totals(rows), "", "## Cases", "", "| script | case | tier | result | reason |",
             "|---|---|---|---|---|"]  # fmt: skip
    for row in rows:
        if row.tier in "ABC":
            lines.append(f"| {row.script} | {row.result.name} | {row.tier} | {row.result.result} | {reason_of(row)} |")
    tools = [row for row in rows if row.tier == "T"]
    lines += ["", "## The programs' scripts", "", "| script | passed | failed | skipped |", "|---|---|---|---|"]
    for script in dict.fromkeys(row.script for row in tools):
        count = Counter(row.result.result for row in tools if row.script == script)
        lines.append(f"| {script} | " + " | ".join(str(count[result]) for result in RESULTS) + " |")
    for title, tier in (("The programs' cases that do not pass", "T"), ("The shell's cases that do not pass", "sh")):
        lines += ["", f"## {title}", "", "| script | case | result | reason |", "|---|---|---|---|"]
        for row, count in told_once([row for row in rows if row.tier == tier and row.result.result != "passed"]):
            name = row.result.name if count == 1 else f"{row.result.name} and {count - 1} more"
            lines.append(f"| {row.script} | {name} | {row.result.result} | {reason_of(row)} |")
    return "\n".join(lines) + "\n"


def told_once(rows: list[Row]) -> list[tuple[Row, int]]:
    """Cases of one script with one reason are one line, with how many they are."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row.script, row.result.result, reason_of(row)), []).append(row)
    return [(same[0], len(same)) for same in found.values()]


def kept(folder: Path | None, name: str, run: Callable[[], list[Row]]) -> list[Row]:
    """What the folder keeps of a script; else what running it gives, which is kept and told with its seconds."""
    file = folder / (name.replace("/", "+") + ".json") if folder else None
    if file and file.exists():
        return [Row(one["script"], one["tier"], Result(**one["result"])) for one in json.loads(file.read_text())]
    begin = time.perf_counter()
    rows = run()
    count = dict(Counter(row.result.result for row in rows))
    print(f"{name}: {count} in {time.perf_counter() - begin:.1f} s", file=sys.stderr, flush=True)
    if file:
        file.write_text(json.dumps([asdict(row) for row in rows]))
    return rows


def main() -> int:
    """Run everything and write the page; with --only print the rows of the scripts whose name holds a word."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tree", type=Path, metavar="TREE", help="a FreeBSD source tree")
    parser.add_argument("--only", metavar="WORD", help="only scripts whose path holds this; nothing is written")
    parser.add_argument("--main", type=Path, metavar="TREE", help="a source tree of the main branch, run on 15.0")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep each script's rows here, and go on from them")
    options = parser.parse_args()
    tree, only, keep = options.tree.resolve(), options.only or "", options.keep
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
    runs: list[tuple[str, Callable[[], list[Row]]]] = []
    if options.main:
        runs += [(name, partial(rows_of, options.main.resolve(), name, release=MAIN_RELEASE)) for name in MAIN]
    runs += [(name, partial(rows_of, tree, name)) for name in SCRIPTS]
    runs += [(SHELL, partial(shell_rows, tree))]
    rows = [row for name, run in runs if only in name for row in kept(keep, name, run)]
    if not only:
        PAGE.write_text(page(rows), encoding="utf-8")
    else:
        print("\n".join(f"{row.script}: {row.tier}: {row.result}" for row in rows))
    print("\n".join(totals(rows)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
