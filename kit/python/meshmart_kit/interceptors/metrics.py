"""Rate, errors and duration of every method, for Prometheus; the names are the same in every language."""

import functools

from google.protobuf.descriptor import MethodDescriptor
from prometheus_client import Counter, Histogram

from grpc import StatusCode

from ..errors import StatusError
from ..interceptor import CallHooks
from ..server_call import ServerCall

requests = Counter("rpc_server_requests_total", "Calls served, by outcome.", ["service", "method", "code"])
duration = Histogram(
    "rpc_server_duration_seconds",
    "From the first byte of a call to its answer.",
    ["service", "method"],
    buckets=[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
)


class Metrics(CallHooks):
    def __init__(self, method: MethodDescriptor) -> None:
        labels = (method.containing_service.full_name, method.name)
        self._seconds = duration.labels(*labels)
        self._counter = functools.cache(lambda code: requests.labels(*labels, code_label(code)))

    def finish(self, call: ServerCall, status: StatusError | None, cause: BaseException | None) -> None:
        self._counter(status.code if status else StatusCode.OK).inc()
        self._seconds.observe(call.elapsed_ms / 1000)


def metrics(method: MethodDescriptor) -> CallHooks:
    return Metrics(method)


def code_label(code: StatusCode) -> str:
    """As the other languages write it: "NotFound", and "Canceled" with one l."""
    return "Canceled" if code is StatusCode.CANCELLED else code.name.title().replace("_", "")
