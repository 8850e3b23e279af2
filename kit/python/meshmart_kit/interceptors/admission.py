"""Refuses what a process cannot take on: beyond a number of calls at once, more would make every one of them late.

The caller is told at once, and when to come back. Streams do not count: they wait more than they work.
"""

from google.protobuf import duration_pb2
from google.protobuf.descriptor import MethodDescriptor

from google.rpc import error_details_pb2
from grpc import StatusCode

from ..errors import StatusError, error_info
from ..interceptor import CallHooks, ServerInterceptor
from ..policy import mesh_name_of
from ..server_call import ServerCall

RETRY_AFTER = duration_pb2.Duration(nanos=200_000_000)


class Admission(CallHooks):
    """One for all methods of a process."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._in_flight = 0

    def begin(self, call: ServerCall) -> None:
        self._in_flight += 1
        if self._in_flight <= self._limit:
            return
        service = mesh_name_of(call.method.containing_service.full_name)
        raise StatusError(
            StatusCode.RESOURCE_EXHAUSTED,
            f"The {service} service has {self._limit} calls at once and takes no more. Try again in a moment.",
            [error_info("OVERLOADED", service), error_details_pb2.RetryInfo(retry_delay=RETRY_AFTER)],
        )

    def finish(self, call: ServerCall, status: StatusError | None, cause: BaseException | None) -> None:
        self._in_flight -= 1


def admission(limit: int) -> ServerInterceptor:
    """At most `limit` unary calls at once. Must be the first interceptor: it counts every call, also refused ones."""
    hooks = Admission(limit)

    def of(method: MethodDescriptor) -> CallHooks | None:
        return None if method.client_streaming or method.server_streaming else hooks

    return of
