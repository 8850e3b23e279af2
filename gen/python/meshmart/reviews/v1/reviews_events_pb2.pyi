from meshmart.options.v1 import options_pb2 as _options_pb2
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class RatingChanged(_message.Message):
    __slots__ = ("product_id", "review_count", "average_stars", "version")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    REVIEW_COUNT_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_STARS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    review_count: int
    average_stars: float
    version: int
    def __init__(self, product_id: _Optional[str] = ..., review_count: _Optional[int] = ..., average_stars: _Optional[float] = ..., version: _Optional[int] = ...) -> None: ...
