"""A method's rules, read from the contract: access, deadline, and whether it only reads."""

import functools

from google.protobuf import descriptor_pb2
from google.protobuf.descriptor import MethodDescriptor

from meshmart.options.v1 import options_pb2

UNARY_DEADLINE_MS = 5000


@functools.cache
def policy_of(method: MethodDescriptor) -> options_pb2.MethodPolicy:
    """The method's policy; ACCESS_UNSPECIFIED (nobody) where the contract has none."""
    return method.GetOptions().Extensions[options_pb2.policy]


def deadline_of(method: MethodDescriptor) -> float | None:
    """Seconds that a call may take; None for a stream without a limit of its own."""
    milliseconds = policy_of(method).deadline_ms
    if milliseconds == 0 and not method.client_streaming and not method.server_streaming:
        milliseconds = UNARY_DEADLINE_MS
    return milliseconds / 1000 if milliseconds else None


def only_reads(method: MethodDescriptor) -> bool:
    level = method.GetOptions().idempotency_level
    return level == descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS


def mesh_name_of(type_name: str) -> str:
    """The mesh name of the service that a type belongs to: "meshmart.catalog.v1.CatalogService" -> "catalog"."""
    parts = type_name.split(".")
    return parts[-3] if len(parts) >= 3 else type_name
