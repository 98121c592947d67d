"""Shell variables.

Models bin/sh/var.c; leaves out locales (the shell is always in C.UTF-8) and MAIL.

Values are immutable, so that a forked shell copies one dictionary. ``ordered`` gives them in the order of the C
program's hash table, which ``env``, ``export -p`` and every program's environment show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from simbsd.limits import Limits
from simbsd.sh.errors import ShellError
from simbsd.sh.words import is_name

EXPORT, READONLY = 1, 2
MEMORY = Limits().memory
_BUCKETS = 39
_made = tuple.__new__  # a Var with both fields given, without the function that names them


class Var(NamedTuple):
    """One variable: its value (None if unset) and its flags."""

    value: str | None
    flags: int


# Variables that exist from the start, in the order in which initvar() enters them.
_INITIAL: tuple[tuple[str, str | None], ...] = (
    ("HISTSIZE", None), ("IFS", " \t\n"), ("MAIL", None), ("MAILPATH", None),
    ("PATH", "/sbin:/bin:/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"), ("PS2", "> "), ("PS4", "+ "),
    ("TERM", None), ("OPTIND", "1"), ("SH_DISABLE_VFORK", None),
)  # fmt: skip


class Scope:
    """What a function's local variables, and its `local -`, hide."""

    __slots__ = ("entries", "options")

    def __init__(self) -> None:
        self.entries: list[tuple[str, Var | None]] = []
        self.options: dict[str, bool] | None = None

    def clone(self) -> Scope:
        """A copy."""
        copy = Scope()
        copy.entries, copy.options = self.entries.copy(), self.options
        return copy


class Variables:
    """All variables of one shell, the stack frame of local ones, and who wants to hear of changes.

    ``hooks`` maps a name to what is called with its new value; the shell sets it.
    """

    __slots__ = ("table", "scope", "force_local", "allexport", "hooks", "_environment")

    def __init__(self) -> None:
        self.table: dict[str, Var] = {name: Var(value, 0) for name, value in _INITIAL}
        self.scope: Scope | None = None
        self.force_local = 0
        self.allexport = False
        self.hooks: dict[str, Callable[[str], None]] = {}
        self._environment: dict[str, str] | None = None

    def clone(self) -> Variables:
        """A copy for a forked shell; the hooks are for the new shell to set."""
        copy = Variables.__new__(Variables)
        copy.table = self.table.copy()
        copy.scope = None if self.scope is None else self.scope.clone()
        copy.force_local = 0
        copy.allexport = self.allexport
        copy.hooks = {}
        copy._environment = self._environment
        return copy

    def get(self, name: str) -> str | None:
        """The value of a variable, None if it is unset (lookupvar)."""
        found = self.table.get(name)
        return None if found is None else found.value

    def text(self, name: str, default: str = "") -> str:
        """The value of a variable, ``default`` if it is unset."""
        found = self.table.get(name)
        return default if found is None or found.value is None else found.value

    def set(self, name: str, value: str | None, flags: int = 0, check: bool = False, hook: bool = True) -> None:
        """Set a variable and add ``flags``; raises ShellError for a bad name or a read-only variable.

        With ``check`` nothing is set: it is only seen whether it could be.
        """
        old = self.table.get(name)
        if old is None and not is_name(name):
            raise ShellError(f"{name}: bad variable name")
        if value is not None and len(value) > MEMORY:
            raise ShellError("Out of space")
        if self.force_local and not check:
            self.make_local(name)
            old = self.table.get(name)
        if old is not None and old.flags & READONLY:
            raise ShellError(f"{name}: is read only")
        if check:
            return
        if self.allexport:
            flags |= EXPORT
        if hook and name in self.hooks:
            self.hooks[name](value or "")
        if old is not None:
            flags |= old.flags
        if flags & EXPORT:
            self._environment = None
        self.table[name] = _made(Var, (value, flags))

    def put(self, name: str, value: str) -> bool:
        """As set(), for a good name; False where that would be refused, and then nothing has changed."""
        old = self.table.get(name)
        flags = 0 if old is None else old.flags
        if flags & READONLY or len(value) > MEMORY:
            return False
        if self.force_local or self.allexport or name in self.hooks:
            self.set(name, value)
            return True
        if flags & EXPORT:
            self._environment = None
        self.table[name] = _made(Var, (value, flags))
        return True

    def add_flags(self, name: str, flags: int) -> bool:
        """Add flags to a variable that exists; false if it does not."""
        found = self.table.get(name)
        if found is None:
            return False
        self._store(name, Var(found.value, found.flags | flags))
        return True

    def unset(self, name: str) -> int:
        """Unset a variable; 1 if it is read-only, else 0."""
        found = self.table.get(name)
        if found is None:
            return 0
        if found.flags & READONLY:
            return 1
        if found.value and name in self.hooks:
            self.hooks[name]("")
        if any(name == known for known, _ in _INITIAL) or self._is_local(name):
            self._store(name, Var(None, found.flags & ~EXPORT))
        else:
            del self.table[name]
            self._environment = None
        return 0

    def make_local(self, name: str, value: str | None = None) -> None:
        """Make a variable local to the function that runs, and set it if ``value`` is given (mklocal)."""
        if self.scope is None:
            self.scope = Scope()
        old = self.table.get(name)
        force, self.force_local = self.force_local, 0
        if old is None or (value is not None and not self.put(name, value)):
            self.set(name, value)
        self.force_local = force
        self.scope.entries.append((name, old))

    def save_options(self, flags: dict[str, bool]) -> None:
        """Remember option settings that come back at the end of the scope (`local -`)."""
        if self.scope is None:
            self.scope = Scope()
        if self.scope.options is None:
            self.scope.options = flags

    def leave_scope(self) -> dict[str, bool] | None:
        """Give the local variables of the current scope their outer values again (poplocalvars).

        Option settings that were saved in it come back, for the caller to restore.
        """
        if self.scope is None:
            return None
        options = self.scope.options
        for name, old in reversed(self.scope.entries):
            if old is None:
                self.table.pop(name, None)
                if name in self.hooks:
                    self.hooks[name]("")
            else:
                self.table[name] = old
                if name in self.hooks:
                    self.hooks[name](old.value or "")
        self.scope = None
        self._environment = None
        return options

    def environment(self) -> dict[str, str]:
        """The exported variables, in the table's order. The caller must not change it."""
        if self._environment is None:
            exported = [entry for entry in self.table.items() if entry[1].flags & EXPORT]
            self._environment = {name: var.value for name, var in _in_order(exported) if var.value is not None}
        return self._environment

    def ordered(self) -> list[tuple[str, Var]]:
        """All variables in the order of var.c's hash table: by bucket, newest first."""
        return _in_order(list(self.table.items()))

    def _store(self, name: str, var: Var) -> None:
        old = self.table.get(name)
        if (var.flags | (old.flags if old is not None else 0)) & EXPORT:
            self._environment = None
        self.table[name] = var

    def _is_local(self, name: str) -> bool:
        return self.scope is not None and any(name == local for local, _ in self.scope.entries)


def _in_order(entries: list[tuple[str, Var]]) -> list[tuple[str, Var]]:
    entries.reverse()
    entries.sort(key=lambda entry: _bucket(entry[0]))
    return entries


def _bucket(name: str) -> int:
    value = 0
    for byte in name.encode("utf-8", "surrogateescape"):
        value = (2 * value + byte) & 0xFFFFFFFF
    return value % _BUCKETS
