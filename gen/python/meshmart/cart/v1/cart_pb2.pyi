import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import money_pb2 as _money_pb2
from meshmart.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Cart(_message.Message):
    __slots__ = ("items", "item_count", "subtotal", "etag", "update_time", "priced")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    SUBTOTAL_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    PRICED_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[CartItem]
    item_count: int
    subtotal: _money_pb2.Money
    etag: str
    update_time: _timestamp_pb2.Timestamp
    priced: bool
    def __init__(self, items: _Optional[_Iterable[_Union[CartItem, _Mapping]]] = ..., item_count: _Optional[int] = ..., subtotal: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., etag: _Optional[str] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., priced: _Optional[bool] = ...) -> None: ...

class CartItem(_message.Message):
    __slots__ = ("product_id", "purchase_option_id", "quantity", "title", "unit_price", "added_unit_price", "price_changed", "available", "seller_id", "seller_name", "picture_path")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    ADDED_UNIT_PRICE_FIELD_NUMBER: _ClassVar[int]
    PRICE_CHANGED_FIELD_NUMBER: _ClassVar[int]
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    SELLER_NAME_FIELD_NUMBER: _ClassVar[int]
    PICTURE_PATH_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    purchase_option_id: str
    quantity: int
    title: str
    unit_price: _money_pb2.Money
    added_unit_price: _money_pb2.Money
    price_changed: bool
    available: bool
    seller_id: str
    seller_name: str
    picture_path: str
    def __init__(self, product_id: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., quantity: _Optional[int] = ..., title: _Optional[str] = ..., unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., added_unit_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., price_changed: _Optional[bool] = ..., available: _Optional[bool] = ..., seller_id: _Optional[str] = ..., seller_name: _Optional[str] = ..., picture_path: _Optional[str] = ...) -> None: ...

class GetCartRequest(_message.Message):
    __slots__ = ("currency_code",)
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    def __init__(self, currency_code: _Optional[str] = ...) -> None: ...

class GetCartResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class GetCartItemCountRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetCartItemCountResponse(_message.Message):
    __slots__ = ("item_count",)
    ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    item_count: int
    def __init__(self, item_count: _Optional[int] = ...) -> None: ...

class AddCartItemRequest(_message.Message):
    __slots__ = ("request_id", "product_id", "purchase_option_id", "quantity", "currency_code", "seller_id")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    product_id: str
    purchase_option_id: str
    quantity: int
    currency_code: str
    seller_id: str
    def __init__(self, request_id: _Optional[str] = ..., product_id: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., quantity: _Optional[int] = ..., currency_code: _Optional[str] = ..., seller_id: _Optional[str] = ...) -> None: ...

class AddCartItemResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class SetCartItemQuantityRequest(_message.Message):
    __slots__ = ("product_id", "purchase_option_id", "quantity", "etag", "currency_code", "seller_id")
    PRODUCT_ID_FIELD_NUMBER: _ClassVar[int]
    PURCHASE_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    SELLER_ID_FIELD_NUMBER: _ClassVar[int]
    product_id: str
    purchase_option_id: str
    quantity: int
    etag: str
    currency_code: str
    seller_id: str
    def __init__(self, product_id: _Optional[str] = ..., purchase_option_id: _Optional[str] = ..., quantity: _Optional[int] = ..., etag: _Optional[str] = ..., currency_code: _Optional[str] = ..., seller_id: _Optional[str] = ...) -> None: ...

class SetCartItemQuantityResponse(_message.Message):
    __slots__ = ("cart",)
    CART_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ...) -> None: ...

class ClearCartRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ClearCartResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class MergeCartRequest(_message.Message):
    __slots__ = ("currency_code",)
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    currency_code: str
    def __init__(self, currency_code: _Optional[str] = ...) -> None: ...

class MergeCartResponse(_message.Message):
    __slots__ = ("cart", "merged_item_count")
    CART_FIELD_NUMBER: _ClassVar[int]
    MERGED_ITEM_COUNT_FIELD_NUMBER: _ClassVar[int]
    cart: Cart
    merged_item_count: int
    def __init__(self, cart: _Optional[_Union[Cart, _Mapping]] = ..., merged_item_count: _Optional[int] = ...) -> None: ...
