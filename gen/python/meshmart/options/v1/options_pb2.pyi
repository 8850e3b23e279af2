from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Access(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ACCESS_UNSPECIFIED: _ClassVar[Access]
    ACCESS_PUBLIC: _ClassVar[Access]
    ACCESS_SIGNED_IN: _ClassVar[Access]
    ACCESS_STAFF: _ClassVar[Access]
    ACCESS_SERVICE: _ClassVar[Access]
    ACCESS_GUEST: _ClassVar[Access]
ACCESS_UNSPECIFIED: Access
ACCESS_PUBLIC: Access
ACCESS_SIGNED_IN: Access
ACCESS_STAFF: Access
ACCESS_SERVICE: Access
ACCESS_GUEST: Access
POLICY_FIELD_NUMBER: _ClassVar[int]
policy: _descriptor.FieldDescriptor
EVENT_FIELD_NUMBER: _ClassVar[int]
event: _descriptor.FieldDescriptor
COOKIE_FIELD_NUMBER: _ClassVar[int]
cookie: _descriptor.FieldDescriptor

class MethodPolicy(_message.Message):
    __slots__ = ("access", "callers", "deadline_ms", "rate_cost")
    ACCESS_FIELD_NUMBER: _ClassVar[int]
    CALLERS_FIELD_NUMBER: _ClassVar[int]
    DEADLINE_MS_FIELD_NUMBER: _ClassVar[int]
    RATE_COST_FIELD_NUMBER: _ClassVar[int]
    access: Access
    callers: _containers.RepeatedScalarFieldContainer[str]
    deadline_ms: int
    rate_cost: int
    def __init__(self, access: _Optional[_Union[Access, str]] = ..., callers: _Optional[_Iterable[str]] = ..., deadline_ms: _Optional[int] = ..., rate_cost: _Optional[int] = ...) -> None: ...

class Event(_message.Message):
    __slots__ = ("subject", "key")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    subject: str
    key: str
    def __init__(self, subject: _Optional[str] = ..., key: _Optional[str] = ...) -> None: ...

class Cookie(_message.Message):
    __slots__ = ("name", "paths", "expire_field")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PATHS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_FIELD_FIELD_NUMBER: _ClassVar[int]
    name: str
    paths: _containers.RepeatedScalarFieldContainer[str]
    expire_field: str
    def __init__(self, name: _Optional[str] = ..., paths: _Optional[_Iterable[str]] = ..., expire_field: _Optional[str] = ...) -> None: ...
