"""How the processes of a server log: lines of text or JSON on stderr."""

import logging
import sys

import structlog

from burnish.settings import Settings

__all__ = ["log_to_stderr"]


def log_to_stderr(settings: Settings) -> None:
    """Send what structlog and the standard library log to stderr, as BURNISH_LOG_FORMAT asks: `json`, `off`, or text."""
    level = logging.CRITICAL if settings.log_format == "off" else logging.INFO
    last = structlog.processors.JSONRenderer() if settings.log_format == "json" else _text()
    steps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper("iso", utc=True),
    ]
    if settings.log_format == "json":
        steps.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*steps, last],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # looked up late: it may be another one by then
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=last, foreign_pre_chain=steps))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)


def _text() -> structlog.typing.Processor:
    # Plain: rich ones show what every variable held, keys and what people wrote among them, and take a tenth of a second to draw.
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
