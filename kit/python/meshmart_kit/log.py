"""Structured logs: one JSON line an event on stdout, with the trace id of the call or event that is being served.

The form is that of every language of the mesh. Payloads are never logged; fields named like secrets are left out should one slip in.
"""

import datetime
import json
import logging
import sys
import traceback
from typing import Any, TextIO

from .trace import current_trace

LEVELS = {"trace": 10, "debug": 20, "info": 30, "warn": 40, "error": 50, "fatal": 60}
SECRETS = {"password", "token", "paymentToken", "number", "securityCode", "authorization", "cookie"}


class Logger:
    """Writes what is at least as grave as its level. Fields are keyword arguments; `err` takes an exception."""

    def __init__(self, service: str, instance: str, level: str = "info", out: TextIO = sys.stdout) -> None:
        if level not in LEVELS:
            raise ValueError(f'LOG_LEVEL must be one of {", ".join(LEVELS)}, not "{level}".')
        self._base = {"service": service, "instance": instance}
        self._least = LEVELS[level]
        self._out = out

    def is_enabled(self, level: str) -> bool:
        return LEVELS[level] >= self._least

    def log(self, level: str, msg: str, **fields: Any) -> None:
        if not self.is_enabled(level):
            return
        line: dict[str, Any] = {"level": level, "time": _now(), **self._base}
        if trace := current_trace():
            line["traceId"] = trace.trace_id
        for name, value in fields.items():
            if name not in SECRETS:
                line[name] = _described(value) if isinstance(value, BaseException) else value
        line["msg"] = msg
        # In one write, so that lines of several threads do not mix.
        self._out.write(json.dumps(line, ensure_ascii=False, default=str, separators=(",", ":")) + "\n")
        self._out.flush()

    def debug(self, msg: str, **fields: Any) -> None:
        self.log("debug", msg, **fields)

    def info(self, msg: str, **fields: Any) -> None:
        self.log("info", msg, **fields)

    def warn(self, msg: str, **fields: Any) -> None:
        self.log("warn", msg, **fields)

    def error(self, msg: str, **fields: Any) -> None:
        self.log("error", msg, **fields)

    def fatal(self, msg: str, **fields: Any) -> None:
        self.log("fatal", msg, **fields)


class LibraryLogs(logging.Handler):
    """Gives what libraries log by Python's own way the same form."""

    def __init__(self, log: Logger) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warn"
        fields: dict[str, Any] = {"library": record.name}
        if record.exc_info and record.exc_info[1]:
            fields["err"] = record.exc_info[1]
        self._log.log(level, record.getMessage(), **fields)


def _now() -> str:
    now = datetime.datetime.now(datetime.timezone.utc)
    return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _described(error: BaseException) -> dict[str, str]:
    stack = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return {"type": type(error).__name__, "message": str(error), "stack": stack}
