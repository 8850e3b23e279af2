import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import money_pb2 as _money_pb2
from meshmart.options.v1 import options_pb2 as _options_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Address(_message.Message):
    __slots__ = ("recipient", "address_lines", "city", "postal_code", "country_code", "phone")
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_LINES_FIELD_NUMBER: _ClassVar[int]
    CITY_FIELD_NUMBER: _ClassVar[int]
    POSTAL_CODE_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    recipient: str
    address_lines: _containers.RepeatedScalarFieldContainer[str]
    city: str
    postal_code: str
    country_code: str
    phone: str
    def __init__(self, recipient: _Optional[str] = ..., address_lines: _Optional[_Iterable[str]] = ..., city: _Optional[str] = ..., postal_code: _Optional[str] = ..., country_code: _Optional[str] = ..., phone: _Optional[str] = ...) -> None: ...

class ShippingOption(_message.Message):
    __slots__ = ("shipping_option_id", "title", "price", "min_days", "max_days")
    SHIPPING_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    MIN_DAYS_FIELD_NUMBER: _ClassVar[int]
    MAX_DAYS_FIELD_NUMBER: _ClassVar[int]
    shipping_option_id: str
    title: str
    price: _money_pb2.Money
    min_days: int
    max_days: int
    def __init__(self, shipping_option_id: _Optional[str] = ..., title: _Optional[str] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., min_days: _Optional[int] = ..., max_days: _Optional[int] = ...) -> None: ...

class Shipment(_message.Message):
    __slots__ = ("order_id", "state", "shipping_option_id", "tracking_number", "estimated_delivery_time", "tracking_events", "address")
    class State(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        STATE_UNSPECIFIED: _ClassVar[Shipment.State]
        STATE_BOOKED: _ClassVar[Shipment.State]
        STATE_DISPATCHED: _ClassVar[Shipment.State]
        STATE_DELIVERED: _ClassVar[Shipment.State]
        STATE_CANCELLED: _ClassVar[Shipment.State]
    STATE_UNSPECIFIED: Shipment.State
    STATE_BOOKED: Shipment.State
    STATE_DISPATCHED: Shipment.State
    STATE_DELIVERED: Shipment.State
    STATE_CANCELLED: Shipment.State
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SHIPPING_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    TRACKING_NUMBER_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_DELIVERY_TIME_FIELD_NUMBER: _ClassVar[int]
    TRACKING_EVENTS_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    state: Shipment.State
    shipping_option_id: str
    tracking_number: str
    estimated_delivery_time: _timestamp_pb2.Timestamp
    tracking_events: _containers.RepeatedCompositeFieldContainer[TrackingEvent]
    address: Address
    def __init__(self, order_id: _Optional[str] = ..., state: _Optional[_Union[Shipment.State, str]] = ..., shipping_option_id: _Optional[str] = ..., tracking_number: _Optional[str] = ..., estimated_delivery_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., tracking_events: _Optional[_Iterable[_Union[TrackingEvent, _Mapping]]] = ..., address: _Optional[_Union[Address, _Mapping]] = ...) -> None: ...

class TrackingEvent(_message.Message):
    __slots__ = ("state", "description", "occur_time")
    STATE_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    OCCUR_TIME_FIELD_NUMBER: _ClassVar[int]
    state: Shipment.State
    description: str
    occur_time: _timestamp_pb2.Timestamp
    def __init__(self, state: _Optional[_Union[Shipment.State, str]] = ..., description: _Optional[str] = ..., occur_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class WatchShipmentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class WatchShipmentResponse(_message.Message):
    __slots__ = ("shipment",)
    SHIPMENT_FIELD_NUMBER: _ClassVar[int]
    shipment: Shipment
    def __init__(self, shipment: _Optional[_Union[Shipment, _Mapping]] = ...) -> None: ...

class ListShippingOptionsRequest(_message.Message):
    __slots__ = ("country_code", "weight_grams", "currency_code", "page_size", "page_token")
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    country_code: str
    weight_grams: int
    currency_code: str
    page_size: int
    page_token: str
    def __init__(self, country_code: _Optional[str] = ..., weight_grams: _Optional[int] = ..., currency_code: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListShippingOptionsResponse(_message.Message):
    __slots__ = ("shipping_options", "next_page_token")
    SHIPPING_OPTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    shipping_options: _containers.RepeatedCompositeFieldContainer[ShippingOption]
    next_page_token: str
    def __init__(self, shipping_options: _Optional[_Iterable[_Union[ShippingOption, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class QuoteShippingRequest(_message.Message):
    __slots__ = ("shipping_option_id", "country_code", "weight_grams", "currency_code")
    SHIPPING_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_CODE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_CODE_FIELD_NUMBER: _ClassVar[int]
    shipping_option_id: str
    country_code: str
    weight_grams: int
    currency_code: str
    def __init__(self, shipping_option_id: _Optional[str] = ..., country_code: _Optional[str] = ..., weight_grams: _Optional[int] = ..., currency_code: _Optional[str] = ...) -> None: ...

class QuoteShippingResponse(_message.Message):
    __slots__ = ("shipping_option",)
    SHIPPING_OPTION_FIELD_NUMBER: _ClassVar[int]
    shipping_option: ShippingOption
    def __init__(self, shipping_option: _Optional[_Union[ShippingOption, _Mapping]] = ...) -> None: ...

class BookShipmentRequest(_message.Message):
    __slots__ = ("order_id", "shipping_option_id", "address", "weight_grams", "customer_id")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    SHIPPING_OPTION_ID_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_GRAMS_FIELD_NUMBER: _ClassVar[int]
    CUSTOMER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    shipping_option_id: str
    address: Address
    weight_grams: int
    customer_id: str
    def __init__(self, order_id: _Optional[str] = ..., shipping_option_id: _Optional[str] = ..., address: _Optional[_Union[Address, _Mapping]] = ..., weight_grams: _Optional[int] = ..., customer_id: _Optional[str] = ...) -> None: ...

class BookShipmentResponse(_message.Message):
    __slots__ = ("shipment",)
    SHIPMENT_FIELD_NUMBER: _ClassVar[int]
    shipment: Shipment
    def __init__(self, shipment: _Optional[_Union[Shipment, _Mapping]] = ...) -> None: ...

class CancelShipmentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class CancelShipmentResponse(_message.Message):
    __slots__ = ("shipment",)
    SHIPMENT_FIELD_NUMBER: _ClassVar[int]
    shipment: Shipment
    def __init__(self, shipment: _Optional[_Union[Shipment, _Mapping]] = ...) -> None: ...

class GetShipmentRequest(_message.Message):
    __slots__ = ("order_id",)
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    def __init__(self, order_id: _Optional[str] = ...) -> None: ...

class GetShipmentResponse(_message.Message):
    __slots__ = ("shipment",)
    SHIPMENT_FIELD_NUMBER: _ClassVar[int]
    shipment: Shipment
    def __init__(self, shipment: _Optional[_Union[Shipment, _Mapping]] = ...) -> None: ...

class RecordCarrierScanRequest(_message.Message):
    __slots__ = ("order_id", "state")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    order_id: str
    state: Shipment.State
    def __init__(self, order_id: _Optional[str] = ..., state: _Optional[_Union[Shipment.State, str]] = ...) -> None: ...

class RecordCarrierScanResponse(_message.Message):
    __slots__ = ("shipment",)
    SHIPMENT_FIELD_NUMBER: _ClassVar[int]
    shipment: Shipment
    def __init__(self, shipment: _Optional[_Union[Shipment, _Mapping]] = ...) -> None: ...
