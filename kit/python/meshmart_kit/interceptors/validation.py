"""Refuses messages that break the contract's buf.validate rules, naming every field that is wrong, before a handler sees them."""

from collections.abc import Iterable

from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message
from protovalidate import Validator

from google.rpc import error_details_pb2
from grpc import StatusCode

from ..errors import StatusError, error_info
from ..interceptor import CallHooks
from ..policy import mesh_name_of
from ..server_call import ServerCall

validator = Validator()


class Validation(CallHooks):
    def __init__(self, service: str) -> None:
        self._service = service

    def receive(self, call: ServerCall, message: Message) -> None:
        violations = [violation.proto for violation in validator.collect_violations(message)]
        if not violations:
            return
        fields = [{"field": _path(found.field.elements), "description": found.message} for found in violations]
        more = f" (and {len(fields) - 1} more)" if len(fields) > 1 else ""
        raise StatusError(
            StatusCode.INVALID_ARGUMENT,
            f"{fields[0]['field'] or 'request'}: {fields[0]['description']}{more}",
            [error_info("INVALID_REQUEST", self._service), error_details_pb2.BadRequest(field_violations=fields)],
        )


def validation(method: MethodDescriptor) -> CallHooks:
    return Validation(mesh_name_of(method.containing_service.full_name))


def _path(elements: Iterable) -> str:
    """As in the other languages: "items[0].quantity"."""
    path = ""
    for element in elements:
        path += ("." if path else "") + element.field_name
        if element.subscript is not None:
            key = element.subscript.value
            path += f'["{key}"]' if isinstance(key, str) else f"[{str(key).lower()}]"
    return path
