"""W3C trace context (https://www.w3.org/TR/trace-context/): every call and event belongs to a trace, whoever began it."""

import contextlib
import contextvars
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass

TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
NONE = re.compile("0+")


@dataclass(frozen=True)
class Trace:
    trace_id: str
    """32 hex digits, the same in all of a trace."""
    span_id: str
    """16 hex digits: this call."""

    @property
    def traceparent(self) -> str:
        """What to send with calls and events that are made within the trace."""
        return f"00-{self.trace_id}-{self.span_id}-01"


_current: contextvars.ContextVar[Trace | None] = contextvars.ContextVar("trace", default=None)


def current_trace() -> Trace | None:
    """The trace of the call or event that is being served."""
    return _current.get()


@contextlib.contextmanager
def within(trace: Trace) -> Iterator[None]:
    """What is done inside belongs to the trace: logs, events, and tasks begun there."""
    token = _current.set(trace)
    try:
        yield
    finally:
        _current.reset(token)


def continue_trace(traceparent: str | None) -> Trace:
    """The trace that a `traceparent` names, with a new span in it; a new trace when there is none or it is malformed."""
    match = TRACEPARENT.fullmatch(traceparent or "")
    known = match is not None and not NONE.fullmatch(match[1]) and not NONE.fullmatch(match[2])
    return Trace(match[1] if match and known else secrets.token_hex(16), secrets.token_hex(8))
