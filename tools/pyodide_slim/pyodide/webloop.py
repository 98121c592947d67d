"""No event loop: see asyncio."""

# A memory snapshot expects this object of JavaScript's at its place in the table of references (Pyodide's snapshot.ts).
from pyodide_js._api import scheduleCallback  # noqa: F401


def _initialize_event_loop() -> None:
    """Called as the package ``pyodide`` is imported."""
