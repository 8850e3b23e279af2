"""One call being served: what interceptors and handlers see of it."""

import time

from google.protobuf.descriptor import MethodDescriptor
from grpc.aio import ServicerContext

from .caller import Caller
from .policy import deadline_of
from .trace import continue_trace


class ServerCall:
    def __init__(self, method: MethodDescriptor, context: ServicerContext) -> None:
        self.method = method
        self._metadata = {name: value for name, value in reversed(context.invocation_metadata() or ())}
        self.trace = continue_trace(self.header("traceparent"))
        self.started_at = time.monotonic()
        self.caller = Caller()
        """Who calls, as the access interceptor found them to be."""
        given, limit = context.time_remaining(), deadline_of(method)
        self.limit_is_ours = limit is not None and (given is None or limit < given)
        """Whether the contract's deadline comes before the caller's."""
        allowed = limit if self.limit_is_ours else given
        self._end = None if allowed is None else self.started_at + allowed

    def header(self, name: str) -> str | None:
        """The first value of a piece of metadata."""
        value = self._metadata.get(name)
        return value.decode("ascii", "replace") if isinstance(value, bytes) else value

    def remaining(self) -> float | None:
        """Seconds until the answer is due; None for a stream without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    @property
    def elapsed_ms(self) -> float:
        return (time.monotonic() - self.started_at) * 1000
