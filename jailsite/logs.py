"""Logs without people in them: one line a record, as text or JSON; no address, name, code or token is ever written.

Paths of this site may hold codes of rooms and links that give a role, so Django's records of requests are told by
their route; what a logger adds by `extra` is written only under the names in EXTRAS.
"""

from __future__ import annotations

import json
import logging
import traceback

EXTRAS = ("why", "route", "status", "count", "seconds")


class RouteFilter(logging.Filter):
    """Tells a request by its route instead of its path."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            record.route = match.route if match else "no route"
            record.status = getattr(record, "status_code", None)
            record.msg, record.args = "request", ()
        return True


class LineFormatter(logging.Formatter):
    """For people: time, level, logger, message, and what else is known."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        known = " ".join(f"{name}={value}" for name, value in extras(record).items())
        return f"{super().format(record)} {known}".rstrip()


class JsonFormatter(logging.Formatter):
    """For machines: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **extras(record),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(record.exc_info[2])]
        return json.dumps(line, ensure_ascii=False)


def extras(record: logging.LogRecord) -> dict[str, object]:
    found = {name: getattr(record, name, None) for name in EXTRAS}
    return {name: value for name, value in found.items() if value is not None}
