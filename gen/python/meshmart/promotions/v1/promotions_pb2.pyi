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

class Coupon(_message.Message):
    __slots__ = ("code", "title", "percent_off", "amount_off", "minimum", "start_time", "end_time", "total_limit", "customer_limit", "listed")
    CODE_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PERCENT_OFF_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_OFF_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    TOTAL_LIMIT_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_LIMIT_FIELD_NUMBER: _ClassVar[int]
    LISTED_FIELD_NUMBER: _ClassVar[int]
    code: str
    title: str
    percent_off: int
    amount_off: _money_pb2.Money
    minimum: _money_pb2.Money
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    total_limit: int
    customer_limit: int
    listed: bool
    def __init__(self, code: _Optional[str] = ..., title: _Optional[str] = ..., percent_off: _Optional[int] = ..., amount_off: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., minimum: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., total_limit: _Optional[int] = ..., customer_limit: _Optional[int] = ..., listed: _Optional[bool] = ...) -> None: ...

class Banner(_message.Message):
    __slots__ = ("banner_id", "slot", "title", "text", "link_path", "priority", "start_time", "end_time")
    BANNER_ID_FIELD_NUMBER: _ClassVar[int]
    SLOT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    LINK_PATH_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    banner_id: str
    slot: str
    title: str
    text: str
    link_path: str
    priority: int
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, banner_id: _Optional[str] = ..., slot: _Optional[str] = ..., title: _Optional[str] = ..., text: _Optional[str] = ..., link_path: _Optional[str] = ..., priority: _Optional[int] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListCouponsRequest(_message.Message):
    __slots__ = ("subtotal", "page_size", "page_token")
    SUBTOTAL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    subtotal: _money_pb2.Money
    page_size: int
    page_token: str
    def __init__(self, subtotal: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class CouponOffer(_message.Message):
    __slots__ = ("coupon", "discount")
    COUPON_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    coupon: Coupon
    discount: _money_pb2.Money
    def __init__(self, coupon: _Optional[_Union[Coupon, _Mapping]] = ..., discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ListCouponsResponse(_message.Message):
    __slots__ = ("coupon_offers", "next_page_token")
    COUPON_OFFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    coupon_offers: _containers.RepeatedCompositeFieldContainer[CouponOffer]
    next_page_token: str
    def __init__(self, coupon_offers: _Optional[_Iterable[_Union[CouponOffer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PreviewCouponRequest(_message.Message):
    __slots__ = ("code", "subtotal")
    CODE_FIELD_NUMBER: _ClassVar[int]
    SUBTOTAL_FIELD_NUMBER: _ClassVar[int]
    code: str
    subtotal: _money_pb2.Money
    def __init__(self, code: _Optional[str] = ..., subtotal: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class PreviewCouponResponse(_message.Message):
    __slots__ = ("discount", "coupon")
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    COUPON_FIELD_NUMBER: _ClassVar[int]
    discount: _money_pb2.Money
    coupon: Coupon
    def __init__(self, discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., coupon: _Optional[_Union[Coupon, _Mapping]] = ...) -> None: ...

class CreateCouponRequest(_message.Message):
    __slots__ = ("request_id", "coupon")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    COUPON_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    coupon: Coupon
    def __init__(self, request_id: _Optional[str] = ..., coupon: _Optional[_Union[Coupon, _Mapping]] = ...) -> None: ...

class CreateCouponResponse(_message.Message):
    __slots__ = ("coupon",)
    COUPON_FIELD_NUMBER: _ClassVar[int]
    coupon: Coupon
    def __init__(self, coupon: _Optional[_Union[Coupon, _Mapping]] = ...) -> None: ...

class RedeemCouponRequest(_message.Message):
    __slots__ = ("order_id", "customer_id", "code", "subtotal")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    CODE_FIELD_NUMBER: _ClassVar[int]
    SUBTOTAL_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    customer_id: str
    code: str
    subtotal: _money_pb2.Money
    def __init__(self, order_id: _Optional[str] = ..., customer_id: _Optional[str] = ..., code: _Optional[str] = ..., subtotal: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class RedeemCouponResponse(_message.Message):
    __slots__ = ("discount",)
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    discount: _money_pb2.Money
    def __init__(self, discount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class ReleaseCouponRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class ReleaseCouponResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListBannersRequest(_message.Message):
    __slots__ = ("slot", "page_size", "page_token")
    SLOT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    slot: str
    page_size: int
    page_token: str
    def __init__(self, slot: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBannersResponse(_message.Message):
    __slots__ = ("banners", "next_page_token")
    BANNERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    banners: _containers.RepeatedCompositeFieldContainer[Banner]
    next_page_token: str
    def __init__(self, banners: _Optional[_Iterable[_Union[Banner, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CreateBannerRequest(_message.Message):
    __slots__ = ("request_id", "banner")
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    BANNER_FIELD_NUMBER: _ClassVar[int]
    request_id: str
    banner: Banner
    def __init__(self, request_id: _Optional[str] = ..., banner: _Optional[_Union[Banner, _Mapping]] = ...) -> None: ...

class CreateBannerResponse(_message.Message):
    __slots__ = ("banner",)
    BANNER_FIELD_NUMBER: _ClassVar[int]
    banner: Banner
    def __init__(self, banner: _Optional[_Union[Banner, _Mapping]] = ...) -> None: ...
