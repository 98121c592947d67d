"""`python -m benchmarks [NAME ...]`: measure, and print each figure beside its bar."""

from __future__ import annotations

import sys
from importlib import import_module

NAMES = (
    "jails", "vnets", "shell", "echo", "networks", "peers", "idle", "memory", "replay", "verify", "quizzes",
    "browser", "rooms", "fuzz", "courses", "page", "curriculum",
)  # fmt: skip


def main() -> int:
    """Run the named benchmarks, or say which there are."""
    names = sys.argv[1:]
    unknown = [name for name in names if name not in (*NAMES, "all")]
    if not names or unknown:
        print(f"usage: python -m benchmarks all | {' | '.join(NAMES)}")
        return 2 if unknown else 0
    for name in NAMES if "all" in names else names:
        import_module(f"benchmarks.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
