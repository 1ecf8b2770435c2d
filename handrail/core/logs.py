"""Log lines: one event with its fields per line, as text or JSON, times in UTC.

A line never holds what people wrote. Our own loggers name the event and give fields by `extra=`;
of an exception it keeps the type and the places in the code, and the message only where that
comes from the machine and not from data. At level DEBUG, for developers, every message is kept.
"""

from __future__ import annotations

import json
import logging
import logging.config
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from django.db import OperationalError, ProgrammingError

from handrail.core.environment import ConfigurationError

# Their messages speak of the machine or of the code, not of a person's words.
_HARMLESS = (
    ConfigurationError,
    OperationalError,
    ProgrammingError,
    ImportError,
    NameError,
    AttributeError,
    TypeError,
    OSError,
)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_DEEPEST = 12  # places of a traceback that are kept, innermost last


def configure(options: Mapping[str, str]) -> None:
    """Set up logging for the whole process (Django's LOGGING_CONFIG).

    `options` has `format` ("text" or "json") and `level` (the least important line that is written).
    """
    kind = JsonLine if options["format"] == "json" else TextLine
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": kind, "frank": options["level"] == "DEBUG"}},
            "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["lines"], "level": options["level"]},
            "loggers": _quieter(),
        }
    )
    logging.captureWarnings(True)


def _quieter() -> dict[str, dict[str, Any]]:
    """Libraries whose chatty levels would repeat people's words (SQL parameters) or every request."""
    quiet = {
        "django.db.backends": "INFO",
        "django.template": "INFO",
        "asyncio": "WARNING",
        "uvicorn": "WARNING",
        "procrastinate": "WARNING",
    }
    return {name: {"level": level, "propagate": True, "handlers": []} for name, level in quiet.items()}


class Line(logging.Formatter):
    """What a record says, as ordered fields; `frank` lines keep the message of every error."""

    def __init__(self, *, frank: bool = False) -> None:
        super().__init__()
        self._frank = frank

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        return self.write(self._head(record) | _fields(record) | _failure(record, frank=self._frank))

    def write(self, fields: Mapping[str, object]) -> str:
        """The fields as text."""
        raise NotImplementedError

    def _head(self, record: logging.LogRecord) -> dict[str, object]:
        at = datetime.fromtimestamp(record.created, UTC)
        return {
            "at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "from": record.name,
            "event": getattr(record, "action", None) or record.getMessage(),
        }


class TextLine(Line):
    """For eyes: `2026-11-22T10:11:12.123Z INFO handrail.ops: started pid=4711`."""

    def write(self, fields: Mapping[str, object]) -> str:
        """The head, then `name=value` for every further field."""
        rest = dict(fields)
        head = f"{rest.pop('at')} {rest.pop('level')} {rest.pop('from')}: {_one_line(rest.pop('event'))}"
        return " ".join([head, *(f"{name}={_value(value)}" for name, value in rest.items())])


class JsonLine(Line):
    """For machines: one JSON object per line."""

    def write(self, fields: Mapping[str, object]) -> str:
        """The fields as an object; what JSON does not know is written as text."""
        return json.dumps(fields, ensure_ascii=False, default=str)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    if record.name.startswith("handrail"):
        return {name: value for name, value in vars(record).items() if name not in _STANDARD}
    job = getattr(record, "job", None)  # Procrastinate's; its arguments stay out
    if isinstance(job, Mapping):
        return {"job": job.get("id"), "task": job.get("task_name")}
    return {}


def _failure(record: logging.LogRecord, *, frank: bool) -> dict[str, object]:
    if not record.exc_info or record.exc_info[1] is None:
        return {}
    error = record.exc_info[1]
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    says = {"says": _one_line(error)} if frank or isinstance(error, _HARMLESS) else {}
    return {"error": name} | says | {"places": _places(record.exc_info[2])}


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)[-_DEEPEST:]]


def _one_line(value: object) -> str:
    return " ".join(str(value).split())


def _value(value: object) -> str:
    text = _one_line(value)
    return json.dumps(text, ensure_ascii=False) if not text or " " in text or '"' in text else text
