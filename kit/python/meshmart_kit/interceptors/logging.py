"""One line a call: commands at info, reads at debug, our own faults at error with their cause. Never a payload."""

from typing import Any

from google.protobuf.descriptor import MethodDescriptor

from grpc import StatusCode

from ..errors import StatusError
from ..interceptor import CallHooks, ServerInterceptor
from ..log import Logger
from ..policy import only_reads
from ..server_call import ServerCall
from .metrics import code_label

OUR_FAULT = (StatusCode.INTERNAL, StatusCode.UNKNOWN, StatusCode.DATA_LOSS)


class Logging(CallHooks):
    def __init__(self, method: MethodDescriptor, log: Logger) -> None:
        self._log = log
        self._name = f"{method.containing_service.full_name}/{method.name}"
        self._usual = "debug" if only_reads(method) else "info"

    def finish(self, call: ServerCall, status: StatusError | None, cause: BaseException | None) -> None:
        level = "error" if status and status.code in OUR_FAULT else self._usual
        if not self._log.is_enabled(level):
            return
        fields: dict[str, Any] = {"method": self._name, "ms": round(call.elapsed_ms, 1)}
        if call.caller.service:
            fields["caller"] = call.caller.service
        if status:
            fields |= {"code": code_label(status.code), "reason": status.reason}
        if level == "error":
            fields["err"] = cause
        self._log.log(level, "call", **fields)


def logging(log: Logger) -> ServerInterceptor:
    return lambda method: Logging(method, log)
