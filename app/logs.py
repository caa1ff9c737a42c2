"""Log lines: for people on a terminal, as JSON for machines."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from app.redaction import redact


@contextmanager
def _without(package: str) -> Iterator[None]:
    """Import as where a package is not installed."""
    known = sys.modules.get(package)
    sys.modules[package] = None  # type: ignore[assignment]  # Python's word for what is not there
    try:
        yield
    finally:
        del sys.modules[package]
        if known is not None:
            sys.modules[package] = known


# structlog loads Rich, which comes with Typer, for tracebacks that nobody sees here: 5 MB of every
# process, and a twentieth of a start.
with _without("rich"):
    import structlog
    from structlog.processors import ExceptionRenderer
    from structlog.tracebacks import ExceptionDictTransformer

bind_contextvars = structlog.contextvars.bind_contextvars
logger = structlog.get_logger("daybook")


class _OwnLines(logging.Handler):
    """Tells what is logged below us in lines of ours: warnings, and that a worker died.

    Of that uvicorn tells as quietly as of every start and stop.
    """

    def emit(self, record: logging.LogRecord) -> None:
        told = record.getMessage()
        if record.levelno >= logging.WARNING or told.endswith(" died"):
            level = max(record.levelno, logging.WARNING)
            logger.log(level, told, exc_info=record.exc_info)


def configure_logs(log_format: Literal["console", "json"]) -> None:
    """Send every log line to standard error in one format, with the request's id.

    Tracebacks come without the frames' variables, which structlog shows by default: they hold
    what callers sent, and rendering them kept the event loop busy for five seconds.
    """
    renderer: structlog.typing.Processor
    if log_format == "json":
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
        errors: list[structlog.typing.Processor] = [
            ExceptionRenderer(ExceptionDictTransformer(show_locals=False))
        ]
    else:
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            repr_native_str=True,  # what callers sent may be commands to the terminal
            exception_formatter=structlog.dev.plain_traceback,
        )
        errors = []
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *errors,
            renderer,
            redact,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    for package in ("uvicorn", "asyncio"):
        logging.getLogger(package).handlers = [_OwnLines()]
