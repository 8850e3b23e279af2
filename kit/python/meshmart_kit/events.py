"""Events between services: protobuf messages whose subject and ordering key stand in the contract, in CloudEvents' NATS binding."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from google.protobuf.message import Message

from meshmart.options.v1 import options_pb2

E = TypeVar("E", bound=Message)


@dataclass(frozen=True)
class ReceivedEvent(Generic[E]):
    event_id: str
    """UUIDv7: the same in every redelivery."""
    message: E
    traceparent: str | None


def option_of(event: type[Message]) -> options_pb2.Event:
    """Where the contract publishes an event. Raises for a message that is no event."""
    options = event.DESCRIPTOR.GetOptions()
    if not options.HasExtension(options_pb2.event):
        name = event.DESCRIPTOR.full_name
        raise ValueError(f"{name} is no event: give it the option meshmart.options.v1.event.")
    return options.Extensions[options_pb2.event]


def subject_of(event: type[Message]) -> str:
    """`<domain>.<event>` of an event's message."""
    return option_of(event).subject


def decode_event(event: type[E], payload: bytes, headers: Mapping[str, str]) -> ReceivedEvent[E]:
    return ReceivedEvent(
        event_id=headers["ce-id"],
        message=event.FromString(payload),
        traceparent=headers.get("traceparent"),
    )
