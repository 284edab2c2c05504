"""Logs: one JSON line an event, and nothing personal, whoever forgets to think of it."""

import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from tocsin.kernel.private import Private

_NUMBER: Final = re.compile(r"\+?\d[\d ()./-]{5,}\d")
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@]+")
_POINT: Final = re.compile(r"-?\d{1,3}\.\d{3,}\s*,\s*-?\d{1,3}\.\d{3,}")
_SAFE_KEYS: Final = frozenset({"event", "level", "timestamp", "position", "signal", "version"})


def scrub(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out whatever looks like a number, an address, a position or personal text."""
    for key, value in event.items():
        if isinstance(value, Private):
            event[key] = "[private]"
        elif isinstance(value, str) and key not in _SAFE_KEYS:
            event[key] = _ADDRESS.sub(
                "[address]", _NUMBER.sub("[number]", _POINT.sub("[point]", value))
            )
        elif not isinstance(value, int | float | bool | str | None):
            event[key] = f"[{type(value).__name__}]"
    return event


def configure() -> None:
    """Write every event as one scrubbed JSON line to standard error."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            scrub,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
