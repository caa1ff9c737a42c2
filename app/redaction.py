"""Keeps keys out of whatever is written down: logs, errors, reasons."""

import re
from typing import Any

KEY = re.compile(r"dbk_[0-9a-f]{12}_[0-9a-f]{64}")
_ALMOST = re.compile(r"dbk_[0-9a-f]{1,12}_[0-9A-Za-z_-]+")
"""Also a key that was cut or mistyped: it may give most of a right one away."""


def without_keys(text: str) -> str:
    """Return the text with every key in it made unreadable."""
    return _ALMOST.sub("dbk_[removed]", text) if "dbk_" in text else text


def redact(_: Any, __: str, line: Any) -> str:
    """Take keys out of a finished log line, tracebacks and all: structlog's last processor."""
    return without_keys(line)
