"""Errors, from the domain's words to gRPC's.

The domain raises DomainError and knows no transport; this table is the only place that turns it into a status. Anything else becomes
INTERNAL with a plain sentence: its cause is logged, never sent.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message

from google.rpc import error_details_pb2, status_pb2
from grpc import StatusCode

Situation = Literal[
    "invalid",
    "unauthenticated",
    "forbidden",
    "missing",
    "exists",
    "not_now",
    "conflict",
    "too_many",
    "unavailable",
]
"""What kind of trouble it is, in the domain's words."""

CODES: dict[Situation, StatusCode] = {
    "invalid": StatusCode.INVALID_ARGUMENT,
    "unauthenticated": StatusCode.UNAUTHENTICATED,
    "forbidden": StatusCode.PERMISSION_DENIED,
    "missing": StatusCode.NOT_FOUND,
    "exists": StatusCode.ALREADY_EXISTS,
    "not_now": StatusCode.FAILED_PRECONDITION,
    "conflict": StatusCode.ABORTED,
    "too_many": StatusCode.RESOURCE_EXHAUSTED,
    "unavailable": StatusCode.UNAVAILABLE,
}
RETRY_AFTER = duration_pb2.Duration(seconds=1)


class DomainError(Exception):
    """A refusal that the caller is meant to understand."""

    def __init__(
        self, situation: Situation, reason: str, message: str, metadata: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.situation: Situation = situation
        self.reason = reason
        """UPPER_SNAKE_CASE; what programs decide by."""
        self.message = message
        self.metadata = dict(metadata or {})
        """More for programs: which product, how many are left."""


class StatusError(Exception):
    """A status as it goes over the wire, with its google.rpc details."""

    def __init__(self, code: StatusCode, message: str, details: Iterable[Message] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = [_packed(detail) for detail in details]

    @property
    def reason(self) -> str:
        """The reason that google.rpc.ErrorInfo gives; the code's name where there is none."""
        info = error_details_pb2.ErrorInfo()
        return next((info.reason for detail in self.details if detail.Unpack(info)), self.code.name)

    def encoded(self) -> bytes:
        """google.rpc.Status: what `grpc-status-details-bin` carries."""
        return status_pb2.Status(
            code=self.code.value[0], message=self.message, details=self.details
        ).SerializeToString()


def status_of(error: BaseException, service: str, trace_id: str) -> StatusError:
    """What a caller sees of whatever was raised while serving it."""
    if isinstance(error, StatusError):
        return error
    if isinstance(error, DomainError):
        return StatusError(CODES[error.situation], error.message, _details_of(error, service))
    message = f"Something went wrong on our side. Quote trace {trace_id} to support."
    return StatusError(StatusCode.INTERNAL, message, [error_info("INTERNAL", service)])


def error_info(reason: str, service: str, metadata: Mapping[str, str] | None = None) -> error_details_pb2.ErrorInfo:
    return error_details_pb2.ErrorInfo(reason=reason, domain=f"meshmart.{service}", metadata=metadata or {})


def _details_of(error: DomainError, service: str) -> list[Message]:
    details: list[Message] = [error_info(error.reason, service, error.metadata)]
    kind, name = next(iter(error.metadata.items()), ("", ""))
    if error.situation == "missing":
        details.append(
            error_details_pb2.ResourceInfo(resource_type=kind, resource_name=name, description=error.message)
        )
    if error.situation == "invalid" and "field" in error.metadata:
        violation = {"field": error.metadata["field"], "description": error.message}
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    if error.situation == "not_now":
        obstacle = {"type": error.reason, "subject": name, "description": error.message}
        details.append(error_details_pb2.PreconditionFailure(violations=[obstacle]))
    if error.situation in ("unavailable", "too_many"):
        details.append(error_details_pb2.RetryInfo(retry_delay=RETRY_AFTER))
    return details


def _packed(detail: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed
