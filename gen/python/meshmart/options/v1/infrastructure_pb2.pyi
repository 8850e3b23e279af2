from grpc.health.v1 import health_pb2 as _health_pb2
from grpc.reflection.v1 import reflection_pb2 as _reflection_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Infrastructure(_message.Message):
    __slots__ = ("health", "reflection")
    HEALTH_FIELD_NUMBER: _ClassVar[int]
    REFLECTION_FIELD_NUMBER: _ClassVar[int]
    health: _health_pb2.HealthCheckResponse
    reflection: _reflection_pb2.ServerReflectionResponse
    def __init__(self, health: _Optional[_Union[_health_pb2.HealthCheckResponse, _Mapping]] = ..., reflection: _Optional[_Union[_reflection_pb2.ServerReflectionResponse, _Mapping]] = ...) -> None: ...
