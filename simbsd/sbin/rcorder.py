"""rcorder(8): scripts in an order that meets what they require.

Models sbin/rcorder/rcorder.c; leaves out -g.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from simbsd.lib.err import Err
from simbsd.lib.getopt import getopt
from simbsd.lib.stdio import decode, puts
from simbsd.lib.unistd import close, open, read
from simbsd.sys.errno import Errno
from simbsd.sys.fcntl import O_RDONLY

BUFSIZ = 4096  # what stdio reads at once
WORDS = {
    "# REQUIRE:": "require", "# REQUIRES:": "require", "# PROVIDE:": "provide", "# PROVIDES:": "provide",
    "# BEFORE:": "before", "# KEYWORD:": "keyword", "# KEYWORDS:": "keyword",
}  # fmt: skip
Facts = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(slots=True)
class Script:
    """One file: what its comments say, and where in the order it stands."""

    path: str
    require: list[str] = field(default_factory=list)
    provide: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    keyword: list[str] = field(default_factory=list)
    state: str = ""  # "doing", then "done"
    sequence: int = 0
    issues: int = 0


@dataclass(slots=True)
class Order:
    """The ordering under way: who provides what, who has been placed, what there is to complain of."""

    providers: dict[str, list[Script]]
    placed: list[Script] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    status: int = 0
    last: int = 0


async def main(argv: list[str], envp: dict[str, str]) -> int:
    """Print the files in order: only those with a keyword of -k, none with one of -s; -p: on one line those that may
    run at the same time.
    """
    err = Err(argv)
    options, paths = await getopt(argv, "dgk:ps:")
    keep = [value for letter, value in options if letter == "k"]
    skip = [value for letter, value in options if letter == "s"]
    if ("d", "") in options:
        await err.warnx("debugging not compiled in, -d ignored")
    scripts = []
    for path in paths:
        try:
            scripts.append(await _read(path))
        except Errno as error:
            await err.warn(f"could not open {path}", error)
    order = arrange(scripts)
    for complaint in order.complaints:
        await err.warnx(complaint)
    shown = [one for one in order.placed if _wanted(one, keep, skip)]
    await puts(_text(shown, ("p", "") in options))
    return order.status


async def _read(path: str) -> Script:
    """A script's own words; no more of it is read than holds them."""
    fd = await open(path, O_RDONLY)
    text, ended = b"", False
    facts: Facts = ()
    try:
        while not ended:
            part = await read(fd, BUFSIZ)
            text += part
            whole = text[: text.rfind(b"\n") + 1] if part else text
            facts, ended = crunch(decode(whole), not part)
    except Errno:
        pass  # a directory, say: no script, and nothing to say of it
    await close(fd)
    script = Script(path)
    for kind, words in facts:
        getattr(script, kind).extend(words)
    return script


@lru_cache(256)
def crunch(text: str, whole: bool) -> tuple[Facts, bool]:
    """The words of a script's comments by kind, and whether no more can follow: they are in the lines with a known word
    from the first one on (crunch_file). ``whole``: the text is all of the script.
    """
    found: list[tuple[str, tuple[str, ...]]] = []
    for line in text.splitlines():
        word = next((word for word in WORDS if line.startswith(word)), None) if line.startswith("# ") else None
        if word is not None:
            found.append((WORDS[word], tuple(line[len(word) :].split())))
        elif found:
            return tuple(found), True
    return tuple(found), whole


def arrange(scripts: list[Script]) -> Order:
    """Place every script after what it requires, the later files first as rcorder's lists have it."""
    providers: dict[str, list[Script]] = {}
    for script in scripts:
        for name in script.provide:
            providers.setdefault(name, []).insert(0, script)
    order = Order(providers)
    for script in reversed(scripts):
        for name in reversed(script.before):
            if name not in providers:
                order.complaints.append(f"file `{script.path}' is before unknown provision `{name}'")
                providers.setdefault(name, [])
            for other in providers[name]:
                other.require.append(f"\0{script.path}")
        providers[f"\0{script.path}"] = [script]
    for script in reversed(scripts):
        if not script.state:
            _place(order, script, [])
    order.placed.sort(key=lambda one: one.sequence)
    return order


def _place(order: Order, script: Script, stack: list[Script]) -> None:
    """Everything that a script requires, then itself (do_file); depth is bounded by the number of files."""
    if script.state == "doing":
        order.complaints.append(f"Circular dependency on file `{script.path}'.")
        order.status = 1
        return
    script.state = "doing"
    for name in reversed(script.require):
        _satisfy(order, script, name, [*stack, script])
        script.sequence = max(script.sequence, order.reached.get(name, 0))
    script.state = "done"
    script.sequence = order.last + 1 if script.issues else script.sequence + 1
    order.last = max(order.last, script.sequence)
    for name in (*script.provide, f"\0{script.path}"):
        order.reached[name] = max(order.reached.get(name, 0), script.sequence)
    order.placed.append(script)
    if script.issues:
        order.complaints.append(f"`{script.path}' was seen in circular dependencies for {script.issues} times.")


def _satisfy(order: Order, script: Script, name: str, stack: list[Script]) -> None:
    providers = order.providers.get(name)
    if not providers:
        order.complaints.append(f"requirement `{name}' in file `{script.path}' has no providers.")
        order.status = 1
        return
    for other in providers:
        if other.state == "doing":
            loop = [*stack[stack.index(other) :], other]
            for one in loop[:-1]:
                one.issues += 1
            way = " -> ".join(one.path for one in loop)
            order.complaints.append(f"Circular dependency on provision `{name.lstrip(chr(0))}': {way}.")
            order.status = 1
        elif not other.state:
            _place(order, other, stack)


def _wanted(script: Script, keep: list[str], skip: list[str]) -> bool:
    if any(word in skip for word in script.keyword):
        return False
    return not keep or any(word in keep for word in script.keyword)


def _text(scripts: list[Script], parallel: bool) -> str:
    if not parallel:
        return "".join(f"{script.path}\n" for script in scripts)
    lines: dict[int, list[str]] = {}
    for script in scripts:
        lines.setdefault(script.sequence, []).append(script.path)
    return "".join(" ".join(paths) + "\n" for paths in lines.values())
