"""A terminal as the learner sees it: what it shows, whether a prompt waits, which command line was accepted.

A line editor takes the terminal out of canonical mode while it reads and restores it before a command runs
(simbsd/lib/libedit.py), so the mode events tell prompt and editing from the output of commands.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lab.line import LineScreen

SCROLLBACK = 100_000  # characters kept for a screen that is written anew


@dataclass(slots=True)
class Terminal:
    """One terminal. ``printed`` collects what the command under way has printed so far."""

    number: int
    columns: int = 80
    editing: bool = False
    fresh: bool = False
    shown: list[str] = field(default_factory=list)
    kept: int = 0
    prompt: str | None = None
    screen: LineScreen = field(default_factory=LineScreen)
    printed: list[str] = field(default_factory=list)

    def mode(self, canonical: bool) -> str | None:
        """The terminal changed mode; the command line, if one was accepted by this."""
        if not canonical:
            self.editing = self.fresh = True
            self.screen, self.prompt = LineScreen(self.columns), None
            return None
        if not self.editing:
            return None
        self.editing = self.fresh = False
        self.printed = []
        text = self.screen.text()
        prompt = self.prompt or ""
        line = text[len(prompt) :] if text.startswith(prompt) else text
        return line.strip() or None

    def write(self, data: str) -> None:
        """The terminal showed ``data``."""
        self._keep(data)
        if not self.editing:
            self.printed.append(data)
            return
        self.screen.write(data)
        if self.prompt is None:
            self.prompt = self.screen.text()

    def text(self) -> str:
        """What the terminal shows, up to SCROLLBACK characters back."""
        return "".join(self.shown)

    def take_printed(self) -> str:
        """What the last command printed, with plain line ends."""
        text = "".join(self.printed).replace("\r\n", "\n")
        self.printed = []
        return text

    def _keep(self, data: str) -> None:
        self.shown.append(data)
        self.kept += len(data)
        if self.kept > 2 * SCROLLBACK:
            text = "".join(self.shown)[-SCROLLBACK:]
            self.shown, self.kept = [text], len(text)
