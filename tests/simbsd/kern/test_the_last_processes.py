"""A full process table: the last ten places are for a root that no jail holds, and the console is told.

Source: sys/kern/kern_fork.c (fork1: maxproc - 10, PRIV_MAXPROC, ppsratecheck), kern_jail.c (prison_priv_check: on no
list).
"""

from simbsd.limits import Limits
from simbsd.machine import Machine

BOMB = "n=0; while [ $n -lt 60 ]; do sleep 600 & n=$((n+1)); done"
BOMBED = f"jail -c name=bad path=/ persist; jexec bad sh -c '{BOMB}' 2>/dev/null\n"


def run(script: str) -> tuple[Machine, str]:
    machine = Machine(limits=Limits(processes=50), ttys=0, watched=False)
    output, _ = machine.script(script.encode())
    return machine, output.decode()


def test_a_jails_bomb_leaves_ten_to_the_host() -> None:
    machine, output = run(f"{BOMBED}jexec bad true; echo $?; id -u\n")
    left = len(machine.kernel.allproc)
    assert (output, left < 50 - 10) == ("0\n0\n", True)


def test_a_jail_gets_none_of_the_ten() -> None:
    machine, output = run(f"{BOMBED}jexec bad sh -c 'true | id'\n")
    assert output == "sh: Cannot fork: Resource temporarily unavailable\n"
    told = [line for line in machine.kernel.msgbuf if line.startswith("maxproc limit exceeded by uid 0 (pid ")]
    assert told
    assert told[0].endswith("); see tuning(7) and login.conf(5)\n")


def test_root_of_the_host_fills_it() -> None:
    machine, _ = run(f"sh -c '{BOMB}' 2>/dev/null\n")
    left = len(machine.kernel.allproc)
    assert left == 50 - 1 - 2  # full, but for the two shells that have ended since
