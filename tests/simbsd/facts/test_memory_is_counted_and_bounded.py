"""What processes hold of memory: told by ps(1) and vm.stats, bounded by limits and rules.

Sources: sys/vm/vm_map.c, vm_mmap.c (kern_mmap_racct_check), vm_meter.c; sys/kern/imgact_elf.c (enforce_limits);
libexec/rtld-elf/map_object.c.
"""

from __future__ import annotations

import pytest
from accounting import counted


def test_ps_tells_size_and_what_is_resident(sh) -> None:
    output, _ = sh("ps -o tsiz,dsiz,ssiz,vsz,rss,pmem,comm -p 1; ps -axo vsz,rss,comm | grep -c '^ *0  *16 '")
    assert output.splitlines()[1].split() == ["16", "10240", "128", "10384", "672", "0.0", "init"]
    assert int(output.splitlines()[2]) > 5  # the kernel's own have a stack in the kernel, and nothing else


def test_a_program_that_needs_more_libraries_is_larger(sh) -> None:
    output, _ = sh("sleep 9 & sleep 1; ps -axo vsz,comm")
    sizes = {line.split()[1]: int(line.split()[0]) for line in output.splitlines()[1:]}
    assert sizes["init"] < sizes["sleep"] < sizes["ps"]


def test_what_is_free_wired_and_active_is_all_there_is(sh) -> None:
    names = "page_count free_count wire_count active_count".split()
    script = f"sysctl -n {' '.join(f'vm.stats.vm.v_{name}' for name in names)} hw.physmem hw.pagesize"
    words = [int(word) for word in sh(script)[0].split()]
    total, *parts, memory, page = words
    assert sum(parts) == total
    assert total * page == memory


FULL = "ld-elf.so.1: /lib/libc.so.7: mmap of entire address space failed: Cannot allocate memory"


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (14000, ("/\n", 0)),
        (12000, ("/\n", 0)),  # the allocator keeps less
        (1500, (f"{FULL}\n", 1)),
        (100, ("Abort trap\n", 134)),
    ],
)
def test_a_limit_on_the_address_space_stops_a_program_where_it_hits(sh, limit: int, told: tuple[str, int]) -> None:
    output, status = sh(f"(ulimit -v {limit}; ls -d /; echo $?) 2>&1")
    assert (output, status) == (f"{told[0]}{told[1]}\n", 0)


def test_a_large_buffer_is_memory(sh) -> None:
    assert sh("ulimit -v 16000; dd if=/dev/zero of=/dev/null bs=4m count=1") == (
        "dd: input buffer: Cannot allocate memory\n", 1,
    )  # fmt: skip


def test_rules_count_and_deny_the_address_space_of_a_jail() -> None:
    """vmemoryuse is counted at once and refused; memoryuse is looked at once a second and never refused."""
    script = """jail -c name=www path=/ persist; jexec -l www sleep 99 & sleep 2; rctl -u jail:www | grep memoryuse
    rctl -a jail:www:vmemoryuse:deny=13m; jexec www ls -d /; echo $?; rctl -r jail:www:vmemoryuse; jexec www ls -d /
    kill $!; wait $!; rctl -u jail:www | grep memoryuse"""
    output, status = counted(script)
    assert (output.splitlines(), status) == (
        ["memoryuse=1720320", "vmemoryuse=12730368", FULL, "1", "/", "memoryuse=0", "vmemoryuse=0"], 0,
    )  # fmt: skip
