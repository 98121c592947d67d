"""Nothing: the machine schedules its own processes, and no coroutine of the page is awaited in Python.

Pyodide's C code keeps this module for converting awaitables, and looks into it only then.
"""

from typing import NoReturn


def __getattr__(name: str) -> NoReturn:
    raise AttributeError(f"asyncio.{name} is left out of this library (tools/pyodide_slim)")
