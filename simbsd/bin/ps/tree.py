"""ps -d: processes under their parents, with the lines that show it.

Models bin/ps/ps.c (descendant_sort).
"""

from __future__ import annotations

from simbsd.sys.records import KinfoProc


def descendant_order(processes: list[KinfoProc]) -> tuple[list[KinfoProc], dict[int, str]]:
    """The processes in the order of the tree, and what stands before the command of each, by pid."""
    known = {p.ki_pid for p in processes}
    children: dict[int, list[KinfoProc]] = {}
    for p in processes:
        children.setdefault(p.ki_ppid, []).append(p)
    roots = [p for p in processes if p.ki_ppid not in known or p.ki_ppid == p.ki_pid]
    ordered: list[KinfoProc] = []
    prefix: dict[int, str] = {}
    waiting = [(root, "", 0, False) for root in reversed(roots)]
    while waiting:
        p, above, level, more = waiting.pop()
        if p.ki_pid in prefix:
            continue
        ordered.append(p)
        prefix[p.ki_pid] = "" if level == 0 else "- " if level == 1 else f"{above}{'|' if more else '`'}-- "
        below = above + ("| " if more else "  ") if level >= 2 else above
        mine = [child for child in children.get(p.ki_pid, []) if child is not p]
        for index, child in reversed(list(enumerate(mine))):
            waiting.append((child, below, level + 1, index + 1 < len(mine)))
    return ordered, prefix
