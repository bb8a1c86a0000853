"""The log: one line an event on standard error, as JSON, or for people's eyes on a terminal.

Every line of a request carries its id, workspace and actor. Line breaks and control signs of what came from
outside are written as escapes, so that nobody can forge a line.
"""

import io
import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
import structlog.tracebacks

FORMATS = ("json", "console")
# Where an error was, never what the variables held: passwords and keys are among them.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
# What moves a terminal's hand, breaks a line for some reader, or turns the direction of writing.
_UNSEEN = (127, *range(128, 160), 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_SIGNS = {code: f"\\x{code:02x}" for code in (*range(32), *_UNSEEN)}
_SIGNS[ord("\n")], _SIGNS[ord("\t")] = "\\n", "\\t"
_IN_TRACES = {code: sign for code, sign in _SIGNS.items() if code != ord("\n")}
# JSON itself escapes the first 32 alone.
_IN_JSON = {code: f"\\u{code:04x}" for code in _UNSEEN}


def is_for_people(form: str) -> bool:
    """Whether the lines are read on a terminal."""
    return form == "console" or (not form and sys.stderr.isatty())


def settings_of(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING, after structlog was made to speak the same way.

    Args:
        form: "json", "console", or "" for console on a terminal and JSON elsewhere.
        level: such as "INFO".
    """
    console = is_for_people(form)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *shared, structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )  # fmt: skip
    last: list[Any] = (
        [
            _escaped,
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_traced),
        ]
        if console
        else [_TRACEBACKS, structlog.processors.JSONRenderer(ensure_ascii=False), _visible]
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django has a handler of its own for its server and mails to admins; ours is enough.
        "loggers": {
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": True},
            # The worker looks for jobs twice a second, and each look would be a line.
            "django_tasks": {"level": "WARNING"},
            "django_tasks_db": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            "banso": {"level": level},
        },
    }


def _escaped(
    _logger: logging.Logger, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Control signs as escapes, everywhere but in a traceback of ours."""
    for name, value in event.items():
        if isinstance(value, str) and name not in {"exception", "stack"}:
            event[name] = value.translate(_SIGNS)
    return event


def _traced(out: TextIO, error: structlog.typing.ExcInfo) -> None:
    """A traceback each line of which is set in: what an error quotes cannot pass for a line of the log."""
    told = io.StringIO()
    structlog.dev.plain_traceback(told, error)
    out.writelines(f"\n    {line}" for line in told.getvalue().translate(_IN_TRACES).splitlines())


def _visible(_logger: logging.Logger, _method: str, line: str) -> str:
    return line.translate(_IN_JSON)
